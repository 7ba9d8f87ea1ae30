"""Execution mode and devices."""

import sys
import threading

from zeal import _native
from zeal.public import public, publish

executing_eagerly = _native.executing_eagerly


@public("enable_eager_execution", "contrib.eager.enable_eager_execution")
def enable_eager_execution(config=None, device_policy=None, execution_mode=None):
    """Enables eager execution for the lifetime of this program.

    Call it once, before any other function that makes or computes tensors. From then on uncaught
    errors of wrong calls are shown with a traceback that ends in the program's own line, unless
    the program has a `sys.excepthook`; ZEAL_FULL_TRACEBACK=1 shows all of it.

    Args:
      config: a `tf.ConfigProto`, or None.
      device_policy: None or one of tf.contrib.eager.DEVICE_PLACEMENT_*; without effect on the CPU.
      execution_mode: None, tf.contrib.eager.SYNC or tf.contrib.eager.ASYNC. Ops always run at
        once, so results are the same and errors are raised where they arise.

    Raises:
      ValueError: ops were called before; device_policy or execution_mode is none of those values.
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
        from zeal.messages.config import check_config

        check_config(config)
    if device_policy not in (None, 0, 1, 2, 3):
        raise ValueError("device_policy must be one of None, tf.contrib.eager.DEVICE_PLACEMENT_*")
    check_execution_mode(execution_mode)


def check_execution_mode(mode):
    """Raises ValueError if it is no execution mode."""
    if mode not in (None, 0, 1):
        raise ValueError(
            "execution_mode must be one of None, tf.contrib.eager.SYNC, tf.contrib.eager.ASYNC"
        )


def _show_error(_, error, frames):
    from zeal.user_traceback import show

    show(error, frames)


def _device_number(name):
    """0 for the CPU, 1 + n for GPU n, None where the name leaves the kind of device open."""
    number = None
    place = {"job": "localhost", "replica": "0", "task": "0"}
    for part in filter(None, name.split("/")):
        key, *values = part.split(":")
        kind = key.lower()
        if kind in place and len(values) == 1:
            place[kind] = values[0] if kind == "job" else str(int(values[0]))
        elif kind in ("cpu", "gpu") and len(values) <= 1:
            number = _numbered(kind, *values)
        elif kind == "device" and values and values[0].lower() in ("cpu", "gpu"):
            number = _numbered(values[0].lower(), *values[1:])
        else:
            raise ValueError(
                f"Unknown attribute: {key!r} in {name!r}; expected for example '/cpu:0' or '/gpu:0'"
            )
    if list(place.values()) != ["localhost", "0", "0"]:
        raise _unknown("/job:{job}/replica:{replica}/task:{task}".format(**place) + "/device:CPU:0")
    return number


def _unknown(name):
    return RuntimeError(f"{name} unknown device: this machine has only CPU:0")


def _numbered(kind, index="0"):
    index = 0 if index == "*" else int(index)
    if kind == "gpu" and 0 <= index < 250:
        return 1 + index
    if index:
        raise _unknown(f"/job:localhost/replica:0/task:0/device:{kind.upper()}:{index}")
    return 0


class _Scopes(threading.local):
    def __init__(self):
        self.open = []  # pairs of a scope and the device number before it


_scopes = _Scopes()


@public("device")
class device:
    """Places the ops of a `with` block on a device.

    Args:
      device_name_or_function: a name such as "/cpu:0", "/gpu:0" or "/job:localhost"; what it does
        not say is as around the block, so "" changes nothing. None is the default device. In graphs
        also a `tf.DeviceSpec`, or a function of an operation that returns a name.

    Raises:
      ValueError: the name is no device name.
      RuntimeError: the machine has no such device (for a GPU, from the ops of the block; in graphs
        an InvalidArgumentError of runs); a function is given; or a block is left before one that
        was opened in it.

    Example:
      >>> with tf.device("/cpu:0"):
      ...     x = tf.ones([2])
    """

    def __init__(self, device_name_or_function):
        name = device_name_or_function
        self._in_graph = None
        if not executing_eagerly():
            from zeal.graph.graph import get_default_graph

            self._in_graph = get_default_graph().device(name)
            return
        if callable(name):
            raise RuntimeError(
                "tf.device does not support functions when eager execution is enabled."
            )
        if name is not None and not isinstance(name, str):
            raise ValueError(f"Expecting a string device name. Got {type(name)}({name})")
        self._number = 0 if name is None else _device_number(name)

    def __enter__(self):
        if self._in_graph is not None:
            return self._in_graph.__enter__()
        before = _native.set_device(0)
        _scopes.open.append((self, before))
        _native.set_device(before if self._number is None else self._number)

    def __exit__(self, *exception):
        if self._in_graph is not None:
            return self._in_graph.__exit__(*exception)
        if not _scopes.open or _scopes.open[-1][0] is not self:
            raise RuntimeError("Exiting device scope without proper scope nesting")
        _native.set_device(_scopes.open.pop()[1])


@public("colocate_with")
def colocate_with(op, ignore_existing=False):
    """Places the ops of a `with` block where a tensor is.

    Args:
      op: a tensor or variable; None changes nothing, and in graphs wants ignore_existing.
      ignore_existing: whether ops are not listed with those of the blocks around.

    Returns:
      A context manager.

    Example:
      >>> with tf.colocate_with(tf.constant(1.0)):
      ...     x = tf.ones([2])
    """
    if not executing_eagerly():
        from zeal.graph.graph import get_default_graph

        return get_default_graph().colocate_with(op, ignore_existing)
    return device("" if op is None else op.device)

publish(
    __name__, "executing_eagerly",
    "executing_eagerly", "contrib.eager.executing_eagerly", "contrib.eager.in_eager_mode",
)  # fmt: skip
