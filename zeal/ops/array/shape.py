"""Shapes as values: sizes, broadcast shapes, identities."""

from zeal._native import Tensor, api, raw
from zeal.errors import InvalidArgumentError
from zeal.ops.array.join import unstack
from zeal.ops.named import named
from zeal.public import public, publish
from zeal.tensor_shape import TensorShape, as_shape, sizes_text

newaxis = None


def as_list(values):
    """What a program gives for a list of tensors; the rows of a tensor come from one op.

    To walk the tensor would make them one after the other: without elements there may be 2**40.
    """
    return unstack(values) if isinstance(values, Tensor) and values.ndim else values


def require_rank(op, shape, rank, words):
    """Refuses an op's input of another rank.

    Args:
      op: the op's name.
      shape: what is known of the input's shape.
      rank: what its rank must be.
      words: what the op says to that.

    Raises:
      InvalidArgumentError: the rank is known to be another one.
    """
    found = as_shape(shape).ndims
    if found not in (None, rank):
        raise InvalidArgumentError(
            f"[{op}] Shape must be rank {rank} but is rank {found}; {words}, got shape "
            f"{sizes_text(shape)}"
        )


def size_along(x, axis):
    """The size of an axis: an int where it is known, else a scalar that the run will tell.

    Args:
      x: a tensor.
      axis: an int that fits its rank.

    Returns:
      An int, or an int32 tensor.
    """
    sizes = x._shape_tuple()
    return api.shape(x)[axis] if sizes is None or sizes[axis] is None else sizes[axis]


@public("identity_n")
@named("IdentityN")
def identity_n(input, name=None):
    """Returns a list of tensors with the same values.

    Args:
      input: list of tensors, of any shapes and dtypes.
      name: its name in graphs.

    Raises:
      TypeError: input is not a list.
      InvalidArgumentError, ValueError: input is a tensor of too many rows.

    Example:
      >>> [t.numpy() for t in tf.identity_n([1, 2.5])]
      [1, 2.5]
    """
    return [api.identity(t) for t in as_list(input)]


@public("broadcast_static_shape")
def broadcast_static_shape(shape_x, shape_y):
    """Computes the shape that two shapes broadcast to.

    Args:
      shape_x: a TensorShape.
      shape_y: a TensorShape.

    Returns:
      A TensorShape.

    Raises:
      ValueError: they do not broadcast.

    Example:
      >>> tf.broadcast_static_shape(tf.TensorShape([2, 1]), tf.TensorShape([3]))
      TensorShape([Dimension(2), Dimension(3)])
    """
    if shape_x.ndims is None or shape_y.ndims is None:
        return TensorShape(None)
    long, short = sorted((shape_x.as_list(), shape_y.as_list()), key=len, reverse=True)
    dims = long[:len(long) - len(short)]
    for a, b in zip(long[len(dims):], short, strict=True):
        if a is not None and b is not None and a != b and 1 not in (a, b):
            raise ValueError(
                f"Incompatible shapes for broadcasting: {shape_x} and {shape_y}")
        known = [d for d in (a, b) if d not in (1, None)]
        dims.append(known[0] if known else 1 if a == b == 1 else None)
    return TensorShape(dims)


@public("broadcast_dynamic_shape")
def broadcast_dynamic_shape(shape_x, shape_y):
    """Computes the shape, a vector tensor, that two shape vectors broadcast to.

    Args:
      shape_x: vector of int32 or int64.
      shape_y: vector of the same dtype.

    Returns:
      A vector of that dtype.

    Raises:
      InvalidArgumentError: they do not broadcast.

    Example:
      >>> tf.broadcast_dynamic_shape([2, 1], [3]).numpy().tolist()
      [2, 3]
    """
    return raw.BroadcastArgs(shape_x, shape_y)

publish(__name__, "newaxis", "newaxis", "compat.v2.newaxis")
