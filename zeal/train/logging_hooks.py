"""Hooks that log: tf.train.LoggingTensorHook, StepCounterHook, and when they do."""

import time

import numpy as np

from zeal import logging
from zeal.graph.graph import get_default_graph
from zeal.public import public
from zeal.train.hooks import step_for
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook


def _element(value):
    return get_default_graph().as_graph_element(value)


@public("train.SecondOrStepTimer")
class SecondOrStepTimer:
    """Triggers every few seconds, or every few steps.

    Args:
      every_secs: seconds from one to the next, or
      every_steps: steps from one to the next.

    Raises:
      ValueError: both are given, or none.

    Example:
      >>> timer = tf.train.SecondOrStepTimer(every_steps=3)
      >>> for step in range(5):
      ...     if timer.should_trigger_for_step(step):
      ...         print(step, timer.update_last_triggered_step(step)[1])
      0 None
      3 3
    """

    def __init__(self, every_secs=None, every_steps=None):
        if every_secs is None and every_steps is None:
            raise ValueError("Either every_secs or every_steps should be provided.")
        if every_secs is not None and every_steps is not None:
            raise ValueError("Can not provide both every_secs and every_steps.")
        self._every_secs, self._every_steps = every_secs, every_steps
        self.reset()

    def reset(self):
        """Forgets when it triggered last."""
        self._last_step = self._last_time = None

    def should_trigger_for_step(self, step):
        """Whether it is time.

        Args:
          step: int.
        """
        if self._last_step is None:
            return True
        if step == self._last_step:
            return False
        if self._every_secs is not None:
            return time.time() >= self._last_time + self._every_secs
        return step >= self._last_step + self._every_steps

    def update_last_triggered_step(self, step):
        """Notes that it triggered.

        Args:
          step: int.

        Returns:
          Seconds and steps since it did before; twice None at the first time.
        """
        now, before = time.time(), (self._last_time, self._last_step)
        self._last_time, self._last_step = now, step
        if before[0] is None:
            return None, None
        return now - before[0], step - before[1]

    def last_triggered_step(self):
        """The step at which it triggered last, or None."""
        return self._last_step


@public("train.LoggingTensorHook")
class LoggingTensorHook(SessionRunHook):
    """Logs values of tensors.

    Args:
      tensors: a dict of tensors or names by what they are called in the log; or a list of names.
      every_n_iter: how many runs from one line to the next, or
      every_n_secs: how many seconds.
      at_end: whether to log at the end, too.
      formatter: makes the line of the dict of values.

    Raises:
      ValueError: every_n_iter and every_n_secs are both given or both missing, or not positive.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.constant(1.5, name="x")
      ...     show = tf.train.LoggingTensorHook(
      ...         ["x:0"], every_n_iter=10, formatter=lambda values: print(values["x:0"]))
      ...     with tf.train.MonitoredSession(hooks=[show]) as session:
      ...         y = session.run(x)
      1.5
    """

    def __init__(
        self, tensors, every_n_iter=None, every_n_secs=None, at_end=False, formatter=None
    ):
        only_at_end = at_end and every_n_iter is None and every_n_secs is None
        if not only_at_end and (every_n_iter is None) == (every_n_secs is None):
            raise ValueError(
                "either at_end and/or exactly one of every_n_iter and every_n_secs must be "
                "provided."
            )
        if every_n_iter is not None and every_n_iter <= 0:
            raise ValueError(f"invalid every_n_iter={every_n_iter}.")
        if isinstance(tensors, dict):
            self._tags = sorted(tensors)
        else:
            self._tags = list(tensors)
            tensors = {name: name for name in tensors}
        self._tensors, self._formatter, self._at_end = tensors, formatter, at_end
        self._timer = None if only_at_end else SecondOrStepTimer(every_n_secs, every_n_iter)

    def begin(self):
        """Looks the tensors up."""
        if self._timer is not None:
            self._timer.reset()
        self._runs, self._triggered = 0, False
        self._found = {tag: _element(tensor) for tag, tensor in self._tensors.items()}

    def before_run(self, run_context):
        """Fetches the tensors when it is time."""
        timer = self._timer
        self._triggered = timer is not None and timer.should_trigger_for_step(self._runs)
        return SessionRunArgs(self._found) if self._triggered else None

    def after_run(self, run_context, run_values):
        """Logs them."""
        if self._triggered:
            self._log(run_values.results)
        self._runs += 1

    def end(self, session):
        """Logs them, if that was asked for."""
        if self._at_end:
            self._log(session.run(self._found))

    def _log(self, values):
        seconds = None
        if self._timer is not None:
            seconds, _ = self._timer.update_last_triggered_step(self._runs)
        if self._formatter:
            logging.info(self._formatter(values))
            return
        with np.printoptions(suppress=True):
            text = ", ".join(f"{tag} = {values[tag]!s}" for tag in self._tags)
        logging.info(text if seconds is None else f"{text} ({seconds:.3f} sec)")


@public("train.StepCounterHook")
class StepCounterHook(SessionRunHook):
    """Logs how many steps a second takes.

    Args:
      every_n_steps: how many steps from one line to the next, or
      every_n_secs: how many seconds; then every_n_steps must be None.
      output_dir: the folder of an event file to write it to as well.
      summary_writer: a writer in place of a folder.

    Raises:
      ValueError: both are given, or none.

    Example:
      >>> with tf.Graph().as_default():
      ...     train = tf.train.get_or_create_global_step().assign_add(1)
      ...     count = tf.train.StepCounterHook(every_n_steps=50)
      ...     with tf.train.MonitoredSession(hooks=[count]) as session:
      ...         print(session.run(train))
      1
    """

    def __init__(self, every_n_steps=100, every_n_secs=None, output_dir=None, summary_writer=None):
        if (every_n_steps is None) == (every_n_secs is None):
            raise ValueError("exactly one of every_n_steps and every_n_secs should be provided.")
        self._output_dir, self._summary_writer = output_dir, summary_writer
        self._timer = SecondOrStepTimer(every_n_secs, every_n_steps)

    _steps_per_run = 1
    _before = None  # the step at the run before

    def _set_steps_per_run(self, steps_per_run):
        """How many steps a run makes, where that is more than one."""
        self._steps_per_run = steps_per_run

    def begin(self):
        """Looks the writer and the global step up."""
        from zeal.train.summary_hooks import writer_of

        self._summary_writer = writer_of(self._output_dir, self._summary_writer)
        self._step = step_for(self)
        self._tag = f"{self._step.op.name}/sec"

    def before_run(self, run_context):
        """Fetches the global step."""
        return SessionRunArgs(self._step)

    def after_run(self, run_context, run_values):
        """Logs, and writes, when it is time."""
        if self._timer.should_trigger_for_step(run_values.results + self._steps_per_run):
            self._count(run_context)
        self._warn_where_equal(self._before, run_values.results)
        self._before = run_values.results

    def _warn_where_equal(self, before, now):
        if now == before:
            logging.log_first_n(
                logging.WARN,
                "It seems that global step (tf.train.get_global_step) has not been increased. "
                "Current value (could be stable): %s vs previous value: %s. You could increase the "
                "global step by passing tf.train.get_global_step() to Optimizer.apply_gradients or "
                "Optimizer.minimize.",
                5, now, before,
            )  # fmt: skip

    def _count(self, run_context):
        step = int(run_context.session.run(self._step))
        if self._timer.should_trigger_for_step(step):
            seconds, steps = self._timer.update_last_triggered_step(step)
            if seconds is not None:
                self._log_and_record(steps, max(seconds, 1e-9), step)

    def _log_and_record(self, elapsed_steps, elapsed_time, global_step):
        """What subclasses of programs change."""
        from zeal.train.summary_hooks import add_scalar

        speed = elapsed_steps / elapsed_time
        if self._summary_writer is not None:
            add_scalar(self._summary_writer, self._tag, speed, global_step)
        logging.info(f"{self._tag}: {speed:g}")
