"""tensorflow.python.framework.ops: what only TensorFlow's own code asks."""

import itertools

from zeal._native import Tensor, Variable
from zeal.eager.context import enable_eager_execution, executing_eagerly
from zeal.eager.control import init_scope
from zeal.graph.graph import get_default_graph, graphs_are_open
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.indexed_slices import IndexedSlices, IndexedSlicesValue
from zeal.profiles.flops import STATISTICS, float_operations
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope

__all__ = [
    "EagerTensor", "IndexedSlicesValue", "OpStats", "RegisterShape", "RegisterStatistics",
    "convert_n_to_tensor", "enable_eager_execution_internal", "executing_eagerly_outside_functions",
    "get_stats_for_node_def", "has_default_graph", "inside_function", "is_dense_tensor_like",
    "name_scope_v2", "register_dense_tensor_like_type", "register_proto_function", "uid",
]  # fmt: skip

_numbers = itertools.count(1)
name_scope_v2 = name_scope
_TensorLike = Tensor, IndexedSlices, SparseTensor  # Keras by itself asks isinstance(x, this)


_dense = [Tensor, Variable]


def is_dense_tensor_like(t):
    """Whether something is a tensor, a variable or of a class that a program registered."""
    return isinstance(t, tuple(_dense))


def register_dense_tensor_like_type(tensor_type):
    """Says that objects of a class, which has properties `name` and `dtype`, are like tensors."""
    for name in ("name", "dtype"):
        if not isinstance(getattr(tensor_type, name, None), property):
            what = f"Type {tensor_type.__name__} does not define a `{name}` property"
            raise TypeError(what)
    _dense.append(tensor_type)


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
    with init_scope():
        return executing_eagerly()


def register_proto_function(collection_name, proto_type=None, to_proto=None, from_proto=None):
    """Lets the values of a collection go into meta graphs as messages, and come back.

    Args:
      collection_name: the collection's key.
      proto_type: the class of the messages.
      to_proto: a function of (value, export_scope) that returns a message, or None to leave the
        value out.
      from_proto: a function of (message, import_scope) that returns the value.

    Raises:
      TypeError: what is given for a function cannot be called.
      KeyError: the collection has such functions already.
    """
    for name, function in (("to_proto", to_proto), ("from_proto", from_proto)):
        if function and not callable(function):
            raise TypeError(f"{name} must be callable.")
    from zeal.graph_def.collection_def import is_registered, register

    if is_registered(collection_name):
        raise KeyError(f"Registering two proto functions with name {collection_name!r}!")
    if to_proto and from_proto:
        register(
            collection_name,
            proto_type,
            lambda value, scope: to_proto(value, export_scope=scope),
            lambda message, scope: from_proto(message, import_scope=scope),
        )


def inside_function():
    """Whether a function is being traced."""
    return not executing_eagerly() and get_default_graph().building_function


class _OfEagerTensors(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor) and not instance._symbolic

    def __subclasscheck__(cls, subclass):
        return issubclass(subclass, Tensor)


class EagerTensor(metaclass=_OfEagerTensors):
    """The tensors that have values; calls make one.

    Args:
      value: what becomes a tensor.
      device: a name, which must be given and is not looked at: there is one device.
      dtype: number of its dtype, or None.

    Raises:
      TypeError: value or dtype is none.
    """

    def __new__(cls, value, device, dtype=None):
        if dtype is not None and not isinstance(dtype, int):
            raise TypeError(f"Expecting a DataType value for dtype. Got {type(dtype).__name__}")
        return convert_to_tensor(value, dtype)


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


class RegisterStatistics:
    """Decorator of functions of (graph, node_def) that give an op's OpStats.

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
        if self._key in STATISTICS:
            raise KeyError(f"Registering two functions for the statistic {self._key}")
        STATISTICS[self._key] = f
        return f


def get_stats_for_node_def(graph, node, statistic_type):
    """What a statistic says of a node: an OpStats, without a value where nobody registered one."""
    statistic = STATISTICS.get((node.op, statistic_type))
    if statistic is not None:
        return statistic(graph, node)
    counted = statistic_type == "flops"
    value = float_operations(graph.get_operation_by_name(node.name)) if counted else None
    return OpStats(statistic_type, value)
