"""tf.config: settings of threads, optimizers of graphs and placement.

One device runs all ops, in order, from graphs that are optimized in one way: but for the number of
threads the settings are kept for the program that reads them.
"""

from zeal import _native
from zeal.public import public, publish


def _setting(space, name, first, checked, what):
    """Makes and publishes the functions that get and set a value, of which `checked` is kept."""
    kept = [first]

    def get():
        return kept[0]

    def put(value):
        kept[0] = checked(value)

    for function, verb in ((get, "get"), (put, "set")):
        title = f"{verb}_{name}"
        function.__name__ = function.__qualname__ = title
        function.__doc__ = f"{verb.capitalize()}s {what}."
        globals()[title] = function
        publish(__name__, title, f"config.{space}{title}")


def _count(value):
    if not hasattr(value, "__index__"):
        raise TypeError(f"{value!r} has type {type(value).__name__}, but expected one of: int")
    return int(value)


def _threads(value):
    if _count(value) > 0:
        _native.set_num_threads(value)
    return value


def _policy(value):
    if value not in (None, "silent", "silent_for_int32", "warn", "explicit"):
        raise ValueError(f"Not a valid device policy: {value!r}")
    return value or "silent"


_setting("threading.", "intra_op_parallelism_threads", 0, _threads,
         "how many threads an op uses; 0 is all processors at first, then no change")
_setting("threading.", "inter_op_parallelism_threads", 0, _count,
         "how many ops shall run at a time, kept: they run one after the other")
_setting("optimizer.", "jit", False, bool, "whether graphs shall be compiled, kept")
_setting("", "soft_device_placement", False, bool,
         "whether ops may run on another device than they are asked to, kept: there is one")
_setting("experimental.", "device_policy", "silent", _policy,
         "what operands on another device do, kept: silent, silent_for_int32, warn or explicit")
_setting("experimental.", "synchronous_execution", True, bool,
         "whether ops shall run at once, kept: they always do")

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
