"""Joining tensors along axes, and cutting them apart."""

from zeal import _native
from zeal._native import Tensor, raw
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public


@public("stack")
@op_function("Pack", "values, axis")
@named("stack")
def stack(values, axis=0, name="stack"):
    """Joins tensors of one shape along a new axis.

    Args:
      values: list of tensors; or, with axis 0, anything that converts to a tensor.
      axis: the place of the new axis, in [-rank - 1, rank].
      name: its name in graphs.

    Returns:
      A tensor of one rank more.

    Raises:
      InvalidArgumentError: shapes or dtypes differ, or axis is out of range.

    Example:
      >>> tf.stack([[1, 2], [3, 4]], axis=1).numpy().tolist()
      [[1, 3], [2, 4]]
    """
    if axis == 0:
        try:
            return _native.convert(values)
        except (TypeError, ValueError):
            pass  # Pack's message names the operands
    if isinstance(values, Tensor) and values.shape.ndims != 0:
        values = unstack(values)
    return raw.Pack(values, axis)


@public("parallel_stack")
@named("parallel_stack")
def parallel_stack(values, name="parallel_stack"):
    """Joins tensors of one shape, known in full, along a new first axis; see `tf.stack`.

    Args:
      values: list of tensors; or anything that converts to a tensor.
      name: its name in graphs.

    Returns:
      A tensor of one rank more.

    Raises:
      ValueError: a size is not known before a run.
      InvalidArgumentError: shapes or dtypes differ.

    Example:
      >>> tf.parallel_stack([[1, 2], [3, 4]]).numpy().tolist()
      [[1, 2], [3, 4]]
    """
    joined = stack(values)
    if not joined.shape.is_fully_defined():
        raise ValueError(
            f"shape attr must be fully defined: joined the values are {joined.shape}, of which a "
            "run alone knows all; use tf.stack"
        )
    return joined


@public("split")
@op_function("Split", "value, num_or_size_splits:num_split, axis:split_dim")
@named("split")
def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    """Cuts a tensor into parts along an axis.

    Args:
      value: the tensor.
      num_or_size_splits: an int: that many equal parts; or a vector of part sizes, one of which
        may be -1 for the rest.
      axis: int.
      num: the number of parts, when sizes are given; taken from their length by default.
      name: its name in graphs.

    Returns:
      A list of tensors.

    Raises:
      InvalidArgumentError: the axis cannot be cut so.
      ValueError: num_or_size_splits is a scalar tensor or of unknown length, or num is not the
        number of sizes.

    Example:
      >>> [t.numpy().tolist() for t in tf.split([1, 2, 3, 4], 2)]
      [[1, 2], [3, 4]]
    """
    if isinstance(num_or_size_splits, int) or (
            hasattr(num_or_size_splits, "__index__") and not hasattr(num_or_size_splits, "shape")):
        return raw.Split(axis, value, num_or_size_splits)
    sizes = _native.convert(num_or_size_splits)
    if sizes.ndim == 0:
        raise ValueError(
            "Rank-0 tensors are not supported as the num_or_size_splits argument to split. "
            f"Argument provided: {num_or_size_splits}")
    num = sizes.shape._at(0) if num is None else num
    if num is None:
        raise ValueError(f"Cannot infer num from shape {num_or_size_splits}")
    return raw.SplitV(value, sizes, axis, num)


def _size_along(value, axis):
    sizes = value._shape_tuple()
    try:
        return None if sizes is None else sizes[axis]
    except IndexError:
        raise ValueError(f"axis = {axis} not in [{-len(sizes)}, {len(sizes)})") from None


@public("unstack")
@named("unstack")
def unstack(value, num=None, axis=0, name="unstack"):
    """Splits a tensor into its slices along an axis, which is dropped.

    Args:
      value: tensor of rank 1 or more.
      num: the axis's size; found out by default.
      axis: int in [-rank, rank).
      name: its name in graphs.

    Returns:
      A list of tensors, one for each index.

    Raises:
      ValueError: axis is out of range.
      InvalidArgumentError: num is not the axis's size.

    Example:
      >>> a, b = tf.unstack([[1, 2], [3, 4]], axis=1)
      >>> a.numpy().tolist()
      [1, 3]
    """
    value = _native.convert(value)
    if num is None:
        num = _size_along(value, axis)
        if num is None:
            raise ValueError(f"Cannot infer num from shape {value.shape}")
    return raw.Unpack(value, num, axis)
