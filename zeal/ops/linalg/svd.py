"""Singular values, by NumPy."""

from zeal._native import api
from zeal.ops.host_op import host_op
from zeal.ops.linalg.diagonal import matrix_diag


def _infer(shapes, attrs):
    (shape,) = shapes
    if shape is None:
        return [None, None, None]
    if len(shape) < 2:
        from zeal.errors import InvalidArgumentError

        raise InvalidArgumentError(
            f"[Svd] input is {shape}; it must be a batch of matrices (..., m, n)"
        )
    *batch, m, n = shape
    least = None if m is None or n is None else min(m, n)
    if not attrs["compute_uv"]:
        return [(*batch, least), (0,), (0,)]
    full = attrs["full_matrices"]
    return [(*batch, least), (*batch, m, m if full else least), (*batch, n, n if full else least)]


def _kernel(a, compute_uv, full_matrices):
    import numpy as np

    if not compute_uv:
        empty = np.zeros(0, a.dtype)
        return [np.linalg.svd(a, compute_uv=False).astype(a.dtype), empty, empty]
    u, s, vh = np.linalg.svd(a, full_matrices=full_matrices)
    return [s.astype(a.dtype), u, np.conj(np.swapaxes(vh, -1, -2))]


def _gradient(op, ds, du, dv):
    # ds_i = u_i^H dA v_i; see Giles, "Collected matrix derivative results", 2008, section 3.
    if op.get_attr("compute_uv") and (du is not None or dv is not None):
        raise NotImplementedError(
            "Svd: the gradient of singular vectors, and so the second derivative of singular "
            "values, is not built yet"
        )
    _, u, v = _svd(op.inputs[0], compute_uv=True, full_matrices=False)
    return api.matmul(u, api.matmul(matrix_diag(ds), v, adjoint_b=True))


_svd = host_op(
    "Svd",
    [("input", "T")],
    [("s", "T"), ("u", "T"), ("v", "T")],
    types=[("T", ["float64", "float32", "complex64", "complex128"])],
    attrs=[("compute_uv", True), ("full_matrices", False)],
    infer=_infer,
    kernel=_kernel,
    gradient=_gradient,
    doc="Singular values of each matrix of a batch, and its singular vectors.",
)


def singular_values(matrices):
    """The singular values of matrices `[..., m, n]`, largest first, `[..., min(m, n)]`."""
    return _svd(matrices, compute_uv=False, full_matrices=False)[0]
