"""RaggedTensorDynamicShape: the sizes of a tensor's axes, and what two of them broadcast to."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32, int64
from zeal.ops.array.fill import ones
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where
from zeal.ragged import partitions
from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged, is_ragged


class RaggedTensorDynamicShape:
    """The sizes of the axes of a tensor that may be ragged.

    The first axes, down to the last ragged one, are partitioned: each has a scalar, the size of all
    its rows, or a vector with a length for each row. The axes behind are in one vector.

    Args:
      partitioned_dim_sizes: a list of integer scalars and vectors; the first one is a scalar, the
        last one a vector.
      inner_dim_sizes: an integer vector.
      dim_size_dtype: int32 or int64; that of the vectors by default.

    Raises:
      ValueError: the sizes are of no such rank, or the vectors have two dtypes.
    """

    def __init__(self, partitioned_dim_sizes, inner_dim_sizes, dim_size_dtype=None):
        sizes = [_native.convert(size) for size in partitioned_dim_sizes]
        inner = _of_plain(inner_dim_sizes)
        for axis, size in enumerate(sizes):
            if size.shape.ndims is None:
                raise ValueError(f"rank of partitioned_dim_sizes[{axis}] is unknown")
            size.shape.with_rank_at_most(1)
        if sizes and sizes[0].shape.ndims == 1:
            raise ValueError("outermost partitioned dimension must be uniform")
        if sizes and sizes[-1].shape.ndims == 0:
            raise ValueError("innermost partitioned dimension must be ragged")
        inner.shape.assert_has_rank(1)
        dtype = dim_size_dtype or _dtype_of(sizes)
        self._partitioned_dim_sizes = tuple(api.cast(size, dtype) for size in sizes)
        self._inner_dim_sizes = api.cast(inner, dtype)

    @staticmethod
    def from_dim_sizes(dim_sizes):
        """The shape with a scalar for each uniform axis and a vector for each ragged one."""
        sizes = [_of_plain(size) for size in dim_sizes]
        if any(size.shape.ndims not in (0, 1) for size in sizes):
            raise ValueError("Each dim_size must be a scalar or a vector")
        ragged = [axis for axis, size in enumerate(sizes) if size.shape.ndims == 1]
        cut = ragged[-1] + 1 if ragged else 0
        return RaggedTensorDynamicShape(sizes[:cut], _vector(sizes[cut:]))

    @classmethod
    def from_tensor(cls, rt_input, dim_size_dtype=None):
        """The shape of a tensor, ragged or not."""
        value = as_ragged(rt_input)
        if not is_ragged(value):
            return cls([], api.shape(value), dim_size_dtype)
        sizes = (value.nrows(), *value.nested_row_lengths())
        return cls(sizes, api.shape(value.flat_values)[1:], dim_size_dtype)

    def __repr__(self):
        return (
            f"RaggedTensorDynamicShape(partitioned_dim_sizes={self._partitioned_dim_sizes!r}, "
            f"inner_dim_sizes={self._inner_dim_sizes!r})"
        )

    @property
    def partitioned_dim_sizes(self):
        """A scalar or vector for each partitioned axis."""
        return self._partitioned_dim_sizes

    @property
    def inner_dim_sizes(self):
        """The sizes of the axes behind them, a vector."""
        return self._inner_dim_sizes

    @property
    def num_partitioned_dimensions(self):
        """How many axes are partitioned."""
        return len(self._partitioned_dim_sizes)

    @property
    def num_inner_dimensions(self):
        """How many axes are behind them; None if unknown."""
        return self._inner_dim_sizes.shape._at(0)

    @property
    def rank(self):
        """How many axes there are; None if unknown."""
        inner = self.num_inner_dimensions
        return None if inner is None else self.num_partitioned_dimensions + inner

    @property
    def dim_size_dtype(self):
        """The dtype of all sizes."""
        return self._inner_dim_sizes.dtype

    def dimension_size(self, axis):
        """The size of an axis: a scalar, or a vector where it is ragged."""
        if not isinstance(axis, int):
            raise TypeError("axis must be an integer")
        count = self.num_partitioned_dimensions
        sizes = self._partitioned_dim_sizes
        return sizes[axis] if axis < count else self._inner_dim_sizes[axis - count]

    def is_ragged(self, axis):
        """Whether an axis is ragged."""
        if not isinstance(axis, int):
            raise TypeError("axis must be an integer")
        if axis < 0:
            raise ValueError("Negative axis values are not supported")
        if self.rank is not None and axis >= self.rank:
            raise ValueError(f"Expected axis={axis} < rank={self.rank}")
        sizes = self._partitioned_dim_sizes
        return axis < len(sizes) and sizes[axis].shape.ndims == 1

    def num_slices_in_dimension(self, axis):
        """How many rows of all rows there are along an axis."""
        if axis < 0:
            return _native.convert(1, self.dim_size_dtype)
        size = self.dimension_size(axis)
        if self.is_ragged(axis):
            return api.reduce_sum(size)
        return size * self.num_slices_in_dimension(axis - 1)

    def with_dim_size_dtype(self, dtype):
        """The same in int32 or int64."""
        if dtype not in (int32, int64):
            raise ValueError("dtype must be int32 or int64")
        return RaggedTensorDynamicShape(self._partitioned_dim_sizes, self._inner_dim_sizes, dtype)

    # --- broadcast ---
    def broadcast_to_rank(self, rank):
        """The shape with axes of size 1 in front.

        Raises:
          ValueError: its rank is unknown, or higher.
        """
        if self.rank is None:
            raise ValueError("Unable to broadcast: self.rank is unknown")
        more = rank - self.rank
        if more < 0:
            raise ValueError(
                f"Unable to broadcast: rank={rank} must be greater than self.rank={self.rank}."
            )
        sizes, inner = self._partitioned_dim_sizes, self._inner_dim_sizes
        if sizes:
            return RaggedTensorDynamicShape([1] * more + list(sizes), inner, inner.dtype)
        return RaggedTensorDynamicShape([], api.concat([ones([more], inner.dtype), inner], 0),
                                        inner.dtype)  # fmt: skip

    def broadcast_dimension(self, axis, lengths):
        """The shape with an axis of size 1 broadcast to other lengths.

        Args:
          axis: an axis's number.
          lengths: a scalar, or a vector with a length for each row.

        Returns:
          A shape; this one where the axis has these lengths, or where lengths is 1.

        Raises:
          ValueError: lengths is no scalar or vector, or a vector for the first axis.
          InvalidArgumentError: the axis has another size than 1 or lengths.
        """
        lengths = api.cast(_native.convert(lengths), self.dim_size_dtype)
        if lengths.shape.ndims is None:
            raise ValueError("lengths must have a known rank.")
        if lengths.shape.ndims > 1:
            raise ValueError("lengths must be a scalar or vector")
        size, uniform = self.dimension_size(axis), lengths.shape.ndims == 0
        size = partitions.checked(size, [(
            _fits(size, lengths, self.is_ragged(axis)),
            f"Unable to broadcast: dimension size mismatch in dimension {axis}",
        )])  # fmt: skip
        if self.is_ragged(axis):
            return self._with(axis, size)
        if axis == 0 and not uniform:
            raise ValueError("Unable to broadcast: outermost dimension must be uniform.")
        wanted = where(api.equal(size, 1), lengths, size) if uniform else lengths
        return self._with(axis, wanted, size)

    def _with(self, axis, wanted, size=None):
        """Another size of an axis; the rows of `size` are repeated where it is given."""
        sizes, inner = list(self._partitioned_dim_sizes), self._inner_dim_sizes
        at = axis - len(sizes)
        if at >= 0:
            before, after = inner[:at], inner[at + 1 :]
            if wanted.shape.ndims:
                sizes += [inner[i] for i in range(at)] + [wanted]
                return RaggedTensorDynamicShape(sizes, after, inner.dtype)
            joined = api.concat([before, api.reshape(wanted, [1]), after], 0)
            return RaggedTensorDynamicShape(sizes, joined, inner.dtype)
        if size is not None:
            numbers = range_(self.num_slices_in_dimension(axis - 1))
            numbers = children(numbers, size, wanted)
            for i in range(axis + 1, len(sizes)):
                old = sizes[i]
                sizes[i] = api.gather(old, numbers) if old.shape.ndims else old
                numbers = children(numbers, old, sizes[i])
        sizes[axis] = wanted
        return RaggedTensorDynamicShape(sizes, inner, inner.dtype)


def _of_plain(size):
    """Plain sizes as int64."""
    if isinstance(size, (_native.Tensor, _native.Variable)):
        return size
    return _native.convert(size, int64)


def _vector(sizes):
    dtypes = {size.dtype for size in sizes}
    sizes = [api.reshape(api.cast(size, int64), [1]) for size in sizes]
    joined = api.concat(sizes, 0) if sizes else _native.convert([], int64)
    return api.cast(joined, int32) if dtypes == {int32} else joined


def _dtype_of(sizes):
    found = {size.dtype for size in sizes if size.shape.ndims == 1}
    if len(found) > 1:
        raise ValueError("partitioned_dim_sizes must have matching dtypes")
    return found.pop() if found else int64


def _fits(size, lengths, ragged):
    same = api.reduce_all(api.equal(size, lengths))
    if ragged:
        return same if lengths.shape.ndims else api.equal(lengths, 1)
    one = api.equal(size, 1)
    if lengths.shape.ndims:
        return one
    return api.logical_or(one, api.logical_or(api.equal(lengths, 1), same))


def children(numbers, size, wanted):
    """The rows along an axis for rows of the axis before it.

    Args:
      numbers: a vector: which row each row of the result stands for.
      size: the axis's size, a scalar or a vector; a row of length 1 stands for as many as wanted.
      wanted: the lengths in the result, a scalar or a vector.

    Returns:
      A vector: which row each row along the axis stands for.
    """
    dtype, count = numbers.dtype, api.shape(numbers)
    size, wanted = api.cast(size, dtype), api.cast(wanted, dtype)
    if size.shape.ndims:
        starts = api.gather(partitions.splits_of_lengths(size), numbers)
        steps = api.gather(size, numbers)
    else:
        starts, steps = numbers * size, api.fill(count, size)
    lengths = wanted if wanted.shape.ndims else api.fill(count, wanted)
    steps = api.cast(api.not_equal(steps, 1), dtype)
    within, _ = partitions.all_from(lengths * 0, lengths)
    return partitions.repeated(starts, lengths) + partitions.repeated(steps, lengths) * within


def broadcast_dynamic_shape(shape_x, shape_y):
    """The shape that two shapes broadcast to.

    Raises:
      TypeError: one is no RaggedTensorDynamicShape.
      ValueError: a rank is unknown.
      InvalidArgumentError: an axis has two sizes, neither of them 1.
    """
    for name, shape in (("shape_x", shape_x), ("shape_y", shape_y)):
        if not isinstance(shape, RaggedTensorDynamicShape):
            raise TypeError(f"{name} must be a RaggedTensorDynamicShape")
    if shape_x.rank is None or shape_y.rank is None:
        raise ValueError("Unable to broadcast: unknown rank")
    rank = max(shape_x.rank, shape_y.rank)
    x, y = (shape.broadcast_to_rank(rank) for shape in (shape_x, shape_y))
    for axis in range(rank):
        x = x.broadcast_dimension(axis, y.dimension_size(axis))
        y = y.broadcast_dimension(axis, x.dimension_size(axis))
    return x


def broadcast_to(rt_input, shape, broadcast_inner_dimensions=True):
    """A tensor repeated along axes of size 1 until it has a shape.

    Args:
      rt_input: a tensor, ragged or not.
      shape: a RaggedTensorDynamicShape.
      broadcast_inner_dimensions: whether the axes behind the partitioned ones are repeated as well.

    Returns:
      A tensor, ragged where the shape is.

    Raises:
      TypeError: shape is no RaggedTensorDynamicShape.
      ValueError: a rank is unknown, or higher than the shape's.
    """
    if not isinstance(shape, RaggedTensorDynamicShape):
        raise TypeError("shape must be a RaggedTensorDynamicShape")
    value = as_ragged(rt_input)
    _check_ranks(value, shape)
    if not shape.num_partitioned_dimensions:
        inner = shape.inner_dim_sizes
        return api.broadcast_to(value, inner) if broadcast_inner_dimensions else value
    return _repeated(value, shape, broadcast_inner_dimensions)


def _check_ranks(value, shape):
    count = shape.num_partitioned_dimensions
    if is_ragged(value) and value.ragged_rank >= max(count, 1):
        raise ValueError("Incompatible with shape: ragged rank mismatch")
    if count and (value.shape.ndims is None or shape.rank is None):
        raise ValueError("Unable to broadcast: unknown rank")
    if count and value.shape.ndims > shape.rank:
        raise ValueError("Incompatible with shape: rank mismatch")
    if count and is_ragged(value) and value.row_splits.dtype != shape.dim_size_dtype:
        raise ValueError(
            "rt_input and dst_shape have different row_split dtypes; use "
            "RaggedTensor.with_row_splits_dtype() or "
            "RaggedTensorDynamicShape.with_dim_size_dtype() to convert to a compatible dtype."
        )


def _repeated(value, shape, whole):
    own = RaggedTensorDynamicShape.from_tensor(value, shape.dim_size_dtype)
    own = own.broadcast_to_rank(shape.rank)
    count = shape.num_partitioned_dimensions
    flat = value.flat_values if is_ragged(value) else value
    inner = own._inner_dim_sizes[own.num_inner_dimensions - shape.num_inner_dimensions :]
    flat = api.reshape(flat, api.concat([_native.convert([-1], inner.dtype), inner], 0))
    numbers, splits = range_(_native.convert(1, shape.dim_size_dtype)), []
    for axis in range(count):
        wanted = shape.dimension_size(axis)
        lengths = wanted if wanted.shape.ndims else api.fill(api.shape(numbers), wanted)
        splits.append(partitions.splits_of_lengths(lengths))
        numbers = children(numbers, own.dimension_size(axis), lengths)
    flat = api.gather(flat, numbers)
    if whole:
        sizes = api.concat([api.shape(numbers, out_type=inner.dtype), shape.inner_dim_sizes], 0)
        flat = api.broadcast_to(flat, sizes)
    return RaggedTensor.from_nested_row_splits(flat, splits[1:], validate=False)
