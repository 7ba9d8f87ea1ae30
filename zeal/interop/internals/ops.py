"""tensorflow.python.framework.ops: what only TensorFlow's own code asks."""

import itertools
import re

from zeal._native import Tensor, Variable
from zeal.eager.context import enable_eager_execution, executing_eagerly
from zeal.graph.graph import graphs_are_open
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.indexed_slices import IndexedSlices, IndexedSlicesValue
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope

__all__ = [
    "IndexedSlicesValue", "OpStats", "RegisterShape", "RegisterStatistics", "convert_n_to_tensor",
    "enable_eager_execution_internal", "executing_eagerly_outside_functions",
    "get_stats_for_node_def", "has_default_graph", "inside_function", "is_dense_tensor_like",
    "name_scope_v2", "prepend_name_scope", "strip_name_scope", "uid",
]  # fmt: skip

_numbers = itertools.count(1)
name_scope_v2 = name_scope
_TensorLike = Tensor, IndexedSlices, SparseTensor  # Keras by itself asks isinstance(x, this)


def is_dense_tensor_like(t):
    """Whether something is a tensor or a variable."""
    return isinstance(t, (Tensor, Variable))


def enable_eager_execution_internal(
    config=None, device_policy=None, execution_mode=None, server_def=None
):
    """Has ops run at once from now on; see `tf.enable_eager_execution`."""
    enable_eager_execution(config, device_policy, execution_mode)


def _set_call_cpp_shape_fn(call_cpp_shape_fn):
    """Does nothing: ops tell their own shapes."""


def _NodeDef(op_type, name, attrs=None):
    """The message of a node without inputs."""
    from zeal.messages.graph import NodeDef

    message = NodeDef(op=op_type, name=name)
    for key, value in (attrs or {}).items():
        message.attr[key].CopyFrom(value)
    return message


def executing_eagerly_outside_functions():
    """Whether the program runs eagerly, functions that are being traced aside."""
    return executing_eagerly()


def inside_function():
    """Returns False: no function is being traced."""
    return False


def uid():
    """A number that no other call in this process returns."""
    return next(_numbers)


def convert_n_to_tensor(values, dtype=None, name=None, preferred_dtype=None):
    """Each value of a list as a tensor. Raises TypeError where they are no list."""
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"values must be a list, not {type(values).__name__}")
    return [
        convert_to_tensor(v, dtype, name and f"{name}_{i}", preferred_dtype)
        for i, v in enumerate(values)
    ]


class RegisterShape:
    """A decorator of functions that tell an op's shape, which are not asked: ops tell their own."""

    def __init__(self, op_type):
        if not isinstance(op_type, str):
            raise TypeError("op_type must be a string")

    def __call__(self, f):
        """The function, as it is. Raises TypeError for what cannot be called."""
        if f is not None and not callable(f):
            raise TypeError("Shape func must be callable.")
        return f


def has_default_graph():
    """Whether this thread is inside a block of `Graph.as_default`."""
    return graphs_are_open()


def strip_name_scope(name, export_scope):
    """A name ("a/b", "^a/b", "loc:@a/b") without a scope that it begins with."""
    if not export_scope:
        return name
    return re.sub(
        rf"^(\^|loc:@|){re.escape(export_scope.rstrip('/'))}/+(.*)", r"\1\2", name, count=1
    )


def prepend_name_scope(name, import_scope):
    """A name ("b", "^b", "loc:@b") below a scope."""
    if not import_scope:
        return name
    mark = next((m for m in ("^", "loc:@") if name.startswith(m)), "")
    return f"{mark}{import_scope.rstrip('/')}/{name.removeprefix(mark)}"


class OpStats:
    """What a statistic of ops says of one.

    Args:
      statistic_type: the statistic's name, "flops".
      value: a number, or None.
    """

    def __init__(self, statistic_type, value=None):
        self.statistic_type, self.value = statistic_type, value

    def __iadd__(self, other):
        if other.statistic_type != self.statistic_type:
            raise ValueError(
                f"Can't add an OpStat of type {self.statistic_type} to one of "
                f"{other.statistic_type}."
            )
        if other.value is not None:
            self.value = other.value if self.value is None else self.value + other.value
        return self


_statistics = {}  # functions by op and statistic


class RegisterStatistics:
    """Decorator of functions of (graph, node_def) that give an op's OpStats.

    Args:
      op_type: the op.
      statistic_type: the statistic's name.

    Raises:
      TypeError: these are no strings without commas.
    """

    def __init__(self, op_type, statistic_type):
        for what, text in (("op_type", op_type), ("statistic_type", statistic_type)):
            if not isinstance(text, str):
                raise TypeError(f"{what} must be a string.")
            if "," in text:
                raise TypeError(f"{what} must not contain a comma.")
        self._key = op_type, statistic_type

    def __call__(self, f):
        if self._key in _statistics:
            raise KeyError(f"Registering two functions for the statistic {self._key}")
        _statistics[self._key] = f
        return f


def get_stats_for_node_def(graph, node, statistic_type):
    """What a statistic says of a node: an OpStats, without a value where nobody registered one."""
    statistic = _statistics.get((node.op, statistic_type))
    return OpStats(statistic_type) if statistic is None else statistic(graph, node)
