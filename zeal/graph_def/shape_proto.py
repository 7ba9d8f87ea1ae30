"""Shapes as messages, `TensorShapeProto`, and back."""

from zeal.messages.graph import TensorShapeProto
from zeal.tensor_shape import TensorShape

_LARGEST = 1 << 62  # sizes beyond are no sizes of anything


def write_sizes(proto, sizes):
    """Sets a message to sizes.

    Args:
      proto: a TensorShapeProto, empty.
      sizes: a list of int or None, or None where not even the rank is known.
    """
    proto.SetInParent()
    if sizes is None:
        proto.unknown_rank = True
        return
    for size in sizes:
        proto.dim.add(size=-1 if size is None else size)


def proto_of(shape):
    """A `TensorShape` as a message."""
    proto = TensorShapeProto()
    write_sizes(proto, None if shape.ndims is None else shape.as_list())
    return proto


def sizes_of(proto):
    """The sizes that a message says.

    Returns:
      A list of int or None; None where not even the rank is known.

    Raises:
      ValueError: a size is none.
    """
    if proto.unknown_rank:
        if proto.dim:
            raise ValueError(f"a shape of unknown rank has no sizes, but {len(proto.dim)} here")
        return None
    sizes = [dim.size for dim in proto.dim]
    if len(sizes) > 254:
        raise ValueError(f"a shape must have at most 254 sizes, but has {len(sizes)}")
    for size in sizes:
        if not -1 <= size < _LARGEST:
            raise ValueError(f"the shape {sizes} has the size {size}, which is none")
    return [None if size == -1 else size for size in sizes]


def shape_of(proto) -> TensorShape:
    """The `TensorShape` of a message."""
    return TensorShape(sizes_of(proto))
