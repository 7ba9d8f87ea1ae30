"""tf.estimator.train_and_evaluate: training with evaluations of its checkpoints in between."""

import time
from typing import Any, NamedTuple

from zeal import logging
from zeal.estimators.estimator import Estimator
from zeal.estimators.exporters import Exporter
from zeal.public import public
from zeal.train.checkpoint_hook import CheckpointSaverListener
from zeal.train.session_hooks import SessionRunHook


def _check_hooks(hooks):
    hooks = tuple(hooks or ())
    for hook in hooks:
        if not isinstance(hook, SessionRunHook):
            raise TypeError(f"All hooks must be `SessionRunHook` instances, given: {hook}")
    return hooks


class _Training(NamedTuple):
    input_fn: Any
    max_steps: Any
    hooks: Any


@public("estimator.TrainSpec")
class TrainSpec(_Training):
    """What `train_and_evaluate` trains on, and until when.

    Args:
      input_fn: as for `Estimator.train`.
      max_steps: the global step to stop at; None for the end of the data.
      hooks: iterable of `tf.train.SessionRunHook`.

    Raises:
      TypeError: input_fn is not callable, or a hook is none; ValueError: max_steps is not positive.

    Example:
      >>> tf.estimator.TrainSpec(lambda: None, max_steps=10).hooks
      ()
    """

    __slots__ = ()

    def __new__(cls, input_fn, max_steps=None, hooks=None):
        _check_input(input_fn)
        if max_steps is not None and max_steps <= 0:
            raise ValueError(f"Must specify max_steps > 0, given: {max_steps}")
        return super().__new__(cls, input_fn, max_steps, _check_hooks(hooks))


def _check_input(input_fn):
    if not callable(input_fn):
        raise TypeError(f"`input_fn` must be callable, given: {input_fn}")


class _Evaluation(NamedTuple):
    input_fn: Any
    steps: Any
    name: Any
    hooks: Any
    exporters: Any
    start_delay_secs: Any
    throttle_secs: Any


@public("estimator.EvalSpec")
class EvalSpec(_Evaluation):
    """What `train_and_evaluate` evaluates on, how often, and what it exports then.

    Args:
      input_fn: as for `Estimator.evaluate`.
      steps: how many batches; None for all of the data.
      name: that of the evaluation, which is part of the folder of its summaries.
      hooks: iterable of `tf.train.SessionRunHook`.
      exporters: an Exporter, or an iterable of them.
      start_delay_secs: accepted for compatibility.
      throttle_secs: at least so many seconds from one evaluation to the next.

    Raises:
      TypeError: something is of another type; ValueError: a number is out of its range.

    Example:
      >>> tf.estimator.EvalSpec(lambda: None).steps
      100
    """

    __slots__ = ()

    def __new__(
        cls, input_fn, steps=100, name=None, hooks=None, exporters=None, start_delay_secs=120,
        throttle_secs=600,
    ):  # fmt: skip
        _check_input(input_fn)
        if steps is not None and steps <= 0:
            raise ValueError(f"Must specify steps > 0, given: {steps}")
        if name is not None and not isinstance(name, str):
            raise TypeError(f"`name` must be string, given: {name}")
        if start_delay_secs < 0:
            raise ValueError(
                f"Must specify start_delay_secs >= 0, given: {start_delay_secs}"
            )
        if throttle_secs < 0:
            raise ValueError(f"Must specify throttle_secs >= 0, given: {throttle_secs}")
        return super().__new__(
            cls, input_fn, steps, name, _check_hooks(hooks), _check_exporters(exporters),
            start_delay_secs, throttle_secs,
        )  # fmt: skip


def _check_exporters(exporters):
    if not exporters:
        return ()
    exporters = (exporters,) if isinstance(exporters, Exporter) else tuple(exporters)
    names = set()
    for exporter in exporters:
        if not isinstance(exporter, Exporter):
            raise TypeError(f"`exporters` must be an Exporter, given: {exporter}")
        if not exporter.name:
            raise ValueError(f"An Exporter cannot have a name that is `None` or empty: {exporter}")
        if exporter.name in names:
            raise ValueError(
                f"`exporters` must have unique names. Such a name cannot be `{exporter.name}`"
            )
        names.add(exporter.name)
    return exporters


@public("estimator.train_and_evaluate")
def train_and_evaluate(estimator, train_spec, eval_spec):
    """Trains a model, and evaluates and exports each of its checkpoints.

    A training goes on where the last one in its folder ended.

    Args:
      estimator: an Estimator.
      train_spec: a TrainSpec.
      eval_spec: an EvalSpec.

    Returns:
      A pair: the results of the last evaluation, and what exporters returned then.

    Raises:
      TypeError: an argument is of another class; ValueError: the checkpoints never come.

    Example:
      >>> def model(features, labels, mode):
      ...     w = tf.get_variable("w", initializer=0.0)
      ...     loss = tf.reduce_mean(tf.square(w * features - labels))
      ...     step = tf.train.GradientDescentOptimizer(0.5).minimize(
      ...         loss, tf.train.get_global_step())
      ...     return tf.estimator.EstimatorSpec(mode, w, loss, step)
      >>> def data():
      ...     return tf.data.Dataset.from_tensors(([1.0], [2.0])).repeat(3)
      >>> results, _ = tf.estimator.train_and_evaluate(
      ...     tf.estimator.Estimator(model), tf.estimator.TrainSpec(data, max_steps=2),
      ...     tf.estimator.EvalSpec(data))
      >>> results["global_step"]
      2
    """
    for name, value, kind in (
        ("estimator", estimator, Estimator), ("train_spec", train_spec, TrainSpec),
        ("eval_spec", eval_spec, EvalSpec),
    ):  # fmt: skip
        if not isinstance(value, kind):
            raise TypeError(
                f"`{name}` must have type `tf.estimator.{kind.__name__}`, given {type(value)}"
            )
    return _Evaluator(estimator, train_spec, eval_spec).run()


class _Evaluator(CheckpointSaverListener):
    """Evaluates whenever a checkpoint is written."""

    def __init__(self, estimator, train_spec, eval_spec):
        self._estimator, self._train, self._eval = estimator, train_spec, eval_spec
        self._path, self._results, self._exports, self._next = None, None, [], None

    def run(self):
        config = self._estimator.config
        if not (config.save_checkpoints_secs or config.save_checkpoints_steps):
            raise ValueError("Evaluations in a training want RunConfig.save_checkpoints_steps or "
                             "save_checkpoints_secs")  # fmt: skip
        self._estimator.train(
            self._train.input_fn, hooks=self._train.hooks, max_steps=self._train.max_steps,
            saving_listeners=[self],
        )  # fmt: skip
        if self._results is None:
            self._evaluate(True)  # the training had ended before
        return self._results, self._exports

    def begin(self):
        """The first checkpoint, of initial values, is not evaluated."""
        self._next, self._fresh = None, True

    def after_save(self, session, global_step_value):
        """Evaluates, where enough time has passed."""
        if self._fresh:
            self._fresh = False
            self._next = time.time() + self._eval.throttle_secs
            return
        last = self._train.max_steps is not None and global_step_value >= self._train.max_steps
        if last or time.time() >= self._next:
            self._evaluate(last)
            self._next = time.time() + self._eval.throttle_secs
        else:
            logging.info(
                "Skip the current checkpoint eval due to throttle secs "
                f"({self._eval.throttle_secs} secs)."
            )

    def end(self, session, global_step_value):
        """Evaluates the last checkpoint, where that was not done."""
        path = self._estimator.latest_checkpoint()
        if path != self._path or not self._was_last:
            self._evaluate(True)

    def _evaluate(self, is_last):
        path = self._estimator.latest_checkpoint()
        if not path:
            raise ValueError(f"Couldn't find trained model at {self._estimator.model_dir}.")
        if path != self._path:
            spec = self._eval
            self._results = self._estimator.evaluate(
                spec.input_fn, spec.steps, spec.hooks, path, spec.name
            )
        self._path, self._was_last = path, is_last
        self._exports = [
            exporter.export(
                self._estimator, f"{self._estimator.model_dir}/export/{exporter.name}",
                path, self._results, is_last,
            )
            for exporter in self._eval.exporters
        ]  # fmt: skip

    _was_last = False
