"""tf.linalg.qr, by NumPy."""

from zeal.ops.host_op import host_op
from zeal.public import public


def _infer(shapes, attrs):
    (shape,) = shapes
    if shape is None:
        return [None, None]
    if len(shape) < 2:
        from zeal.errors import InvalidArgumentError

        raise InvalidArgumentError(
            f"[Qr] input is {shape}; it must be a batch of matrices (..., m, n)"
        )
    *batch, m, n = shape
    inner = m if attrs["full_matrices"] else None if m is None or n is None else min(m, n)
    return [(*batch, m, inner), (*batch, inner, n)]


def _kernel(a, full_matrices):
    import numpy as np

    return list(np.linalg.qr(a, "complete" if full_matrices else "reduced"))


_qr = host_op(
    "Qr",
    [("input", "T")],
    [("q", "T"), ("r", "T")],
    types=[("T", ["float64", "float32", "complex64", "complex128"])],
    attrs=[("full_matrices", False)],
    infer=_infer,
    kernel=_kernel,
    doc="Each matrix of a batch as the product of a unitary matrix and an upper triangular one.",
)


@public("linalg.qr", "qr")
def qr(input, full_matrices=False, name=None):
    """Factors matrices: `input = q @ r`, q with orthonormal columns and r upper triangular.

    Args:
      input: a floating or complex tensor of shape `[..., m, n]`.
      full_matrices: whether q is `[m, m]` and r `[m, n]`; else their inner axis is min(m, n).
      name: name of the op.

    Returns:
      A pair of q and r. Gradients are not built.

    Raises:
      InvalidArgumentError: input has fewer than two axes.

    Example:
      >>> q, r = tf.linalg.qr([[3.0, 1.0], [4.0, 2.0]])
      >>> np.allclose(tf.matmul(q, r), [[3, 1], [4, 2]], atol=1e-6)
      True
    """
    return _qr(input, full_matrices=full_matrices)
