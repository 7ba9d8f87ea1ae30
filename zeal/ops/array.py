"""Array ops: shapes, joining, splitting and reordering. See also creation.py and indexing.py."""

from zeal import _native
from zeal._native import Tensor, api, raw
from zeal.tensor_shape import TensorShape

__all__ = [
    "broadcast_dynamic_shape", "broadcast_static_shape", "broadcast_to", "concat", "expand_dims",
    "identity", "identity_n", "invert_permutation", "matrix_transpose", "newaxis", "rank",
    "reshape", "shape", "shape_n", "size", "split", "squeeze", "stack", "stop_gradient",
    "transpose", "unstack",
]

newaxis = None

broadcast_to, concat, expand_dims, identity = (
    api.broadcast_to, api.concat, api.expand_dims, api.identity)
invert_permutation, rank, reshape = api.invert_permutation, api.rank, api.reshape
shape, shape_n, size, squeeze = api.shape, api.shape_n, api.size, api.squeeze
stack, stop_gradient = api.stack, api.stop_gradient


def transpose(a, perm=None, name="transpose", conjugate=False):
    """Reorders the axes of a tensor.

    Args:
      a: tensor of any dtype and rank.
      perm: vector of integers, `result.shape[i] = a.shape[perm[i]]`; None reverses the axes.
      conjugate: also takes the complex conjugate.

    Returns:
      A tensor of a's dtype.

    Raises:
      InvalidArgumentError: perm does not name each axis once.

    Example:
      >>> tf.transpose([[1, 2], [3, 4]]).numpy().tolist()
      [[1, 3], [2, 4]]
    """
    return (raw.ConjugateTranspose if conjugate else raw.Transpose)(a, perm)


def matrix_transpose(a, name="matrix_transpose", conjugate=False):
    """Swaps the last two axes.

    Args:
      a: tensor of rank 2 or more.
      conjugate: also takes the complex conjugate.

    Returns:
      A tensor of shape `[..., n, m]` for an input of `[..., m, n]`.

    Raises:
      ValueError: the rank is below 2.

    Example:
      >>> tf.linalg.matrix_transpose([[[1, 2, 3]]]).shape
      TensorShape([1, 3, 1])
    """
    a = _native.convert(a)
    ndim = a.ndim
    if ndim < 2:
        raise ValueError(
            f"Argument 'a' should be a (batch) matrix, with rank >= 2. Found: {a.shape}")
    return transpose(a, [*range(ndim - 2), ndim - 1, ndim - 2], conjugate=conjugate)


def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    """Cuts a tensor into parts along an axis.

    Args:
      value: the tensor.
      num_or_size_splits: an int: that many equal parts; or a vector of part sizes, one of which
        may be -1 for the rest.
      axis: int.
      num: the number of parts, when sizes are given; taken from their length by default.

    Returns:
      A list of tensors.

    Raises:
      InvalidArgumentError: the axis cannot be cut so.
      ValueError: num_or_size_splits is a scalar tensor, or num is not the number of sizes.

    Example:
      >>> [t.numpy().tolist() for t in tf.split([1, 2, 3, 4], 2)]
      [[1, 2], [3, 4]]
    """
    if hasattr(num_or_size_splits, "__index__") and not isinstance(num_or_size_splits, Tensor):
        return raw.Split(axis, value, num_or_size_splits)
    sizes = _native.convert(num_or_size_splits)
    if sizes.ndim == 0:
        raise ValueError(
            "Rank-0 tensors are not supported as the num_or_size_splits argument to split. "
            f"Argument provided: {num_or_size_splits}")
    return raw.SplitV(value, sizes, axis, sizes.shape[0].value if num is None else num)


def unstack(value, num=None, axis=0, name="unstack"):
    """Splits a tensor into its slices along an axis, which is dropped.

    Args:
      value: tensor of rank 1 or more.
      num: the axis's size; found out by default.
      axis: int in [-rank, rank).

    Returns:
      A list of tensors, one for each index.

    Raises:
      ValueError: axis is out of range.
      InvalidArgumentError: num is not the axis's size.

    Example:
      >>> a, b = tf.unstack([[1, 2], [3, 4]], axis=1)
      >>> a.numpy().tolist()
      [1, 3]
    """
    value = _native.convert(value)
    if num is None:
        dims = value._shape_tuple()
        if dims and not -len(dims) <= axis < len(dims):
            raise ValueError(f"axis = {axis} not in [{-len(dims)}, {len(dims)})")
        num = dims[axis] if dims else 0
    return raw.Unpack(value, num, axis)


def identity_n(input, name=None):
    """Returns a list of tensors with the same values."""
    return [identity(t) for t in input]


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
    long, short = sorted((list(shape_x), list(shape_y)), key=len, reverse=True)
    dims = long[:len(long) - len(short)]
    for a, b in zip(long[len(dims):], short, strict=True):
        a, b = a.value, b.value
        if a is not None and b is not None and a != b and 1 not in (a, b):
            raise ValueError(
                f"Incompatible shapes for broadcasting: {shape_x} and {shape_y}")
        known = [d for d in (a, b) if d not in (1, None)]
        dims.append(known[0] if known else 1 if a == b == 1 else None)
    return TensorShape(dims)


def broadcast_dynamic_shape(shape_x, shape_y):
    """Computes the shape, a vector tensor, that two shape vectors broadcast to.

    Args:
      shape_x: vector of int32 or int64.
      shape_y: vector of the same dtype.

    Returns:
      A vector of that dtype.

    Raises:
      ValueError: they do not broadcast.

    Example:
      >>> tf.broadcast_dynamic_shape([2, 1], [3]).numpy().tolist()
      [2, 3]
    """
    x, y = _native.convert(shape_x), _native.convert(shape_y)
    merged = broadcast_static_shape(TensorShape(x._tolist()), TensorShape(y._tolist()))
    return _native.convert(merged.as_list(), x.dtype)
