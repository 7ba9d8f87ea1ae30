"""The numbers next to numbers."""

from zeal import _native
from zeal._native import api, raw
from zeal.ops.array.fill import zeros_like
from zeal.ops.host_op import host_op
from zeal.public import public


def _broadcast(shapes, attrs):
    from zeal.ops.array.shape import broadcast_static_shape
    from zeal.tensor_shape import TensorShape

    found = broadcast_static_shape(*(TensorShape(shape) for shape in shapes))
    return [None if found.ndims is None else tuple(found.as_list())]


def _next(x1, x2):
    import numpy as np

    return np.nextafter(x1, x2)


def _gradient(op, grad):
    """As TensorFlow's: the number goes where it goes, and nowhere towards."""
    x1, x2 = op.inputs
    shape = api.shape(x1)
    axes, _ = raw.BroadcastGradientArgs(s0=shape, s1=api.shape(x2))
    return api.reshape(api.reduce_sum(grad, axes), shape), zeros_like(x2)


_next_after = host_op(
    "NextAfter", [("x1", "T"), ("x2", "T")], [("output", "T")],
    types=[("T", ["float32", "float64"])], infer=_broadcast, kernel=_next, gradient=_gradient,
    doc="The next number of one number towards another.",
)  # fmt: skip


@public("math.nextafter")
def nextafter(x1, x2, name=None):
    """The next number that the dtype can hold, from one number towards another.

    Args:
      x1: float32 or float64 tensor.
      x2: a tensor of the same dtype, whose shape broadcasts with x1's.
      name: name of the op in graphs.

    Returns:
      A tensor of both shapes broadcast, whose gradient by x1 is 1 and by x2 0.

    Example:
      >>> float(tf.math.nextafter(1.0, 2.0) - 1.0) == np.finfo(np.float32).eps
      True
    """
    x1 = _native.convert(x1)
    return _next_after(x1, _native.convert(x2, x1.dtype), name=name)
