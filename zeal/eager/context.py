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
      config: a `tf.ConfigProto`, or None.
      device_policy: None or one of tf.contrib.eager.DEVICE_PLACEMENT_*; without effect on the CPU.
      execution_mode: None or tf.contrib.eager.SYNC; ops always run at once.

    Raises:
      ValueError: ops were called before; device_policy or execution_mode is none of those values,
        or asks for asynchronous execution.
      TypeError: config is no ConfigProto.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.executing_eagerly()
      True
    """
    if not executing_eagerly():  # a second call changes nothing, whatever it says
        _check_options(config, device_policy, execution_mode)
        _native.enable_eager()
        if config is not None and config.intra_op_parallelism_threads > 0:
            _native.set_num_threads(config.intra_op_parallelism_threads)
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _show_error


def _check_options(config, device_policy, execution_mode):
    if config is not None:
        from zeal.config_proto import ConfigProto

        if not isinstance(config, ConfigProto):
            raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}")
    if device_policy not in (None, 0, 1, 2, 3):
        raise ValueError("device_policy must be one of None, tf.contrib.eager.DEVICE_PLACEMENT_*")
    if execution_mode not in (None, 0, 1):
        raise ValueError(
            "execution_mode must be one of None, tf.contrib.eager.SYNC, tf.contrib.eager.ASYNC"
        )
    if execution_mode == 1:
        raise ValueError(
            "execution_mode: asynchronous execution is not built, ops run at once; pass None or "
            "tf.contrib.eager.SYNC"
        )


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
