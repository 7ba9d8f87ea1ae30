"""tensorflow.python.ops.gen_array_ops: ops that only TensorFlow's own code calls."""

from functools import partial

from zeal import _native
from zeal.dtypes import as_dtype, int32
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call
from zeal.ops.array.unique import Unique, UniqueWithCounts
from zeal.tensor_shape import TensorShape

__all__ = ["concat_offset", "unique_v2", "unique_with_counts_v2"]


def unique_v2(x, axis, out_idx=int32, name=None):
    """The distinct parts of a tensor along an axis; see `tf.unique`.

    Args:
      x: a tensor.
      axis: a vector of one axis, or of none where x is a vector.
      out_idx: int32 or int64.
      name: the op's name.
    """
    return Unique(*_distinct("UniqueV2", x, axis, out_idx, name))


def unique_with_counts_v2(x, axis, out_idx=int32, name=None):
    """The same, and how often each part appears: a namedtuple (y, idx, count)."""
    return UniqueWithCounts(*_distinct("UniqueWithCountsV2", x, axis, out_idx, name))


def _distinct(op, x, axis, out_idx, name):
    x, axis = _native.convert(x), _native.convert(axis)
    rank, vector = x.shape.ndims, TensorShape([None])
    outputs = [(x.dtype, TensorShape([None] * rank if rank is not None else None))]
    outputs += [(out_idx, vector)] * (op.count("Counts") + 1)
    run = partial(_distinct_arrays, as_dtype(out_idx).as_numpy_dtype, len(outputs))
    return host_call(op, run, [x, axis], outputs, name)


def _distinct_arrays(index, count, inputs):
    """The distinct parts in order of appearance."""
    import numpy as np

    x, axes = (t.numpy() for t in inputs)
    if axes.size > 1 or (not axes.size and x.ndim != 1):
        raise InvalidArgumentError("axis expects a vector of one axis; of none for a vector only")
    axis = int(axes[0]) if axes.size else 0
    if not -x.ndim <= axis < x.ndim:
        raise InvalidArgumentError(f"axis {axis} is not in the range [{-x.ndim}, {x.ndim})")
    parts = np.moveaxis(x, axis, 0)
    places: dict = {}
    numbers = [places.setdefault(repr(np.asarray(part).tolist()), len(places)) for part in parts]
    first = np.unique(np.array(numbers, int), return_index=True)[1]
    found = np.take(x, first, axis), np.array(numbers, index), np.bincount(numbers).astype(index)
    return list(found[:count])


def concat_offset(concat_dim, shape, name=None):
    """Where each of several tensors begins in what `tf.concat` makes of them.

    Args:
      concat_dim: the axis along which they are joined, an int32 scalar.
      shape: a list of their shapes, int32 vectors that differ along that axis only.
      name: the op's name.

    Returns:
      A list of int32 vectors: the first element's place.
    """
    inputs = [_native.convert(x, int32) for x in (concat_dim, *shape)]
    outputs = [(int32, x.shape) for x in inputs[1:]]
    return host_call("ConcatOffset", _offsets, inputs, outputs, name)


def _offsets(inputs):
    import numpy as np

    given, *shapes = (t.numpy() for t in inputs)
    first = shapes[0]
    if first.ndim != 1:
        raise InvalidArgumentError(f"input shape should be a vector, got {first.tolist()}")
    if not -len(first) <= given < len(first):
        raise InvalidArgumentError(f"Concat dim is out of range: {given} vs. {len(first)}")
    axis = int(given) % len(first)
    for i, shape in enumerate(shapes):
        if shape.shape != first.shape:
            raise InvalidArgumentError(
                f"input {i} should contain {len(first)} elements, got {shape.tolist()}"
            )
        if (np.delete(shape, axis) != np.delete(first, axis)).any():
            raise InvalidArgumentError(
                f"All dimensions except {axis} must match. Input {i} has shape {_text(shape)} and "
                f"doesn't match input 0 with shape {_text(first)}."
            )
    ends = np.cumsum([0, *(shape[axis] for shape in shapes)])
    return [np.where(np.arange(len(first)) == axis, end, 0).astype(np.int32) for end in ends[:-1]]


def _text(shape):
    return "[" + " ".join(map(str, shape)) + "]"
