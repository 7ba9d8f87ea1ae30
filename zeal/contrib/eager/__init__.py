"""tf.contrib.eager, usually imported as tfe."""

import importlib as _importlib

from zeal._native import GradientTape
from zeal.eager.context import enable_eager_execution, executing_eagerly
from zeal.eager.custom_gradient import custom_gradient
from zeal.eager.execution_callbacks import (
    ExecutionCallback,
    add_execution_callback,
    clear_execution_callbacks,
    errstate,
    inf_callback,
    inf_nan_callback,
    nan_callback,
    seterr,
)
from zeal.eager.gradients import (
    gradients_function,
    implicit_gradients,
    implicit_value_and_gradients,
    make_vjp,
    value_and_gradients_function,
)
from zeal.ops.python_function import py_function as py_func
from zeal.state.variable import Variable

in_eager_mode = executing_eagerly

# What `enable_eager_execution` takes as execution_mode and device_policy.
SYNC, ASYNC = 0, 1
DEVICE_PLACEMENT_EXPLICIT, DEVICE_PLACEMENT_WARN, DEVICE_PLACEMENT_SILENT = 0, 1, 2
DEVICE_PLACEMENT_SILENT_FOR_INT32 = 3

# Names of TensorFlow's module that wait for a part of zeal.
_WAITS_FOR = {
    "graph mode": "defun function make_template EagerVariableStore TensorSpec",
    "saving": "Checkpoint CheckpointableSaver Saver Checkpointable save_network_checkpoint "
    "restore_network_checkpoint restore_variables_on_create get_optimizer_variables",
    "metrics": "metrics",
    "layers": "Network",
    "distribution": "connect_to_remote_host enable_remote_eager_execution set_server_def",
    "asynchronous execution": "async_clear_error async_wait execution_mode set_execution_mode",
}


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


# Names of TensorFlow's module that are loaded at their first use, and where they are.
_LAZY = {
    "Iterator": ("zeal.data", "Iterator"),
    "Sequential": ("zeal.contrib.eager.sequential", "Sequential"),
    "run": ("zeal.app", "run"),
    "run_all_tests_in_graph_and_eager_modes": (
        "zeal.interop.internals.test_util", "run_all_in_graph_and_eager_modes"),
    "run_test_in_graph_and_eager_modes": (
        "zeal.interop.internals.test_util", "run_in_graph_and_eager_modes"),
}  # fmt: skip


def __getattr__(name):
    if name in _LAZY:
        module, attribute = _LAZY[name]
        return getattr(_importlib.import_module(module), attribute)
    for part, names in _WAITS_FOR.items():
        if name in names.split():
            raise AttributeError(f"tfe.{name} is not built yet; it waits for zeal's {part}")
    raise AttributeError(f"module 'zeal.contrib.eager' has no attribute '{name}'")
