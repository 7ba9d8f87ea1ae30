"""tensorflow.python.ops.linalg.linear_operator_util: matrices whose batches broadcast, checks."""

from zeal import dtypes
from zeal._native import api, convert
from zeal.effects.check import assert_equal
from zeal.linear_operators.base import with_one_batch
from zeal.linear_operators.checks import (
    assert_no_entries_with_modulus_zero,
    assert_zero_imag_part,
)

__all__ = [
    "assert_compatible_matrix_dimensions", "assert_is_batch_matrix",
    "assert_no_entries_with_modulus_zero", "assert_zero_imag_part", "broadcast_matrix_batch_dims",
    "cholesky_solve_with_broadcast", "matrix_solve_with_broadcast",
    "matrix_triangular_solve_with_broadcast", "shape_tensor",
    "use_operator_or_provided_hint_unless_contradicting",
]  # fmt: skip


def assert_compatible_matrix_dimensions(operator, x):
    """An op that raises InvalidArgumentError if an operator cannot be multiplied with `x`."""
    return assert_equal(
        api.shape(x)[-2],
        operator.domain_dimension_tensor(),
        message="Dimensions are not compatible.  shape[-2] of argument to be the same as this "
        "operator",
    )


def assert_is_batch_matrix(tensor):
    """Raises ValueError for a tensor of less than two axes."""
    if tensor.shape.ndims is not None and tensor.shape.ndims < 2:
        raise ValueError(
            f"Expected [batch] matrix to have at least two dimensions.  Found: {tensor}"
        )


def shape_tensor(shape, name=None):
    """A shape as a tensor, int32 if it is an empty list."""
    empty = isinstance(shape, (list, tuple)) and not shape
    return convert(shape, dtypes.int32 if empty else None)


def broadcast_matrix_batch_dims(batch_matrices, name=None):
    """Matrices as tensors of one batch.

    Raises:
      ValueError: one has less than two axes.
    """
    matrices = [convert(m) for m in batch_matrices]
    for matrix in matrices:
        assert_is_batch_matrix(matrix)
    return [*with_one_batch(*matrices)] if len(matrices) > 1 else matrices


def cholesky_solve_with_broadcast(chol, rhs, name=None):
    """`tf.cholesky_solve` of batches that broadcast."""
    from zeal.ops.linalg.cholesky import cholesky_solve

    return cholesky_solve(*broadcast_matrix_batch_dims([chol, rhs]), name=name)


def matrix_solve_with_broadcast(matrix, rhs, adjoint=False, name=None):
    """`tf.matrix_solve` of batches that broadcast."""
    both = broadcast_matrix_batch_dims([matrix, rhs])
    return api.matrix_solve(*both, adjoint=adjoint, name=name)


def matrix_triangular_solve_with_broadcast(matrix, rhs, lower=True, adjoint=False, name=None):
    """`tf.matrix_triangular_solve` of batches that broadcast."""
    both = broadcast_matrix_batch_dims([matrix, rhs])
    return api.matrix_triangular_solve(*both, lower=lower, adjoint=adjoint, name=name)


def use_operator_or_provided_hint_unless_contradicting(
    operator, hint_attr_name, provided_hint_value, message
):
    """An operator's hint, or else one that is given.

    Raises:
      ValueError: they are different; `message` is the text.
    """
    own = getattr(operator, hint_attr_name)
    if None not in (own, provided_hint_value) and bool(own) != bool(provided_hint_value):
        raise ValueError(message)
    return provided_hint_value if own is None else own
