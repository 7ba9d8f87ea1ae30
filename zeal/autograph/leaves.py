"""Values that blocks hand on: structures whose leaves are tensors, become tensors, or stay."""

import numpy as np

from zeal import _native, nest
from zeal.autograph.state import UNDEFINED
from zeal.graph.tensor_array import TensorArray
from zeal.ops.array.fill import zeros
from zeal.ops.indexed_slices import IndexedSlices
from zeal.tensor_shape import TensorShape

_NUMBERS = (bool, int, float, complex, str, bytes)
_ARRAYS = (np.ndarray, np.generic)
_TENSORS = (
    _native.Tensor, _native.Variable, IndexedSlices, TensorArray, *_NUMBERS, *_ARRAYS
)  # fmt: skip


def is_symbolic(value):
    """Whether Python cannot know a value: a tensor of a graph, or a variable while one is built."""
    if isinstance(value, _native.Tensor):
        return value._symbolic
    return isinstance(value, _native.Variable) and not _native.executing_eagerly()


def building():
    """Whether ops append nodes to a graph now."""
    return not _native.executing_eagerly()


def is_tensor(leaf):
    """Whether a leaf is a tensor or becomes one."""
    return isinstance(leaf, _TENSORS)


def as_tensor(leaf):
    """The tensor, or what is made of tensors, that a leaf becomes."""
    if isinstance(leaf, _native.Variable):
        return leaf.value()
    if isinstance(leaf, (*_NUMBERS, *_ARRAYS)):
        return _native.convert(leaf)
    return leaf


def same(label, a, b):
    """Whether two blocks hand the very same object on, so that no tensor has to stand for it.

    Numbers become tensors all the same, as in TensorFlow, but for the flags that stand for jumps.
    """
    return a is b and (label.startswith("ag__") or not isinstance(a, _NUMBERS))


def tensors(values):
    """The tensors in some values, in order; what is no tensor is left out."""
    return [as_tensor(leaf) for value in values for leaf in _flat(value) if is_tensor(leaf)]


def shapes(values):
    """The static shapes of what `tensors` returns for some values."""
    leaves = [leaf for value in values for leaf in _flat(value) if is_tensor(leaf)]
    return [
        TensorShape([]) if isinstance(leaf, TensorArray) else as_tensor(leaf).shape
        for leaf in leaves
    ]


def _flat(value):
    return [] if value is UNDEFINED else nest.flatten(value)


def put_back(values, new):
    """Values with other tensors.

    Args:
      values: a list of structures.
      new: the tensors, as many as `tensors` finds there.

    Returns:
      A list of structures like `values`.
    """
    new = iter(new)
    return [_put(value, new) for value in values]


def _put(value, new):
    flat = [next(new) if is_tensor(leaf) else leaf for leaf in _flat(value)]
    return UNDEFINED if value is UNDEFINED else nest.pack_sequence_as(value, flat)


def dtype_name(leaf):
    """The name of a tensor's dtype."""
    return as_tensor(leaf).dtype.name


def zeros_of(value):
    """A structure like a value's, of zeros: what nobody reads where it was not set."""
    if value is UNDEFINED:
        return value
    flat = [_zero(leaf) if is_tensor(leaf) else leaf for leaf in nest.flatten(value)]
    return nest.pack_sequence_as(value, flat)


def _zero(leaf):
    tensor = as_tensor(leaf)
    if isinstance(leaf, TensorArray):
        return TensorArray(leaf.dtype, 0, dynamic_size=True, element_shape=leaf.element_shape)
    if tensor.shape.ndims is None:
        return zeros([], tensor.dtype)
    return zeros([n or 0 for n in tensor.shape.as_list()], tensor.dtype)
