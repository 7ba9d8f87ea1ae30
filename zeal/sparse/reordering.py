"""The order of the elements of sparse tensors, and which of them stay."""

from zeal._native import api, convert
from zeal.dtypes import bool as bool_
from zeal.dtypes import int64
from zeal.errors import InvalidArgumentError
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor, as_sparse
from zeal.tensor_shape import sizes_text


def _infer(shapes, attrs):
    indices, values, _ = shapes
    return [indices, values]


def order(indices):
    """The order of rows of indices in which the last index changes first, as an array."""
    import numpy as np

    return np.lexsort(indices.T[::-1]) if indices.shape[1] else np.arange(len(indices))


def require_counts(indices, values, shape):
    """Raises unless there are as many values as indices, and as many sizes as each index has."""
    import numpy as np

    sizes = np.shape(values)  # a scalar string is bytes
    if indices.ndim != 2 or sizes != indices.shape[:1] or shape.shape != indices.shape[1:]:
        raise InvalidArgumentError(
            f"a sparse tensor's indices {sizes_text(indices.shape)}, values "
            f"{sizes_text(sizes)} and dense_shape {sizes_text(shape.shape)} do not fit "
            "together"
        )


def _kernel(indices, values, shape):
    require_counts(indices, values, shape)
    permutation = order(indices)
    return [indices[permutation], values[permutation]]


def _gradient(op, _, dvalues):
    indices, _, shape = op.inputs
    count = range_(api.shape(indices, out_type=int64)[0])
    _, permutation = _reorder(indices, count, shape)
    inverse = api.invert_permutation(permutation)
    return [None, api.gather(dvalues, inverse), None]


_reorder = host_op(
    "SparseReorder",
    [("input_indices", "int64"), ("input_values", "T"), ("input_shape", "int64")],
    [("output_indices", "int64"), ("output_values", "T")],
    types=[("T", ["float32", "float64", "int32", "uint8", "int16", "int8", "complex64", "int64",
                  "bool", "string", "bfloat16", "uint16", "complex128", "float16"])],
    infer=_infer, kernel=_kernel, gradient=_gradient,
    doc="Sorts the elements of a sparse tensor: the last index changes first.",
)  # fmt: skip


def sorted_parts(indices, values, dense_shape):
    """A SparseTensor of parts in any order, sorted."""
    unsorted = SparseTensor(indices, values, dense_shape)  # which says what does not fit
    indices, values = _reorder(*unsorted._to_components())
    return SparseTensor(indices, values, unsorted.dense_shape)


@public("sparse.reorder", "sparse_reorder")
@named("SparseReorder")
def sparse_reorder(sp_input, name=None):
    """Sorts the elements of a sparse tensor row by row: the last index changes first.

    Args:
      sp_input: a SparseTensor.
      name: name of the op.

    Returns:
      A SparseTensor. Gradients flow to the values.

    Raises:
      TypeError: sp_input is dense.

    Example:
      >>> s = tf.SparseTensor([[1, 0], [0, 1]], [2, 1], [2, 2])
      >>> tf.sparse.reorder(s).values.numpy().tolist()
      [1, 2]
    """
    sp_input = as_sparse(sp_input)
    return sorted_parts(*sp_input._to_components())


@public("sparse.retain", "sparse_retain")
@named("SparseRetain")
def sparse_retain(sp_input, to_retain):
    """Keeps some of the elements of a sparse tensor.

    Args:
      sp_input: a SparseTensor of n elements.
      to_retain: a vector of n bools: which ones.

    Returns:
      A SparseTensor. Gradients flow to the values.

    Raises:
      TypeError: sp_input is dense.
      ValueError: there are more or fewer bools than elements.

    Example:
      >>> s = tf.SparseTensor([[0], [2]], [5, 6], [3])
      >>> tf.sparse.retain(s, [False, True]).indices.numpy().tolist()
      [[2]]
    """
    sp_input, to_retain = as_sparse(sp_input), convert(to_retain, bool_)
    to_retain.shape.assert_has_rank(1)
    sp_input.values.shape[:1].merge_with(to_retain.shape[:1])
    places = api.reshape(where(to_retain), [-1])
    return SparseTensor(
        api.gather(sp_input.indices, places),
        api.gather(sp_input.values, places),
        sp_input.dense_shape,
    )


def _reversed(shape):
    return range_(api.size(shape) - 1, -1, -1)


@public("sparse.transpose", "sparse_transpose")
@named("SparseTranspose")
def sparse_transpose(sp_input, perm=None, name=None):
    """Permutes the axes of a sparse tensor.

    Args:
      sp_input: a SparseTensor.
      perm: the axes in their new order; by default they are reversed.
      name: name of the op.

    Returns:
      A SparseTensor, sorted. Gradients flow to the values.

    Example:
      >>> s = tf.SparseTensor([[0, 1], [0, 2]], [5, 6], [2, 3])
      >>> tf.sparse.transpose(s).indices.numpy().tolist()
      [[1, 0], [2, 0]]
    """
    sp_input = as_sparse(sp_input)
    if perm is None:
        rank = sp_input.shape.ndims
        perm = list(range(rank))[::-1] if rank is not None else _reversed(sp_input.dense_shape)
    indices = api.gather(sp_input.indices, perm, axis=1)
    return sorted_parts(indices, sp_input.values, api.gather(sp_input.dense_shape, perm))
