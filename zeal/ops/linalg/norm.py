"""Norms of vectors and matrices."""

from zeal import _native
from zeal._native import api
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.array.range import range as range_
from zeal.ops.array.search import setdiff1d
from zeal.ops.deprecation import renamed
from zeal.ops.math.arithmetic import abs
from zeal.ops.math.complex import conj
from zeal.ops.named import named
from zeal.public import public


@public("norm", "linalg.norm")
@named("norm", "Squeeze")
def norm(tensor, ord="euclidean", axis=None, keepdims=None, name=None, keep_dims=None):
    """The norm of vectors or matrices.

    Args:
      tensor: floating tensor.
      ord: "euclidean", 1, 2, inf, or any positive number for vectors; "euclidean", "fro", 1, 2 or
        inf for matrices.
      axis: an axis for vector norms, a pair for matrix norms, None for the whole as one vector.
      keepdims: whether the axes stay, with size 1.
      name: its name in graphs.
      keep_dims: deprecated alias of keepdims.

    Returns:
      The norms.

    Raises:
      ValueError: ord is not supported for that kind of norm, or axis is neither None, an int, nor a
        pair of different ints.

    Example:
      >>> tf.norm([3.0, 4.0]).numpy(), tf.norm([3.0, 4.0], ord=1).numpy()
      (5.0, 7.0)
    """
    keep = bool(renamed("norm", "keepdims", keepdims, "keep_dims", keep_dims))
    is_matrix = isinstance(axis, (list, tuple)) and len(axis) == 2
    _check_norm(ord, axis, is_matrix)
    x = _native.convert(tensor)
    if ord in ("euclidean", "fro") or (ord == 2 and not is_matrix):
        # Not abs(x) ** 2 for real x: its second derivative at 0 would be lost.
        return api.sqrt(api.reduce_sum(x * conj(x), axis, keep))
    if is_matrix:
        return _spectral_norm(x, axis, keep) if ord == 2 else _matrix_norm(abs(x), ord, axis, keep)
    size = abs(x)
    if ord == 1:
        return api.reduce_sum(size, axis, keepdims=keep)
    if ord == float("inf"):
        return api.reduce_max(size, axis, keepdims=keep)
    return api.reduce_sum(size**ord, axis, keepdims=keep) ** (1.0 / ord)


def _check_norm(ord, axis, is_matrix):
    """Raises ValueError for an axis or an order that there is no norm of."""
    axes = axis if is_matrix else [] if axis is None else [axis]
    if not all(isinstance(a, int) for a in axes) or (is_matrix and axis[0] == axis[1]):
        raise ValueError(
            "'axis' must be None, an integer, or a tuple of 2 unique integers; "
            f"got {axis!r}"
        )
    if is_matrix and ord not in _MATRIX_NORMS:
        raise ValueError(f"'ord' must be a supported matrix norm in {_MATRIX_NORMS}, got {ord}")
    # Any positive number is the order of a vector norm.
    if not is_matrix and ord != "euclidean" and (isinstance(ord, str) or ord <= 0):
        raise ValueError(f"'ord' must be a supported vector norm, got {ord}")


_MATRIX_NORMS = ["euclidean", "fro", 1, 2, float("inf")]


def _matrix_norm(size, ord, axis, keep):
    summed, largest = axis if ord == 1 else axis[::-1]
    total = api.reduce_sum(size, summed, keepdims=True)
    out = api.reduce_max(total, largest, keepdims=True)
    return out if keep else api.squeeze(out, list(axis))


def _spectral_norm(x, axis, keep):
    """The largest singular value."""
    from zeal.ops.linalg.svd import singular_values

    order = _axes_moved_to_the_end(x, axis)
    out = api.reduce_max(abs(singular_values(api.transpose(x, order))), -1, keepdims=True)
    out = api.transpose(api.expand_dims(out, -1), api.invert_permutation(order))
    return out if keep else api.squeeze(out, list(axis))


def _axes_moved_to_the_end(x, axis):
    """The order of a tensor's axes in which those named come last; a tensor if the rank is one."""
    if x.shape.ndims is not None:
        last = [a + x.ndim if a < 0 else a for a in axis]
        return [*(a for a in range(x.ndim) if a not in last), *last]
    rank = api.rank(x)
    last = convert_to_tensor([a + rank if a < 0 else a for a in axis])
    return api.concat([setdiff1d(range_(rank), last).out, last], 0)


@public("linalg.normalize")
@named("normalize", "truediv", "norm/Squeeze")
def normalize(tensor, ord="euclidean", axis=None, name=None):
    """Divides vectors or matrices by their norms.

    Args:
      tensor: floating or complex tensor.
      ord: as for `tf.norm`.
      axis: an axis for vectors, a pair for matrices, None for the whole as one vector.
      name: its name in graphs.

    Returns:
      A tensor like the input, and the norms, whose axes stay with size 1; real for complex input.

    Raises:
      ValueError: ord is not supported for that kind of norm, or axis is wrong.

    Example:
      >>> unit, size = tf.linalg.normalize([0.0, 4.0])
      >>> unit.numpy().tolist(), size.numpy().tolist()
      ([0.0, 1.0], [4.0])
    """
    x = _native.convert(tensor)
    size = norm(x, ord, axis, keepdims=True)
    return x / api.cast(size, x.dtype), size
