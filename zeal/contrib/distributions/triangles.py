"""Triangular and tridiagonal matrices, made of vectors."""

import math

from zeal import _native, dtypes
from zeal._native import api
from zeal.ops.array.fill import zeros
from zeal.ops.linalg.diagonal import matrix_diag, matrix_diag_part, matrix_set_diag
from zeal.ops.named import named
from zeal.public import public


def side_of_triangle(size):
    """The n of n (n + 1) / 2 numbers.

    Args:
      size: an integer, or an int32 tensor.

    Raises:
      ValueError: there is none.
    """
    if isinstance(size, int):
        n = (math.isqrt(1 + 8 * size) - 1) // 2
        if n * (n + 1) // 2 != size:
            raise ValueError("Vector length is not a triangular number.")
        return n
    root = api.sqrt(0.25 + api.cast(2 * size, dtypes.float64))
    return api.cast(root, dtypes.int32)


@public("contrib.distributions.fill_triangular")
@named("fill_triangular", "MatrixBandPart")
def fill_triangular(x, upper=False, name=None):
    """Makes triangular matrices of vectors, in the order of a clockwise spiral.

    Args:
      x: tensor of shape `[..., n (n + 1) / 2]`.
      upper: whether the triangle is the upper one; the lower one by default.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., n, n]`.

    Raises:
      ValueError: no n has that many numbers.

    Example:
      >>> tf.contrib.distributions.fill_triangular([1, 2, 3, 4, 5, 6]).numpy().tolist()
      [[4, 0, 0], [6, 5, 0], [3, 2, 1]]
    """
    x = _native.convert(x, None, "x")
    shape = x.shape.with_rank_at_least(1)
    known = shape._at(-1) if shape.ndims is not None else None
    if known is not None:
        try:
            n = side_of_triangle(known)
        except ValueError:
            raise ValueError(
                f"Input right-most shape ({known}) does not correspond to a triangular matrix."
            ) from None
    else:
        n = side_of_triangle(api.shape(x)[-1])
    backwards = api.reverse(x, [-1])
    both = [x, backwards[..., : api.shape(x)[-1] - n]] if upper else [x[..., n:], backwards]
    whole = api.reshape(api.concat(both, -1), api.concat([api.shape(x)[:-1], [n, n]], 0))
    return api.matrix_band_part(whole, 0, -1) if upper else api.matrix_band_part(whole, -1, 0)


@public("contrib.distributions.fill_triangular_inverse")
@named("fill_triangular_inverse", "concat_1")
def fill_triangular_inverse(x, upper=False, name=None):
    """The vectors of which `fill_triangular` makes matrices.

    Args:
      x: tensor of shape `[..., n, n]`.
      upper: whether the triangle is the upper one; the lower one by default.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., n (n + 1) / 2]`.

    Example:
      >>> tf.contrib.distributions.fill_triangular_inverse([[3, 0], [2, 1]]).numpy().tolist()
      [1, 2, 3]
    """
    x = _native.convert(x, None, "x")
    known = x.shape.with_rank_at_least(2)._at(-1) if x.shape.ndims is not None else None
    n = api.shape(x)[-1] if known is None else known
    first = x[..., 0, :] if upper else api.reverse(x[..., -1, :], [-1])
    others = x[..., 1:, :] if upper else x[..., :-1, :]
    others = others + api.reverse(others, [-1, -2])  # the other half of the spiral
    flat = api.reshape(others, api.concat([api.shape(x)[:-2], [n * (n - 1)]], 0))
    return api.concat([first, flat[..., : n * (n - 1) // 2]], -1)


@public("contrib.distributions.matrix_diag_transform")
def matrix_diag_transform(matrix, transform=None, name=None):
    """Applies a function to the diagonals of matrices.

    Args:
      matrix: tensor of shape `[..., n, n]`.
      transform: a function of a tensor, or None.
      name: its name in graphs.

    Returns:
      A tensor like matrix.

    Example:
      >>> tf.contrib.distributions.matrix_diag_transform([[0.0, 2.0], [2.0, 0.0]], tf.exp).numpy(
      ...     ).tolist()
      [[1.0, 2.0], [2.0, 1.0]]
    """
    matrix = _native.convert(matrix, None, "matrix")
    if transform is None:
        return matrix
    return _transformed(matrix, transform, name=name)


@named("matrix_diag_transform", "MatrixSetDiag")
def _transformed(matrix, transform, name=None):
    return matrix_set_diag(matrix, transform(matrix_diag_part(matrix)))


@public("contrib.distributions.tridiag")
@named("tridiag", "add_1")
def tridiag(below=None, diag=None, above=None, name=None):
    """Makes matrices with up to three diagonals.

    Args:
      below: tensor of shape `[..., n - 1]` or None, the diagonal under the main one.
      diag: tensor of shape `[..., n]` or None.
      above: tensor of shape `[..., n - 1]` or None.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., n, n]`.

    Raises:
      ValueError: there is no diagonal.

    Example:
      >>> tf.contrib.distributions.tridiag([1.0], [2.0, 3.0], [4.0]).numpy().tolist()
      [[2.0, 4.0], [1.0, 3.0]]
    """

    def padded(x):
        zero = zeros(api.concat([api.shape(x)[:-1], [1]], 0), x.dtype)
        return matrix_diag(api.concat([zero, x, zero], -1))

    parts = []
    if below is not None:
        parts.append(padded(_native.convert(below, None, "below"))[..., :-1, 1:])
    if diag is not None:
        parts.append(matrix_diag(_native.convert(diag, None, "diag")))
    if above is not None:
        parts.append(padded(_native.convert(above, None, "above"))[..., 1:, :-1])
    if not parts:
        raise ValueError("Must specify at least one of `below`, `diag`, `above`.")
    total, *others = parts
    for part in others:
        total = total + part
    return total
