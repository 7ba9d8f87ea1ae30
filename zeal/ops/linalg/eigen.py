"""Eigenvalues and eigenvectors of self-adjoint matrices."""

from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.host_op import library_op
from zeal.ops.linalg.diagonal import matrix_diag, matrix_diag_part, matrix_set_diag
from zeal.ops.linalg.product import adjoint
from zeal.ops.math.complex import without_imaginary
from zeal.public import public


def _kernel(a, compute_v):
    import numpy as np

    if np.isnan(np.tril(a)).any():
        raise _failed()
    try:
        if compute_v:
            values, vectors = np.linalg.eigh(a)
            return [values.astype(a.dtype), vectors]
        return [np.linalg.eigvalsh(a).astype(a.dtype), np.zeros(0, a.dtype)]
    except np.linalg.LinAlgError:
        raise _failed() from None


def _failed():
    return InvalidArgumentError(
        "[SelfAdjointEigV2] Self-adjoint eigen decomposition was not successful. The input might "
        "not be valid."
    )


def gaps(x):
    """`x[j] - x[i]` for i and j other than i, and 1 for the others."""
    apart = api.expand_dims(x, -2) - api.expand_dims(x, -1)
    return matrix_set_diag(apart, ones_like(x))


def _gradient(op, by_values, by_vectors):
    # Giles, "Collected matrix derivative results", 2008, section 3.1: of V^H dA V the diagonal
    # moves the values, the rest over the gaps between values turns the vectors.
    if op.get_attr("compute_v"):
        values, vectors = op.outputs
    else:
        values, vectors = _eigh(op.inputs[0], compute_v=True)
        by_vectors = None
    inner = None if by_values is None else matrix_diag(without_imaginary(by_values))
    if by_vectors is not None:
        turned = api.matmul(vectors, by_vectors, adjoint_a=True) / gaps(values)
        turned = matrix_set_diag(turned, zeros_like(values))
        inner = turned if inner is None else inner + turned
    if inner is None:
        return None
    whole = api.matmul(vectors, api.matmul(inner, vectors, adjoint_b=True))
    # Only lower triangles are read, so what the upper ones would get goes there.
    lower = api.matrix_band_part(whole + adjoint(whole), -1, 0)
    return matrix_set_diag(lower, 0.5 * matrix_diag_part(lower))


_eigh = library_op("SelfAdjointEigV2", _kernel, _gradient)


@public("self_adjoint_eig", "linalg.eigh")
def self_adjoint_eig(tensor, name=None):
    """Computes eigenvalues and eigenvectors of self-adjoint matrices.

    Args:
      tensor: float or complex tensor of shape `[..., n, n]`; only the lower triangles are read.
      name: its name in graphs.

    Returns:
      The eigenvalues of shape `[..., n]` and the input's dtype, smallest first, and the
      eigenvectors, the columns of a tensor of shape `[..., n, n]`. A vector's sign, or phase,
      is any.

    Raises:
      InvalidArgumentError: the matrices are not square, or have NaN.

    Example:
      >>> values, vectors = tf.self_adjoint_eig([[3.0, 0.0], [0.0, 1.0]])
      >>> values.numpy().tolist()
      [1.0, 3.0]
    """
    e, v = _eigh(convert(tensor), compute_v=True, name=name)
    return e, v


@public("self_adjoint_eigvals", "linalg.eigvalsh")
def self_adjoint_eigvals(tensor, name=None):
    """Computes the eigenvalues of self-adjoint matrices.

    Args:
      tensor: float or complex tensor of shape `[..., n, n]`; only the lower triangles are read.
      name: its name in graphs.

    Returns:
      The eigenvalues of shape `[..., n]` and the input's dtype, smallest first.

    Raises:
      InvalidArgumentError: the matrices are not square, or have NaN.

    Example:
      >>> tf.self_adjoint_eigvals([[3.0, 0.0], [0.0, 1.0]]).numpy().tolist()
      [1.0, 3.0]
    """
    return _eigh(convert(tensor), compute_v=False, name=name)[0]
