"""Hooks that stop, wait, feed and check: tf.train.StopAtStepHook and its kin."""

import time

import numpy as np

from zeal import errors, logging
from zeal.public import public
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook
from zeal.train.step_counter import get_global_step


def step_for(hook):
    """The graph's global step, which a hook counts on."""
    step = get_global_step()
    if step is None:
        raise RuntimeError(f"Global step should be created to use {type(hook).__name__}.")
    return step


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
        self._step = step_for(self)

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
        self._step = step_for(self)

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
                "An OutOfRangeError or StopIteration exception is raised by the code in "
                "FinalOpsHook. This typically means the Ops running by the FinalOpsHook have a "
                "dependency back to some input source, which should not happen: they shall read "
                f"variables, as `value_op` of metrics does. {e}"
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
