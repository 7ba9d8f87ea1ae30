"""Structures of values as lists of tensors: slices, sparse tensors and arrays by their parts."""

from zeal import nest
from zeal.graph.tensor_array import TensorArray
from zeal.nest.composite_tensor import CompositeTensor


def flatten_parts(structure):
    """The tensors of a structure."""
    return [part for leaf in nest.flatten(structure) for part in _parts(leaf)]


def _parts(leaf):
    if isinstance(leaf, TensorArray):
        return [leaf.flow]
    if isinstance(leaf, CompositeTensor):
        return leaf._to_components()
    return [leaf]


def pack_parts(structure, parts):
    """A structure of such a kind, of these tensors."""
    parts = iter(parts)
    leaves = [_joined(leaf, parts) for leaf in nest.flatten(structure)]
    return nest.pack_sequence_as(structure, leaves) if nest.is_nested(structure) else leaves[0]


def _joined(leaf, parts):
    if isinstance(leaf, TensorArray):
        return leaf._with_flow(next(parts))
    if isinstance(leaf, CompositeTensor):
        return leaf._from_components([next(parts) for _ in leaf._to_components()])
    return next(parts)


def is_plain_list(value):
    """Whether a structure is a list or a tuple, but no namedtuple."""
    return isinstance(value, (list, tuple)) and not hasattr(value, "_fields")
