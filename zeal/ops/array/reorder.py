"""Elements moved along axes: transposed, repeated, rolled."""

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import bool as bool_
from zeal.dtypes import int32, int64
from zeal.errors import InvalidArgumentError
from zeal.ops.array.range import range as range_
from zeal.ops.array.shape import size_along
from zeal.ops.array.where import boolean_mask, where_v2
from zeal.ops.deprecation import renamed
from zeal.ops.named import named
from zeal.public import public


def with_axes_last(x, axes):
    """x with these axes, a list of ints or a tensor, behind all others."""
    return _permuted(x, axes, lambda free, axes: [free, axes])


def from_front(axis, rank) -> int:
    """The number of an axis that may be counted from the back.

    Raises:
      InvalidArgumentError: no tensor of this rank has it.
    """
    if not -rank <= axis < rank:
        raise InvalidArgumentError(f"axis {axis} is out of range for a tensor of rank {rank}")
    return axis % rank


def with_axes_first(x, axes):
    """x with these axes, a list of ints or a tensor, before all others."""
    return _permuted(x, axes, lambda free, axes: [axes, free])


def _permuted(x, axes, order):
    rank = x.shape.ndims
    if rank is None or isinstance(axes, _native.Tensor):
        return api.transpose(x, api.concat(order(*_free_axes(api.rank(x), axes)), 0))
    axes = [i % rank for i in axes]
    first, then = order([i for i in range(rank) if i not in axes], axes)
    perm = first + then
    return x if perm == sorted(perm) else api.transpose(x, perm)


def _free_axes(rank, axes):
    """The other axes of a tensor whose rank the run tells, and these, counted from the front."""
    places = _native.convert(axes, int32)
    places = where_v2(api.less(places, 0), places + rank, places)
    every = range_(rank)
    others = api.reduce_all(api.not_equal(api.expand_dims(every, 1), places), 1)
    return boolean_mask(every, others), places


@public("matrix_transpose", "linalg.matrix_transpose", "linalg.transpose")
@named("matrix_transpose", "transpose")
def matrix_transpose(a, name="matrix_transpose", conjugate=False):
    """Swaps the last two axes.

    Args:
      a: tensor of rank 2 or more.
      conjugate: also takes the complex conjugate.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., n, m]` for an input of `[..., m, n]`.

    Raises:
      ValueError: the rank is below 2.

    Example:
      >>> tf.matrix_transpose([[[1, 2, 3]]]).shape
      TensorShape([Dimension(1), Dimension(3), Dimension(1)])
    """
    a = _native.convert(a)
    ndim = a.shape.ndims
    if ndim is None:
        rank = api.rank(a)
        perm = api.concat([range_(rank - 2), [rank - 1, rank - 2]], 0)
        return api.transpose(a, perm, conjugate=conjugate)
    if ndim < 2:
        raise ValueError(
            f"Argument 'a' should be a (batch) matrix, with rank >= 2. Found: {a.shape}")
    return api.transpose(a, [*range(ndim - 2), ndim - 1, ndim - 2], conjugate=conjugate)


def _booleans_first(values, error):
    """A list of a boolean before integers; raises `error` for any other."""
    try:
        return _native.convert(values, int32)
    except (TypeError, ValueError):
        raise error from None


def _as_int32(counts, given):
    """Counts of another dtype. Booleans of Python and NumPy are integers, those of tensors not."""
    counted = counts.dtype.is_integer or (
        counts.dtype is bool_ and not isinstance(given, (_native.Tensor, _native.Variable))
    )
    if not counted and counts.shape.num_elements() != 0:  # [] has no dtype
        raise TypeError(f"repeats must be an integer type; dtype={counts.dtype!r}")
    return api.cast(counts, int32)


def _counts(repeats):
    """How often, as a vector: negative counts are 0."""
    try:
        counts = _native.convert(repeats)
    except ValueError as error:
        counts = _booleans_first(repeats, error)
    if counts.dtype not in (int32, int64):
        counts = _as_int32(counts, repeats)
    if (counts.shape.ndims or 0) > 1:
        raise ValueError(f"repeats must have rank at most 1, got shape {counts.shape}")
    return api.reshape(api.maximum(counts, 0), [-1])


@public("repeat")
@named("Repeat", "Reshape")
def repeat(input, repeats, axis=None, name=None):
    """Repeats elements.

    Args:
      input: the tensor.
      repeats: how often, a scalar, or a vector with one entry for each position along the axis.
      axis: the axis; None flattens the input first.
      name: its name in graphs.

    Returns:
      A tensor of input's dtype.

    Raises:
      TypeError: repeats are no integers, or axis is no int.
      ValueError: there is no such axis, or repeats are neither one nor as many as its size.

    Example:
      >>> tf.repeat([1, 2], [2, 1]).numpy().tolist()
      [1, 1, 2]
    """
    if axis is not None and (not isinstance(axis, int) or isinstance(axis, bool)):
        raise TypeError(f"axis must be an int; got {type(axis).__name__}")
    input, repeats = _native.convert(input), _counts(repeats)
    rank = input.shape.ndims
    if axis is None or rank == 0:
        input, axis, rank = api.reshape(input, [-1]), axis or 0, 1
    if rank is None:  # a scalar is a vector of one element
        missing = _native.convert([1])[: 1 - api.rank(input)]
        input = api.reshape(input, api.concat([api.shape(input), missing], 0))
    elif not -rank <= axis < rank:
        raise ValueError(f"axis={axis} out of bounds: expected {-rank}<=axis<{rank}")
    n, given = size_along(input, axis), repeats._shape_tuple()[0]
    if isinstance(n, int) and given not in (1, n, None):
        raise ValueError(f"repeats has {given} entries; axis {axis} has size {n}")
    if given != n and (given != 1 or rank is None):  # one count may stand for all
        repeats = api.broadcast_to(repeats, [n])
    return raw.Repeat(input, repeats, axis)


@public("reverse_sequence")
def reverse_sequence(
    input, seq_lengths, seq_axis=None, batch_axis=None, name=None, seq_dim=None, batch_dim=None
):
    """Reverses the first elements of each sequence of a batch.

    Args:
      input: a tensor of rank 2 or more.
      seq_lengths: an integer vector, how many elements of each sequence are reversed; the others
        stay.
      seq_axis: the axis along which the sequences run.
      batch_axis: the axis of the batch; 0 by default.
      name: its name in graphs.
      seq_dim, batch_dim: older names of seq_axis and batch_axis.

    Returns:
      A tensor of the shape of input.

    Raises:
      InvalidArgumentError: a length is negative or greater than the axis, there is not one for each
        sequence, or the axes are the same or out of range.

    Example:
      >>> tf.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], seq_axis=1).numpy().tolist()
      [[2, 1, 3], [6, 5, 4]]
    """
    seq_axis = renamed("reverse_sequence", "seq_axis", seq_axis, "seq_dim", seq_dim)
    batch_axis = renamed("reverse_sequence", "batch_axis", batch_axis, "batch_dim", batch_dim)
    return raw.ReverseSequence(
        input, seq_lengths, seq_axis, 0 if batch_axis is None else batch_axis, name=name
    )
