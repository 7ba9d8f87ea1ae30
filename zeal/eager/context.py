"""Execution mode and devices."""

import sys

from zeal import _native

__all__ = ["device", "enable_eager_execution", "executing_eagerly"]

executing_eagerly = _native.executing_eagerly


def enable_eager_execution(config=None, device_policy=None, execution_mode=None):
    """Enables eager execution for the lifetime of this program.

    Call it once, before any other function that makes or computes tensors. From then on uncaught
    errors of wrong calls are shown with a traceback that ends in the program's own line, unless
    the program has a `sys.excepthook`; ZEAL_FULL_TRACEBACK=1 shows all of it.

    Args:
      config: accepted for compatibility.
      device_policy: accepted for compatibility.
      execution_mode: None or 0 (synchronous); ops always run synchronously.

    Raises:
      ValueError: ops were called before, or execution_mode asks for asynchronous execution.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.executing_eagerly()
      True
    """
    if execution_mode not in (None, 0):
        raise ValueError("execution_mode must be None or tf.contrib.eager.SYNC: ops run at once")
    _native.enable_eager()
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _show_error


def _show_error(_, error, frames):
    from zeal.user_traceback import show

    show(error, frames)


def _device_number(name):
    """0 for the CPU, 1 + n for GPU n, from names such as "/job:localhost/device:GPU:0"."""
    kind, _, index = str(name).lower().rsplit("/", 1)[-1].removeprefix("device:").partition(":")
    index = 0 if index in ("", "*") else int(index) if index.isdecimal() else -1
    if kind not in ("cpu", "gpu") or not 0 <= index < 250:
        raise ValueError(f"Unknown device name {name!r}: expected for example '/cpu:0' or '/gpu:0'")
    if kind == "cpu" and index > 0:
        raise RuntimeError(f"device CPU:{index} unknown device: this machine has only CPU:0")
    return 0 if kind == "cpu" else 1 + index


class device:
    """Places the ops of a `with` block on a device.

    Args:
      device_name_or_function: a name such as "/cpu:0" or "/gpu:0"; None keeps the device in force.

    Raises:
      ValueError: the name is no device name.
      RuntimeError: the machine has no such device; for a GPU, from the ops of the block.

    Example:
      >>> with tf.device("/cpu:0"):
      ...     x = tf.ones([2])
    """

    def __init__(self, device_name_or_function):
        name = device_name_or_function
        self._number = None if name is None else _device_number(name)
        self._before = []

    def __enter__(self):
        if self._number is not None:
            self._before.append(_native.set_device(self._number))

    def __exit__(self, *exception):
        if self._number is not None:
            _native.set_device(self._before.pop())
