"""Rows of several tensors, brought to the places that indices name."""

from zeal import _native
from zeal._native import api
from zeal.ops.array.range import range as range_
from zeal.ops.array.top_k import top_k
from zeal.ops.array.where import where
from zeal.ops.named import named
from zeal.public import public
from zeal.tensor_shape import TensorShape


@public("dynamic_stitch")
@named("DynamicStitch")
def dynamic_stitch(indices, data, name=None):
    """One tensor of the rows of several, each at the place that its index names.

    `result[indices[m][i, ...]] = data[m][i, ...]`. Of rows with one index the last stays; a row
    that no index names is zero.

    Args:
      indices: a list of int32 tensors.
      data: a list of tensors as long, each of a shape that starts with that of its indices; what
        follows is the same for all.
      name: name of the op.

    Returns:
      A tensor whose first size is the largest index plus 1.

    Raises:
      ValueError: the lists are empty, or not equally long.
      InvalidArgumentError: the shapes do not fit.

    Example:
      >>> tf.dynamic_stitch([[2], [0, 1]], [[30], [10, 20]]).numpy().tolist()
      [10, 20, 30]
    """
    if len(indices) != len(data) or not indices:
        raise ValueError(
            f"List argument 'data' to 'dynamic_stitch' Op with length {len(data)} must match "
            f"length {len(indices)} of argument 'indices'; both must list at least one tensor"
        )
    indices = [_native.convert(i, "int32") for i in indices]
    data = [_native.convert(d) for d in data]
    row = api.shape(data[0])[api.rank(indices[0]) :]
    places = api.concat([api.reshape(i, [-1]) for i in indices], 0)
    rows = api.concat([_rows(i, d, row) for i, d in zip(indices, data, strict=True)], 0)
    places, sources = _last_of_each(api.cast(places, "int64"))
    size = api.reduce_max(api.concat([places, [-1]], 0)) + 1
    shape = api.concat([api.reshape(size, [1]), api.cast(row, "int64")], 0)
    out = api.scatter_nd(api.expand_dims(places, 1), api.gather(rows, sources), shape)
    if out._symbolic:
        out.set_shape(_known_shape(indices, data))
    return out


def _known_shape(indices, data):
    """The shape as far as it is known before the run: its first size follows from the indices."""
    import numpy as np

    known = [_native.known_value(i) for i in indices]
    row = TensorShape(None)
    for i, d in zip(indices, data, strict=True):
        if i.shape.ndims is not None and d.shape.ndims is not None:
            row = row.merge_with(d.shape[i.shape.ndims :])
    if any(i is None for i in known):
        return TensorShape([None]).concatenate(row)
    size = 1 + max((int(i.max()) for i in map(np.asarray, known) if i.size), default=-1)
    return TensorShape([size]).concatenate(row)


def _rows(indices, data, row):
    """A tensor's rows, as many as it has indices."""
    return api.reshape(data, api.concat([api.reshape(api.size(indices), [1]), row], 0))


def _last_of_each(places):
    """The numbers in a vector, and where each of them stands last."""
    count = api.size(places, out_type="int64")
    step = api.maximum(count, 1)
    keys, _ = top_k(places * step + range_(count), api.cast(count, "int32"))
    found, at = api.floordiv(keys, step), api.floormod(keys, step)
    before = api.concat([found[:1] + 1, found[:-1]], 0)
    first = api.reshape(where(api.not_equal(found, before)), [-1])
    return api.gather(found, first), api.gather(at, first)
