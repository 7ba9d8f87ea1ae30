"""Statistics of samples."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.ops.array.range import range as range_
from zeal.ops.array.sort import sort
from zeal.ops.array.where import where_v2
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.ops.named import named
from zeal.public import public

_ROUNDING = {"lower": api.ceil, "higher": api.floor, "nearest": api.round}  # from the top


@public("contrib.distributions.percentile")
@named("percentile")
def percentile(
    x, q, axis=None, interpolation=None, keep_dims=False, validate_args=False, name=None
):
    """The number that q percent of the numbers along axes are not above.

    Args:
      x: tensor of numbers.
      q: a number from 0 to 100.
      axis: an int or several, the axes; all by default.
      interpolation: "nearest" (the default), "lower" or "higher": which number it is where q falls
        between two.
      keep_dims: whether axes stay, of size 1.
      validate_args: accepted for compatibility; q is checked where it is known.
      name: its name in graphs.

    Returns:
      A tensor of x's dtype.

    Raises:
      ValueError: another interpolation, q is out of range, or x's rank is unknown.

    Example:
      >>> tf.contrib.distributions.percentile([1.0, 2.0, 3.0, 4.0], 30.0).numpy()
      2.0
    """
    rounding = "nearest" if interpolation is None else interpolation
    if rounding not in _ROUNDING:
        raise ValueError(
            f"Argument 'interpolation' must be in {sorted(_ROUNDING)}.  Found {interpolation}"
        )
    x = _native.convert(x, None, "x")
    q = api.cast(_native.convert(q), dtypes.float64)
    rank = x.shape.ndims
    if rank is None and axis is not None:
        raise ValueError(f"Expected argument 'x' to have statically defined 'ndims'.  Found: {x}")
    if q.shape.ndims not in (None, 0):
        raise ValueError(f"Expected argument 'x' to have ndims 0.  Found tensor {q}")
    flat, last = _axes_last(x, axis)
    size = api.cast(api.shape(flat)[-1], dtypes.float64)
    place = (size - 1.0) * (1.0 - q / 100.0)
    place = _ROUNDING[rounding](place)
    place = api.clip_by_value(api.cast(place, "int32"), 0, api.shape(flat)[-1] - 1)
    found = api.gather(sort(flat, direction="DESCENDING"), place, axis=-1)
    if not keep_dims:
        return found
    kept = [1 if last is None or i in last else api.shape(x)[i] for i in range(rank)]
    return api.reshape(found, kept)


def _axes_last(x, axis):
    """x with axes flattened into one, the last; and which they were."""
    if axis is None:
        return api.reshape(x, [-1]), None
    rank = x.shape.ndims
    axes = [axis] if isinstance(axis, int) else [int(a) for a in axis]
    axes = [a % rank for a in axes]
    others = [a for a in range(rank) if a not in axes]
    turned = api.transpose(x, [*others, *axes])
    return api.reshape(turned, api.concat([api.shape(turned)[: len(others)], [-1]], 0)), axes


@public("contrib.distributions.auto_correlation")
@named("auto_correlation")
def auto_correlation(
    x, axis=-1, max_lags=None, center=True, normalize=True, name="auto_correlation"
):
    """Correlations of a sequence with itself, moved by 0, 1, ..., max_lags places.

    Args:
      x: float32 or complex tensor.
      axis: the axis of time.
      max_lags: the most places; all by default.
      center: whether the mean is taken away first.
      normalize: whether results are divided by that of no place.
      name: its name in graphs.

    Returns:
      A tensor like x, `max_lags + 1` long.

    Raises:
      TypeError: x is not of floating or complex numbers.

    Example:
      >>> x = tf.constant([1.0, -1.0, 1.0, -1.0])
      >>> tf.contrib.distributions.auto_correlation(x).numpy().round(3)
      array([ 1., -1.,  1., -1.], dtype=float32)
    """
    x = _native.convert(x, None, "x")
    if not x.dtype.is_floating and not x.dtype.is_complex:
        raise TypeError(f"Argument x must have either float or complex dtype found: {x.dtype}")
    rank = api.rank(x) if x.shape.ndims is None else x.shape.ndims
    axis = axis if axis >= 0 else rank + axis
    order = api.concat([range_(0, axis), range_(axis + 1, rank), [axis]], 0)
    x = api.transpose(x, order)
    if center:
        x = x - api.reduce_mean(x, -1, keepdims=True)
    n = api.shape(x)[-1]
    lags = n - 1 if max_lags is None else api.minimum(n - 1, max_lags)
    sums = _products(x, n)[..., : lags + 1]
    pairs = api.cast(n - range_(0, lags + 1), x.dtype)
    result = sums / pairs
    result = result / result[..., :1] if normalize else result
    back = api.concat([range_(0, axis), [rank - 1], range_(axis, rank - 1)], 0)
    return api.transpose(result, back)


def _products(x, n):
    """Sums of products of a sequence with itself moved, by the Fourier transform."""
    from zeal.ops.array.pad import pad
    from zeal.ops.math.complex import complex as complex_
    from zeal.ops.math.complex import conj
    from zeal.ops.signal.transforms import fft, ifft

    wide = x if x.dtype.is_complex else complex_(x, api.cast(0.0, x.dtype))
    behind = api.concat([api.shape(wide)[:-1] * 0, [n]], 0)
    zeros = api.fill(api.shape(behind), 0)
    spectrum = fft(pad(wide, api.transpose(api.reshape(api.concat([zeros, behind], 0), [2, -1]))))
    return api.cast(ifft(spectrum * conj(spectrum)), x.dtype)


@public("contrib.distributions.reduce_weighted_logsumexp")
@named("reduce_weighted_logsumexp")
def reduce_weighted_logsumexp(
    logx, w=None, axis=None, keep_dims=False, return_sign=False, name=None
):
    """log(|sum(w exp(logx))|) over axes, without overflow.

    Args:
      logx: floating tensor.
      w: floating tensor that broadcasts with it; ones by default.
      axis: an int or several, the axes; all by default.
      keep_dims: whether axes stay, of size 1.
      return_sign: whether the sum's sign is returned too.
      name: its name in graphs.

    Returns:
      A tensor, or with `return_sign` two.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> tfd.reduce_weighted_logsumexp([0.0, 0.0], [4.0, -2.0]).numpy().round(4)
      0.6931
    """
    logx = _native.convert(logx, None, "logx")
    if w is None:
        total = reduce_logsumexp(logx, axis, keepdims=keep_dims)
        return (total, total * 0 + 1.0) if return_sign else total
    w = _native.convert(w, logx.dtype, "w")
    logs = logx + api.log(abs(w))
    largest = api.reduce_max(logs, axis, keepdims=True)
    largest = where_v2(api.is_inf(largest), api.cast(0.0, largest.dtype), largest)
    total = api.reduce_sum(api.sign(w) * api.exp(logs - largest), axis, keepdims=keep_dims)
    if not keep_dims:
        largest = api.reshape(largest, api.shape(total))
    sign = api.sign(total)
    result = largest + api.log(sign * total)
    return (result, sign) if return_sign else result
