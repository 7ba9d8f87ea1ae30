"""Whether summaries are recorded, for which step, and by which writer: each thread's own."""

import operator
import threading
from contextlib import contextmanager

from zeal import _native
from zeal.dtypes import bool as bool_
from zeal.dtypes import int64
from zeal.public import public
from zeal.train.step_counter import get_or_create_global_step


class _State(threading.local):
    writer = None  # what is in force by set_as_default
    condition = None  # a truth, a function that gives one; None: nobody said
    step = None  # of tf.summary.experimental.set_step


state = _State()


def recording(default):
    """Whether to record: a bool, or a boolean scalar."""
    condition = state.condition
    return default if condition is None else truth_of(condition)


def truth_of(condition):
    """What a condition says now: a truth, or what a function gives."""
    return condition() if callable(condition) else condition


def chosen_step(step):
    """A step as an int64 scalar: the global one where it is None."""
    if step is None:
        step = get_or_create_global_step()
    return step if isinstance(step, _native.Tensor) else _native.convert(step, int64)


def step_number(step):
    """The same as an int, while ops run at once."""
    try:
        return operator.index(get_or_create_global_step() if step is None else step)
    except TypeError:
        raise TypeError(
            f"Cannot convert {step!r} to EagerTensor of dtype int64: a step is one integer, a "
            "tensor or variable that holds one, or None for the global step"
        ) from None


@public("contrib.summary.should_record_summaries")
def should_record_summaries():
    """Whether summaries are recorded here; they are not unless somebody asked for it.

    Returns:
      A boolean scalar.

    Example:
      >>> with tf.contrib.summary.always_record_summaries():
      ...     print(bool(tf.contrib.summary.should_record_summaries()))
      True
    """
    return _native.convert(recording(False), bool_)


@public("contrib.summary.record_summaries_if")
@contextmanager
def record_if(condition):
    """Summaries made in the `with` block are recorded where a condition holds.

    Args:
      condition: a bool, a boolean scalar, or a function that gives one whenever it is asked.

    Returns:
      A context manager.

    Example:
      >>> with tf.contrib.summary.record_summaries_if(lambda: False):
      ...     print(bool(tf.contrib.summary.should_record_summaries()))
      False
    """
    before = state.condition
    state.condition = condition
    try:
        yield
    finally:
        state.condition = before


@public("contrib.summary.record_summaries_every_n_global_steps")
def record_summaries_every_n_global_steps(n, global_step=None):
    """Summaries made in the `with` block are recorded where n divides the global step.

    Args:
      n: an int.
      global_step: the step; by default `tf.train.get_or_create_global_step()`.

    Returns:
      A context manager.

    Example:
      >>> step = tf.train.get_or_create_global_step()
      >>> step.assign(200)
      <tf.Variable 'global_step:0' shape=() dtype=int64, numpy=200>
      >>> with tf.contrib.summary.record_summaries_every_n_global_steps(100):
      ...     print(bool(tf.contrib.summary.should_record_summaries()))
      True
    """
    step = get_or_create_global_step() if global_step is None else global_step

    def holds():
        return _native.api.equal(step % n, 0)

    return record_if(holds if _native.executing_eagerly() else holds())


@public("contrib.summary.always_record_summaries")
def always_record_summaries():
    """Summaries made in the `with` block are recorded; see `should_record_summaries`."""
    return record_if(True)


@public("contrib.summary.never_record_summaries")
def never_record_summaries():
    """Summaries made in the `with` block are not recorded.

    Example:
      >>> with tf.contrib.summary.never_record_summaries():
      ...     print(bool(tf.contrib.summary.should_record_summaries()))
      False
    """
    return record_if(False)
