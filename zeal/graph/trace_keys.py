"""What tells calls of traced functions apart: keys of their arguments."""

import numpy as np

from zeal import _native, nest
from zeal.dtypes import DType
from zeal.nest.composite_tensor import CompositeTensor
from zeal.tensor_spec import TensorSpec

OBJECT = "object"
BY_VALUE = (bool, int, float, complex, str, bytes, DType, type)  # what a trace takes as it is


class Handed:
    """A dataset or an iterator as an argument: a trace serves all of one kind of elements.

    Args:
      tensor: its handle.
      leaf: has `key()`, which tells kinds apart, and `unpacked(handle)`, what traces see of it.
    """

    def __init__(self, tensor, leaf):
        self.tensor, self.leaf, self.dtype = tensor, leaf, tensor.dtype


def leaf_of(value):
    """An argument's leaf; of an array a tensor."""
    if isinstance(value, np.ndarray):
        return _native.convert(value)
    return Handed(*value._handed()) if is_handed(value) else value


def is_handed(value):
    """Whether a leaf is a dataset or an iterator."""
    return hasattr(type(value), "_handed")


def tensors_in(leaves):
    """The tensors that go into a trace."""
    return [getattr(x, "tensor", x) for x in leaves if isinstance(x, (_native.Tensor, Handed))]


def leaves_of(structure):
    """The leaves of arguments, tensors of composites among them."""
    return nest.flatten(structure, expand_composites=True)


def outline(structure):
    """What tells two structures of arguments apart, apart from their leaves."""
    if isinstance(structure, dict):
        return ("dict", *((k, outline(structure[k])) for k in sorted(structure)))
    if isinstance(structure, (list, tuple)):
        return (type(structure).__name__, *map(outline, structure))
    if isinstance(structure, CompositeTensor):
        return (type(structure).__name__, len(structure._to_components()))
    return None


def key_of(value):
    """What of a leaf decides which trace serves it."""
    if isinstance(value, _native.Tensor):
        return (value.dtype, value._shape_tuple())
    if isinstance(value, Handed):
        return (value.dtype, (), value.leaf.key())
    if isinstance(value, TensorSpec):
        sizes = None if value.shape.ndims is None else tuple(value.shape.as_list())
        return (value.dtype, sizes, value.name) if value.name else (value.dtype, sizes)
    if isinstance(value, (float, complex)):
        return (type(value), repr(value))  # 0.0 and -0.0 are two, a NaN is one
    if value is None or isinstance(value, BY_VALUE):
        return (type(value), value)
    return (OBJECT, id(value))  # when it dies the trace does


def sizes_in(key):
    """The sizes that a trace's placeholder has; None for what is no tensor, or of open rank."""
    return None if not isinstance(key[0], DType) or key[1] is None else list(key[1])


def common(a, b):
    """What is common to the keys of two tensors."""
    if a == b or not isinstance(b[0], DType) or (a[0], *a[2:]) != (b[0], *b[2:]):
        return b
    if a[1] is None or b[1] is None or len(a[1]) != len(b[1]):
        return (b[0], None, *b[2:])
    sizes = tuple(m if m == n else None for m, n in zip(a[1], b[1], strict=True))
    return (b[0], sizes, *b[2:])


def ranks(key):
    """What calls have in common that differ in sizes alone, by the key of one."""
    leaves = [(k[0], k[1] and len(k[1]), *k[2:]) if isinstance(k[0], DType) else k for k in key[1:]]
    return (key[0], *leaves)


def serves(opened, key):
    """Whether a trace with open sizes serves a leaf."""
    return opened == key or common(opened, key) == opened


def difference(before, after):
    """In words, how the keys of two calls differ."""
    if before[0] != after[0] or len(before) != len(after):
        return "its arguments have another structure"
    pairs = enumerate(zip(before[1:], after[1:], strict=True))
    changes = [f"argument {i} is {_words(b)}, before {_words(a)}" for i, (a, b) in pairs if a != b]
    return "; ".join(changes) or "an object that it was traced for is gone"


def _words(key):
    if isinstance(key[0], DType):
        return f"a tensor of shape {key[1]} and dtype {key[0].name}"
    if key[0] == OBJECT:
        return "another object"
    return f"the Python value {key[1] if key[0] in (float, complex) else repr(key[1])}"
