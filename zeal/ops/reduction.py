"""Reductions composed of others: logsumexp, variances, norms, counts."""

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.ops.cast import cast
from zeal.ops.deprecation import renamed
from zeal.ops.math import abs, conj

__all__ = ["count_nonzero", "norm", "reduce_logsumexp", "reduce_std", "reduce_variance"]


def _reduction_args(function, axis, keepdims, reduction_indices, keep_dims):
    """axis and keepdims, by their present or deprecated names."""
    axis = renamed(function, "axis", axis, "reduction_indices", reduction_indices)
    return axis, bool(renamed(function, "keepdims", keepdims, "keep_dims", keep_dims))


def reduce_logsumexp(
    input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None
):
    """log(sum(exp(x))) over axes, safe from overflow.

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: accepted for compatibility.
      reduction_indices: deprecated alias of axis.
      keep_dims: deprecated alias of keepdims.

    Returns:
      The reduced tensor; -inf where there is nothing to reduce.

    Raises:
      ValueError: an argument is given by both of its names.

    Example:
      >>> tf.reduce_logsumexp([1000.0, 1000.0]).numpy()
      1000.6932
    """
    if reduction_indices is not None or keep_dims is not None:
        axis, keepdims = _reduction_args(
            "reduce_logsumexp", axis, keepdims, reduction_indices, keep_dims
        )
    return _native.log_sum_exp(input_tensor, axis, keepdims)


def count_nonzero(
    input_tensor=None, axis=None, keepdims=None, dtype=dtypes.int64, name=None,
    reduction_indices=None, keep_dims=None, input=None,
):  # fmt: skip
    """The number of elements that are not zero (or empty strings), over axes.

    Args:
      input_tensor: tensor of numbers, bools or strings.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      dtype: dtype of the result.
      name: accepted for compatibility.
      reduction_indices: deprecated alias of axis.
      keep_dims: deprecated alias of keepdims.
      input: alias of input_tensor.

    Returns:
      The counts.

    Raises:
      ValueError: an argument is given by both of its names.

    Example:
      >>> tf.count_nonzero([[0, 1], [2, 3]], axis=0).numpy().tolist()
      [1, 2]
    """
    axis, keep = _reduction_args("count_nonzero", axis, keepdims, reduction_indices, keep_dims)
    if input is not None and input_tensor is not None:
        raise ValueError("Cannot specify both 'input_tensor' and 'input'")
    x = _native.convert(input_tensor if input is None else input)
    zero = "" if x.dtype is dtypes.string else False if x.dtype is dtypes.bool else 0
    counted = raw.NotEqual(x, _native.convert(zero, x.dtype))
    return cast(api.reduce_sum(cast(counted, dtypes.int64), axis, keepdims=keep), dtype)


def reduce_variance(input_tensor, axis=None, keepdims=False, name=None):
    """The variance over axes: mean((x - mean(x)) ** 2).

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: accepted for compatibility.

    Returns:
      The reduced tensor.

    Raises:
      InvalidArgumentError: an axis is out of range.

    Example:
      >>> tf.math.reduce_variance([1.0, 2.0, 3.0, 6.0]).numpy()
      3.5
    """
    x = _native.convert(input_tensor)
    distance = x - api.reduce_mean(x, axis, keepdims=True)
    return api.reduce_mean(distance * distance, axis, keepdims=keepdims)


def reduce_std(input_tensor, axis=None, keepdims=False, name=None):
    """The standard deviation over axes: sqrt(mean((x - mean(x)) ** 2)).

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: accepted for compatibility.

    Returns:
      The reduced tensor.

    Raises:
      InvalidArgumentError: an axis is out of range.

    Example:
      >>> tf.math.reduce_std([[1.0, 3.0], [2.0, 8.0]], axis=1).numpy().tolist()
      [1.0, 3.0]
    """
    return api.sqrt(reduce_variance(input_tensor, axis, keepdims))


def norm(tensor, ord="euclidean", axis=None, keepdims=None, name=None, keep_dims=None):
    """The norm of vectors or matrices.

    Args:
      tensor: floating tensor.
      ord: "euclidean", 1, 2, inf, or any positive number for vectors; "euclidean", "fro", 1, 2 or
        inf for matrices.
      axis: an axis for vector norms, a pair for matrix norms, None for the whole as one vector.
      keepdims: whether the axes stay, with size 1.
      name: accepted for compatibility.
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
    return out if keep else raw.Squeeze(out, squeeze_dims=list(axis))


def _spectral_norm(x, axis, keep):
    """The largest singular value."""
    from zeal.ops.svd import singular_values

    rows, columns = (a + x.ndim if a < 0 else a for a in axis)
    batch = [a for a in range(x.ndim) if a not in (rows, columns)]
    out = api.reduce_max(abs(singular_values(api.transpose(x, [*batch, rows, columns]))), -1)
    for a in sorted((rows, columns)) if keep else ():
        out = api.expand_dims(out, a)
    return out
