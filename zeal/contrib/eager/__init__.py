"""tf.contrib.eager, usually imported as tfe."""

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


__getattr__, __dir__ = namespace(__name__)
