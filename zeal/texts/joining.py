"""Strings of a tensor joined: along axes, by segments, and neighbours."""

import math
from itertools import pairwise

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32, string
from zeal.errors import InvalidArgumentError, OutOfRangeError
from zeal.ops.array.range import range as range_
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged
from zeal.tensor_shape import sizes_text
from zeal.texts.kernels import tensor_of, text_op, texts_of


def _axes(axes, rank):
    found = []
    for axis in axes:
        if not -rank <= axis < rank:
            raise OutOfRangeError(
                f"Invalid reduction dimension {axis} for input with {rank} dimension(s)")
        found.append(axis % rank)
    if len(set(found)) < len(found):
        raise InvalidArgumentError(f"Duplicate reduction dimension: {sorted(found)}")
    return found


def _join_kernel(tensors, attrs):
    import numpy as np

    texts, separator = texts_of(tensors[0]), attrs["separator"].encode("utf-8", "surrogateescape")
    axes = _axes(np.ravel(tensors[1].__array__()).tolist(), texts.ndim)
    if not axes:
        return [tensors[0]]
    kept = [i for i in range(texts.ndim) if i not in axes]
    sizes = [texts.shape[i] for i in kept] + [math.prod(texts.shape[i] for i in axes)]
    rows = texts.transpose(kept + axes[::-1]).reshape(sizes)
    result = np.empty(rows.shape[:-1], object)
    for at in np.ndindex(result.shape):
        result[at] = separator.join(rows[at])
    if attrs["keep_dims"]:
        result = result.reshape([1 if i in axes else n for i, n in enumerate(texts.shape)])
    return [tensor_of(result)]


_join = text_op(
    "ReduceJoin", [("inputs", "string"), ("reduction_indices", "int32")], [("output", "string")],
    attrs=[("keep_dims", False), ("separator", "")], infer=lambda shapes, attrs: [None],
    kernel=_join_kernel, doc="Strings joined along axes, in the order in which these are given.",
)  # fmt: skip


def _joined_shape(shape, axes, keep):
    rank = len(shape)
    _axes(axes, rank)
    gone = {a % rank for a in axes}
    if keep:
        return [1 if i in gone else n for i, n in enumerate(shape)]
    return [n for i, n in enumerate(shape) if i not in gone]


@public("strings.reduce_join", "reduce_join")
@named("ReduceJoin")
def reduce_join(
    inputs, axis=None, keep_dims=None, separator="", name=None, reduction_indices=None,
    keepdims=None,
):  # fmt: skip
    """Joins strings along axes.

    Args:
      inputs: a string tensor.
      axis: an int or a list of them, in the order of joining; None for all, from the last one on.
      keep_dims, keepdims: whether the axes stay with size 1.
      separator: what comes between.
      name: name of the op.
      reduction_indices: another name of axis.

    Returns:
      A string tensor.

    Raises:
      OutOfRangeError: there is no such axis.

    Example:
      >>> tf.strings.reduce_join([["a", "b"], ["c", "d"]], 1).numpy().tolist()
      [b'ab', b'cd']
    """
    axis = either("axis", axis, "reduction_indices", reduction_indices)
    keep = bool(either("keepdims", keepdims, "keep_dims", keep_dims))
    inputs = as_ragged(inputs)
    if isinstance(inputs, RaggedTensor):
        return _ragged_joined(inputs, axis, keep, separator)
    rank = inputs.shape.ndims
    if axis is None:
        axis = range_(api.rank(inputs) - 1, -1, -1) if rank is None else list(range(rank))[::-1]
    axes = api.reshape(_native.convert(axis, int32), [-1])
    joined = _join(inputs, axes, keep, separator)
    known = _native.known_value(axes)
    if rank is not None and known is not None:
        joined.set_shape(_joined_shape(inputs._shape_tuple(), known._tolist(), keep))
    return joined


def _ragged_joined(inputs, axis, keep, separator):
    from zeal.ragged.reductions import reduced

    def joined(texts, axis=None):
        return reduce_join(texts, axis, separator=separator)

    def by_number(texts, numbers, count):
        return unsorted_segment_join(texts, numbers, count, separator)

    return reduced(joined, by_number, inputs, axis, keep or None)


def _segments_kernel(tensors, attrs):
    import numpy as np

    texts, ids = texts_of(tensors[0]), tensors[1].__array__()
    count = int(tensors[2].__array__())
    if texts.shape[: ids.ndim] != ids.shape:
        raise InvalidArgumentError(
            f"[UnsortedSegmentJoin] segment_ids must have the same leading shape as inputs: "
            f"{sizes_text(ids.shape)} and {sizes_text(texts.shape)}"
        )
    parts = texts.reshape(ids.size, math.prod(texts.shape[ids.ndim :]))
    rows = [[[] for _ in range(parts.shape[1])] for _ in range(count)]
    for number, row in zip(ids.ravel().tolist(), parts, strict=True):
        if not 0 <= number < count:
            raise InvalidArgumentError(
                "segment_ids are not allowed to exceed num_segments or to have negative values: "
                f"there is {number}, and num_segments is {count}"
            )
        for into, text in zip(rows[number], row, strict=True):
            into.append(text)
    separator = attrs["separator"].encode()
    result = np.empty((count, parts.shape[1]), object)
    for at in np.ndindex(result.shape):
        result[at] = separator.join(rows[at[0]][at[1]])
    return [tensor_of(result.reshape(count, *texts.shape[ids.ndim :]))]


def _infer_segments(shapes, attrs):
    text, ids, _ = shapes
    return [None if None in (text, ids) else (None, *text[len(ids) :])]


_segment_join = text_op(
    "UnsortedSegmentJoin",
    [("inputs", "string"), ("segment_ids", "Tindices"), ("num_segments", "Tnumsegments")],
    [("output", "string")],
    types=[("Tindices", ["int32", "int64"]), ("Tnumsegments", ["int32", "int64"])],
    attrs=[("separator", "")], infer=_infer_segments, kernel=_segments_kernel,
    doc="Strings joined that have one number.",
)  # fmt: skip


@public("strings.unsorted_segment_join")
@named("UnsortedSegmentJoin")
def unsorted_segment_join(inputs, segment_ids, num_segments, separator="", name=None):
    """Joins the strings that have one number.

    Args:
      inputs: a string tensor.
      segment_ids: integers, of a shape that that of inputs starts with.
      num_segments: how many numbers there are.
      separator: what comes between.
      name: name of the op.

    Returns:
      A string tensor with num_segments rows.

    Raises:
      InvalidArgumentError: shapes do not fit, or a number is too large or negative.

    Example:
      >>> tf.strings.unsorted_segment_join(["a", "b", "c"], [1, 0, 1], 2).numpy().tolist()
      [b'b', b'ac']
    """
    return _segment_join(_native.convert(inputs, string), segment_ids, num_segments, separator)


def _grams(row, widths, separator, pads, keep_short):
    """The n-grams of a list of texts."""
    found = []
    for width in widths:
        count = width - 1 if pads[2] < 0 else min(pads[2], width - 1)
        whole = [pads[0]] * count + row + [pads[1]] * count
        found += [separator.join(whole[i : i + width]) for i in range(len(whole) - width + 1)]
    if not found and keep_short and row:
        found = [separator.join([pads[0]] * max(pads[2], 0) + row + [pads[1]] * max(pads[2], 0))]
    return found


def _grams_kernel(tensors, attrs):
    import numpy as np

    texts, splits = texts_of(tensors[0]).tolist(), tensors[1].__array__()
    (separator, left, right), (width, keep_short, *widths) = (
        texts_of(tensors[2]).tolist(), tensors[3].__array__().tolist())  # fmt: skip
    rows = [texts[a:b] for a, b in pairwise(splits)]
    rows = [_grams(row, widths, separator, (left, right, width), keep_short) for row in rows]
    found = np.empty(sum(map(len, rows)), object)
    found[:] = [gram for row in rows for gram in row]
    return [tensor_of(found), np.cumsum([0, *map(len, rows)]).astype(splits.dtype)]


_ngrams = text_op(
    "ZealStringNGrams",
    [("data", "string"), ("data_splits", "Tsplits"), ("texts", "string"), ("numbers", "int64")],
    [("ngrams", "string"), ("ngrams_splits", "Tsplits")],
    types=[("Tsplits", ["int32", "int64"])],
    infer=lambda shapes, attrs: [(None,), shapes[1]], kernel=_grams_kernel,
    doc="Neighbouring strings joined. texts: separator and padding at either side; numbers: how "
    "much padding, whether short rows stay, and the widths. Not an op of TensorFlow's registry, "
    "whose StringNGrams has more attributes than zeal's ops have room for.",
)  # fmt: skip


@public("strings.ngrams")
@named("StringNGrams")
def ngrams(
    data, ngram_width, separator=" ", pad_values=None, padding_width=None,
    preserve_short_sequences=False, name=None,
):  # fmt: skip
    """Neighbouring strings joined.

    Args:
      data: a string tensor, ragged or not; its last axis is joined along.
      ngram_width: how many strings are joined: an int, or a list of them.
      separator: what comes between.
      pad_values: what stands before and after each row: a str, a pair of them, or None.
      padding_width: how often; as often as the width asks for by default.
      preserve_short_sequences: whether a row that is too short for all is joined as it is.
      name: name of the op.

    Returns:
      A tensor, ragged where data is.

    Raises:
      TypeError: pad_values is none of these.
      ValueError: a width is below 1.

    Example:
      >>> tf.strings.ngrams(["a", "b", "c"], 2).numpy().tolist()
      [b'a b', b'b c']
    """
    left, right = _pads(pad_values)
    if padding_width is not None and padding_width < 1:
        raise ValueError("padding_width must be greater than 0.")
    if padding_width is not None and pad_values is None:
        raise ValueError("pad_values must be provided if padding_width is set.")
    padding = 0 if pad_values is None else -1 if padding_width is None else padding_width
    widths = list(ngram_width) if isinstance(ngram_width, (list, tuple)) else [ngram_width]
    if any(width < 1 for width in widths):
        raise ValueError(f"All ngram_widths must be greater than 0. Got {ngram_width}")
    data = as_ragged(data)
    dense = not isinstance(data, RaggedTensor)
    shape = api.shape(data)[:-1] if dense else None
    if dense:
        flat = api.expand_dims(data, 0) if data.shape.ndims == 1 else data
        data = RaggedTensor.from_tensor(flat, ragged_rank=flat.shape.ndims - 1)
    inner = data
    while isinstance(inner.values, RaggedTensor):
        inner = inner.values
    numbers = [padding, int(preserve_short_sequences), *widths]
    texts = [separator, left, right]
    found, splits = _ngrams(inner.flat_values, inner.row_splits, texts, numbers)
    if dense:
        return api.reshape(found, api.concat([shape, [-1]], 0))
    return _replaced(data, RaggedTensor.from_row_splits(found, splits, validate=False))


def _replaced(data, rows):
    """Other innermost rows."""
    if not isinstance(data.values, RaggedTensor):
        return rows
    return data.with_values(_replaced(data.values, rows))


def _pads(pad_values):
    if pad_values is None:
        return "", ""
    if isinstance(pad_values, (list, tuple)):
        if len(pad_values) != 2 or not all(isinstance(p, (str, bytes)) for p in pad_values):
            raise TypeError(
                "pad_values must be a string, tuple of strings, or None.")
        return tuple(pad_values)
    if not isinstance(pad_values, (str, bytes)):
        raise TypeError("pad_values must be a string, tuple of strings, or None.")
    return pad_values, pad_values
