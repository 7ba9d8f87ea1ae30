"""tf.contrib.eager, usually imported as tfe."""

from contextlib import nullcontext as _nullcontext

from zeal.eager.context import check_execution_mode as _check_execution_mode
from zeal.namespace import namespace
from zeal.public import publish_module

publish_module(__name__)

# What `enable_eager_execution` takes as execution_mode and device_policy.
SYNC, ASYNC = 0, 1
DEVICE_PLACEMENT_EXPLICIT, DEVICE_PLACEMENT_WARN, DEVICE_PLACEMENT_SILENT = 0, 1, 2


def list_devices():
    """Returns the names of the devices that ops can run on.

    Example:
      >>> tfe.list_devices()
      ['/job:localhost/replica:0/task:0/device:CPU:0']
    """
    return ["/job:localhost/replica:0/task:0/device:CPU:0"]


def num_gpus():
    """Returns the number of GPUs that ops can run on.

    Example:
      >>> tfe.num_gpus()
      0
    """
    return 0  # devices other than the CPU are not built yet


def set_execution_mode(mode):
    """Takes an execution mode; in each of them ops run at once.

    Args:
      mode: None, tf.contrib.eager.SYNC or tf.contrib.eager.ASYNC.

    Raises:
      ValueError: it is none of them.

    Example:
      >>> tfe.set_execution_mode(tfe.SYNC)
    """
    _check_execution_mode(mode)


def execution_mode(mode):
    """A block in an execution mode; in each of them ops run at once.

    Args:
      mode: None, tf.contrib.eager.SYNC or tf.contrib.eager.ASYNC.

    Returns:
      A context manager.

    Raises:
      ValueError: it is none of them.

    Example:
      >>> with tfe.execution_mode(tfe.ASYNC):
      ...     x = tf.ones([2])
    """
    _check_execution_mode(mode)
    return _nullcontext()


def async_wait():
    """Returns at once: no op is ever pending.

    Example:
      >>> tfe.async_wait()
    """


def async_clear_error():
    """Does nothing: errors are raised by the op that failed.

    Example:
      >>> tfe.async_clear_error()
    """


__getattr__, __dir__ = namespace(__name__)
