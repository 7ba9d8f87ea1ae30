"""Hooks that log, stop, wait, feed and check: tf.train.LoggingTensorHook and its kin."""

import time

import numpy as np

from zeal import errors, logging
from zeal.graph.graph import get_default_graph
from zeal.public import public
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook
from zeal.train.training_util import get_global_step


def _element(value):
    return get_default_graph().as_graph_element(value)


def _step_for(hook):
    step = get_global_step()
    if step is None:
        raise RuntimeError(f"Global step should be created to use {type(hook).__name__}.")
    return step


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


@public("train.StopAtStepHook")
class StopAtStepHook(SessionRunHook):
    """Stops after a number of steps, counted by the global step.

    Args:
      num_steps: how many steps to make, or
      last_step: the step to stop at.

    Raises:
      ValueError: both are given, or none.

    Example:
      >>> with tf.Graph().as_default():
      ...     train = tf.train.get_or_create_global_step().assign_add(1)
      ...     stop = tf.train.StopAtStepHook(num_steps=3)
      ...     with tf.train.MonitoredSession(hooks=[stop]) as session:
      ...         while not session.should_stop():
      ...             step = session.run(train)
      >>> int(step)
      3
    """

    def __init__(self, num_steps=None, last_step=None):
        if num_steps is None and last_step is None:
            raise ValueError("One of num_steps or last_step must be specified.")
        if num_steps is not None and last_step is not None:
            raise ValueError("Only one of num_steps or last_step can be specified.")
        self._num_steps, self._last_step = num_steps, last_step

    def begin(self):
        """Looks the global step up."""
        self._step = _step_for(self)

    def after_create_session(self, session, coord):
        """Finds out where to stop."""
        if self._last_step is None:
            self._last_step = int(session.run(self._step)) + self._num_steps

    def before_run(self, run_context):
        """Fetches the global step."""
        return SessionRunArgs(self._step)

    def after_run(self, run_context, run_values):
        """Stops where the step is reached."""
        if run_values.results + 1 < self._last_step:
            return
        # Whether the value fetched is that before or after the step nobody knows.
        if run_context.session.run(self._step) >= self._last_step:
            run_context.request_stop()


@public("train.StepCounterHook")
class StepCounterHook(SessionRunHook):
    """Logs how many steps a second takes.

    Args:
      every_n_steps: how many steps from one line to the next, or
      every_n_secs: how many seconds; then every_n_steps must be None.
      output_dir, summary_writer: not built, since they wait for summaries; must be None.

    Raises:
      ValueError: both are given, or none.
      NotImplementedError: output_dir or summary_writer is given.

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
        if output_dir is not None or summary_writer is not None:
            raise NotImplementedError(
                "StepCounterHook: output_dir and summary_writer wait for zeal's summaries"
            )
        self._timer = SecondOrStepTimer(every_n_secs, every_n_steps)

    def begin(self):
        """Looks the global step up."""
        self._step = _step_for(self)

    def before_run(self, run_context):
        """Fetches the global step."""
        return SessionRunArgs(self._step)

    def after_run(self, run_context, run_values):
        """Logs when it is time."""
        if not self._timer.should_trigger_for_step(run_values.results + 1):
            return
        step = int(run_context.session.run(self._step))
        if self._timer.should_trigger_for_step(step):
            seconds, steps = self._timer.update_last_triggered_step(step)
            if seconds is not None:
                logging.info(f"global_step/sec: {steps / max(seconds, 1e-9):g}")


@public("train.NanLossDuringTrainingError")
class NanLossDuringTrainingError(RuntimeError):
    """The loss is not a number.

    Example:
      >>> raise tf.train.NanLossDuringTrainingError
      Traceback (most recent call last):
          ...
      zeal.train.hooks.NanLossDuringTrainingError: NaN loss during training.
    """

    def __str__(self):
        return "NaN loss during training."


@public("train.NanTensorHook")
class NanTensorHook(SessionRunHook):
    """Ends when a loss is not a number.

    Args:
      loss_tensor: the loss.
      fail_on_nan_loss: whether to raise NanLossDuringTrainingError, or to stop.

    Example:
      >>> with tf.Graph().as_default():
      ...     loss = tf.log(-tf.constant(1.0))
      ...     check = tf.train.NanTensorHook(loss, fail_on_nan_loss=False)
      ...     with tf.train.MonitoredSession(hooks=[check]) as session:
      ...         value = session.run(loss)
      ...         print(session.should_stop())
      True
    """

    def __init__(self, loss_tensor, fail_on_nan_loss=True):
        self._loss, self._fail = loss_tensor, fail_on_nan_loss

    def before_run(self, run_context):
        """Fetches the loss."""
        return SessionRunArgs(self._loss)

    def after_run(self, run_context, run_values):
        """Looks at it."""
        if not np.isnan(run_values.results):
            return
        text = "Model diverged with loss = NaN."
        if self._fail:
            logging.error(text)
            raise NanLossDuringTrainingError
        logging.warning(text)
        run_context.request_stop()


@public("train.GlobalStepWaiterHook")
class GlobalStepWaiterHook(SessionRunHook):
    """Lets the first run wait until the global step has reached a value.

    Args:
      wait_until_step: int; 0 waits for nothing.

    Example:
      >>> with tf.Graph().as_default():
      ...     train = tf.train.get_or_create_global_step().assign_add(1)
      ...     wait = tf.train.GlobalStepWaiterHook(0)
      ...     with tf.train.MonitoredSession(hooks=[wait]) as session:
      ...         print(session.run(train))
      1
    """

    def __init__(self, wait_until_step):
        self._wait_until = wait_until_step

    def begin(self):
        """Looks the global step up."""
        self._started = self._wait_until <= 0
        self._step = _step_for(self)

    def before_run(self, run_context):
        """Waits."""
        if self._started:
            return
        logging.info(f"Waiting for global step {self._wait_until} before starting training.")
        while (step := run_context.session.run(self._step)) < self._wait_until:
            logging.log_every_n(
                logging.INFO,
                f"Waiting for global step {self._wait_until} before starting training. Current "
                f"step is {step}.",
                20,
            )
            time.sleep(0.5)
        self._started = True


@public("train.FinalOpsHook")
class FinalOpsHook(SessionRunHook):
    """Runs something at the end.

    Args:
      final_ops: what to fetch, as for `Session.run`.
      final_ops_feed_dict: what to feed.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.constant(2.0)
      ...     last = tf.train.FinalOpsHook(x * x)
      ...     with tf.train.MonitoredSession(hooks=[last]) as session:
      ...         y = session.run(x)
      >>> float(last.final_ops_values)
      4.0
    """

    def __init__(self, final_ops, final_ops_feed_dict=None):
        self._final_ops, self._feed_dict = final_ops, final_ops_feed_dict
        self._values = None

    @property
    def final_ops_values(self):
        """The values; None before the end."""
        return self._values

    def end(self, session):
        """Runs it."""
        if self._final_ops is None:
            return
        try:
            self._values = session.run(self._final_ops, self._feed_dict)
        except (errors.OutOfRangeError, StopIteration) as e:
            logging.warning(
                f"An OutOfRangeError or StopIteration exception is raised by the code in "
                f"FinalOpsHook, whose ops read what has ended: {e}"
            )
            raise


@public("train.FeedFnHook")
class FeedFnHook(SessionRunHook):
    """Feeds what a function gives.

    Args:
      feed_fn: returns a dict of values by tensor, for each run.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.placeholder(tf.float32, [])
      ...     y = x + 1.0
      ...     feed = tf.train.FeedFnHook(lambda: {x: 3.0})
      ...     with tf.train.MonitoredSession(hooks=[feed]) as session:
      ...         print(session.run(y))
      4.0
    """

    def __init__(self, feed_fn):
        self._feed_fn = feed_fn

    def before_run(self, run_context):
        """Asks for the values."""
        return SessionRunArgs(None, self._feed_fn())


@public("train.CheckpointSaverHook")
class CheckpointSaverHook(SessionRunHook):
    """Is not built: it waits for checkpoints.

    Args:
      *args, **kwargs: as in TensorFlow.

    Raises:
      NotImplementedError: always.
    """

    def __init__(self, *args, **kwargs):
        raise NotImplementedError("tf.train.CheckpointSaverHook waits for zeal's checkpoints")


@public("train.SummarySaverHook")
class SummarySaverHook(SessionRunHook):
    """Is not built: it waits for summaries.

    Args:
      *args, **kwargs: as in TensorFlow.

    Raises:
      NotImplementedError: always.
    """

    def __init__(self, *args, **kwargs):
        raise NotImplementedError("tf.train.SummarySaverHook waits for zeal's summaries")
