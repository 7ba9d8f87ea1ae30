"""tf.quantization.quantize and its kin: numbers as small integers of a range, and back."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype, float32, qint8, qint16, qint32, quint8, quint16
from zeal.errors import InvalidArgumentError
from zeal.ops.array.where import where_v2
from zeal.ops.attribute_words import check_word
from zeal.ops.named import named
from zeal.public import public

_KINDS = (quint8, qint8, quint16, qint16, qint32)
_MODES = ("MIN_COMBINED", "MIN_FIRST", "SCALED")
_ROUND_MODES = ("HALF_AWAY_FROM_ZERO", "HALF_TO_EVEN")


def _limits(dtype):
    """The smallest and the largest number, and how many there are."""
    if dtype not in _KINDS:
        raise InvalidArgumentError(
            f"Could not find valid device for node: no kernel for T of {dtype.name}; it must be "
            f"one of {', '.join(kind.name for kind in _KINDS)}"
        )
    steps = 2.0 ** (8 * dtype.size)
    low = 0.0 if dtype in (quint8, quint16) else -steps / 2
    return low, low + steps - 1, steps


def _half_away(x):
    whole = api.floor(abs(x))
    return api.sign(x) * (whole + api.cast(abs(x) - whole >= 0.5, x.dtype))


def _scalar(x):
    """A range's end as a scalar; TensorFlow takes the first element of any tensor."""
    return api.reshape(_native.convert(x, float32), [-1])[0]


def _is_known_above(low, high):
    known = [_native.known_value(x) for x in (low, high)]
    return None not in known and float(known[0]) > float(known[1])


def _as_integers(x, dtype):
    """Whole numbers as a dtype; those beyond it become its last ones."""
    low, high, _ = _limits(dtype)
    wide = api.cast(x, "float64") if dtype is qint32 else x  # float32 has no 2^31 - 1
    return api.cast(api.clip_by_value(wide, low, high), dtype)


def _widened(low, high):
    """A range that holds 0, and is not empty."""
    low, high = _scalar(low), _scalar(high)
    if _is_known_above(low, high):
        raise InvalidArgumentError("input_max_range must be larger than input_min_range.")
    least = api.maximum(1.0, api.maximum(abs(low), abs(high))) / 100.0
    low = api.minimum(0.0, low)
    return low, api.maximum(0.0, api.maximum(high, low + least))


@public("quantization.quantize", "quantize")
@named("QuantizeV2")
def quantize(
    input, min_range, max_range, T, mode="MIN_COMBINED", round_mode="HALF_AWAY_FROM_ZERO",
    name=None,
):  # fmt: skip
    """Gives numbers of a range as small integers.

    Args:
      input: float32 tensor.
      min_range, max_range: scalars, the range of the numbers; it is made to hold 0.
      T: the integers' dtype: tf.quint8, tf.qint8, tf.quint16, tf.qint16 or tf.qint32.
      mode: "MIN_COMBINED": from the smallest integer for the range's start; "MIN_FIRST": the same,
        with 0 on an integer; "SCALED": by a factor alone.
      round_mode: of "SCALED": "HALF_AWAY_FROM_ZERO" or "HALF_TO_EVEN".
      name: name of the op.

    Returns:
      The integers, and the ends of the range that they span.

    Raises:
      InvalidArgumentError: max_range is below min_range, or there is no such mode.

    Example:
      >>> quantized, low, high = tf.quantization.quantize([-1.0, 0.5, 2.0], -1.0, 2.0, tf.quint8)
      >>> quantized.numpy().tolist(), float(low), float(high)
      ([0, 128, 255], -1.0, 2.0)
    """
    dtype = as_dtype(T)
    least, most, steps = _limits(dtype)
    check_word("QuantizeV2", "mode", mode, _MODES)
    check_word("QuantizeV2", "round_mode", round_mode, _ROUND_MODES)
    if mode != "SCALED" and round_mode == "HALF_TO_EVEN":
        raise InvalidArgumentError(
            "Round mode 'HALF_TO_EVEN' only supported for mode 'SCALED', but mode is "
            f"'{mode}'."
        )
    x, (low, high) = _native.convert(input, float32), _widened(min_range, max_range)
    if mode == "SCALED":
        scale = api.minimum(*_scales((low, high), (least, most)))
        low, high = least / scale, most / scale
        scaled = api.minimum(api.maximum(x, low), high) * scale
        rounded = _half_away(scaled) if round_mode == "HALF_AWAY_FROM_ZERO" else api.round(scaled)
    elif mode == "MIN_FIRST":
        scale = (steps - 1) / (high - low)
        rounded = _half_away(x * scale) - (_half_away(low * scale) - least)
    else:
        scaled = (api.minimum(api.maximum(x, low), high) - low) * ((most - least) / (high - low))
        rounded = _half_away(scaled - steps / 2) if least else api.floor(scaled + 0.5)
    return _as_integers(rounded, dtype), low, high


@public("quantize_v2")
def quantize_v2(
    input, min_range, max_range, T, mode="MIN_COMBINED", name=None,
    round_mode="HALF_AWAY_FROM_ZERO",
):  # fmt: skip
    """The older form of `tf.quantization.quantize`, with the arguments in another order.

    Args:
      input, min_range, max_range, T, mode, name, round_mode: as there.

    Returns:
      The integers, and the ends of the range that they span.

    Example:
      >>> tf.quantize_v2([0.5, 2.0], 0.0, 2.0, tf.quint8)[0].numpy().tolist()
      [64, 255]
    """
    return quantize(input, min_range, max_range, T, mode, round_mode, name=name)


@public("quantization.dequantize", "dequantize")
@named("Dequantize")
def dequantize(input, min_range, max_range, mode="MIN_COMBINED", name=None) -> Tensor:
    """Gives integers of `tf.quantization.quantize` as the numbers that they stand for.

    Args:
      input: tensor of tf.quint8, tf.qint8, tf.quint16, tf.qint16 or tf.qint32.
      min_range, max_range: scalars, the ends of the range that they span.
      mode: as for `tf.quantization.quantize`.
      name: name of the op.

    Returns:
      A float32 tensor of the same shape.

    Example:
      >>> quantized, low, high = tf.quantization.quantize([0.0, 2.0], 0.0, 2.0, tf.quint8)
      >>> tf.quantization.dequantize(quantized, low, high).numpy().tolist()
      [0.0, 2.0]
    """
    check_word("Dequantize", "mode", mode, _MODES)
    q = _native.convert(input)
    least, most, steps = _limits(q.dtype)
    low, high, x = _scalar(min_range), _scalar(max_range), api.cast(q, float32)
    if mode == "SCALED":
        return x * (api.maximum(low / least, high / most) if least else high / most)
    step = (high - low) / (steps - 1)
    if mode == "MIN_FIRST":
        first = where_v2(api.equal(high, low), low, _half_away(low / step) * step)
        return x * step + (first - least * step)
    return (x + (steps / 2 if least else 0.0)) * step + low


@public("quantization.quantized_concat", "quantized_concat")
@named("QuantizedConcat")
def quantized_concat(concat_dim, values, input_mins, input_maxes, name=None):
    """Joins tensors of `tf.quantization.quantize` along an axis, over one range for all.

    Args:
      concat_dim: the axis.
      values: list of tensors of one dtype.
      input_mins, input_maxes: for each the ends of the range that it spans.
      name: name of the op.

    Returns:
      The integers, and the ends of the range that they span.

    Example:
      >>> a, low, high = tf.quantization.quantize([1.0], 0.0, 1.0, tf.quint8)
      >>> b, _, top = tf.quantization.quantize([2.0], 0.0, 2.0, tf.quint8)
      >>> tf.quantization.quantized_concat(0, [a, b], [low, low], [high, top])[0].numpy().tolist()
      [128, 255]
    """
    values = [_native.convert(value) for value in values]
    least = _limits(values[0].dtype)[0]
    lows, highs = [_scalar(x) for x in input_mins], [_scalar(x) for x in input_maxes]
    low = api.minimum(0.0, api.reduce_min(lows))
    high = api.reduce_max(highs)
    if least:
        high = api.maximum(abs(low), abs(high))
        low = -high
    ranges = zip(values, lows, highs, strict=True)
    found = [_ranged(value, a, b, low, high) for value, a, b in ranges]
    return api.concat(found, concat_dim), low, high


def _ranged(q, old_low, old_high, low, high):
    """Integers of one range as those of another; the same where the ranges are."""
    numbers = dequantize(q, old_low, old_high, "MIN_FIRST")
    again = quantize(numbers, low, high, q.dtype, "MIN_FIRST")[0]
    kept = api.logical_and(api.equal(old_low, low), api.equal(old_high, high))
    return api.cast(where_v2(kept, api.cast(q, "int32"), api.cast(again, "int32")), q.dtype)


@public("quantization.quantize_and_dequantize")
@named("QuantizeAndDequantizeV2")
def quantize_and_dequantize(
    input, input_min, input_max, signed_input=True, num_bits=8, range_given=False,
    round_mode="HALF_TO_EVEN", name=None, narrow_range=False,
):  # fmt: skip
    """Rounds numbers to those that few bits can tell; gradients flow through as they are.

    Args:
      input: tensor of floats.
      input_min, input_max: scalars, the range of the numbers, where it is given.
      signed_input: whether the integers are signed.
      num_bits: of the integers.
      range_given: False for the range that input has.
      round_mode: "HALF_TO_EVEN" or "HALF_UP".
      name: name of the op.
      narrow_range: whether the smallest signed integer is left out.

    Returns:
      A tensor like input.

    Raises:
      InvalidArgumentError: num_bits is out of range, or input_max is below input_min.

    Example:
      >>> tf.quantization.quantize_and_dequantize([0.1, 1.0], 0.0, 1.0, num_bits=2).numpy().tolist()
      [0.0, 1.0]
    """
    check_word(
        "QuantizeAndDequantizeV2", "round_mode", round_mode, ("HALF_TO_EVEN", "HALF_UP"))
    if not 0 < num_bits < 63 - signed_input:
        raise InvalidArgumentError(
            f"num_bits is out of range: {num_bits} with signed_input_ {int(signed_input)}"
        )
    x = _native.convert(input)
    low, high = (api.reshape(_native.convert(end, x.dtype), []) for end in (input_min, input_max))
    if range_given and _is_known_above(low, high):
        raise InvalidArgumentError(
            f"Invalid range: input_min {float(low):g} > input_max {float(high):g}"
        )
    if not range_given:
        low, high = api.reduce_min(x), api.reduce_max(x)
    least = -(2.0 ** (num_bits - 1)) + narrow_range if signed_input else 0.0
    limits = least, 2.0 ** (num_bits - signed_input) - 1
    found = _on_grid(x, (low, high), limits, range_given, round_mode)
    return _native.record_gradient("QuantizeAndDequantizeV2", [found], [x], lambda dy: [dy])[0]


def _scales(ends, limits):
    """The factors by which either end of a range would become the last integer of its side."""
    return [
        where_v2(limit * end > 0, limit / end, end.dtype.max)
        for end, limit in zip(ends, limits, strict=True)
    ]


def _on_grid(x, ends, limits, is_given, round_mode):
    below, above = _scales(ends, limits)
    scale = api.minimum(below, above)
    step = where_v2(below < above, ends[0] / (limits[0] or 1.0), ends[1] / limits[1])
    if is_given:
        x = api.maximum(api.minimum(x, limits[1] * step), limits[0] * step)
    rounded = api.round(x * scale) if round_mode == "HALF_TO_EVEN" else api.floor(x * scale + 0.5)
    return rounded * step
