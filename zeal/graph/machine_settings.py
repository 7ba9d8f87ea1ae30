"""tf.config: settings of threads, optimizers of graphs and placement.

One device runs all ops, in order, from graphs that are optimized in one way: but for the number of
threads the settings are kept for the program that reads them.
"""

from zeal import _native
from zeal.public import public

_settings = {"inter": 0, "intra": 0, "jit": False, "soft": False, "policy": "silent", "sync": True}
_rewrites = {"disable_model_pruning": False, "disable_meta_optimizer": False}
_POLICIES = ("silent", "silent_for_int32", "warn", "explicit")
_REWRITES = frozenset((
    "layout_optimizer", "constant_folding", "shape_optimization", "remapping",
    "arithmetic_optimization", "dependency_optimization", "loop_optimization",
    "function_optimization", "debug_stripper", "disable_model_pruning",
    "scoped_allocator_optimization", "pin_to_host_optimization", "implementation_selector",
    "auto_mixed_precision", "disable_meta_optimizer", "min_graph_nodes",
))  # fmt: skip


@public("config.threading.get_intra_op_parallelism_threads")
def get_intra_op_parallelism_threads():
    """The number of threads of an op that was set; 0 at first: all processors.

    Returns:
      An int.

    Example:
      >>> tf.config.threading.get_intra_op_parallelism_threads()
      0
    """
    return _settings["intra"]


@public("config.threading.set_intra_op_parallelism_threads")
def set_intra_op_parallelism_threads(num_threads):
    """Sets the number of threads of an op.

    Args:
      num_threads: an int; 0 changes nothing.

    Raises:
      TypeError: it is no int.
    """
    _settings["intra"] = _integer(num_threads)
    if num_threads > 0:
        _native.set_num_threads(num_threads)


@public("config.threading.get_inter_op_parallelism_threads")
def get_inter_op_parallelism_threads():
    """The number of ops at a time that was set; zeal runs one after the other.

    Returns:
      An int, 0 at first.

    Example:
      >>> tf.config.threading.get_inter_op_parallelism_threads()
      0
    """
    return _settings["inter"]


@public("config.threading.set_inter_op_parallelism_threads")
def set_inter_op_parallelism_threads(num_threads):
    """Keeps a number of ops at a time; zeal runs one after the other.

    Args:
      num_threads: an int.

    Raises:
      TypeError: it is no int.
    """
    _settings["inter"] = _integer(num_threads)


def _integer(value):
    if not hasattr(value, "__index__"):
        raise TypeError(f"{value!r} has type {type(value).__name__}, but expected one of: int")
    return int(value)


@public("config.optimizer.get_jit")
def get_jit():
    """Whether `set_jit` asked for compilation.

    Returns:
      A bool.

    Example:
      >>> tf.config.optimizer.get_jit()
      False
    """
    return _settings["jit"]


@public("config.optimizer.set_jit")
def set_jit(enabled):
    """Keeps whether graphs shall be compiled; zeal fuses elementwise ops in any case.

    Args:
      enabled: a bool.
    """
    _settings["jit"] = bool(enabled)


@public("config.optimizer.get_experimental_options")
def get_experimental_options():
    """The options of `set_experimental_options` that were set.

    Returns:
      A dict from names to bools.

    Example:
      >>> tf.config.optimizer.get_experimental_options()["disable_meta_optimizer"]
      False
    """
    return dict(_rewrites)


@public("config.optimizer.set_experimental_options")
def set_experimental_options(options):
    """Keeps which of TensorFlow's rewrites of graphs shall run; zeal has its own.

    Args:
      options: dict from TensorFlow's names to bools; others are left out.

    Example:
      >>> tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": False})
    """
    _rewrites.update({k: v for k, v in options.items() if k in _REWRITES})


@public("config.get_soft_device_placement")
def get_soft_device_placement():
    """Whether `set_soft_device_placement` asked for it.

    Returns:
      A bool.

    Example:
      >>> tf.config.get_soft_device_placement()
      False
    """
    return _settings["soft"]


@public("config.set_soft_device_placement")
def set_soft_device_placement(enabled):
    """Keeps whether ops may run on other devices than a program asks for; here there is one.

    Args:
      enabled: a bool.
    """
    _settings["soft"] = bool(enabled)


@public("config.experimental.get_device_policy")
def get_device_policy():
    """What happens to operands on another device than an op's; here there is one.

    Returns:
      "silent", "silent_for_int32", "warn" or "explicit".

    Example:
      >>> tf.config.experimental.get_device_policy()
      'silent'
    """
    return _settings["policy"]


@public("config.experimental.set_device_policy")
def set_device_policy(device_policy):
    """Keeps what shall happen to operands on another device than an op's.

    Args:
      device_policy: "silent", "silent_for_int32", "warn", "explicit" or None, which is "silent".

    Raises:
      ValueError: it is none of these.
    """
    device_policy = device_policy or "silent"
    if device_policy not in _POLICIES:
        raise ValueError(f"Not a valid device policy: {device_policy!r}")
    _settings["policy"] = device_policy


@public("config.experimental.get_synchronous_execution")
def get_synchronous_execution():
    """Whether ops were said to run at once, which they do in any case.

    Returns:
      A bool.

    Example:
      >>> tf.config.experimental.get_synchronous_execution()
      True
    """
    return _settings["sync"]


@public("config.experimental.set_synchronous_execution")
def set_synchronous_execution(enable):
    """Keeps whether ops shall run at once, which they do in any case.

    Args:
      enable: a bool.
    """
    _settings["sync"] = bool(enable)
