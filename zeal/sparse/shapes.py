"""Other shapes for sparse tensors: reshape, reset_shape, expand_dims, and concat."""

from zeal import _native
from zeal._native import Tensor, api, convert
from zeal.dtypes import int64
from zeal.eager.control import after
from zeal.effects.check import assert_equal, assert_less_equal
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.reordering import sorted_parts
from zeal.sparse.sparse_tensor import SparseTensor, as_sparse, known_shape


# --- reshape ---
def _infer(shapes, attrs):
    indices, _, new = shapes
    count = indices[0] if indices else None
    rank = new[0] if new else None
    return [(count, rank), (rank,)]


def _filled(shape, new):
    """The sizes that are asked for, with the one that is -1 worked out."""
    new = [int(n) for n in new]
    open_ = [i for i, n in enumerate(new) if n == -1]
    if len(open_) > 1:
        raise InvalidArgumentError(
            f"only one output dimension may be -1, not both {open_[0]} and {open_[1]}"
        )
    for i, n in enumerate(new):
        if n < -1:
            raise InvalidArgumentError(f"size {i} must be non-negative, not {n}")
    total, rest = _product(shape), _product(n for n in new if n != -1)
    sizes = f"input_shape={list(map(int, shape))}"
    if open_:
        new[open_[0]] = total // rest if rest else 0
        if not rest or total % rest:
            raise InvalidArgumentError(
                f"Input to reshape is a SparseTensor with {total} dense values, but the requested "
                f"shape requires a multiple of {rest}. {sizes} output_shape={new}"
            )
    elif rest != total:
        raise InvalidArgumentError(
            f"Input to reshape is a tensor with {total} dense values, but the requested shape has "
            f"{rest}. {sizes} output_shape={new}"
        )
    return new


def _product(sizes):
    n = 1
    for size in sizes:
        n *= int(size)
    return n


def _require_ranks(indices, shape, new_shape):
    for value, rank, words in (
        (indices, 2, "Input indices should be a matrix"),
        (shape, 1, "Input shape should be a vector"),
        (new_shape, 1, "Target shape should be a vector"),
    ):
        if value.ndim != rank:
            raise InvalidArgumentError(f"{words} but received shape {list(value.shape)}")
    if indices.shape[1] != len(shape):
        raise InvalidArgumentError(
            f"Indices of {indices.shape[1]} numbers do not fit a shape of {len(shape)} sizes"
        )


def _kernel(indices, shape, new_shape):
    import numpy as np

    _require_ranks(indices, shape, new_shape)
    new = _filled(shape, new_shape)
    if new == list(shape):  # indices beyond it stay what they are, as in TensorFlow
        return [indices, np.array(new, np.int64)]
    if _product(shape) >= 2**63:
        raise InvalidArgumentError(f"a shape of {_product(shape)} elements is too large to reshape")
    rows = np.zeros(len(indices), np.int64)
    for column, size in zip(indices.T, shape, strict=True):
        rows = rows * size + column
    out = np.zeros((len(indices), len(new)), np.int64)
    for at in reversed(range(len(new))):
        out[:, at] = rows % max(new[at], 1)
        rows = rows // max(new[at], 1)
    return [out, np.array(new, np.int64)]


_reshape = host_op(
    "SparseReshape",
    [("input_indices", "int64"), ("input_shape", "int64"), ("new_shape", "int64")],
    [("output_indices", "int64"), ("output_shape", "int64")],
    infer=_infer, kernel=_kernel, doc="Indices of the same elements in another shape.",
)  # fmt: skip


@public("sparse.reshape", "sparse_reshape")
@named("SparseReshape")
def sparse_reshape(sp_input, shape, name=None):
    """A sparse tensor of the same elements in another shape.

    Args:
      sp_input: a SparseTensor.
      shape: a vector of sizes, of which one may be -1.
      name: name of the op.

    Returns:
      A SparseTensor. Gradients flow to the values.

    Raises:
      TypeError: sp_input is dense.
      ValueError: the number of places differs, as a graph that is built knows.
      InvalidArgumentError: a run finds the same.

    Example:
      >>> s = tf.SparseTensor([[0, 1], [1, 0]], [5, 6], [2, 2])
      >>> tf.sparse.reshape(s, [-1]).indices.numpy().tolist()
      [[1], [2]]
    """
    sp_input, shape = as_sparse(sp_input), _sizes(shape)
    new = None if _native.executing_eagerly() else _native.known_value(shape)
    told = _told(sp_input.shape, new)
    indices, sizes = _reshape(sp_input.indices, sp_input.dense_shape, shape)
    if told is not None:
        sizes = convert(told, int64)
    return SparseTensor(indices, sp_input.values, sizes)


def _sizes(shape):
    """A vector of sizes as int64, which tensors of shapes need not be."""
    return api.cast(shape, int64) if isinstance(shape, Tensor) else convert(shape, int64)


def _told(have, new):
    """The sizes of a new shape, a tensor or None, as far as one knows without a run, or None."""
    if new is None or new.ndim != 1:
        return None
    new = new._tolist()
    implied = [i for i, n in enumerate(new) if n == -1]
    if not have.is_fully_defined():
        return None if implied else new
    if len(implied) > 1:
        raise ValueError(f"At most one dimension can be inferred (-1). Found: {new}")
    total, rest = have.num_elements(), _product(n for n in new if n != -1)
    full = [total // rest if rest and n == -1 else n for n in new]
    if rest and _product(full) != total:
        shown = [None if n == -1 else n for n in new]
        raise ValueError(
            f"Cannot reshape a tensor with {total} elements to shape {shown} "
            f"({_product(full)} elements)."
        )
    return None if -1 in full else full


@public("sparse.expand_dims")
@named("ExpandDims")
def sparse_expand_dims(sp_input, axis=None, name=None):
    """A sparse tensor with one more axis of size 1.

    Args:
      sp_input: a SparseTensor.
      axis: where the new axis is to be; the last by default. A tensor's value must be known.
      name: name of the op.

    Returns:
      A SparseTensor. Gradients flow to the values.

    Raises:
      ValueError: the axis is out of range, or nothing is known of the rank.

    Example:
      >>> s = tf.SparseTensor([[0, 1]], [5], [2, 2])
      >>> tf.sparse.expand_dims(s, 1).dense_shape.numpy().tolist()
      [2, 1, 2]
    """
    sp_input = as_sparse(sp_input)
    rank = sp_input.shape.ndims
    if rank is None:
        raise ValueError("sparse.expand_dims needs the rank of the sparse tensor to be known")
    axis = -1 if axis is None else _known_axis(axis)
    at = axis + rank + 1 if axis < 0 else axis
    if not 0 <= at <= rank:
        raise ValueError(f"axis {axis} is out of range for a sparse tensor of rank {rank}")
    before, after = sp_input.indices[:, :at], sp_input.indices[:, at:]
    indices = api.concat([before, zeros_like(sp_input.indices[:, :1]), after], 1)
    shape = sp_input.dense_shape
    return SparseTensor(
        indices, sp_input.values, api.concat([shape[:at], convert([1], int64), shape[at:]], 0)
    )


def _known_axis(axis):
    known = _native.known_value(axis) if isinstance(axis, Tensor) else axis
    if known is None:
        raise NotImplementedError("sparse.expand_dims at an axis that only a run knows")
    return int(known)


@public("sparse.reset_shape", "sparse_reset_shape")
@named("SparseResetShape")
def sparse_reset_shape(sp_input, new_shape=None):
    """A sparse tensor of the same elements at the same indices in a larger shape.

    Args:
      sp_input: a SparseTensor.
      new_shape: sizes, none smaller than before; by default the smallest that hold all elements.

    Returns:
      A SparseTensor.

    Raises:
      TypeError: sp_input is dense.
      ValueError: the rank differs, or a size is smaller.
      InvalidArgumentError: a run finds the same.

    Example:
      >>> s = tf.SparseTensor([[0, 1]], [5], [3, 4])
      >>> tf.sparse.reset_shape(s).dense_shape.numpy().tolist()
      [1, 2]
    """
    sp_input = as_sparse(sp_input)
    indices, values, shape = (api.identity(x) for x in sp_input._to_components())
    if new_shape is None:
        least = api.reduce_max(api.concat([indices, zeros_like(shape)[None] - 1], 0), 0) + 1
        return SparseTensor(indices, values, least)
    new_shape = _sizes(new_shape)
    new_shape.shape.assert_has_rank(1)
    new_shape.shape[:1].merge_with(shape.shape[:1])
    have, want = known_shape(shape), known_shape(new_shape)
    if have.is_fully_defined() and want.is_fully_defined():
        if any(w < h for w, h in zip(want.as_list(), have.as_list(), strict=True)):
            raise ValueError(
                "Requested new_shape should have dimension sizes >= sp_input.shape.  Found "
                f"new_shape ({want}), sp_input.shape ({have})."
            )
        return SparseTensor(indices, values, new_shape)
    checks = [
        assert_equal(api.size(shape), api.size(new_shape)),
        assert_less_equal(shape, new_shape),
    ]
    return SparseTensor(indices, values, after(checks, new_shape))


# --- concat ---
def _check_alike(shapes, axis, ranks):
    """Raises where sizes that are known besides those along the axis differ."""
    first = shapes[0].as_list()
    for position, shape in enumerate(shapes[1:], 1):
        if shape.ndims != len(first):
            raise InvalidArgumentError(
                f"Ranks of all input tensors must match: expected {ranks} but got {shape.ndims} at "
                f"position {position}"
            )
        for i, (a, b) in enumerate(zip(first, shape.as_list(), strict=True)):
            if i != axis and a is not None and b is not None and a != b:
                raise InvalidArgumentError(
                    f"Input shapes must match: expected {a} for dimension {i} but got {b} at "
                    f"position {position}"
                )


def _checked_sizes(sizes, axis):
    """The sizes of the inputs, one row each, which a run finds equal but along the axis."""
    others = [i for i in range(sizes.shape.as_list()[1]) if i != axis]
    rest = api.gather(sizes, others, axis=1)
    check = assert_equal(rest, rest[:1] + zeros_like(rest), message="Input shapes must match")
    return after([check], sizes)


@public("sparse.concat", "sparse_concat")
@named("SparseConcat")
def sparse_concat(
    axis, sp_inputs, name=None, expand_nonconcat_dim=False, concat_dim=None,
    expand_nonconcat_dims=None,
):  # fmt: skip
    """Joins sparse tensors along an axis.

    Args:
      axis: the axis; negative ones count from the end.
      sp_inputs: a list of SparseTensors of one rank and dtype.
      name: name of the op.
      expand_nonconcat_dim: whether other sizes may differ: the largest counts.
      concat_dim: deprecated alias of axis.
      expand_nonconcat_dims: alias of expand_nonconcat_dim.

    Returns:
      A SparseTensor, sorted. Gradients flow to the values.

    Raises:
      TypeError: an input is dense.
      InvalidArgumentError: ranks or other sizes differ, or the axis is out of range.

    Example:
      >>> a = tf.SparseTensor([[0, 0]], [1], [1, 2])
      >>> b = tf.SparseTensor([[0, 1]], [2], [1, 3])
      >>> tf.sparse.to_dense(tf.sparse.concat(1, [a, b])).numpy().tolist()
      [[1, 0, 0, 2, 0]]
    """
    axis = concat_dim if axis is None else axis
    expand = expand_nonconcat_dim if expand_nonconcat_dims is None else expand_nonconcat_dims
    if not isinstance(sp_inputs, (list, tuple)) or not sp_inputs:
        raise TypeError(f"sp_inputs must be a list of sparse tensors, got {sp_inputs!r}")
    inputs = [as_sparse(x) for x in sp_inputs]
    if len(inputs) == 1:
        return inputs[0]
    shapes = [x.shape for x in inputs]
    rank = next((s.ndims for s in shapes if s.ndims is not None), None)
    if rank is None:
        raise ValueError("sparse.concat needs the rank of one of the sparse tensors to be known")
    if not -rank <= axis < rank:
        raise InvalidArgumentError(
            f"Concat dimension must be in range [{-rank}, {rank}), got {axis}"
        )
    at = axis % rank
    if not expand and all(s.ndims is not None for s in shapes):
        _check_alike(shapes, at, rank)
    sizes = stack([x.dense_shape for x in inputs])
    return _joined(inputs, at, rank, sizes if expand else _checked_sizes(sizes, at))


def _joined(inputs, axis, rank, sizes):
    along = _native.convert([int(i == axis) for i in range(rank)], int64)
    starts = api.cumsum(sizes[:, axis], exclusive=True)
    indices = [x.indices + starts[i] * along for i, x in enumerate(inputs)]
    total = api.reduce_sum(sizes[:, axis])
    shape = api.reduce_max(sizes, 0) * (1 - along) + total * along
    values = api.concat([x.values for x in inputs], 0)
    return sorted_parts(api.concat(indices, 0), values, shape)
