"""tf.estimator.experimental: hooks that end a training by what its evaluations found."""

import operator
import os

from zeal import gfile, logging
from zeal.estimators.estimator import Estimator
from zeal.public import public
from zeal.summary.iterator import summary_iterator
from zeal.train.hooks import StopAtStepHook
from zeal.train.logging_hooks import SecondOrStepTimer
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook
from zeal.train.step_counter import get_global_step


class _StopHook(SessionRunHook):
    """Asks a function now and then whether the training shall end."""

    def __init__(self, should_stop_fn, run_every_secs, run_every_steps):
        if not callable(should_stop_fn):
            raise TypeError("`should_stop_fn` must be callable.")
        self._should_stop, self._step = should_stop_fn, None
        self._timer = SecondOrStepTimer(run_every_secs, run_every_steps)

    def begin(self):
        self._step = get_global_step()

    def before_run(self, run_context):
        return SessionRunArgs(self._step)

    def after_run(self, run_context, run_values):
        step = run_values.results
        if self._timer.should_trigger_for_step(step):
            self._timer.update_last_triggered_step(step)
            if self._should_stop():
                logging.info("Requesting early stopping at global step %d", step)
                run_context.request_stop()


@public(
    "estimator.experimental.make_early_stopping_hook",
    "contrib.estimator.make_early_stopping_hook",
)
def make_early_stopping_hook(estimator, should_stop_fn, run_every_secs=60, run_every_steps=None):
    """A hook that ends a training once a function says so.

    Args:
      estimator: the `tf.estimator.Estimator`.
      should_stop_fn: a function without arguments that returns a bool.
      run_every_secs, run_every_steps: how often it is called; one of them is None.

    Returns:
      A `tf.train.SessionRunHook`.

    Example:
      >>> estimator = tf.estimator.BaselineRegressor()
      >>> hook = tf.estimator.experimental.make_early_stopping_hook(
      ...     estimator, lambda: True, run_every_secs=None, run_every_steps=1)
      >>> data = lambda: tf.data.Dataset.from_tensors(({"x": [1.0]}, [2.0])).repeat()
      >>> estimator.train(data, [hook]).evaluate(data, steps=1)["global_step"]
      1
    """
    if not isinstance(estimator, Estimator):
        raise TypeError(
            f"`estimator` must have type `tf.estimator.Estimator`. Got: {type(estimator)}"
        )
    if run_every_secs is not None and run_every_steps is not None:
        raise ValueError("Only one of `run_every_secs` and `run_every_steps` must be set.")
    return _StopHook(should_stop_fn, run_every_secs, run_every_steps)


@public("contrib.estimator.read_eval_metrics")
def read_eval_metrics(eval_dir):
    """The results of evaluations.

    Args:
      eval_dir: the folder of their event files, `estimator.eval_dir()`.

    Returns:
      A dict from steps, in order, to dicts from names to numbers.
    """
    found: dict = {}
    pattern = os.path.join(eval_dir, "events.out.tfevents.*")
    for path in gfile.Glob(pattern) if gfile.Exists(eval_dir) else ():
        for event in summary_iterator(path):
            numbers = {v.tag: v.simple_value for v in event.summary.value
                       if v.WhichOneof("value") == "simple_value"}  # fmt: skip
            if numbers:
                found.setdefault(event.step, {}).update(numbers)
    return dict(sorted(found.items()))


def _results(estimator, name, eval_dir, min_steps):
    """Pairs of a step and a metric's value."""
    folder = estimator.eval_dir() if eval_dir is None else eval_dir
    found = read_eval_metrics(folder).items()
    return [(step, metrics[name]) for step, metrics in found if step >= min_steps]


def _crosses(estimator, name, threshold, higher, eval_dir, min_steps, every):
    better, word = (operator.gt, "greater") if higher else (operator.lt, "less")

    def should_stop():
        for step, value in _results(estimator, name, eval_dir, min_steps):
            if better(value, threshold):
                logging.info(
                    'At step %s, metric "%s" has value %s which is %s than the configured '
                    "threshold (%s) for early stopping.", step, name, value, word, threshold,
                )  # fmt: skip
                return True
        return False

    return make_early_stopping_hook(estimator, should_stop, *every)


def _stays(estimator, name, steps, higher, eval_dir, min_steps, every):
    better, word = (operator.gt, "increase") if higher else (operator.lt, "decrease")

    def should_stop():
        best = None
        for step, value in _results(estimator, name, eval_dir, min_steps):
            if best is None or better(value, best[1]):
                best = step, value
            if step - best[0] >= steps:
                logging.info(
                    'No %s in metric "%s" for %s steps, which is greater than or equal to max '
                    "steps (%s) configured for early stopping.", word, name, step - best[0], steps,
                )  # fmt: skip
                return True
        return False

    return make_early_stopping_hook(estimator, should_stop, *every)


def _documented(what, when):
    """Gives a function the text that the four have in common."""

    def decorate(function):
        function.__doc__ = f"""A hook that ends a training {when}.

    Args:
      estimator: the `tf.estimator.Estimator`.
      metric_name: what evaluations call it: "loss", "accuracy", ...
      {what}.
      eval_dir: the folder of the evaluations' event files; by default `estimator.eval_dir()`.
      min_steps: results of fewer steps do not count.
      run_every_secs, run_every_steps: how often results are read; one of them is None.

    Returns:
      A `tf.train.SessionRunHook`.
    """
        name = function.__name__
        return public(f"estimator.experimental.{name}", f"contrib.estimator.{name}")(function)

    return decorate


@_documented("threshold: a number", "once a metric is above a number")
def stop_if_higher_hook(
    estimator, metric_name, threshold, eval_dir=None, min_steps=0, run_every_secs=60,
    run_every_steps=None,
):  # fmt: skip
    every = run_every_secs, run_every_steps
    return _crosses(estimator, metric_name, threshold, True, eval_dir, min_steps, every)


@_documented("threshold: a number", "once a metric is below a number")
def stop_if_lower_hook(
    estimator, metric_name, threshold, eval_dir=None, min_steps=0, run_every_secs=60,
    run_every_steps=None,
):  # fmt: skip
    every = run_every_secs, run_every_steps
    return _crosses(estimator, metric_name, threshold, False, eval_dir, min_steps, every)


@_documented("max_steps_without_increase: a number of steps", "whose metric does not increase")
def stop_if_no_increase_hook(
    estimator, metric_name, max_steps_without_increase, eval_dir=None, min_steps=0,
    run_every_secs=60, run_every_steps=None,
):  # fmt: skip
    most, every = max_steps_without_increase, (run_every_secs, run_every_steps)
    return _stays(estimator, metric_name, most, True, eval_dir, min_steps, every)


@_documented("max_steps_without_decrease: a number of steps", "whose metric does not decrease")
def stop_if_no_decrease_hook(
    estimator, metric_name, max_steps_without_decrease, eval_dir=None, min_steps=0,
    run_every_secs=60, run_every_steps=None,
):  # fmt: skip
    most, every = max_steps_without_decrease, (run_every_secs, run_every_steps)
    return _stays(estimator, metric_name, most, False, eval_dir, min_steps, every)


@public(
    "estimator.experimental.make_stop_at_checkpoint_step_hook",
    "contrib.estimator.make_stop_at_checkpoint_step_hook",
)
def make_stop_at_checkpoint_step_hook(estimator, last_step, wait_after_file_check_secs=30):
    """A hook that ends a training at a step: what a chief does, which is here the only process.

    Args:
      estimator: the `tf.estimator.Estimator`.
      last_step: the global step.
      wait_after_file_check_secs: accepted for compatibility.

    Returns:
      A `tf.train.StopAtStepHook`.
    """
    return StopAtStepHook(last_step=last_step)
