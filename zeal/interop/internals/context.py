"""tensorflow.python.eager.context: execution modes, as programs and tests ask for them."""

from zeal.contrib.eager import (
    ASYNC,
    DEVICE_PLACEMENT_EXPLICIT,
    DEVICE_PLACEMENT_SILENT,
    DEVICE_PLACEMENT_WARN,
    SYNC,
    async_clear_error,
    async_wait,
    execution_mode,
    list_devices,
    num_gpus,
)
from zeal.eager.context import device, executing_eagerly
from zeal.graph.graph import get_default_graph, outside_graphs
from zeal.graph.machine_devices import VirtualDeviceConfiguration

__all__ = [
    "ASYNC", "DEVICE_PLACEMENT_EXPLICIT", "DEVICE_PLACEMENT_SILENT", "DEVICE_PLACEMENT_WARN",
    "EAGER_MODE", "GRAPH_MODE", "SYNC", "async_clear_error", "async_wait", "context", "device",
    "VirtualDeviceConfiguration", "eager_mode", "ensure_initialized", "execution_mode",
    "executing_eagerly", "graph_mode", "list_devices", "num_gpus",
]  # fmt: skip

GRAPH_MODE, EAGER_MODE = 0, 1


class Context:
    """The one execution context of the process, which `context()` returns."""

    execution_mode = SYNC
    device_name = None
    device_policy = DEVICE_PLACEMENT_SILENT
    executing_eagerly = staticmethod(executing_eagerly)
    num_gpus = staticmethod(num_gpus)
    devices = staticmethod(list_devices)
    device = staticmethod(device)

    def ensure_initialized(self):
        """Does nothing: there is no context to start."""


_context = Context()


def context():
    """Returns the execution context."""
    return _context


def ensure_initialized():
    """Does nothing: there is no context to start."""


def eager_mode():
    """Runs the ops of the block at once, whatever is in force around it."""
    return outside_graphs()


def graph_mode():
    """Adds the ops of the block to the default graph."""
    return get_default_graph().as_default()
