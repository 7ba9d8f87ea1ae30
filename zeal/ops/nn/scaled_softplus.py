"""tf.contrib.nn.scaled_softplus: a smooth ramp."""

from zeal import _native
from zeal.ops.named import named
from zeal.public import public

api = _native.api


@public("contrib.nn.scaled_softplus")
@named("scaled_softplus")
def scaled_softplus(x, alpha, clip=None, name=None):
    """Computes `alpha * log(1 + exp(x / alpha))`, at most `clip`.

    The smaller alpha, the nearer to `tf.nn.relu`.

    Args:
      x: floating tensor.
      alpha: how smooth it is; positive, broadcasts with x.
      clip: the largest value, broadcasts with x; or None.
      name: its name in graphs.

    Returns:
      A tensor of the common shape.

    Example:
      >>> tf.contrib.nn.scaled_softplus([-9.0, 0.0, 9.0], 0.5, clip=6.0).numpy().round(3).tolist()
      [0.0, 0.347, 6.0]
    """
    x = _native.convert(x)
    alpha = _native.convert(alpha, x.dtype)
    y = alpha * api.softplus(x / alpha)
    return y if clip is None else api.minimum(y, _native.convert(clip, x.dtype))
