"""tf.contrib.learn.Estimator: the older face of estimators, with `fit`."""

import inspect

import numpy as np

from zeal.contrib.layers.columns.inputs import infer_real_valued_columns
from zeal.estimators import estimator as core
from zeal.estimators.calling import arguments_of, call_with
from zeal.estimators.input_functions import features_and_labels, numpy_input_fn
from zeal.estimators.older_model_function import ModelFnOps, metric_ops
from zeal.estimators.spec import EstimatorSpec
from zeal.graph.graph import Graph
from zeal.public import public


@public("contrib.learn.NotFittedError")
class NotFittedError(ValueError, AttributeError):
    """A model that was never trained is to evaluate or predict."""


@public("contrib.learn.Estimator")
class Estimator:
    """A model that a function builds, with the folder in which its checkpoints are.

    Args:
      model_fn: a function of features, labels and, where it wants them, `mode`, `params`, `config`
        and `model_dir`, which returns a ModelFnOps or a tuple (predictions, loss, train_op).
      model_dir: the folder; by default that of config, else a temporary one.
      config: a RunConfig.
      params: dict of what the model function gets as `params`.
      feature_engineering_fn: a function of features and labels that returns the pair that the model
        gets.

    Raises:
      ValueError: the function takes less than two arguments, or params are given that it does not.

    Example:
      >>> def model(features, targets, mode):
      ...     w = tf.get_variable("w", initializer=0.0)
      ...     loss = tf.reduce_mean(tf.square(w * features - targets))
      ...     step = tf.train.GradientDescentOptimizer(0.5).minimize(
      ...         loss, tf.train.get_global_step())
      ...     return w * features, loss, step
      >>> x = np.ones([4, 1], np.float32)
      >>> estimator = tf.contrib.learn.Estimator(model).fit(x, 2 * x, steps=1)
      >>> estimator.evaluate(x, 2 * x)
      {'loss': 0.0, 'global_step': 1}
    """

    def __init__(
        self, model_fn=None, model_dir=None, config=None, params=None, feature_engineering_fn=None
    ):
        _check_function(model_fn, params)
        self._model_function, self._given_params = model_fn, params
        self._engineer = feature_engineering_fn or (lambda features, labels: (features, labels))
        self._metrics = None
        self._core = core.Estimator(
            lambda features, labels, mode, config: self._model(features, labels, mode, config),
            model_dir, config,
        )  # fmt: skip

    @property
    def model_dir(self):
        """The folder."""
        return self._core.model_dir

    @property
    def config(self):
        """The RunConfig."""
        return self._core.config

    @property
    def params(self):
        """The parameters."""
        return self._given_params

    def get_variable_names(self):
        """The names of the variables in the latest checkpoint."""
        return self._core.get_variable_names()

    def get_variable_value(self, name):
        """The value of a variable in the latest checkpoint."""
        return self._core.get_variable_value(name)

    def fit(
        self, x=None, y=None, input_fn=None, steps=None, batch_size=None, monitors=None,
        max_steps=None,
    ):  # fmt: skip
        """Trains the model, by `steps` or to the global step `max_steps`; returns the estimator.

        Args:
          x, y: arrays of features and labels, or dicts of them, in batches of batch_size rows, or
          input_fn: a function that returns tensors, (features, labels).
          monitors: a `tf.train.SessionRunHook`, or a list of them.

        Raises:
          ValueError: both or none of x and input_fn are given, or both of steps and max_steps.
        """
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        function = _input_function(x, y, input_fn, batch_size, epochs=None)
        hooks = list(monitors) if isinstance(monitors, (list, tuple)) else [monitors]
        self._core.train(function, [h for h in hooks if h is not None], steps, max_steps)
        return self

    def partial_fit(self, x=None, y=None, input_fn=None, steps=1, batch_size=None, monitors=None):
        """Trains the model by some more steps; the arguments are those of `fit`."""
        return self.fit(x, y, input_fn, steps, batch_size, monitors)

    def evaluate(
        self, x=None, y=None, input_fn=None, feed_fn=None, batch_size=None, steps=None,
        metrics=None, name=None, checkpoint_path=None, hooks=None, log_progress=True,
    ):  # fmt: skip
        """A dict of the metrics' values, "loss" and "global_step".

        Args:
          x, y, input_fn, batch_size: as for `fit`.
          the others: as for `tf.estimator.Estimator.evaluate`.
          metrics: dict from names to MetricSpecs, besides the model's own.
          feed_fn, log_progress: accepted for compatibility.

        Raises:
          NotFittedError: there is no checkpoint.
        """
        self._check_fitted(checkpoint_path)
        self._metrics = metrics
        try:
            function = _input_function(x, y, input_fn, batch_size)
            return self._core.evaluate(function, steps, hooks, checkpoint_path, name)
        finally:
            self._metrics = None

    def predict(
        self, x=None, input_fn=None, batch_size=None, outputs=None, as_iterable=True,
        iterate_batches=False,
    ):  # fmt: skip
        """Predictions, one by one or batch by batch; without as_iterable in one array or dict.

        Args:
          x, input_fn, batch_size: as for `fit`.
          outputs: list of the names of predictions that are wanted.

        Raises:
          NotFittedError: there is no checkpoint.
        """
        self._check_fitted(None)
        function = _input_function(x, None, input_fn, batch_size)
        found = self._core.predict(
            function, outputs, yield_single_examples=as_iterable and not iterate_batches)
        return found if as_iterable else _joined(list(found))

    def _check_fitted(self, checkpoint_path):
        if checkpoint_path is None and self._core.latest_checkpoint() is None:
            raise NotFittedError(f"Couldn't find trained model at {self.model_dir}.")

    def _model(self, features, labels, mode, config):
        features, labels = self._engineer(features, labels)
        ops = call_with(
            self._model_function, features, labels, mode=mode, params=self.params,
            config=config, model_dir=self.model_dir,
        )  # fmt: skip
        if isinstance(ops, EstimatorSpec):
            return ops
        if not isinstance(ops, ModelFnOps):
            if len(ops) != 3:
                raise ValueError("Unrecognized value returned by model_fn, please return "
                                 "ModelFnOps.")
            ops = ModelFnOps(mode, *ops)
        return ops._spec(metric_ops(self._metrics, features, labels, ops.predictions))


def _check_function(model_fn, params):
    if model_fn is None:
        return
    names = inspect.signature(model_fn).parameters
    if len(names) < 2:
        raise ValueError(f"Model function ({model_fn}) should have features and labels arguments.")
    if params is not None and "params" not in arguments_of(model_fn):
        raise ValueError(
            f"Estimator's model_fn ({model_fn}) does not have a params argument, but params "
            f"({params}) were passed to the Estimator's constructor."
        )


def _input_function(x, y, input_fn, batch_size, epochs=1):
    if input_fn is not None:
        if x is not None or y is not None:
            raise ValueError("Can not provide both input_fn and x or y.")
        return input_fn
    if x is None:
        raise ValueError("Either x or input_fn must be provided.")
    x = x if isinstance(x, dict) else np.asarray(x)
    y = y if y is None or isinstance(y, dict) else np.asarray(y)
    rows = len(next(iter(x.values())) if isinstance(x, dict) else x)
    return numpy_input_fn(x, y, batch_size or rows, epochs, shuffle=epochs is None)


def _joined(batches):
    if isinstance(batches[0], dict):
        return {key: np.concatenate([b[key] for b in batches]) for key in batches[0]}
    return np.concatenate(batches)


@public("contrib.learn.SKCompat")
class SKCompat:
    """An estimator as scikit-learn has them: arrays in, arrays out.

    Args:
      estimator: a `tf.contrib.learn.Estimator`.
    """

    def __init__(self, estimator):
        self._estimator = estimator

    def fit(self, x, y, batch_size=128, steps=None, max_steps=None, monitors=None):
        """Trains the model; see `tf.contrib.learn.Estimator.fit`."""
        self._estimator.fit(x, y, None, steps, batch_size, monitors, max_steps)
        return self

    def score(self, x, y, batch_size=128, steps=None, metrics=None, name=None):
        """Evaluates the model; see `tf.contrib.learn.Estimator.evaluate`."""
        return self._estimator.evaluate(
            x, y, batch_size=batch_size, steps=steps, metrics=metrics, name=name)

    def predict(self, x, batch_size=128, outputs=None):
        """The predictions, an array or a dict of arrays."""
        return self._estimator.predict(
            x, batch_size=batch_size, outputs=outputs, as_iterable=False)


@public("contrib.learn.infer_real_valued_columns_from_input_fn")
def infer_real_valued_columns_from_input_fn(input_fn):
    """Columns of numbers for all features.

    Args:
      input_fn: a function that returns tensors, features or (features, labels).

    Returns:
      A list of columns of `tf.contrib.layers`.
    """
    with Graph().as_default():
        return infer_real_valued_columns(features_and_labels(input_fn())[0])


@public("contrib.learn.infer_real_valued_columns_from_input")
def infer_real_valued_columns_from_input(x):
    """Columns of numbers for all features.

    Args:
      x: an array, or a dict of them.

    Returns:
      A list of columns of `tf.contrib.layers`.

    Example:
      >>> column, = tf.contrib.learn.infer_real_valued_columns_from_input(np.ones([5, 2]))
      >>> column.name, column.dimension
      ('', 2)
    """
    return infer_real_valued_columns_from_input_fn(_input_function(x, None, None, None))
