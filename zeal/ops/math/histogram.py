"""How often numbers occur: in bins, and each of them."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, int32
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like
from zeal.ops.array.shape import require_rank
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public


def _bins(values, value_range, nbins):
    """The number of each value's bin."""
    values = _native.convert(values)
    value_range = _native.convert(value_range, values.dtype)
    nbins = _native.convert(nbins, int32)
    _check_bins(value_range, nbins)
    low, high = value_range[0], value_range[1]
    known = _native.known_value(value_range)
    if known is not None and not known._tolist()[0] < known._tolist()[1]:
        raise InvalidArgumentError(
            "value_range should satisfy value_range[0] < value_range[1], but got "
            f"'{known._tolist()}'"
        )
    scaled = (values - low) / (high - low)
    count = api.cast(nbins, scaled.dtype)
    # Floats beyond all integers are in the last bin.
    places = api.cast(api.minimum(api.floor(count * scaled), count), "int64")
    last = api.cast(nbins, "int64") - 1
    return api.clip_by_value(places, api.cast(0, "int64"), last)


def _check_bins(value_range, nbins):
    require_rank("HistogramFixedWidth", value_range.shape, 1, "value_range must be a vector")
    if not value_range.shape.is_compatible_with([2]):
        raise InvalidArgumentError(
            f"Dimension must be 2 but is {value_range.shape[0]}: value_range should be a vector of "
            "2 elements"
        )
    require_rank("HistogramFixedWidth", nbins.shape, 0, "nbins must be a scalar")
    known = _native.known_value(nbins)
    if known is not None and known._tolist() <= 0:
        raise InvalidArgumentError(f"Requires nbins > 0: {known._tolist()}")


@public("histogram_fixed_width_bins")
@named("histogram_fixed_width_bins", "Reshape_1")
def histogram_fixed_width_bins(values, value_range, nbins=100, dtype=int32, name=None):
    """The number of each value's bin.

    Args:
      values: tensor of numbers.
      value_range: vector of two numbers: where the first bin begins and the last one ends.
      nbins: how many bins of equal width there are.
      dtype: accepted and, as in TensorFlow 1.15, not read.
      name: its name in graphs.

    Returns:
      An int32 tensor of the same shape; what lies outside goes to the first or last bin.

    Example:
      >>> tf.histogram_fixed_width_bins([-1.0, 2.0, 9.0], [0.0, 5.0], nbins=5).numpy().tolist()
      [0, 2, 4]
    """
    return api.cast(_bins(values, value_range, nbins), int32)


@public("histogram_fixed_width")
@named("histogram_fixed_width")
def histogram_fixed_width(values, value_range, nbins=100, dtype=int32, name=None):
    """How many values each bin has.

    Args:
      the others: as for `tf.histogram_fixed_width_bins`.
      dtype: int32 or int64.

    Returns:
      A vector of nbins counts.

    Example:
      >>> tf.histogram_fixed_width([-1.0, 2.0, 9.0, 9.0], [0.0, 5.0], nbins=5).numpy().tolist()
      [1, 0, 1, 0, 2]
    """
    places = api.reshape(_bins(values, value_range, nbins), [-1])
    nbins = _native.convert(nbins, int32)
    return api.unsorted_segment_sum(api.cast(ones_like(places), dtype or int32), places, nbins)


@public("bincount", "math.bincount")
@named("bincount", "Bincount")
def bincount(arr, weights=None, minlength=None, maxlength=None, dtype=int32, name=None):
    """How often each number from 0 on occurs.

    Args:
      arr: int32 tensor of numbers that are not negative.
      weights: tensor of the same shape: what each counts; 1 if None.
      minlength: the least length of the result.
      maxlength: its greatest length: larger numbers are left out.
      dtype: dtype of the counts, where there are no weights.
      name: its name in graphs.

    Returns:
      A vector, as long as the largest number asks for.

    Raises:
      InvalidArgumentError: a number is negative, or weights have another shape.

    Example:
      >>> tf.math.bincount([1, 1, 3]).numpy().tolist()
      [0, 2, 0, 1]
    """
    numbers = api.reshape(_native.convert(arr, int32), [-1])
    size = api.reduce_max(api.concat([numbers, [-1]], 0)) + 1
    if minlength is not None:
        size = api.maximum(size, _native.convert(minlength, int32))
    if maxlength is not None:
        size = api.minimum(size, _native.convert(maxlength, int32))
    if weights is None:
        counted = api.cast(ones_like(numbers), dtype or float32)
    else:
        counted = api.reshape(_native.convert(weights), [-1])
        if not counted.shape.is_compatible_with(numbers.shape):
            have, want = counted.shape[0], numbers.shape[0]
            raise InvalidArgumentError(
                f"Dimensions must be equal, but are {have} and {want}: weights has {have} "
                f"elements, arr {want}: there must be as many"
            )
    bins = _bincount(numbers, size, counted)
    if bins._symbolic and (known := _native.known_value(size)) is not None:
        bins.set_shape([max(int(known), 0)])  # a run refuses sizes below 0
    return bins


def _count(arr, size, weights):
    import numpy as np

    if arr.size and arr.min() < 0:
        raise InvalidArgumentError(
            f"Input arr must be non-negative! Its least number is {arr.min()}"
        )
    if weights.size != arr.size:
        raise InvalidArgumentError(
            f"weights has {weights.size} elements, arr {arr.size}: there must be as many"
        )
    if size < 0:  # that of the largest int32, too
        raise InvalidArgumentError(f"size ({size}) must be non-negative")
    bins = np.zeros(size, weights.dtype)
    counted = arr < len(bins)
    np.add.at(bins, arr[counted], weights[counted] if weights.size else bins.dtype.type(1))
    return bins


def _count_gradient(op, grad):
    arr, size = op.inputs[:2]
    inside = api.cast(api.less(arr, size), grad.dtype)
    last = api.maximum(size - 1, 0)
    padded = api.concat([grad, api.cast([0], grad.dtype)], 0)
    return None, None, api.gather(padded, api.minimum(arr, last)) * inside


_bincount = host_op(
    "Bincount",
    [("arr", "int32"), ("size", "int32"), ("weights", "T")],
    [("bins", "T")],
    types=[("T", ["int32", "int64", "float32", "float64"])],
    infer=lambda shapes, attrs: [(None,)],
    kernel=_count,
    gradient=_count_gradient,
    doc="How often each number occurs, or the sum of the weights of its places.",
)
