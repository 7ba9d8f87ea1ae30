"""Tridiagonal matrices: products, and equations."""

from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack
from zeal.ops.array.pad import pad
from zeal.ops.array.reorder import matrix_transpose
from zeal.ops.host_op import host_op
from zeal.ops.linalg.diagonal import matrix_diag_part
from zeal.ops.linalg.shapes import ANY, matrix, merged
from zeal.ops.math.complex import conj
from zeal.ops.named import named
from zeal.public import public


def _ahead(x, axis):
    """Each element becomes the next one along axis -1 or -2; the last becomes 0."""
    rest, one = (x[..., 1:], x[..., :1]) if axis == -1 else (x[..., 1:, :], x[..., :1, :])
    return api.concat([rest, zeros_like(one)], axis)


def _behind(x, axis):
    """Each element becomes the one before it; the first becomes 0."""
    rest, one = (x[..., :-1], x[..., :1]) if axis == -1 else (x[..., :-1, :], x[..., :1, :])
    return api.concat([zeros_like(one), rest], axis)


def _product_infer(shapes, attrs):
    *diagonals, rhs = shapes
    if rhs is None:
        return [None]
    batch, n, _ = matrix("TridiagonalMatMul", rhs, at=3)
    for name, shape in zip(("super", "main", "sub"), diagonals, strict=True):
        if shape is None:
            continue
        if len(shape) != len(rhs) or any(
            None not in (i, j) and i != j for i, j in zip(shape, (*batch, 1, n), strict=True)
        ):
            raise InvalidArgumentError(
                f"[TridiagonalMatMul] Invalid {name}diagonal shape. It is {list(shape)}, rhs is "
                f"{list(rhs)}; diagonals are (..., {n}) as rhs is (..., {n}, k)"
            )
    return [rhs]


def _product(superdiag, maindiag, subdiag, rhs):
    turned = [d.swapaxes(-1, -2) for d in (superdiag, maindiag, subdiag)]
    out = turned[1] * rhs
    out[..., :-1, :] += turned[0][..., :-1, :] * rhs[..., 1:, :]
    out[..., 1:, :] += turned[2][..., 1:, :] * rhs[..., :-1, :]
    return out


def _product_gradient(op, grad):
    above, main, below = (matrix_transpose(d, conjugate=True) for d in op.inputs[:3])
    rhs = conj(op.inputs[3])
    by = [
        api.expand_dims(api.reduce_sum(x * grad, [-1]), -2)
        for x in (_ahead(rhs, -2), rhs, _behind(rhs, -2))
    ]
    return (*by, _behind(above * grad, -2) + main * grad + _ahead(below * grad, -2))


_tridiagonal_matmul = host_op(
    "TridiagonalMatMul",
    [("superdiag", "T"), ("maindiag", "T"), ("subdiag", "T"), ("rhs", "T")],
    [("output", "T")],
    types=ANY,
    infer=_product_infer,
    kernel=_product,
    gradient=_product_gradient,
    doc="Products of tridiagonal matrices, by their diagonals of shape [..., 1, n].",
)


def _solve_infer(shapes, attrs):
    diagonals, rhs = shapes
    if diagonals is None or rhs is None:
        return [rhs]
    batch, three, n = matrix("TridiagonalSolve", diagonals)
    merged("TridiagonalSolve", "diagonals", (three,), (3,))
    batch_b, rows, k = matrix("TridiagonalSolve", rhs, at=1)
    (n,) = merged("TridiagonalSolve", "rows", (n,), (rows,))
    return [(*merged("TridiagonalSolve", "batch sizes", batch, batch_b), n, k)]


def _solve(diagonals, rhs, partial_pivoting):
    """Elimination; where rows swap, a second diagonal above the main one fills up."""
    import numpy as np

    if not rhs.shape[-2]:
        return rhs
    above, main, below = (np.array(diagonals[..., i, :, None]) for i in range(3))
    above2, x = np.zeros_like(main), np.array(rhs)
    above[..., -1, :] = 0
    for i in range(x.shape[-2] - 1):
        k = i + 1
        here = [d[..., i, :] for d in (main, above, above2, x)]
        there = [below[..., k, :], main[..., k, :], above[..., k, :], x[..., k, :]]
        if partial_pivoting:
            swap = np.abs(there[0]) > np.abs(here[0])
            pairs = [*zip(here, there, strict=True)]
            here = [np.where(swap, b, a) for a, b in pairs]
            there = [np.where(swap, a, b) for a, b in pairs]
        factor = there[0] / here[0]
        main[..., i, :], above[..., i, :], above2[..., i, :], x[..., i, :] = here
        main[..., k, :], above[..., k, :], x[..., k, :] = (
            b - factor * a for a, b in zip(here[1:], there[1:], strict=True)
        )
    if not (np.abs(main) > 0).all():  # NaN too
        raise InvalidArgumentError("[TridiagonalSolve] " + _SINGULAR[partial_pivoting])
    return _substitute(main, above, above2, x)


_SINGULAR = {
    True: "The matrix is not invertible.",
    False: "The matrix is either not invertible, or requires pivoting. Try setting "
    "partial_pivoting = True.",
}


def _substitute(main, above, above2, x):
    for i in reversed(range(x.shape[-2])):
        for d, k in ((above, i + 1), (above2, i + 2)):
            if k < x.shape[-2]:
                x[..., i, :] -= d[..., i, :] * x[..., k, :]
        x[..., i, :] /= main[..., i, :]
    return x


def _solve_gradient(op, grad):
    # From A dX = dB - dA X, of which only three diagonals count.
    diagonals, x = conj(op.inputs[0]), conj(op.outputs[0])
    turned = stack(
        [_ahead(diagonals[..., 2, :], -1), diagonals[..., 1, :], _behind(diagonals[..., 0, :], -1)],
        -2,
    )
    by_rhs = _tridiagonal_solve(turned, grad, partial_pivoting=op.get_attr("partial_pivoting"))
    by_diagonals = stack(
        [api.reduce_sum(by_rhs * y, [-1]) for y in (_ahead(x, -2), x, _behind(x, -2))], -2
    )
    return -by_diagonals, by_rhs


_tridiagonal_solve = host_op(
    "TridiagonalSolve",
    [("diagonals", "T"), ("rhs", "T")],
    [("output", "T")],
    types=ANY,
    attrs=[("partial_pivoting", True)],
    infer=_solve_infer,
    kernel=_solve,
    gradient=_solve_gradient,
    doc="Solves equations with tridiagonal matrices, by their diagonals of shape [..., 3, n].",
)


def _compact(diagonals, diagonals_format):
    """Diagonals in any format as one tensor of shape `[..., 3, n]`: above, main, below."""
    if diagonals_format == "compact":
        return convert(diagonals)
    if diagonals_format == "sequence":
        return _of_sequence(diagonals)
    if diagonals_format == "matrix":
        return _of_matrix(convert(diagonals))
    raise ValueError(f"Unrecognized diagonals_format: {diagonals_format}")


def _of_sequence(diagonals):
    if not isinstance(diagonals, (tuple, list)) or len(diagonals) != 3:
        raise ValueError("Expected diagonals to be a sequence of length 3.")
    above, main, below = (convert(d) for d in diagonals)
    if not all(d.shape[:-1].is_compatible_with(main.shape[:-1]) for d in (above, below)):
        raise ValueError(
            "Tensors representing the three diagonals must have the same shape, except for the "
            f"last dimension, got {below.shape}, {main.shape}, {above.shape}"
        )
    above = _padded(above, main, "superdiagonal", [0, 1])
    return stack([above, main, _padded(below, main, "subdiagonal", [1, 0])], -2)


def _padded(x, main, name, padding):
    n, full = x.shape.as_list()[-1], main.shape.as_list()[-1]
    if not n or n == full:
        return x
    if n != full - 1:
        raise ValueError(f"Expected {name} to be have length {full} or {full - 1}, got {n}.")
    return pad(x, [[0, 0]] * (x.shape.ndims - 1) + [padding])


def _of_matrix(x):
    rows, columns = x.shape.as_list()[-2:]
    if rows and columns and rows != columns:
        raise ValueError(
            f"Expected last two dimensions of diagonals to be same, got {columns} and {rows}"
        )
    if not (rows or columns):
        raise ValueError('The size of the matrix needs to be known for diagonals_format="matrix"')
    above, below = _ahead(x, -1), _behind(x, -1)  # their neighbours are on the main diagonals now
    return stack([matrix_diag_part(d) for d in (above, x, below)], -2)


@public("linalg.tridiagonal_matmul")
@named("tridiagonal_matmul", "TridiagonalMatMul")
def tridiagonal_matmul(diagonals, rhs, diagonals_format="compact", name=None):
    """Multiplies tridiagonal matrices by others.

    Args:
      diagonals: float or complex: in the format "compact" a tensor of shape `[..., 3, n]` with
        the diagonals above, on and below the main one (the last element above and the first
        below are not read); in "sequence" three tensors of shape `[..., n]`; in "matrix" one of
        shape `[..., n, n]`.
      rhs: tensor of the same dtype, shape `[..., n, k]`.
      diagonals_format: "compact", "sequence" or "matrix".
      name: its name in graphs.

    Returns:
      A tensor of the shape of `rhs`.

    Raises:
      ValueError: the format is unknown.
      InvalidArgumentError: the shapes do not fit.

    Example:
      >>> diagonals = [[1.0, 0.0], [2.0, 2.0], [0.0, 1.0]]
      >>> tf.linalg.tridiagonal_matmul(diagonals, [[1.0], [2.0]]).numpy().tolist()
      [[4.0], [5.0]]
    """
    compact = _compact(diagonals, diagonals_format)
    parts = [compact[..., i : i + 1, :] for i in range(3)]
    return _tridiagonal_matmul(*parts, convert(rhs, compact.dtype))


@public("linalg.tridiagonal_solve")
@named("tridiagonal_solve")
def tridiagonal_solve(
    diagonals, rhs, diagonals_format="compact", transpose_rhs=False, conjugate_rhs=False,
    name=None, partial_pivoting=True,
):  # fmt: skip
    """Solves equations with tridiagonal matrices.

    Args:
      diagonals: float or complex: in the format "compact" a tensor of shape `[..., 3, n]` with
        the diagonals above, on and below the main one (the last element above and the first
        below are not read); in "sequence" three tensors of shape `[..., n]`, or `[..., n - 1]` off
        the main diagonal; in "matrix" one of shape `[..., n, n]`.
      rhs: tensor of the same dtype, shape `[..., n]` or `[..., n, k]`.
      diagonals_format: "compact", "sequence" or "matrix".
      transpose_rhs: whether `rhs`, and the result, are transposed: `[..., k, n]`.
      conjugate_rhs: whether `rhs` is conjugated.
      name: its name in graphs.
      partial_pivoting: whether rows may swap; without, it is faster and less stable.

    Returns:
      A tensor of the shape of `rhs`.

    Raises:
      ValueError: the format is unknown, or the shapes do not fit.
      InvalidArgumentError: a matrix is not invertible.

    Example:
      >>> diagonals = [[1.0, 0.0], [2.0, 2.0], [0.0, 1.0]]
      >>> tf.linalg.tridiagonal_solve(diagonals, [4.0, 5.0]).numpy().tolist()
      [1.0, 2.0]
    """
    compact = _compact(diagonals, diagonals_format)
    rhs = convert(rhs, compact.dtype)
    _check_ranks(compact, rhs)
    rhs = conj(rhs) if conjugate_rhs else rhs
    if rhs.shape.ndims < compact.shape.ndims:
        column = api.expand_dims(rhs, -1)
        return api.squeeze(
            _tridiagonal_solve(compact, column, partial_pivoting=partial_pivoting), [-1]
        )
    rhs = matrix_transpose(rhs) if transpose_rhs else rhs
    out = _tridiagonal_solve(compact, rhs, partial_pivoting=partial_pivoting)
    return matrix_transpose(out) if transpose_rhs else out


def _check_ranks(diagonals, rhs):
    if None in (diagonals.shape.ndims, rhs.shape.ndims):
        raise ValueError("tf.linalg.tridiagonal_solve: the ranks must be known before the run")
    rank, rank_of_rhs = diagonals.shape.ndims, rhs.shape.ndims
    if rank < 2:
        raise ValueError(f"Expected diagonals to have rank at least 2, got {rank}")
    if rank_of_rhs not in (rank, rank - 1):
        raise ValueError(
            f"Expected the rank of rhs to be {rank - 1} or {rank}, got {rank_of_rhs}"
        )
    if diagonals.shape.as_list()[-2] not in (None, 3):
        raise ValueError(f"Expected 3 diagonals got {diagonals.shape[-2]}")
    batch, batch_of_rhs = diagonals.shape[:-2], rhs.shape[: rank - 2]
    if not batch.is_compatible_with(batch_of_rhs):
        raise ValueError(f"Batch shapes {batch} and {batch_of_rhs} are incompatible")
