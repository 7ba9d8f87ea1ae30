"""Rows combined that have one number: largest and smallest ones, means, products."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import bfloat16, float16, float32, int32
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.where import where_v2
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public

_NUMBERS = [
    "float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8",
    "uint16",
]  # fmt: skip
_IDS = ["int32", "int64"]


def _least(dtype):
    import numpy as np

    return np.iinfo(dtype).min if dtype.kind in "iu" else np.finfo(dtype).min


def _most(dtype):
    import numpy as np

    return np.iinfo(dtype).max if dtype.kind in "iu" else np.finfo(dtype).max


_HALVES = (float16, bfloat16)
_LIMITS = {  # what combines, and what an empty segment is
    "Max": (api.maximum, lambda dtype: dtype.min), "Min": (api.minimum, lambda dtype: dtype.max),
}  # fmt: skip
_COMBINED = {
    "Max": ("maximum", _least), "Min": ("minimum", _most), "Prod": ("multiply", lambda dtype: 1),
}  # fmt: skip


def _types(name):
    return [*_NUMBERS, "complex64", "complex128"] if name == "Prod" else _NUMBERS


def _combine(name, data, ids, count, empty):
    """Rows of one number combined; those of no row are `empty`."""
    import numpy as np

    function, start = _COMBINED[name]
    result = np.full((count, *data.shape[ids.ndim :]), start(data.dtype), data.dtype)
    kept = ids >= 0
    if (ids[kept] >= count).any():
        at = tuple(np.argwhere(ids >= count)[0].tolist())
        place = ",".join(map(str, at))
        raise InvalidArgumentError(f"segment_ids[{place}] = {ids[at]} is out of range [0, {count})")
    getattr(np, function).at(result, ids[kept], data[kept])
    if empty is not None:
        result[np.bincount(ids[kept].ravel(), minlength=count) == 0] = empty
    return result


def _check_prefix(op, data, ids):
    if data is None or ids is None:
        return [None]
    if len(ids) > len(data) or any(
        None not in (a, b) and a != b for a, b in zip(ids, data, strict=False)
    ):
        raise InvalidArgumentError(
            f"[{op}] data.shape = {list(data)} does not start with segment_ids.shape = {list(ids)}"
        )
    return [(None, *data[len(ids) :])]


def _sorted_kernel(name):
    def kernel(data, segment_ids):
        import numpy as np

        ids = segment_ids
        if ids.size and ids[-1] < 0:
            raise InvalidArgumentError(f"segment ids must be >= 0, got {ids[-1]}")
        if (np.diff(ids) < 0).any():
            raise InvalidArgumentError("segment ids are not increasing")
        if ids.size and ids[0] < 0:
            raise InvalidArgumentError(
                f"Segment id {ids[0]} out of range [0, {ids[-1] + 1}), possibly because "
                "'segment_ids' input is not sorted."
            )
        count = int(ids[-1]) + 1 if ids.size else 0
        return _combine(name, data, ids, count, 1 if name == "Prod" else 0)

    return kernel


def _infer_sorted(op):
    def infer(shapes, attrs):
        if shapes[1] is not None and len(shapes[1]) != 1:
            raise InvalidArgumentError(f"[{op}] segment_ids should be a vector.")
        return _check_prefix(op, *shapes)

    return infer


def _flow(dy, ids):
    """What flows back to each row; nothing where its number is negative."""
    rows = api.gather(dy, api.maximum(ids, 0))
    return where_v2(_kept(ids, rows), rows, zeros_like(rows))


def _kept(ids, rows):
    """Whether rows count, in a shape that broadcasts."""
    kept = api.greater_equal(ids, 0)
    rest = api.rank(rows) - api.rank(ids)
    return api.reshape(kept, api.concat([api.shape(ids), _ones(rest)], 0))


def _ones(count):
    return api.fill(api.expand_dims(count, 0), 1)


def _extremum_gradient(op, dy):
    """To the elements that are the largest (smallest) ones, in equal parts."""
    data, ids, out = op.inputs[0], op.inputs[1], op.outputs[0]
    chosen = api.cast(api.equal(data, _flow(out, ids)), data.dtype)
    count = api.shape(out)[0]
    shares = dy / api.maximum(api.unsorted_segment_sum(chosen, ids, count), ones_like(out))
    return [_flow(shares, ids) * chosen, None, *[None] * (len(op.inputs) - 2)]


def _product_gradient(op, dy):
    """The product of all others; zeros are told apart."""
    data, ids, out = op.inputs[0], op.inputs[1], op.outputs[0]
    zero = api.equal(data, zeros_like(data))
    count = api.shape(out)[0]
    zeros = api.unsorted_segment_sum(api.cast(zero, int32), ids, count)
    dy = where_v2(api.greater(zeros, 1), zeros_like(dy), dy)
    others = where_v2(zero, ones_like(data), data)
    without = _unsorted["Prod"](others, ids, count)
    part = where_v2(zero, _flow(without, ids), _flow(out, ids) / others)
    return [_flow(dy, ids) * part, None, *[None] * (len(op.inputs) - 2)]


def _gradient(name):
    return _product_gradient if name == "Prod" else _extremum_gradient


_sorted = {
    name: host_op(
        f"Segment{name}", [("data", "T"), ("segment_ids", "Tindices")], [("output", "T")],
        types=[("T", _types(name)), ("Tindices", _IDS)], infer=_infer_sorted(f"Segment{name}"),
        kernel=_sorted_kernel(name), gradient=_gradient(name),
        doc="Rows of one number combined; numbers do not fall.",
    )
    for name in _COMBINED
}  # fmt: skip


def _unsorted_kernel(name):
    return lambda data, segment_ids, num_segments: _combine(
        name, data, segment_ids, int(num_segments), None)


_unsorted = {
    name: host_op(
        f"UnsortedSegment{name}",
        [("data", "T"), ("segment_ids", "Tindices"), ("num_segments", "Tnumsegments")],
        [("output", "T")],
        types=[("T", _types(name)), ("Tindices", _IDS), ("Tnumsegments", _IDS)],
        infer=lambda shapes, attrs: _check_prefix("UnsortedSegment", *shapes[:2]),
        kernel=_unsorted_kernel(name), gradient=_gradient(name),
        doc="Rows of one number combined; those of negative ones are left out.",
    )
    for name in _COMBINED
}  # fmt: skip


def _by_number(name, data, segment_ids, num_segments):
    found = _unsorted[name](data, segment_ids, _native.convert(num_segments))
    if name != "Prod" and found.dtype in _HALVES:  # worked in float32: so is the start
        function, limit = _LIMITS[name]
        found = function(found, limit(found.dtype))
    known = _native.known_value(_native.convert(num_segments))
    if known is not None and found.shape.ndims:
        found.set_shape([int(known), *[None] * (found.shape.ndims - 1)])
    return found


@public("segment_max", "math.segment_max")
@named("SegmentMax")
def segment_max(data, segment_ids, name=None):
    """The largest elements of the rows of one number; numbers do not fall.

    Args:
      data: tensor of real numbers.
      segment_ids: vector of the rows' numbers.
      name: its name in graphs.

    Returns:
      A tensor with a row for each number; 0 where there are no rows.

    Raises:
      InvalidArgumentError: numbers fall, or are not as many as rows.

    Example:
      >>> tf.segment_max([1, 5, 2], [0, 0, 1]).numpy().tolist()
      [5, 2]
    """
    return _sorted["Max"](data, segment_ids)


@public("segment_min", "math.segment_min")
@named("SegmentMin")
def segment_min(data, segment_ids, name=None):
    """The smallest elements of the rows of one number; see `tf.segment_max`.

    Args:
      data, segment_ids, name: as there.

    Returns:
      A tensor with a row for each number; 0 where there are no rows.

    Raises:
      InvalidArgumentError: numbers fall, or are not as many as rows.

    Example:
      >>> tf.segment_min([1, 5, 2], [0, 0, 1]).numpy().tolist()
      [1, 2]
    """
    return _sorted["Min"](data, segment_ids)


@public("segment_prod", "math.segment_prod")
@named("SegmentProd")
def segment_prod(data, segment_ids, name=None):
    """The products of the rows of one number; see `tf.segment_max`.

    Args:
      data, segment_ids, name: as there.

    Returns:
      A tensor with a row for each number; 1 where there are no rows.

    Raises:
      InvalidArgumentError: numbers fall, or are not as many as rows.

    Example:
      >>> tf.segment_prod([1, 5, 2], [0, 0, 1]).numpy().tolist()
      [5, 2]
    """
    return _sorted["Prod"](data, segment_ids)


def _wide(data):
    """Data whose sums are exact enough for means: in two bytes adding ones ends at 2048."""
    return api.cast(data, float32) if data.dtype in _HALVES else data


def _narrow(found, data):
    return api.cast(found, data.dtype) if data.dtype in _HALVES else found


def _rows_of(total, ids, count):
    """How many rows each sum has, at least 1, in a shape that broadcasts to the sums."""
    number = api.unsorted_segment_sum(ones_like(ids), ids, count)
    number = api.cast(api.maximum(number, api.cast(1, ids.dtype)), total.dtype)
    return api.reshape(number, api.concat([api.shape(number), _ones(api.rank(total) - 1)], 0))


@public("segment_mean", "math.segment_mean")
@named("SegmentMean")
def segment_mean(data, segment_ids, name=None):
    """The means of the rows of one number; see `tf.segment_max`.

    Args:
      data, segment_ids, name: as there.

    Returns:
      A tensor with a row for each number; 0 where there are no rows.

    Raises:
      InvalidArgumentError: numbers fall, or are not as many as rows.

    Example:
      >>> tf.segment_mean([1.0, 5.0, 2.0], [0, 0, 1]).numpy().tolist()
      [3.0, 2.0]
    """
    data, ids = _native.convert(data), _native.convert(segment_ids)
    total = api.segment_sum(_wide(data), ids)
    number = _rows_of(total, ids, api.shape(total)[0])
    if total.dtype.is_integer:
        return api.truncatediv(total, number)
    return _narrow(total / number, data)


@public("unsorted_segment_max", "math.unsorted_segment_max")
@named("UnsortedSegmentMax")
def unsorted_segment_max(data, segment_ids, num_segments, name=None):
    """The largest elements of the rows of one number.

    Args:
      data: tensor of real numbers.
      segment_ids: the rows' numbers, of a shape that that of data starts with; negative ones are
        left out.
      num_segments: how many numbers there are.
      name: its name in graphs.

    Returns:
      A tensor with num_segments rows; the least number of the dtype where there are none.

    Raises:
      InvalidArgumentError: a number is too large, or shapes do not fit.

    Example:
      >>> tf.unsorted_segment_max([1, 5, 2], [1, 1, 0], 2).numpy().tolist()
      [2, 5]
    """
    return _by_number("Max", data, segment_ids, num_segments)


@public("unsorted_segment_min", "math.unsorted_segment_min")
@named("UnsortedSegmentMin")
def unsorted_segment_min(data, segment_ids, num_segments, name=None):
    """The smallest elements of the rows of one number; see `tf.unsorted_segment_max`.

    Args:
      data, segment_ids, num_segments, name: as there.

    Returns:
      A tensor with num_segments rows; the greatest number of the dtype where there are none.

    Raises:
      InvalidArgumentError: a number is too large, or shapes do not fit.

    Example:
      >>> tf.unsorted_segment_min([1, 5, 2], [1, 1, 0], 2).numpy().tolist()
      [2, 1]
    """
    return _by_number("Min", data, segment_ids, num_segments)


@public("unsorted_segment_prod", "math.unsorted_segment_prod")
@named("UnsortedSegmentProd")
def unsorted_segment_prod(data, segment_ids, num_segments, name=None):
    """The products of the rows of one number; see `tf.unsorted_segment_max`.

    Args:
      data, segment_ids, num_segments, name: as there.

    Returns:
      A tensor with num_segments rows; 1 where there are none.

    Raises:
      InvalidArgumentError: a number is too large, or shapes do not fit.

    Example:
      >>> tf.unsorted_segment_prod([1, 5, 2], [1, 1, 0], 2).numpy().tolist()
      [2, 5]
    """
    return _by_number("Prod", data, segment_ids, num_segments)


@public("unsorted_segment_mean", "math.unsorted_segment_mean")
@named("UnsortedSegmentMean", "truediv")
def unsorted_segment_mean(data, segment_ids, num_segments, name=None):
    """The means of the rows of one number; see `tf.unsorted_segment_max`.

    Args:
      data, segment_ids, num_segments, name: as there.

    Returns:
      A tensor with num_segments rows; 0 where there are none. Means of integers are float64.

    Example:
      >>> tf.unsorted_segment_mean([1.0, 5.0, 2.0], [1, 1, 0], 2).numpy().tolist()
      [2.0, 3.0]
    """
    data, ids = _native.convert(data), _native.convert(segment_ids)
    total = api.unsorted_segment_sum(_wide(data), ids, num_segments)
    return _narrow(total / _rows_of(total, ids, num_segments), data)


@public("unsorted_segment_sqrt_n", "math.unsorted_segment_sqrt_n")
@named("UnsortedSegmentSqrtN", "truediv")
def unsorted_segment_sqrt_n(data, segment_ids, num_segments, name=None):
    """The sums of the rows of one number, by the roots of how many they are.

    Args:
      all: as for `tf.unsorted_segment_max`.

    Returns:
      A tensor with num_segments rows; 0 where there are none.

    Example:
      >>> tf.unsorted_segment_sqrt_n([1.0, 2.0, 2.0, 3.0], [0, 0, 0, 0], 1).numpy().tolist()
      [4.0]
    """
    data, ids = _native.convert(data), _native.convert(segment_ids)
    total = api.unsorted_segment_sum(_wide(data), ids, num_segments)
    return _narrow(total / api.sqrt(_rows_of(total, ids, num_segments)), data)
