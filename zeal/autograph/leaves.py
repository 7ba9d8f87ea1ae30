"""Values that blocks hand on: structures whose leaves are tensors, become tensors, or stay."""

import sys

import numpy as np

from zeal import _native, nest
from zeal.autograph.state import UNDEFINED
from zeal.ops.indexed_slices import IndexedSlices

_NUMBERS = (bool, int, float, complex, str, bytes)
_ARRAYS = (np.ndarray, np.generic)


def is_symbolic(value):
    """Whether Python cannot know a value: a tensor of a graph, or a variable while one is built."""
    if isinstance(value, _native.Tensor):
        return value._symbolic
    return isinstance(value, _native.Variable) and not _native.executing_eagerly()


def building():
    """Whether ops append nodes to a graph now."""
    return not _native.executing_eagerly()


def is_tensor_array(value):
    """Whether a value is a tf.TensorArray."""
    module = sys.modules.get("zeal.graph.tensor_array")  # without it, there are none
    return module is not None and isinstance(value, module.TensorArray)


def is_tensor(leaf):
    """Whether a leaf is a tensor or becomes one."""
    if isinstance(leaf, (_native.Tensor, _native.Variable, IndexedSlices, *_NUMBERS, *_ARRAYS)):
        return True
    return is_tensor_array(leaf)


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
    return as_tensor(leaf).dtype.name if not is_tensor_array(leaf) else leaf.dtype.name


def zeros_of(value):
    """A structure like a value's, of zeros: what nobody reads where it was not set."""
    if value is UNDEFINED:
        return value
    flat = [_zero(leaf) if is_tensor(leaf) else leaf for leaf in nest.flatten(value)]
    return nest.pack_sequence_as(value, flat)


def _zero(leaf):
    from zeal.ops.array.fill import zeros

    tensor = as_tensor(leaf)
    if tensor.shape.ndims is None:
        return zeros([], tensor.dtype)
    return zeros([n or 0 for n in tensor.shape.as_list()], tensor.dtype)
