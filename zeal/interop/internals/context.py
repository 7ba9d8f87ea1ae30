"""tensorflow.python.eager.context: execution modes, as programs and tests ask for them."""

from zeal import config
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

    device_name = None
    device_policy = DEVICE_PLACEMENT_SILENT
    executing_eagerly = staticmethod(executing_eagerly)
    num_gpus = staticmethod(num_gpus)
    devices = staticmethod(list_devices)
    device = staticmethod(device)

    @property
    def execution_mode(self):
        """SYNC or ASYNC, as `tf.config.experimental.set_synchronous_execution` has set."""
        return SYNC if config.experimental.get_synchronous_execution() else ASYNC

    @execution_mode.setter
    def execution_mode(self, mode):
        config.experimental.set_synchronous_execution(mode == SYNC)

    def ensure_initialized(self):
        """Does nothing: there is no context to start."""

    def __getattr__(self, name):
        """A setting of `tf.config`: what it is now, or its function."""
        for space in (config, config.experimental, config.optimizer, config.threading):
            for prefix in ("", "get_"):
                found = getattr(space, prefix + name.replace("optimizer_", ""), None)
                if found is not None:
                    return found() if prefix else found
        raise AttributeError(f"'Context' object has no attribute {name!r}")


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
