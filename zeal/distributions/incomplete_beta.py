"""The regularised incomplete beta function of tensors that broadcast."""

from zeal import _native
from zeal._native import api
from zeal.ops.array.fill import zeros_like


def betainc(a, b, x):
    """`tf.betainc`, which takes tensors of one shape, of tensors that broadcast to one.

    Args:
      a, b, x: floating tensors or numbers, of one dtype.

    Returns:
      A tensor of the shape to which they broadcast.

    Example:
      >>> from zeal.distributions.incomplete_beta import betainc
      >>> betainc([1.0, 2.0], 1.0, 0.5).numpy().tolist()
      [0.5, 0.25]
    """
    x = _native.convert(x)
    a, b = (_native.convert(v, x.dtype) for v in (a, b))
    shapes = [v.shape for v in (a, b, x)]
    if not all(s.is_fully_defined() and s == shapes[0] for s in shapes):
        zero = zeros_like(a + b + x)
        a, b, x = a + zero, b + zero, x + zero
    return api.betainc(a, b, x)
