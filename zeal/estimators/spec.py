"""What a model function returns: EstimatorSpec; and what it is asked for: ModeKeys."""

from typing import Any, NamedTuple

from zeal import nest
from zeal._native import Tensor, Variable, api
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import Operation, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.train.scaffold import Scaffold
from zeal.train.session_hooks import SessionRunHook


@public("estimator.ModeKeys", "contrib.learn.ModeKeys")
class ModeKeys:
    """What a model is built for: TRAIN, EVAL or PREDICT.

    Example:
      >>> tf.estimator.ModeKeys.PREDICT
      'infer'
    """

    TRAIN, EVAL, PREDICT, INFER = "train", "eval", "infer", "infer"


class _Fields(NamedTuple):
    mode: str
    predictions: Any
    loss: Any
    train_op: Any
    eval_metric_ops: Any
    export_outputs: Any
    training_chief_hooks: Any
    training_hooks: Any
    scaffold: Any
    evaluation_hooks: Any
    prediction_hooks: Any


@public("estimator.EstimatorSpec")
class EstimatorSpec(_Fields):
    """The tensors and operations of a model that an Estimator runs.

    Args:
      mode: one of ModeKeys.
      predictions: a tensor, or a dict of them; needed to predict.
      loss: a scalar tensor; needed to train and to evaluate.
      train_op: the operation of a training step; needed to train.
      eval_metric_ops: dict from names to pairs (value, update), as `tf.metrics` return, or to
        metrics of Keras that were updated.
      export_outputs: dict from names of signatures to `tf.estimator.export` outputs; by default
        the predictions.
      training_chief_hooks, training_hooks, evaluation_hooks, prediction_hooks: iterables of
        `tf.train.SessionRunHook`.
      scaffold: a `tf.train.Scaffold`.

    Raises:
      ValueError: what the mode needs is missing, the loss no scalar, or something of another graph.
      TypeError: something is of another type.

    Example:
      >>> spec = tf.estimator.EstimatorSpec("infer", predictions={"y": tf.constant([1.0])})
      >>> sorted(spec.export_outputs)
      ['serving_default']
    """

    __slots__ = ()

    def __new__(
        cls, mode, predictions=None, loss=None, train_op=None, eval_metric_ops=None,
        export_outputs=None, training_chief_hooks=None, training_hooks=None, scaffold=None,
        evaluation_hooks=None, prediction_hooks=None,
    ):  # fmt: skip
        train_op = _check_train_op(train_op, mode)
        if mode == ModeKeys.PREDICT:
            from zeal.estimators.outputs import named_outputs

            _check_predictions(predictions, mode)
            export_outputs = named_outputs(export_outputs, predictions)
        return super().__new__(
            cls, mode, _check_predictions(predictions, mode), _check_loss(loss, mode),
            train_op, _check_metrics(eval_metric_ops), export_outputs,
            _check_hooks(training_chief_hooks), _check_hooks(training_hooks),
            _check_scaffold(scaffold), _check_hooks(evaluation_hooks),
            _check_hooks(prediction_hooks),
        )  # fmt: skip

    def _replace(self, **fields):
        if fields.get("mode", self.mode) != self.mode:
            raise ValueError("mode of EstimatorSpec cannot be changed.")
        return EstimatorSpec(**{**self._asdict(), **fields})


def _of_this_graph(value, what):
    if not executing_eagerly() and value.graph is not get_default_graph():
        raise ValueError(
            f'{what} with "{value.name}" must be from the default graph. Possible causes of this '
            f"error include: \n\n1) {what} was created outside the context of the default graph."
            "\n\n2) The object passed through to EstimatorSpec was not created in the most recent "
            'call to "model_fn".'
        )


def _check_tensor(value, name):
    if not isinstance(value, (Tensor, Variable)):
        raise TypeError(f"{name} must be Tensor, given: {value}")


def _check_train_op(train_op, mode):
    if train_op is None:
        if mode == ModeKeys.TRAIN:
            raise ValueError("Missing train_op.")
        return None
    if not isinstance(train_op, (Tensor, Variable, Operation)):
        raise TypeError(f"train_op must be Operation or Tensor, given: {train_op}")
    _of_this_graph(train_op, "train_op")
    return train_op


def _check_loss(loss, mode):
    if loss is None:
        if mode in (ModeKeys.TRAIN, ModeKeys.EVAL):
            raise ValueError("Missing loss.")
        return None
    _check_tensor(loss, "loss")
    _of_this_graph(loss, "loss")
    if loss.shape.num_elements() not in (None, 1):
        raise ValueError(f"Loss must be scalar, given: {loss}")
    return loss if loss.shape.is_compatible_with([]) else api.reshape(loss, [])


def _check_predictions(predictions, mode):
    if predictions is None:
        if mode == ModeKeys.PREDICT:
            raise ValueError("Missing predictions.")
        return {}
    named = predictions if isinstance(predictions, dict) else {None: predictions}
    for key, value in named.items():
        _check_tensor(value, "predictions" if key is None else f"predictions[{key}]")
        _of_this_graph(value, "prediction values")
    return predictions


def _check_hooks(hooks):
    hooks = tuple(hooks or ())
    for hook in hooks:
        if not isinstance(hook, SessionRunHook):
            raise TypeError(f"All hooks must be SessionRunHook instances, given: {hook}")
    return hooks


def _check_scaffold(scaffold):
    scaffold = scaffold or Scaffold()
    if not isinstance(scaffold, Scaffold):
        raise TypeError(f"scaffold must be tf.train.Scaffold. Given: {scaffold}")
    return scaffold


def _check_metrics(metrics):
    if metrics is None:
        return {}
    if not isinstance(metrics, dict):
        raise TypeError(f"eval_metric_ops must be a dict, given: {metrics}")
    return {key: _metric(key, value) for key, value in metrics.items()}


def _metric(key, value):
    """A pair: value, update."""
    if hasattr(value, "update_state") and hasattr(value, "result"):
        if not value.updates:
            raise ValueError(f'Please call update_state(...) on the "{value.name}" metric')
        for variable in value.variables:
            for name in (GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES):
                if not any(v is variable for v in get_default_graph().get_collection(name)):
                    get_default_graph().add_to_collection(name, variable)
        return value.result(), value.updates[0]
    if not isinstance(value, tuple) or len(value) != 2:
        raise TypeError(
            "Values of eval_metric_ops must be (metric_value, update_op) tuples, given: "
            f"{value} for key: {key}"
        )
    for part in nest.flatten(value):
        _of_this_graph(part, "eval_metric_ops")
    return value
