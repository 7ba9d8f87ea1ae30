"""tf.keras.backend.batch_dot."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.public import public


@public("keras.backend.batch_dot")
def batch_dot(x, y, axes: Any = None) -> Tensor:
    """The products of the examples of two batches, over an axis of each.

    Args:
      x, y: tensors of at least two axes, the first for examples.
      axes: the axis of both, or a pair of them; by default the last of x, the last but one of y.

    Returns:
      A tensor of at least two axes: the batch axis, the rest of x, the rest of y.

    Raises:
      ValueError: several axes of one tensor are given.

    Example:
      >>> x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
      >>> tf.keras.backend.batch_dot(x, x, axes=1).numpy().tolist()
      [[5.0], [25.0]]
    """
    x, y = _native.convert(x), _native.convert(y)
    m, n = x.shape.ndims, y.shape.ndims
    axes = (axes, axes) if isinstance(axes, int) else axes or (m - 1, n - 2)
    if any(isinstance(a, (list, tuple)) for a in axes):
        raise ValueError(
            "Multiple target dimensions are not supported. Expected: None, int, (int, int), "
            f"Provided: {axes}"
        )
    x, y = _padded(x, n - m), _padded(y, m - n)
    out = _vectors(x, y, axes) if max(m, n) == 2 else _matrices(x, y, axes)
    if m != n:
        first = m + n - 3 if m > n else m - 1
        out = api.squeeze(out, list(range(first, first + abs(m - n))))
    return api.expand_dims(out, 1) if out.shape.ndims == 1 else out


def _padded(x, count):
    if count <= 0:
        return x
    return api.reshape(x, api.concat([api.shape(x), [1] * count], 0))


def _vectors(x, y, axes):
    if axes[0] == axes[1]:
        return api.reduce_sum(x * y, axes[0])
    return api.reduce_sum(api.transpose(x, [1, 0]) * y, axes[1])


def _matrices(x, y, axes):
    last = x.shape.ndims - 1
    return api.matmul(x, y, adjoint_a=axes[0] != last, adjoint_b=axes[1] == last)
