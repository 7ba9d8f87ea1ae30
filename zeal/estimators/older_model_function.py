"""What a model function of tf.contrib.learn returns, and metrics over it."""

from typing import Any, NamedTuple

from zeal.estimators.calling import arguments_of
from zeal.estimators.spec import EstimatorSpec, ModeKeys
from zeal.public import public


class _Fields(NamedTuple):
    predictions: Any
    loss: Any
    train_op: Any
    eval_metric_ops: Any
    output_alternatives: Any
    training_chief_hooks: Any
    training_hooks: Any
    scaffold: Any
    mode: Any


@public("contrib.learn.ModelFnOps")
class ModelFnOps(_Fields):
    """The tensors and operations of a model that `tf.contrib.learn.Estimator` runs.

    Args:
      mode: one of `tf.contrib.learn.ModeKeys`.
      predictions: a tensor, or a dict of them; needed to evaluate and to predict.
      loss: a scalar tensor; needed to train and to evaluate.
      train_op: the operation of a training step; needed to train.
      eval_metric_ops: dict from names to pairs (value, update).
      output_alternatives: accepted for compatibility.
      training_chief_hooks, training_hooks: iterables of `tf.train.SessionRunHook`.
      scaffold: a `tf.train.Scaffold`.

    Raises:
      ValueError: what the mode needs is missing.
    """

    __slots__ = ()

    def __new__(
        cls, mode, predictions=None, loss=None, train_op=None, eval_metric_ops=None,
        output_alternatives=None, training_chief_hooks=None, training_hooks=None, scaffold=None,
    ):  # fmt: skip
        if train_op is None and mode == ModeKeys.TRAIN:
            raise ValueError("Missing train_op.")
        if loss is None and mode != ModeKeys.INFER:
            raise ValueError("Missing loss.")
        if predictions is None and mode != ModeKeys.TRAIN:
            raise ValueError("Missing predictions.")
        return super().__new__(
            cls, predictions, loss, train_op, eval_metric_ops or {}, output_alternatives,
            training_chief_hooks or [], training_hooks or [], scaffold, mode,
        )  # fmt: skip

    def _spec(self, further_metrics):
        return EstimatorSpec(
            self.mode, self.predictions, self.loss, self.train_op,
            {**self.eval_metric_ops, **further_metrics},
            training_chief_hooks=self.training_chief_hooks, training_hooks=self.training_hooks,
            scaffold=self.scaffold,
        )  # fmt: skip


@public("contrib.learn.MetricSpec")
class MetricSpec:
    """A metric, and the names of what it compares.

    Args:
      metric_fn: a function that returns the pair (value, update), as those of `tf.metrics` do. It
        takes what it calls `predictions`, `labels` and `weights`, or one of their usual names, by
        name; predictions come first where they have none.
      prediction_key, label_key, weight_key: names in the dicts of predictions, labels and features.

    Raises:
      ValueError: two arguments may be meant, or none takes what has a key.

    Example:
      >>> tf.contrib.learn.MetricSpec(tf.metrics.accuracy, "classes").prediction_key
      'classes'
    """

    def __init__(self, metric_fn, prediction_key=None, label_key=None, weight_key=None):
        names = arguments_of(metric_fn)
        self.metric_fn, self.prediction_key = metric_fn, prediction_key
        self.label_key, self.weight_key = label_key, weight_key
        self._labels = _argument(names, _LABELS, label_key)
        self._predictions = _argument(names, _PREDICTIONS)
        self._weights = _argument(names, _WEIGHTS, weight_key)
        self._is_second = self._predictions is None and names[:1] == (self._labels,)

    def __str__(self):
        function = getattr(self.metric_fn, "func", self.metric_fn)  # of a partial one
        keys = ", ".join(f"{key}={getattr(self, key)}"
                         for key in ("prediction_key", "label_key", "weight_key"))
        return f"MetricSpec({getattr(function, '__name__', function)}, {keys})"

    def create_metric_ops(self, inputs, labels, predictions):
        """The metric's value and update.

        Args:
          inputs, labels, predictions: tensors, or dicts of them: features, labels, predictions.

        Raises:
          ValueError: a dict needs a name, or there is none; KeyError: it lacks the name.
        """
        prediction = _member(predictions, self.prediction_key, "prediction")
        label = _member(labels, self.label_key, "label")
        named = {} if self._labels is None else {self._labels: label}
        if self.weight_key:
            named[self._weights] = inputs[self.weight_key]
        if self._predictions is not None:
            return self.metric_fn(**named, **{self._predictions: prediction})
        if self._is_second:
            return self.metric_fn(named.pop(self._labels), prediction, **named)
        return self.metric_fn(prediction, **named)


_LABELS = ("labels", "label", "targets", "target")
_PREDICTIONS = ("predictions", "prediction", "logits", "logit")
_WEIGHTS = ("weights", "weight")


def _argument(names, candidates, key=None):
    """Which of a function's arguments is one of the candidates; None if none is and need be."""
    found = [name for name in names if name in candidates]
    if len(found) > 1:
        raise ValueError(f"Ambiguous arguments {found}, must provide only one of {candidates}.")
    if key and not found:
        raise ValueError(f"{candidates} missing from {names}.")
    return found[0] if found else None


def _member(values, key, name):
    if not key:
        if isinstance(values, dict) and len(values) != 1:
            raise ValueError(f"MetricSpec without specified {name}_key requires {name}s tensor or "
                             f"single element dict, got {values}")
        return next(iter(values.values())) if isinstance(values, dict) else values
    if not isinstance(values, dict):
        raise ValueError(
            f"MetricSpec with {name}_key specified requires {name}s dict, got {values}.\nYou must "
            f"not provide a {name}_key if you only have a single Tensor as {name}s."
        )
    if key not in values:
        raise KeyError(f"Key '{key}' missing from {values.keys()}.")
    return values[key]


@public("contrib.learn.PredictionKey")
class PredictionKey:
    """The names of the predictions of models that are there already."""

    CLASSES, PROBABILITIES, LOGITS, LOGISTIC = "classes", "probabilities", "logits", "logistic"
    SCORES, TOP_K, GENERIC = "scores", "top_k", "output"


def metric_ops(metrics, features, labels, predictions):
    """Pairs (value, update) by name of the metrics that an evaluation is given.

    Args:
      metrics: dict from names to MetricSpecs or functions of predictions and labels; a name may be
        a pair of its own and the prediction's.
      features, labels, predictions: what the model got and gave.

    Raises:
      ValueError: predictions are a dict, and a function does not say which one it takes.
    """
    found = {}
    for name, metric in (metrics or {}).items():
        name, key = name if isinstance(name, tuple) else (name, None)
        if isinstance(metric, MetricSpec):
            found[name] = metric.create_metric_ops(features, labels, predictions)
        elif key is None and isinstance(predictions, dict):
            raise ValueError(
                "Metrics passed provide only name, no prediction, but predictions are dict. "
                f"Metrics: {metrics}, Labels: {labels}."
            )
        else:
            found[name] = metric(predictions if key is None else predictions[key], labels)
    return found
