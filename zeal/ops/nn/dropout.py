"""Dropout, and its noise of a smaller shape."""

import numbers

from zeal import _native
from zeal._native import api, composites
from zeal.ops.deprecation import renamed, warned
from zeal.ops.named import named
from zeal.ops.op_counts import count_before, count_behind
from zeal.public import public
from zeal.random_seed import op_seeds
from zeal.tensor_shape import as_shape


@public("nn.dropout")
@named("dropout", "mul_1")
def dropout(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None):
    """Sets elements to zero with probability `rate` and scales the others by 1 / (1 - rate).

    Args:
      x: floating tensor.
      keep_prob: deprecated; 1 - rate.
      noise_shape: shape of the mask, which broadcasts to x; x's own by default.
      seed: op seed; see `tf.set_random_seed`.
      name: its name in graphs.
      rate: probability that an element is dropped, in [0, 1).

    Returns:
      A tensor of x's shape.

    Raises:
      ValueError: rate is out of range, or not exactly one of rate and keep_prob is given.

    Example:
      >>> y = tf.nn.dropout(tf.ones([100]), rate=0.5)
      >>> sorted(set(y.numpy().tolist()))
      [0.0, 2.0]

    Srivastava et al., 2014.
    """
    if keep_prob is not None:
        try:
            dropped = 1 - keep_prob
        except TypeError:
            raise ValueError(
                f"keep_prob must be a floating point number or Tensor (got {keep_prob!r})"
            ) from None
        if rate is not None or "dropout(keep_prob)" not in warned:
            renamed("dropout", "rate", rate, "keep_prob", dropped)
        rate = dropped
    if rate is None:
        raise ValueError("You must provide a rate to dropout.")
    x = _native.convert(x)
    if not x.dtype.is_floating:
        raise ValueError(
            "x has to be a floating point tensor since it's going to be scaled. "
            f"Got a {x.dtype} tensor instead."
        )
    if _is_tensor(rate, x._symbolic):
        rate = _native.convert(rate, x.dtype if x._symbolic else None)
        if x._symbolic:
            rate.shape.assert_has_rank(0)
        elif rate.shape.num_elements() != 1:
            raise ValueError(f"rate must be a scalar tensor, got shape {rate.shape}")
        known = _native.known_value(rate)
        if known is not None and float(known) == 0:
            return x
    elif not 0 < rate < 1:
        if rate == 0:
            return x
        raise ValueError(
            f"rate must be a scalar tensor or a float in the range [0, 1), got {rate:g}"
        )
    if noise_shape is not None:
        noise_shape = _noise_shape(x, noise_shape)
    by_tensor = isinstance(rate, _native.Tensor)
    if by_tensor:
        count_before("dropout by a tensor")
    seed, seed2 = op_seeds(seed)
    # The scale of a Python number is taken in double, as in TensorFlow.
    dropped = composites.dropout(x, noise_shape, seed, seed2, rate, 1 / (1 - rate))
    if dropped._symbolic:  # a rate of unknown shape leaves the shape open
        dropped.set_shape(x.shape)
        if by_tensor:
            count_behind("dropout by a tensor")
    return dropped


def _is_tensor(rate, in_graph) -> bool:
    """Whether the rate is a tensor, or becomes one: in graphs all but numbers."""
    if type(rate) is float:  # at once: asking for an abstract class takes a microsecond
        return False
    if isinstance(rate, (_native.Tensor, _native.Variable)):
        return True
    return in_graph and not isinstance(rate, numbers.Real)


def _noise_shape(x, noise_shape):
    """The shape of a dropout mask, in which None stands for x's own size."""
    try:
        wanted = as_shape(noise_shape).as_list()
    except (TypeError, ValueError):  # a tensor, or what the op refuses
        return noise_shape
    if len(wanted) != x.shape.ndims or None not in wanted:
        return noise_shape
    own = [api.shape(x)[i] if n is None else n for i, n in enumerate(x._shape_tuple())]
    return [own[i] if n is None else n for i, n in enumerate(wanted)]
