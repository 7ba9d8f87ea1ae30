"""tf.debugging.set_log_device_placement: every op's device on the standard error."""

import sys

from zeal.eager import execution_callbacks
from zeal.public import public


def _log(op_type, inputs, attrs, outputs, op_name):
    tensors = [tensor for tensor in (*outputs, *inputs) if tensor is not None]
    if tensors:
        print(f"Executing op {op_type} in device {tensors[0].device}", file=sys.stderr)


@public("debugging.set_log_device_placement")
def set_log_device_placement(enabled):
    """Has every op that this thread executes eagerly name its device on the standard error.

    Args:
      enabled: whether it shall.

    Example:
      >>> tf.debugging.set_log_device_placement(True)
      >>> x = tf.zeros([]) + 1.0  # Executing op AddV2 in device /job:localhost/...
      >>> tf.debugging.set_log_device_placement(False)
    """
    execution_callbacks.remove_execution_callback(_log)
    if enabled:
        execution_callbacks.add_execution_callback(_log)


@public("debugging.get_log_device_placement")
def get_log_device_placement():
    """Whether `set_log_device_placement` has switched names of devices on in this thread.

    Example:
      >>> tf.debugging.get_log_device_placement()
      False
    """
    return execution_callbacks.has_execution_callback(_log)
