"""tf.config: settings of threads, optimizers of graphs and placement.

One device runs all ops, in order, from graphs that are optimized in one way: but for the number of
threads the settings are kept for the program that reads them.
"""

from zeal import _native
from zeal.public import public, publish

_kept = {
    "threading.intra_op_parallelism_threads": 0, "threading.inter_op_parallelism_threads": 0,
    "optimizer.jit": False, "soft_device_placement": False,
    "experimental.device_policy": "silent", "experimental.synchronous_execution": True,
}  # fmt: skip


def _publish_getter(setting):
    space, _, name = setting.rpartition(".")

    def get():
        return _kept[setting]

    get.__name__ = get.__qualname__ = f"get_{name}"
    get.__doc__ = f"What `set_{name}` has set."
    globals()[get.__name__] = get
    publish(__name__, get.__name__, f"config.{space}.get_{name}".replace("..", "."))


for _setting in _kept:
    _publish_getter(_setting)


def _count(value):
    if not hasattr(value, "__index__"):
        raise TypeError(f"{value!r} has type {type(value).__name__}, but expected one of: int")
    return int(value)


@public("config.threading.set_intra_op_parallelism_threads")
def set_intra_op_parallelism_threads(num_threads):
    """Sets how many threads an op uses; 0 is all processors at first, then no change."""
    count = _count(num_threads)
    if count > 0:
        _native.set_num_threads(count)
    _kept["threading.intra_op_parallelism_threads"] = count


@public("config.threading.set_inter_op_parallelism_threads")
def set_inter_op_parallelism_threads(num_threads):
    """Sets how many ops shall run at a time, kept: they run one after the other."""
    _kept["threading.inter_op_parallelism_threads"] = _count(num_threads)


@public("config.optimizer.set_jit")
def set_jit(enabled):
    """Sets whether graphs shall be compiled, kept."""
    _kept["optimizer.jit"] = bool(enabled)


@public("config.set_soft_device_placement")
def set_soft_device_placement(enabled):
    """Sets whether ops may run on another device than they are asked to, kept: there is one."""
    _kept["soft_device_placement"] = bool(enabled)


@public("config.experimental.set_device_policy")
def set_device_policy(device_policy):
    """Sets what operands on another device do, kept: None is "silent".

    Raises:
      ValueError: it is not "silent", "silent_for_int32", "warn" or "explicit".
    """
    if device_policy not in (None, "silent", "silent_for_int32", "warn", "explicit"):
        raise ValueError(f"Not a valid device policy: {device_policy!r}")
    _kept["experimental.device_policy"] = device_policy or "silent"


@public("config.experimental.set_synchronous_execution")
def set_synchronous_execution(enable):
    """Sets whether ops shall run at once, kept: they always do."""
    _kept["experimental.synchronous_execution"] = bool(enable)


_rewrites = {"disable_model_pruning": False, "disable_meta_optimizer": False}
_KNOWN = frozenset((
    "layout_optimizer", "constant_folding", "shape_optimization", "remapping",
    "arithmetic_optimization", "dependency_optimization", "loop_optimization",
    "function_optimization", "debug_stripper", "scoped_allocator_optimization",
    "pin_to_host_optimization", "implementation_selector", "auto_mixed_precision",
    "min_graph_nodes", *_rewrites,
))  # fmt: skip


@public("config.optimizer.get_experimental_options")
def get_experimental_options():
    """The options that `set_experimental_options` has set, a dict from names to bools."""
    return dict(_rewrites)


@public("config.optimizer.set_experimental_options")
def set_experimental_options(options):
    """Keeps which of TensorFlow's rewrites of graphs shall run; zeal has its own.

    Args:
      options: dict from TensorFlow's names to bools; others are left out.
    """
    _rewrites.update({k: v for k, v in options.items() if k in _KNOWN})
