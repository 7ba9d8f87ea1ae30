"""The numbers next to numbers, and whether numbers are near others."""

from zeal import _native
from zeal._native import api, raw
from zeal.errors import InvalidArgumentError
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


_OTHER = "x and y must be of the same shape. x shape: {}. y shape: {}"


def _same(shapes, attrs):
    from zeal.tensor_shape import TensorShape, sizes_text

    x, y = map(TensorShape, shapes)
    if not x.is_compatible_with(y):
        ranks = x.ndims, y.ndims
        words = "" if x.ndims == y.ndims else "Shapes must be equal rank, but are {} and {}; "
        raise InvalidArgumentError(words.format(*ranks) + _OTHER.format(*map(sizes_text, (x, y))))
    found = x.merge_with(y)
    return [None if found.ndims is None else tuple(found.as_list())]


def _near(x, y, tolerance):
    import numpy as np

    if x.shape != y.shape:
        raise InvalidArgumentError(_OTHER.format(list(x.shape), list(y.shape)))
    return np.abs(x - y) < tolerance


approximate_equal = host_op(
    "ApproximateEqual", [("x", "T"), ("y", "T")], [("z", "bool")],
    types=[("T", ["float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64"])],
    attrs=[("tolerance", 1e-5)], infer=_same, kernel=_near,
    doc="Whether elements differ by less than a tolerance.",
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
