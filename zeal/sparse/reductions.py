"""Sums and maxima of sparse tensors over axes, and sums of rows by segment."""

from zeal import _native
from zeal._native import api, convert
from zeal.dtypes import int32, int64
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.where import boolean_mask, where
from zeal.ops.deprecation import renamed
from zeal.ops.host_op import host_op
from zeal.ops.math.segments import unsorted_segment_max as segment_max
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.dense_forms import NUMBERS, REAL_NUMBERS
from zeal.sparse.reordering import require_counts
from zeal.sparse.sparse_tensor import SparseTensor, as_sparse, static_shape
from zeal.tensor_shape import TensorShape


class _Axes:
    """The axes that a reduction takes away.

    Args:
      x: a SparseTensor.
      axis, keepdims, reduction_axes, keep_dims: the arguments of the function.
      function: its name.
    """

    def __init__(self, x, axis, keepdims, reduction_axes, keep_dims, function):
        axis = renamed(function, "axis", axis, "reduction_axes", reduction_axes)
        self.keepdims = bool(renamed(function, "keepdims", keepdims, "keep_dims", keep_dims))
        self.x, self.rank, self.axes = x, x.shape.ndims, axis
        known = _native.known_value(axis) if isinstance(axis, _native.Tensor) else None
        if known is not None:
            self.axes = known._tolist()
        self._look()

    def _look(self):
        """What is known before a run: `gone`, the numbers of the axes, and `mask`, 1 for each."""
        self.gone = None
        if self.rank is not None and not isinstance(self.axes, _native.Tensor):
            given = range(self.rank) if self.axes is None else _listed(self.axes)
            self.gone = {_checked(int(a), self.rank) for a in given}
            self.mask = convert([int(a in self.gone) for a in range(self.rank)], int64)
        elif self.axes is None:
            self.mask = ones_like(self.x.dense_shape)
        else:
            rank = api.size(self.x.dense_shape)
            axes = api.reshape(convert(self.axes, int32), [-1])
            self.mask = api.reduce_sum(one_hot(axes % rank, rank, dtype=int64), 0)
            self.mask = api.minimum(self.mask, ones_like(self.mask))

    def rows(self):
        """Each element's place among those that are left, and how many these are."""
        sizes = self._sizes()
        strides = api.cumprod(sizes, exclusive=True, reverse=True) * (1 - self.mask)
        return api.reduce_sum(self.x.indices * strides, 1), api.reduce_prod(sizes)

    def _sizes(self):
        """The shape with 1 for what is gone."""
        return self.x.dense_shape * (1 - self.mask) + self.mask

    def shaped(self, flat):
        """A flat result in the shape that is left."""
        left = self._sizes()
        if not self.keepdims:
            left = boolean_mask(left, api.equal(self.mask, zeros_like(self.mask)))
        return static_shape(api.reshape(flat, left), self._static())

    def _static(self):
        if self.gone is None:
            return TensorShape([]) if self.axes is None and not self.keepdims else TensorShape(None)
        sizes = self.x.shape.as_list()
        if self.keepdims:
            return TensorShape([1 if i in self.gone else n for i, n in enumerate(sizes)])
        return TensorShape([n for i, n in enumerate(sizes) if i not in self.gone])


def _checked(axis, rank):
    if not -rank <= axis < rank:
        raise InvalidArgumentError(
            f"Invalid reduction dimension {axis}, for input with {rank} dimensions."
        )
    return axis % rank


def _listed(axis):
    return axis if hasattr(axis, "__iter__") else [axis]


@public("sparse.reduce_sum", "sparse_reduce_sum")
@named("SparseReduceSum")
def sparse_reduce_sum(sp_input, axis=None, keepdims=None, reduction_axes=None, keep_dims=None):
    """The sum of a sparse tensor over axes, as a dense tensor.

    Args:
      sp_input: a SparseTensor of numbers.
      axis: an axis or a list of them; by default all.
      keepdims: whether reduced axes stay with size 1.
      reduction_axes: deprecated alias of axis.
      keep_dims: deprecated alias of keepdims.

    Returns:
      A tensor. Gradients flow to the values.

    Raises:
      InvalidArgumentError: an axis is out of range.

    Example:
      >>> s = tf.SparseTensor([[0, 1], [1, 0], [1, 2]], [1, 2, 3], [2, 3])
      >>> tf.sparse.reduce_sum(s, 1).numpy().tolist()
      [1, 5]
    """
    x = as_sparse(sp_input)
    axes = _Axes(x, axis, keepdims, reduction_axes, keep_dims, "sparse_reduce_sum")
    return axes.shaped(api.unsorted_segment_sum(x.values, *axes.rows()))


@public("sparse.reduce_max", "sparse_reduce_max")
@named("SparseReduceMax")
def sparse_reduce_max(sp_input, axis=None, keepdims=None, reduction_axes=None, keep_dims=None):
    """The largest of the elements that a sparse tensor has over axes; 0 where it has none.

    Args:
      sp_input: a SparseTensor of real numbers.
      the others: as for `sparse_reduce_sum`.

    Returns:
      A tensor.

    Example:
      >>> s = tf.SparseTensor([[0, 1], [1, 0]], [-1, -2], [3, 3])
      >>> tf.sparse.reduce_max(s, 1).numpy().tolist()
      [-1, -2, 0]
    """
    x = as_sparse(sp_input)
    axes = _Axes(x, axis, keepdims, reduction_axes, keep_dims, "sparse_reduce_max")
    rows, count = axes.rows()
    highest = segment_max(x.values, rows, count)
    there = api.unsorted_segment_sum(ones_like(rows), rows, count) > 0
    return axes.shaped(where(there, highest, zeros_like(highest)))


def _sparse_result(name, start, reduce, types):
    """A reduction whose result is sparse: the places that have elements, and theirs."""

    def kernel(indices, values, shape, axes, keep_dims):
        import numpy as np

        require_counts(indices, values, shape)
        gone = sorted({int(a) % len(shape) for a in np.ravel(axes)})
        kept = [a for a in range(len(shape)) if a not in gone]
        rows, places = np.unique(indices[:, kept], axis=0, return_inverse=True)
        found = start(len(rows), values.dtype)
        getattr(np, reduce).at(found, places.reshape(-1), values)
        sizes = shape[kept]
        if keep_dims:
            full = np.zeros((len(rows), len(shape)), np.int64)
            full[:, kept] = rows
            rows, sizes = full, np.where(np.isin(np.arange(len(shape)), gone), 1, shape)
        return [rows, found, sizes]

    return host_op(
        name,
        [("input_indices", "int64"), ("input_values", "T"), ("input_shape", "int64"),
         ("reduction_axes", "int32")],
        [("output_indices", "int64"), ("output_values", "T"), ("output_shape", "int64")],
        types=[("T", types)], attrs=[("keep_dims", False)], kernel=kernel,
        infer=lambda shapes, attrs: [(None, None), (None,), (None,)],
        doc="Reduces a sparse tensor to a sparse one.",
    )  # fmt: skip


def _zeros(n, dtype):
    import numpy as np

    return np.zeros(n, dtype)


def _lowest(n, dtype):
    import numpy as np

    low = -np.inf if np.issubdtype(dtype, np.floating) else np.iinfo(dtype).min
    return np.full(n, low, dtype)


_sum_sparse = _sparse_result("SparseReduceSumSparse", _zeros, "add", NUMBERS)
_max_sparse = _sparse_result("SparseReduceMaxSparse", _lowest, "maximum", REAL_NUMBERS)


def _reduced_sparse(op, axes):
    gone = api.reshape(where(axes.mask > 0), [-1])
    parts = op(*axes.x._to_components(), api.cast(gone, int32), keep_dims=axes.keepdims)
    indices, values, shape = parts
    if indices._symbolic and axes.gone is not None:
        rank = axes.rank if axes.keepdims else axes.rank - len(axes.gone)
        indices.set_shape([None, rank])
        shape.set_shape([rank])
    return SparseTensor(indices, values, shape)


@public("sparse.reduce_sum_sparse", "sparse_reduce_sum_sparse")
@named("SparseReduceSumSparse")
def sparse_reduce_sum_sparse(
    sp_input, axis=None, keepdims=None, reduction_axes=None, keep_dims=None
):
    """The sum of a sparse tensor over axes, as a sparse tensor. No gradient flows.

    Args:
      sp_input: a SparseTensor of numbers.
      the others: as for `tf.sparse.reduce_sum`.

    Returns:
      A SparseTensor.

    Example:
      >>> s = tf.SparseTensor([[0, 1], [1, 0], [1, 2]], [1, 2, 3], [2, 3])
      >>> tf.sparse.reduce_sum_sparse(s, 1).values.numpy().tolist()
      [1, 5]
    """
    x = as_sparse(sp_input)
    axes = _Axes(x, axis, keepdims, reduction_axes, keep_dims, "sparse_reduce_sum_sparse")
    return _reduced_sparse(_sum_sparse, axes)


@public("sparse.reduce_max_sparse", "sparse_reduce_max_sparse")
@named("SparseReduceMaxSparse")
def sparse_reduce_max_sparse(
    sp_input, axis=None, keepdims=None, reduction_axes=None, keep_dims=None
):
    """The largest elements of a sparse tensor over axes, as a sparse tensor.

    Args:
      sp_input: a SparseTensor of real numbers.
      the others: as for `tf.sparse.reduce_max`.

    Returns:
      A SparseTensor.

    Example:
      >>> s = tf.SparseTensor([[0, 1], [1, 0], [1, 2]], [1, 2, 3], [2, 3])
      >>> tf.sparse.reduce_max_sparse(s, 1).values.numpy().tolist()
      [1, 3]
    """
    x = as_sparse(sp_input)
    axes = _Axes(x, axis, keepdims, reduction_axes, keep_dims, "sparse_reduce_max_sparse")
    return _reduced_sparse(_max_sparse, axes)
