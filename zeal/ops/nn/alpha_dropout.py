"""tf.contrib.nn.alpha_dropout: dropout that keeps mean and deviation."""

from numbers import Real

from zeal import _native
from zeal.ops.named import named
from zeal.ops.random.distributions import random_uniform
from zeal.public import public

api = _native.api
_LOWEST = -1.7580993408473766  # of the scaled exponential linear unit, to 64 bits


@public("contrib.nn.alpha_dropout")
@named("alpha_dropout")
def alpha_dropout(x, keep_prob, noise_shape=None, seed=None, name=None):
    """Sets elements to the lowest value of `tf.nn.selu`, and restores mean 0 and deviation 1.

    Klambauer et al., 2017: Self-Normalizing Neural Networks.

    Args:
      keep_prob: probability that an element is kept, in (0, 1]; a number or a scalar tensor.
      the others: as for `tf.nn.dropout`.

    Returns:
      A tensor of x's shape; x itself where keep_prob is known to be 1.

    Raises:
      ValueError: keep_prob is out of range or no scalar of x's dtype.

    Example:
      >>> y = tf.contrib.nn.alpha_dropout(tf.zeros([100]), 0.5)
      >>> [round(value, 3) for value in sorted(set(y.numpy().tolist()))]
      [-0.779, 0.779]
    """
    x = _native.convert(x)
    if isinstance(keep_prob, Real) and not 0 < keep_prob <= 1:
        raise ValueError(
            f"keep_prob must be a scalar tensor or a float in the range (0, 1], got {keep_prob:g}"
        )
    keep = _native.convert(keep_prob, x.dtype)
    keep.shape.assert_has_rank(0)
    known = _native.known_value(keep)
    if known is not None and float(known) == 1:
        return x
    shape = api.shape(x) if noise_shape is None else noise_shape
    kept = api.cast(random_uniform(shape, dtype=x.dtype, seed=seed) >= 1 - keep, x.dtype)
    scale = (keep + keep * (1 - keep) * _LOWEST**2) ** -0.5
    return scale * (x * kept + _LOWEST * (1 - kept)) - scale * _LOWEST * (1 - keep)
