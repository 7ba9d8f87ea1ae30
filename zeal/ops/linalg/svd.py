"""Singular values and vectors, and what follows from them: ranks and pseudo-inverses."""

import math

from zeal import errors
from zeal._native import api, convert
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.where import where_v2
from zeal.ops.host_op import library_op
from zeal.ops.linalg.diagonal import matrix_diag, matrix_diag_part, matrix_set_diag
from zeal.ops.linalg.eigen import gaps
from zeal.ops.linalg.product import adjoint
from zeal.ops.math.complex import real, without_imaginary
from zeal.ops.named import named
from zeal.public import public


def _kernel(a, compute_uv, full_matrices):
    import numpy as np

    try:
        if not compute_uv:
            empty = np.zeros(0, a.dtype)
            return [np.linalg.svd(a, compute_uv=False).astype(a.dtype), empty, empty]
        u, s, vh = np.linalg.svd(a, full_matrices=full_matrices)
    except np.linalg.LinAlgError:
        raise errors.InvalidArgumentError(
            "[Svd] SVD did not converge; does the input have NaN or infinity?"
        ) from None
    return [s.astype(a.dtype), u, np.conj(np.swapaxes(vh, -1, -2))]


def _gradient(op, by_s, by_u, by_v):
    a = op.inputs[0]
    if not op.get_attr("compute_uv"):
        if by_s is None:
            return None
        _, u, v = _svd(a, compute_uv=True, full_matrices=False)
        return api.matmul(u, api.matmul(matrix_diag(without_imaginary(by_s)), v, adjoint_b=True))
    rows, columns = a.shape.as_list()[-2:] if a.shape.ndims else (None, None)
    if rows is None or columns is None:
        raise NotImplementedError(
            "SVD gradient has not been implemented for input with unknown inner matrix shape."
        )
    full = op.get_attr("full_matrices")
    if full and abs(rows - columns) > 1:
        raise NotImplementedError(
            "svd gradient is not implemented for abs(m - n) > 1 when full_matrices is True"
        )
    s, u, v = op.outputs
    by_s = zeros_like(s) if by_s is None else by_s
    by_u = zeros_like(u) if by_u is None else by_u
    by_v = zeros_like(v) if by_v is None else by_v
    if rows <= columns:
        return _wide(rows, s, u, v, by_s, by_u, by_v)
    return adjoint(_wide(columns, s, v, u, by_s, by_v, by_u))  # A^H = V S U^H


def _wide(m, s, u, v, by_s, by_u, by_v):
    """The gradient of m rows, at most as many as columns; v and by_v may be full.

    Giles, "Collected matrix derivative results", 2008; Townsend, "Differentiating the singular
    value decomposition", 2016. Of complex vectors the phases are free: that is the diagonal's part.
    """
    v1, by_v1 = v[..., :m], by_v[..., :m]
    turned_u = _skew(api.matmul(u, by_u, adjoint_a=True))
    turned_v = _skew(api.matmul(v1, by_v1, adjoint_a=True))
    columns, rows = api.expand_dims(s, -2), api.expand_dims(s, -1)
    inner = (turned_u * columns + rows * turned_v) / gaps(api.square(s))
    diagonal = without_imaginary(by_s)
    if s.dtype.is_complex:
        diagonal = diagonal + matrix_diag_part(turned_u) / (2.0 * s)
    outer = api.matmul(u, matrix_set_diag(inner, diagonal))
    whole = api.matmul(outer, v1, adjoint_b=True)
    if v.shape[-2] == m:
        return whole
    rest = by_v1 - api.matmul(v1, api.matmul(v1, by_v1, adjoint_a=True))
    if v.shape[-1] != m:
        v2, by_v2 = v[..., m:], by_v[..., m:]
        rest = rest - api.matmul(v2, api.matmul(by_v2, v1, adjoint_a=True))
    return whole + api.matmul(u / columns, rest, adjoint_b=True)


def _skew(x):
    return x - adjoint(x)


_svd = library_op("Svd", _kernel, _gradient)


@public("svd", "linalg.svd")
@named("Svd", "")
def svd(tensor, full_matrices=False, compute_uv=True, name=None):
    """Computes singular values and vectors of matrices.

    Args:
      tensor: float or complex tensor of shape `[..., m, n]`.
      full_matrices: whether u and v are square; else they have min(m, n) columns.
      compute_uv: whether to return u and v too.
      name: its name in graphs.

    Returns:
      s, real, of shape `[..., min(m, n)]`, largest first; with compute_uv also u and v, whose
      columns are the vectors: `tensor = u diag(s) v^H`. A pair of vectors' sign, or phase, is any.

    Raises:
      InvalidArgumentError: the rank is below 2, or the values have NaN.

    Example:
      >>> tf.svd([[0.0, 2.0], [1.0, 0.0]], compute_uv=False).numpy().tolist()
      [2.0, 1.0]
    """
    s, u, v = _svd(convert(tensor), compute_uv=compute_uv, full_matrices=full_matrices, name=name)
    return (real(s), u, v) if compute_uv else real(s)


def singular_values(matrices):
    """The singular values of matrices `[..., m, n]`, largest first, `[..., min(m, n)]`."""
    return _svd(matrices, compute_uv=False, full_matrices=False)[0]


def _checked(a):
    a = convert(a)
    if not a.dtype.is_floating:
        raise TypeError(f"Input `a` must have `float`-like `dtype` (saw {a.dtype.name}).")
    if a.shape.ndims is not None and a.shape.ndims < 2:
        raise ValueError(f"Input `a` must have at least 2 dimensions (saw: {a.shape.ndims}).")
    return a


def _largest_size(a):
    """The larger of rows and columns, in a's dtype."""
    sizes = a.shape.as_list()[-2:] if a.shape.ndims else [None]
    if None not in sizes:
        return float(max(sizes))
    return api.cast(api.reduce_max(api.shape(a)[-2:]), a.dtype)


def _epsilon(a):
    import numpy as np

    return float(np.finfo(a.dtype.as_numpy_dtype).eps)


@public("linalg.matrix_rank")
@named("matrix_rank", "Sum")
def matrix_rank(a, tol=None, validate_args=False, name=None):
    """Counts the singular values of matrices that are not negligible.

    Args:
      a: float tensor of shape `[..., m, n]`.
      tol: what counts is above it; the largest singular value times max(m, n) times the dtype's
        epsilon by default.
      validate_args: accepted for compatibility; shapes are always checked.
      name: its name in graphs.

    Returns:
      An int32 tensor of shape `[...]`.

    Raises:
      TypeError: a is not a float tensor.
      ValueError: the rank of a is below 2.

    Example:
      >>> tf.linalg.matrix_rank([[1.0, 2.0], [2.0, 4.0]]).numpy()
      1
    """
    a = _checked(a)
    s = singular_values(a)
    if tol is None:
        tol = _epsilon(a) * _largest_size(a) * api.reduce_max(s, [-1], keepdims=True)
    return api.reduce_sum(api.cast(s > tol, "int32"), [-1])


@public("linalg.pinv")
@named("pinv", "MatMul")
def pinv(a, rcond=None, validate_args=False, name=None):
    """Computes the Moore-Penrose pseudo-inverse of matrices.

    Args:
      a: float tensor of shape `[..., m, n]`.
      rcond: singular values below it times the largest one count as 0; a number, or a tensor of
        shape `[...]`. 10 max(m, n) times the dtype's epsilon by default.
      validate_args: accepted for compatibility; shapes are always checked.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., n, m]`.

    Raises:
      TypeError: a is not a float tensor.
      ValueError: the rank of a is below 2.

    Example:
      >>> tf.linalg.pinv([[2.0, 0.0], [0.0, 0.0]]).numpy().tolist()
      [[0.5, 0.0], [0.0, 0.0]]
    """
    a = _checked(a)
    s, u, v = svd(a)
    rcond = 10.0 * _epsilon(a) * _largest_size(a) if rcond is None else convert(rcond, a.dtype)
    cutoff = api.expand_dims(rcond * api.reduce_max(s, [-1]), -1)
    s = where_v2(s > cutoff, s, convert(math.inf, a.dtype))  # their inverses are 0
    return api.matmul(v / api.expand_dims(s, -2), u, adjoint_b=True)
