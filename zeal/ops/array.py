"""Array ops: shapes, joining, splitting and reordering. See also creation.py and indexing.py."""

from collections import namedtuple

from zeal import _native
from zeal._native import Tensor, api, raw
from zeal.dtypes import int32, int64
from zeal.errors import InvalidArgumentError
from zeal.ops.op_function import op_function
from zeal.tensor_shape import TensorShape

__all__ = [
    "broadcast_dynamic_shape", "broadcast_static_shape", "broadcast_to", "concat", "expand_dims",
    "identity", "identity_n", "invert_permutation", "matrix_transpose", "newaxis", "pad", "rank",
    "repeat", "required_space_to_batch_paddings", "reshape", "reverse", "reverse_v2", "roll",
    "shape", "shape_n", "size", "split", "squeeze", "stack", "stop_gradient", "tile", "transpose",
    "unique", "unique_with_counts", "unstack",
]

newaxis = None

Unique = namedtuple("Unique", ["y", "idx"])
UniqueWithCounts = namedtuple("UniqueWithCounts", ["y", "idx", "count"])

broadcast_to, concat, expand_dims, identity = (
    api.broadcast_to, api.concat, api.expand_dims, api.identity)
invert_permutation, rank, reshape = api.invert_permutation, api.rank, api.reshape
transpose = api.transpose
shape, shape_n, size, squeeze = api.shape, api.shape_n, api.size, api.squeeze
stop_gradient, tile = api.stop_gradient, api.tile
reverse = reverse_v2 = api.reverse


def matrix_transpose(a, name="matrix_transpose", conjugate=False):
    """Swaps the last two axes.

    Args:
      a: tensor of rank 2 or more.
      conjugate: also takes the complex conjugate.
      name: accepted for compatibility.

    Returns:
      A tensor of shape `[..., n, m]` for an input of `[..., m, n]`.

    Raises:
      ValueError: the rank is below 2.

    Example:
      >>> tf.matrix_transpose([[[1, 2, 3]]]).shape
      TensorShape([Dimension(1), Dimension(3), Dimension(1)])
    """
    a = _native.convert(a)
    ndim = a.ndim
    if ndim < 2:
        raise ValueError(
            f"Argument 'a' should be a (batch) matrix, with rank >= 2. Found: {a.shape}")
    return transpose(a, [*range(ndim - 2), ndim - 1, ndim - 2], conjugate=conjugate)


@op_function("Pack", "values, axis")
def stack(values, axis=0, name="stack"):
    """Joins tensors of one shape along a new axis.

    Args:
      values: list of tensors; or, with axis 0, anything that converts to a tensor.
      axis: the place of the new axis, in [-rank - 1, rank].
      name: accepted for compatibility.

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
    if isinstance(values, Tensor) and values.ndim:
        values = unstack(values)
    return raw.Pack(values, axis)


@op_function("Split", "value, num_or_size_splits:num_split, axis:split_dim")
def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    """Cuts a tensor into parts along an axis.

    Args:
      value: the tensor.
      num_or_size_splits: an int: that many equal parts; or a vector of part sizes, one of which
        may be -1 for the rest.
      axis: int.
      num: the number of parts, when sizes are given; taken from their length by default.
      name: accepted for compatibility.

    Returns:
      A list of tensors.

    Raises:
      InvalidArgumentError: the axis cannot be cut so.
      ValueError: num_or_size_splits is a scalar tensor, or num is not the number of sizes.

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
    return raw.SplitV(value, sizes, axis, sizes.shape[0].value if num is None else num)


def unstack(value, num=None, axis=0, name="unstack"):
    """Splits a tensor into its slices along an axis, which is dropped.

    Args:
      value: tensor of rank 1 or more.
      num: the axis's size; found out by default.
      axis: int in [-rank, rank).
      name: accepted for compatibility.

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
    rank = value.ndim
    if num is None:
        if not -rank <= axis < rank:
            raise ValueError(f"axis = {axis} not in [{-rank}, {rank})")
        num = value._shape_tuple()[axis]
    return raw.Unpack(value, num, axis)


def as_list(values):
    """What a program gives for a list of tensors; the rows of a tensor come from one op.

    To walk the tensor would make them one after the other: without elements there may be 2**40.
    """
    return unstack(values) if isinstance(values, Tensor) and values.ndim else values


def identity_n(input, name=None):
    """Returns a list of tensors with the same values.

    Args:
      input: list of tensors, of any shapes and dtypes.
      name: accepted for compatibility.

    Raises:
      TypeError: input is not a list.
      InvalidArgumentError, ValueError: input is a tensor of too many rows.

    Example:
      >>> [t.numpy() for t in tf.identity_n([1, 2.5])]
      [1, 2.5]
    """
    return [identity(t) for t in as_list(input)]


def broadcast_static_shape(shape_x, shape_y):
    """Computes the shape that two shapes broadcast to.

    Args:
      shape_x: a TensorShape.
      shape_y: a TensorShape.

    Returns:
      A TensorShape.

    Raises:
      ValueError: they do not broadcast.

    Example:
      >>> tf.broadcast_static_shape(tf.TensorShape([2, 1]), tf.TensorShape([3]))
      TensorShape([Dimension(2), Dimension(3)])
    """
    if shape_x.ndims is None or shape_y.ndims is None:
        return TensorShape(None)
    long, short = sorted((list(shape_x), list(shape_y)), key=len, reverse=True)
    dims = long[:len(long) - len(short)]
    for a, b in zip(long[len(dims):], short, strict=True):
        a, b = a.value, b.value
        if a is not None and b is not None and a != b and 1 not in (a, b):
            raise ValueError(
                f"Incompatible shapes for broadcasting: {shape_x} and {shape_y}")
        known = [d for d in (a, b) if d not in (1, None)]
        dims.append(known[0] if known else 1 if a == b == 1 else None)
    return TensorShape(dims)


def broadcast_dynamic_shape(shape_x, shape_y):
    """Computes the shape, a vector tensor, that two shape vectors broadcast to.

    Args:
      shape_x: vector of int32 or int64.
      shape_y: vector of the same dtype.

    Returns:
      A vector of that dtype.

    Raises:
      InvalidArgumentError: they do not broadcast.

    Example:
      >>> tf.broadcast_dynamic_shape([2, 1], [3]).numpy().tolist()
      [2, 3]
    """
    x, y = _native.convert(shape_x), _native.convert(shape_y)
    try:
        merged = broadcast_static_shape(TensorShape(x._tolist()), TensorShape(y._tolist()))
    except ValueError as e:
        raise InvalidArgumentError(str(e)) from None
    return _native.convert(merged.as_list(), x.dtype)


@op_function("Pad", "tensor:input, paddings")
def pad(tensor, paddings, mode="CONSTANT", name=None, constant_values=0):
    """Adds a border around a tensor.

    Args:
      tensor: the tensor, of rank n.
      paddings: integers of shape `[n, 2]`: how many elements to add before and after, by axis.
      mode: "CONSTANT"; "REFLECT" mirrors at the edge element, "SYMMETRIC" repeats it.
      constant_values: scalar that fills a constant border.
      name: accepted for compatibility.

    Returns:
      A tensor of tensor's dtype.

    Raises:
      ValueError: the mode is unknown.
      InvalidArgumentError: paddings do not fit the tensor.

    Example:
      >>> tf.pad([1, 2], [[1, 2]]).numpy().tolist()
      [0, 1, 2, 0, 0]
    """
    kind = mode.upper()
    if kind == "CONSTANT":
        if not isinstance(constant_values, Tensor) and constant_values == 0:
            return raw.Pad(tensor, paddings)
        return raw.PadV2(tensor, paddings, constant_values)
    if kind in ("REFLECT", "SYMMETRIC"):
        return raw.MirrorPad(tensor, paddings, kind)
    raise ValueError(f"Unknown padding mode: {mode}")


def unique(x, out_idx=int32, name=None):
    """Finds the distinct elements of a vector.

    Args:
      x: vector of any dtype.
      out_idx: dtype of the indices, int32 or int64.
      name: accepted for compatibility.

    Returns:
      A namedtuple (y, idx): the distinct elements in order of appearance, and for each element
      of x its place in y.

    Raises:
      InvalidArgumentError: x is not a vector.

    Example:
      >>> tf.unique([3, 1, 3]).y.numpy().tolist()
      [3, 1]
    """
    return Unique(*raw.Unique(x, out_idx))


def unique_with_counts(x, out_idx=int32, name=None):
    """Finds the distinct elements of a vector and how often each appears.

    Args:
      x: vector of any dtype.
      out_idx: dtype of indices and counts, int32 or int64.
      name: accepted for compatibility.

    Returns:
      A namedtuple (y, idx, count); see `unique`.

    Raises:
      InvalidArgumentError: x is not a vector.

    Example:
      >>> tf.unique_with_counts([3, 1, 3]).count.numpy().tolist()
      [2, 1]
    """
    return UniqueWithCounts(*raw.UniqueWithCounts(x, out_idx))


def repeat(input, repeats, axis=None, name=None):
    """Repeats elements.

    Args:
      input: the tensor.
      repeats: how often, a scalar, or a vector with one entry for each position along the axis.
      axis: the axis; None flattens the input first.
      name: accepted for compatibility.

    Returns:
      A tensor of input's dtype.

    Raises:
      TypeError: repeats are no integers.
      ValueError: the number of repeats is not the axis's size.

    Example:
      >>> tf.repeat([1, 2], [2, 1]).numpy().tolist()
      [1, 1, 2]
    """
    input, repeats = _native.convert(input), _native.convert(repeats)
    if not repeats.dtype.is_integer and 0 not in repeats._shape_tuple():  # [] has no dtype
        raise TypeError(f"repeats must be an integer type; dtype={repeats.dtype!r}")
    if axis is None:
        input, axis = raw.Reshape(input, [-1]), 0
    if repeats.dtype not in (int32, int64):
        repeats = api.cast(repeats, int32)
    counts = raw.Reshape(raw.Maximum(repeats, 0), [-1])
    n, given = input._shape_tuple()[axis], counts._shape_tuple()[0]
    if given not in (1, n):
        raise ValueError(f"repeats has {given} entries; axis {axis} has size {n}")
    return raw.Repeat(input, counts if given == n else raw.BroadcastTo(counts, [n]), axis)


def roll(input, shift, axis, name=None):
    """Rolls the elements of a tensor along axes; those that fall off the end return at the front.

    Args:
      input: the tensor.
      shift: how far, an int or one for each axis.
      axis: an int, or a list of them.
      name: accepted for compatibility.

    Returns:
      A tensor of input's shape.

    Raises:
      InvalidArgumentError: an axis is out of range, or there are not as many shifts.

    Example:
      >>> tf.roll([1, 2, 3], 1, 0).numpy().tolist()
      [3, 1, 2]
    """
    input = _native.convert(input)
    shifts = raw.Reshape(_native.convert(shift), [-1])._tolist()
    axes = raw.Reshape(_native.convert(axis), [-1])._tolist()
    if len(shifts) != len(axes):
        raise InvalidArgumentError(f"roll: {len(shifts)} shifts for {len(axes)} axes")
    for by, at in zip(shifts, axes, strict=True):
        n = input._shape_tuple()[at] if -input.ndim <= at < input.ndim else 0
        by %= n or 1
        head, tail = raw.SplitV(input, [n - by, by], at, 2)
        input = raw.ConcatV2([tail, head], at)
    return input


def required_space_to_batch_paddings(input_shape, block_shape, base_paddings=None, name=None):
    """Computes the paddings and crops that make block_shape divide an input's shape.

    Args:
      input_shape: vector of n integers.
      block_shape: vector of n integers.
      base_paddings: integers of shape `[n, 2]`: the least paddings; zeros by default.
      name: accepted for compatibility.

    Returns:
      (paddings, crops), each int32 of shape `[n, 2]`. `paddings[i, 0]` is `base_paddings[i, 0]`,
      `paddings[i, 1]` the least that fits; crops undo what was added beyond the base.

    Raises:
      InvalidArgumentError: an entry of block_shape is not positive.

    Example:
      >>> paddings, crops = tf.required_space_to_batch_paddings([5], [2])
      >>> paddings.numpy().tolist(), crops.numpy().tolist()
      ([[0, 1]], [[0, 1]])
    """
    sizes, blocks = _native.convert(input_shape)._tolist(), _native.convert(block_shape)._tolist()
    if any(k < 1 for k in blocks):
        raise InvalidArgumentError(None, None, f"block_shape must be positive, got {blocks}")
    base = _native.convert(base_paddings)._tolist() if base_paddings is not None \
        else [[0, 0]] * len(sizes)
    extra = [-(n + sum(b)) % k for n, b, k in zip(sizes, base, blocks, strict=True)]
    paddings = [[b[0], b[1] + e] for b, e in zip(base, extra, strict=True)]
    crops = [[0, e] for e in extra]
    shape = [len(sizes), 2]
    return tuple(raw.Reshape(_native.convert(v, int32), shape) for v in (paddings, crops))
