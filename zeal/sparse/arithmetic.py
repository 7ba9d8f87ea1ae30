"""Arithmetic of sparse tensors: sums, products with dense ones, minima, softmax."""

from zeal._native import api, convert
from zeal.dtypes import int64
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.range import range as range_
from zeal.ops.deprecation import renamed
from zeal.ops.host_op import host_op
from zeal.ops.math.arithmetic import truediv
from zeal.ops.math.segments import unsorted_segment_max as segment_max
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.dense_forms import NUMBERS, REAL_NUMBERS
from zeal.sparse.reordering import require_counts
from zeal.sparse.sparse_tensor import SparseTensor, as_sparse, is_sparse
from zeal.tensor_shape import sizes_text


def _infer_union(shapes, attrs):
    rank = None if shapes[0] is None else shapes[0][1]
    return [(None, rank), (None,)]


def _check_same(a_indices, a_values, a_shape, b_indices, b_values, b_shape):
    require_counts(a_indices, a_values, a_shape)
    require_counts(b_indices, b_values, b_shape)
    if len(a_shape) != len(b_shape):
        raise InvalidArgumentError(
            f"Operands' ranks do not match: got {len(a_shape)} and {len(b_shape)}"
        )
    for i, (a, b) in enumerate(zip(a_shape, b_shape, strict=True)):
        if a != b:
            raise InvalidArgumentError(
                f"Operands' shapes do not match: got {a} and {b} for dimension {i}"
            )


def _union(a, b):
    """The rows of two matrices of indices, sorted and each once; and where those of each are."""
    import numpy as np

    rows, places = np.unique(np.concatenate([a, b]), axis=0, return_inverse=True)
    places = places.reshape(-1)
    return rows, places[: len(a)], places[len(a) :]


# --- sums ---
def _add(a_indices, a_values, a_shape, b_indices, b_values, b_shape, thresh):
    import numpy as np

    _check_same(a_indices, a_values, a_shape, b_indices, b_values, b_shape)
    rows, of_a, of_b = _union(a_indices, b_indices)
    total = np.zeros(len(rows), a_values.dtype)
    np.add.at(total, of_a, a_values)
    np.add.at(total, of_b, b_values)
    alone = np.bincount(np.concatenate([of_a, of_b]), minlength=len(rows)) < 2
    kept = alone | (abs(total) >= thresh)  # as TensorFlow, which drops sums alone
    return [rows[kept], total[kept], a_shape]


def _add_gradient(op, _, dvalues, __):
    """Each element's share: its place's flow, 0 where a threshold left that out."""
    rows = op.outputs[0]
    numbers = range_(1, api.shape(rows, out_type=int64)[0] + 1)
    padded = api.concat([convert([0], dvalues.dtype), dvalues], 0)
    of_a, of_b = _sparse_add_grad(numbers, op.inputs[0], op.inputs[3], rows)
    return [None, api.gather(padded, of_a), None, None, api.gather(padded, of_b), None, None]


def _flows(backprop, a_indices, b_indices, sum_indices):
    """What flows back to each element: its place's share, 0 where a threshold left it out."""
    import numpy as np

    both = np.concatenate([a_indices, b_indices])
    rows, of_both, of_sum = _union(both, sum_indices)
    flow = np.zeros(len(rows), backprop.dtype)
    flow[of_sum] = backprop
    return [flow[of_both[: len(a_indices)]], flow[of_both[len(a_indices) :]]]


_NUMBER = [("T", NUMBERS)]
_sparse_add = host_op(
    "SparseAdd",
    [("a_indices", "int64"), ("a_values", "T"), ("a_shape", "int64"), ("b_indices", "int64"),
     ("b_values", "T"), ("b_shape", "int64"), ("thresh", "Treal")],
    [("sum_indices", "int64"), ("sum_values", "T"), ("sum_shape", "int64")],
    types=[*_NUMBER, ("Treal", REAL_NUMBERS)],
    infer=lambda shapes, attrs: [*_infer_union(shapes, attrs), shapes[2]],
    kernel=_add, gradient=_add_gradient, doc="The sum of two sparse tensors.",
)  # fmt: skip
_sparse_add_grad = host_op(
    "SparseAddGrad",
    [("backprop_val_grad", "T"), ("a_indices", "int64"), ("b_indices", "int64"),
     ("sum_indices", "int64")],
    [("a_val_grad", "T"), ("b_val_grad", "T")],
    types=_NUMBER, kernel=_flows,
    infer=lambda shapes, attrs: [None if s is None else (s[0],) for s in shapes[1:3]],
    doc="The gradient of SparseAdd.",
)  # fmt: skip


@public("sparse.add", "sparse_add")
@named("SparseAdd")
def sparse_add(a, b, threshold=None, thresh=None):
    """The sum of two tensors, of which one at least is sparse.

    Args:
      a, b: SparseTensors of one shape and dtype; one of them may be dense.
      threshold: sums of two elements whose absolute value is less are left out; 0 by default.
      thresh: deprecated alias of threshold.

    Returns:
      A SparseTensor, sorted; a dense tensor if one was. Gradients flow to the values.

    Raises:
      TypeError: both are dense.
      InvalidArgumentError: the shapes differ.

    Example:
      >>> a = tf.SparseTensor([[0]], [1.0], [2])
      >>> tf.sparse.add(a, tf.SparseTensor([[0]], [2.0], [2])).values.numpy().tolist()
      [3.0]
    """
    threshold = renamed("sparse_add", "threshold", threshold, "thresh", thresh)
    if not is_sparse(a) and not is_sparse(b):
        raise TypeError("At least one input should be SparseTensor; do you mean to use tf.add()?")
    if is_sparse(a) and is_sparse(b):
        a, b = as_sparse(a), as_sparse(b)
        real = a.dtype.real_dtype
        limit = convert(0 if threshold is None else threshold, real)
        indices, values, sizes = _sparse_add(*a._to_components(), *b._to_components(), limit)
        a.shape.assert_is_compatible_with(b.shape)  # in graphs, before the run
        known = [x.dense_shape for x in (a, b) if x.shape.is_fully_defined()]
        return SparseTensor(indices, values, known[0] if sizes._symbolic and known else sizes)
    sparse, dense = (as_sparse(a), convert(b)) if is_sparse(a) else (as_sparse(b), convert(a))
    return dense + api.scatter_nd(sparse.indices, sparse.values, sparse.dense_shape)


# --- with dense tensors ---
def _broadcasts(dense, full):
    """Whether sizes of a dense tensor, as far as they are known, broadcast to a sparse one's."""
    if full.ndims is None or dense.ndims > full.ndims:
        return full.ndims is None
    sizes = zip(dense.as_list()[::-1], full.as_list()[::-1], strict=False)
    return all(d in (None, 1, n) or n is None for d, n in sizes)


def _dense_at(x, dense):
    """The elements of a dense tensor, broadcast to a sparse one, at the sparse one's indices."""
    dense = convert(dense, x.dtype)
    rank = dense.shape.ndims
    if rank == 0:
        return dense
    if rank is None:
        raise ValueError("the rank of a tensor that a sparse one is multiplied with must be known")
    if not _broadcasts(dense.shape, x.shape):
        raise InvalidArgumentError(
            "SparseDenseBinaryOpShared broadcasts dense to sparse only; got incompatible shapes: "
            f"{sizes_text(x.shape)} vs. {sizes_text(dense.shape)}"
        )
    sizes = api.shape(dense, out_type=int64)
    single = api.cast(api.not_equal(sizes, ones_like(sizes)), int64)
    return gather_nd(dense, x.indices[:, -rank:] * single)




def dense_multiplied(x, dense):
    """A sparse tensor times a dense one, which broadcasts: SparseDenseCwiseMul."""
    return x._with_values(x.values * _dense_at(x, dense))


def dense_divided(x, dense):
    """The same for division; integers become floats."""
    return x._with_values(truediv(x.values, _dense_at(x, dense)))


# --- minima and maxima ---
def _extreme(name, choose):
    def kernel(a_indices, a_values, a_shape, b_indices, b_values, b_shape):
        import numpy as np

        _check_same(a_indices, a_values, a_shape, b_indices, b_values, b_shape)
        rows, of_a, of_b = _union(a_indices, b_indices)
        a, b = np.zeros(len(rows), a_values.dtype), np.zeros(len(rows), a_values.dtype)
        a[of_a], b[of_b] = a_values, b_values
        return [rows, getattr(np, choose)(a, b)]

    return host_op(
        name,
        [("a_indices", "int64"), ("a_values", "T"), ("a_shape", "int64"), ("b_indices", "int64"),
         ("b_values", "T"), ("b_shape", "int64")],
        [("output_indices", "int64"), ("output_values", "T")],
        types=[("T", REAL_NUMBERS)], infer=_infer_union, kernel=kernel,
        doc=f"The {choose} of two sparse tensors at each place.",
    )  # fmt: skip


_maximum = _extreme("SparseSparseMaximum", "maximum")
_minimum = _extreme("SparseSparseMinimum", "minimum")


@public("sparse.maximum", "sparse_maximum")
@named("SparseSparseMaximum")
def sparse_maximum(sp_a, sp_b, name=None):
    """The larger of two sparse tensors at each place where one has an element.

    Args:
      sp_a, sp_b: SparseTensors of one shape and dtype.
      name: name of the op.

    Returns:
      A SparseTensor, sorted. No gradient flows.

    Example:
      >>> a = tf.SparseTensor([[0]], [1.0], [2])
      >>> tf.sparse.maximum(a, tf.SparseTensor([[1]], [-2.0], [2])).values.numpy().tolist()
      [1.0, 0.0]
    """
    a, b = as_sparse(sp_a), as_sparse(sp_b)
    return SparseTensor(*_maximum(*a._to_components(), *b._to_components()), a.dense_shape)


@public("sparse.minimum", "sparse_minimum")
@named("SparseSparseMinimum")
def sparse_minimum(sp_a, sp_b, name=None):
    """The smaller of two sparse tensors at each place where one has an element.

    Args:
      sp_a, sp_b: SparseTensors of one shape and dtype.
      name: name of the op.

    Returns:
      A SparseTensor, sorted. No gradient flows.

    Example:
      >>> a = tf.SparseTensor([[0]], [1.0], [2])
      >>> tf.sparse.minimum(a, tf.SparseTensor([[1]], [-2.0], [2])).values.numpy().tolist()
      [0.0, -2.0]
    """
    a, b = as_sparse(sp_a), as_sparse(sp_b)
    return SparseTensor(*_minimum(*a._to_components(), *b._to_components()), a.dense_shape)


# --- softmax ---
@public("sparse.softmax", "sparse_softmax")
@named("SparseSoftmax")
def sparse_softmax(sp_input, name=None):
    """Softmax over the elements that stand in each row of the last axis.

    Args:
      sp_input: a sorted SparseTensor of rank 2 or more.
      name: name of the op.

    Returns:
      A SparseTensor of the same places. Gradients flow to the values.

    Raises:
      InvalidArgumentError: the rank is less than 2.

    Example:
      >>> s = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1.0, 1.0, 5.0], [2, 3])
      >>> tf.sparse.softmax(s).values.numpy().tolist()
      [0.5, 0.5, 1.0]
    """
    x = as_sparse(sp_input)
    rank = x.shape.ndims
    if rank is not None and rank < 2:
        raise InvalidArgumentError(
            f"Input should have rank >= 2, but received shape: {sizes_text(x.shape)}"
        )
    rows = x.indices[:, :-1]
    changes = api.reduce_any(api.not_equal(rows[1:], rows[:-1]), 1)
    ids = api.cumsum(api.concat([zeros_like(rows[:1, 0]), api.cast(changes, int64)], 0))
    count = api.size(ids)
    highest = api.gather(segment_max(x.values, ids, count), ids)
    powers = api.exp(x.values - api.stop_gradient(highest))
    return x._with_values(powers / api.gather(api.unsorted_segment_sum(powers, ids, count), ids))
