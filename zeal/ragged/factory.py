"""Ragged tensors of nested lists, and placeholders for them."""

import math

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype, int64
from zeal.graph.placeholder import placeholder as dense_placeholder
from zeal.ops.named import named
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor, is_ragged
from zeal.ragged.value import RaggedTensorValue
from zeal.state.scope import name_scope


def _is_list(item):
    import numpy as np

    return isinstance(item, (list, tuple)) or np.ndim(item) != 0


def depths(item):
    """At which depth its scalars are, None without any, and how deep its lists go.

    Raises:
      ValueError: scalars are at two depths.
    """
    if not _is_list(item):
        return 0, 0
    scalars, deepest = None, 1
    for child in item:
        of_child, deep = depths(child)
        if of_child is not None:
            if scalars not in (None, of_child + 1):
                raise ValueError("all scalar values must have the same nesting depth")
            scalars = of_child + 1
        deepest = max(deepest, deep + 1)
    return scalars, deepest


def inner_shape_of(pylist, ragged_rank):
    """The shape of what is within the ragged axes.

    Raises:
      ValueError: there are several.
    """
    rows = pylist
    for axis in range(ragged_rank):
        if not all(map(_is_list, rows)):
            raise ValueError(
                f"pylist has scalar values depth {axis + 1}, but ragged_rank={ragged_rank} "
                f"requires scalar value depth greater than {ragged_rank}"
            )
        rows = [child for row in rows for child in row]
    shape = _first_shape(rows)
    _check_shape(rows, shape)
    return shape[1:]


def _first_shape(item):
    if not _is_list(item):
        return ()
    return (len(item), *_first_shape(item[0])) if len(item) else (0,)


def _check_shape(item, shape):
    if _is_list(item) != bool(shape) or (shape and shape[0] != len(item)):
        raise ValueError("inner values have inconsistent shape")
    for child in item if shape else ():
        _check_shape(child, shape[1:])


def _build(make_ragged, make_dense, pylist, ragged_rank, inner_shape):
    if is_ragged(pylist):
        raise TypeError("pylist may not be a RaggedTensor or RaggedTensorValue.")
    if not _is_list(pylist):
        if ragged_rank:
            raise ValueError(
                f"Invalid pylist={pylist!r}: incompatible with ragged_rank={ragged_rank}")
        if inner_shape:
            raise ValueError(
                f"Invalid pylist={pylist!r}: incompatible with "
                f"dim(inner_shape)={len(inner_shape)}")
        return make_dense(pylist, ())
    if ragged_rank is not None and ragged_rank < 0:
        raise ValueError(f"Invalid ragged_rank={ragged_rank!r}: must be nonnegative")
    scalars, deepest = depths(pylist)
    _check_depths(pylist, scalars, deepest, ragged_rank, inner_shape)
    inner = 0 if inner_shape is None else len(inner_shape)
    if ragged_rank == 0 or (ragged_rank is None and deepest - inner < 2):
        return make_dense(pylist, inner_shape)
    if inner_shape is None:
        inner_shape = () if ragged_rank is None else inner_shape_of(pylist, ragged_rank)
    if ragged_rank is None:
        depth = deepest if scalars is None else scalars - len(inner_shape)
        ragged_rank = max(1, depth - 1)
    return _rows(make_ragged, make_dense, pylist, ragged_rank, tuple(inner_shape))


def _check_depths(pylist, scalars, deepest, ragged_rank, inner_shape):
    if scalars is not None and deepest > scalars:
        raise ValueError(
            f"Invalid pylist={pylist!r}: empty list nesting is greater than scalar value nesting")
    if inner_shape is None or ragged_rank is None:
        return
    expected = ragged_rank + len(inner_shape) + 1
    if (scalars is None and expected < deepest) or scalars not in (None, expected):
        raise ValueError(
            f"Invalid pylist={pylist!r}: incompatible with ragged_rank={ragged_rank} and "
            f"dim(inner_shape)={len(inner_shape)}")


def _rows(make_ragged, make_dense, pylist, ragged_rank, inner_shape):
    nested, values = [], pylist
    for _ in range(ragged_rank):
        splits = [0]
        for row in values:
            splits.append(splits[-1] + len(row))
        nested.append(splits)
        values = [child for row in values for child in row]
    found = make_dense(values, (len(values), *inner_shape))
    for splits in reversed(nested):
        found = make_ragged(found, splits)
    return found


@public("ragged.constant")
@named("RaggedConstant")
def constant(
    pylist, dtype=None, ragged_rank=None, inner_shape=None, name=None, row_splits_dtype=int64
):
    """A ragged tensor of nested lists.

    Args:
      pylist: nested lists, tuples or arrays, whose scalars are all at one depth.
      dtype: the elements' dtype; None for what they are.
      ragged_rank: how many axes may be ragged; all but the first one by default.
      inner_shape: shape of the values within the ragged axes.
      name: name of the ops.
      row_splits_dtype: int32 or int64.

    Returns:
      A RaggedTensor; a Tensor where no axis is ragged.

    Raises:
      ValueError: scalars are at several depths, or the lists do not fit ragged_rank and
        inner_shape.
      TypeError: without ragged axes, there are other numbers of values than inner_shape's.

    Example:
      >>> tf.ragged.constant([[1, 2], [], [3]])
      <tf.RaggedTensor [[1, 2], [], [3]]>
    """
    splits_dtype = as_dtype(row_splits_dtype)

    def ragged(values, splits):
        return RaggedTensor.from_row_splits(
            values, _native.convert(splits, splits_dtype), validate=False)

    def dense(values, shape):
        return _tensor(values, dtype, shape)

    return _build(ragged, dense, pylist, ragged_rank, inner_shape)


def _tensor(values, dtype, shape):
    tensor = _native.convert(values, None if dtype is None else as_dtype(dtype))
    if shape is not None and tensor.shape.num_elements() != math.prod(shape):
        raise TypeError(f"Expected Tensor's shape: {tuple(shape)}, got {tensor.shape}.")
    return tensor if shape is None else api.reshape(tensor, shape)


@public("ragged.constant_value")
def constant_value(
    pylist, dtype=None, ragged_rank=None, inner_shape=None, row_splits_dtype="int64"
):
    """Nested lists as a `tf.ragged.RaggedTensorValue`.

    Args:
      the others: as for `tf.ragged.constant`.
      dtype: NumPy's dtype of the elements; None for what they are.

    Returns:
      A RaggedTensorValue; an array where no axis is ragged.

    Raises:
      ValueError: as `tf.ragged.constant`.

    Example:
      >>> tf.ragged.constant_value([[1, 2], []]).to_list()
      [[1, 2], []]
    """
    import numpy as np

    splits_dtype = as_dtype(row_splits_dtype).as_numpy_dtype

    def dense(values, shape):
        array = np.array(values, dtype)
        return array if shape is None else array.reshape(shape)

    def ragged(values, splits):
        return RaggedTensorValue(values, np.array(splits, splits_dtype))

    return _build(ragged, dense, pylist, ragged_rank, inner_shape)


@public("ragged.placeholder")
def placeholder(dtype, ragged_rank, value_shape=None, name=None):
    """A ragged tensor of a graph whose value each run is fed.

    Args:
      dtype: element type.
      ragged_rank: how many axes are ragged.
      value_shape: shape of the values within them.
      name: name of the ops.

    Returns:
      A RaggedTensor, which takes a RaggedTensorValue.

    Raises:
      RuntimeError: the program executes eagerly.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.ragged.placeholder(tf.int32, 1)
      ...     session.run(x + 1, {x: tf.ragged.constant_value([[1], []], np.int32)}).to_list()
      [[2], []]
    """
    if ragged_rank == 0:
        return dense_placeholder(dtype, value_shape, name)
    with name_scope(name, "RaggedPlaceholder"):
        found = dense_placeholder(dtype, [None, *(value_shape or ())], "flat_values")
        for i in reversed(range(ragged_rank)):
            splits = dense_placeholder(int64, [None], f"row_splits_{i}")
            found = RaggedTensor.from_row_splits(found, splits, validate=False)
    return found
