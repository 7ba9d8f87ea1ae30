"""Execution mode and devices."""

import re
from contextlib import contextmanager

from zeal import _native

__all__ = ["device", "enable_eager_execution", "executing_eagerly"]

executing_eagerly = _native.executing_eagerly


def enable_eager_execution(config=None, device_policy=None, execution_mode=None):
    """Enables eager execution for the lifetime of this program.

    Args:
      config: accepted for compatibility.
      device_policy: accepted for compatibility.
      execution_mode: accepted for compatibility.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.executing_eagerly()
      True
    """
    _native.enable_eager()


_DEVICE = re.compile(r"(?:.*/)?(?:device:)?(cpu|gpu)(?::(\d+|\*))?$", re.IGNORECASE)


def _device_number(name):
    match = _DEVICE.match(name)
    if not match:
        raise ValueError(f"Unknown device name {name!r}: expected for example '/cpu:0' or '/gpu:0'")
    kind, index = match.group(1).lower(), match.group(2)
    index = 0 if index in (None, "*") else int(index)
    return 0 if kind == "cpu" else 1 + index


@contextmanager
def device(name):
    """Places the ops of a `with` block on a device.

    Args:
      name: such as "/cpu:0" or "/gpu:0"; None keeps the device in force.
    """
    if name is None:
        yield
        return
    before = _native.set_device(_device_number(name))
    try:
        yield
    finally:
        _native.set_device(before)
