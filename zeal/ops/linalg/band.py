"""Bands of diagonals: where the elements of matrices stand among their packed diagonals.

Diagonal d holds the elements whose column is d more than their row. Those from k[0] to k[1] are
packed as `[..., number of diagonals, length of the longest]`, the highest first, each beginning at
the left; one alone as `[..., length]`.
"""

import numpy as np

from zeal import _native
from zeal._native import api
from zeal.errors import InvalidArgumentError
from zeal.ops.array.range import range as up_to
from zeal.ops.array.shape import size_along
from zeal.ops.array.where import where_v2


def limits(k):
    """The lowest and the highest diagonal of k, a number or a pair of them."""
    value = _native.known_value(_native.convert(k))
    if value is None:
        raise NotImplementedError("diagonals k that only the run knows: give numbers")
    value = np.asarray(value)
    if value.dtype.kind not in "iu" or value.size not in (1, 2) or value.ndim > 1:
        raise InvalidArgumentError(
            f"diag_index must be a scalar or vector with one or two elements: k is {value}"
        )
    lower, upper = int(value.flat[0]), int(value.flat[-1])
    if lower > upper:
        raise InvalidArgumentError(
            f"lower_diag_index must not be larger than upper_diag_index: {lower} > {upper}"
        )
    return lower, upper


def _least(a, b):
    return min(a, b) if isinstance(a, int) and isinstance(b, int) else api.minimum(a, b)


def _most(a, b):
    return max(a, b) if isinstance(a, int) and isinstance(b, int) else api.maximum(a, b)


def _joined(x):
    """x with its last two axes as one."""
    last = api.reshape(size_along(x, -1) * size_along(x, -2), [1])
    return api.reshape(x, api.concat([api.shape(x)[:-2], last], 0))


def _chosen(x, places, inside, other):
    """x at places of its last axis where `inside`, else `other`."""
    values = api.gather(x, where_v2(inside, places, 0), axis=-1)
    if not isinstance(other, _native.Tensor):
        other = _native.convert(other)
    return where_v2(inside, values, api.cast(other, x.dtype))


def _packed(diagonal, lower, upper):
    """Diagonals with an axis for them even where there is one."""
    if lower == upper:
        return api.expand_dims(diagonal, -2)
    count = diagonal.shape._at(-2)
    if count not in (None, upper - lower + 1):
        raise InvalidArgumentError(
            "The number of diagonals provided in the input does not match the lower_diag_index and "
            f"upper_diag_index range: {count} for diagonals {lower} to {upper}"
        )
    return diagonal


def _spread(diagonal, lower, upper, rows, columns, other):
    """Matrices with packed diagonals, and `other` off them."""
    length = size_along(diagonal, -1)
    r, c = api.expand_dims(up_to(rows), 1), api.expand_dims(up_to(columns), 0)
    d = c - r
    inside = api.logical_and(d >= lower, d <= upper)
    return _chosen(_joined(diagonal), (upper - d) * length + api.minimum(r, c), inside, other)


def from_diagonals(diagonal, k, rows, columns, padding):
    """Matrices with the diagonals k, and `padding` off them; see `tf.matrix_diag`."""
    lower, upper = limits(k)
    diagonal = _packed(_native.convert(diagonal), lower, upper)
    length = size_along(diagonal, -1)
    sizes = length - min(upper, 0), length + max(lower, 0)
    if rows == -1 and columns == -1:
        rows = columns = _most(*sizes)
    wanted = [n if given == -1 else given for n, given in zip(sizes, (rows, columns), strict=True)]
    for what, n, given in zip(("rows", "columns"), sizes, wanted, strict=True):
        if isinstance(n, int) and isinstance(given, int) and given < n:
            raise InvalidArgumentError(
                f"The number of {what} is too small: {given} where diagonals of {length} from "
                f"{lower} to {upper} need {n}"
            )
    return _spread(diagonal, lower, upper, *wanted, padding)


def with_diagonals(matrix, diagonal, k):
    """Matrices with other diagonals k; see `tf.matrix_set_diag`."""
    lower, upper = limits(k)
    matrix = _native.convert(matrix)
    diagonal = _packed(_native.convert(diagonal, matrix.dtype), lower, upper)
    return _spread(diagonal, lower, upper, size_along(matrix, -2), size_along(matrix, -1), matrix)


def diagonals_of(matrix, k, padding):
    """The diagonals k of matrices, `padding` where they end; see `tf.matrix_diag_part`."""
    lower, upper = limits(k)
    matrix = _native.convert(matrix)
    rows, columns = size_along(matrix, -2), size_along(matrix, -1)
    for what, d in (("lower_diag_index", lower), ("upper_diag_index", upper)):
        if isinstance(rows, int) and isinstance(columns, int) and not -rows < d < columns and d:
            raise InvalidArgumentError(
                f"{what} is out of bound: {d}. It must be between {-rows} and {columns}"
            )
    length = _least(rows + min(upper, 0), columns - max(lower, 0))
    d = api.expand_dims(upper - up_to(upper - lower + 1), 1)
    at = api.expand_dims(up_to(length), 0)
    r, c = at + api.maximum(-d, 0), at + api.maximum(d, 0)
    inside = api.logical_and(r < rows, c < columns)
    found = _chosen(_joined(matrix), r * columns + c, inside, padding)
    return api.squeeze(found, [-2]) if lower == upper else found
