"""Sparse tensors made of others, or of nothing: merge, fill_empty_rows, eye, placeholders."""

from zeal import _native
from zeal._native import api, convert
from zeal.dtypes import as_dtype, int64
from zeal.errors import InvalidArgumentError
from zeal.graph.placeholder import placeholder
from zeal.ops.array.fill import ones
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as range_
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.dense_forms import ALL_TYPES
from zeal.sparse.reordering import require_counts, sorted_parts
from zeal.sparse.sparse_tensor import SparseTensor, as_sparse
from zeal.tensor_shape import as_shape


@public("sparse.merge", "sparse_merge")
@named("SparseMerge")
def sparse_merge(sp_ids, sp_values, vocab_size, name=None, already_sorted=False):
    """Values whose last indices are ids: what "ids" and "values" of examples mean together.

    Args:
      sp_ids: a SparseTensor of integers, or a list of them, one for each axis to come.
      sp_values: a SparseTensor of as many elements.
      vocab_size: the size of the last axis; a list of sizes for a list of ids.
      name: name of the op.
      already_sorted: whether ids are sorted in each row.

    Returns:
      A SparseTensor whose last axis is replaced by the ids'.

    Raises:
      TypeError: an argument is dense, or ids are no integers.

    Example:
      >>> ids = tf.SparseTensor([[0, 0], [0, 1]], tf.constant([3, 1]), [1, 2])
      >>> values = tf.SparseTensor([[0, 0], [0, 1]], [0.5, 0.25], [1, 2])
      >>> tf.sparse.merge(ids, values, 4).indices.numpy().tolist()
      [[0, 1], [0, 3]]
    """
    several = isinstance(sp_ids, (list, tuple))
    if not several and isinstance(vocab_size, (list, tuple)):
        raise TypeError(f"vocab_size has to be a Tensor or Python int. Found {type(vocab_size)}")
    ids = [as_sparse(x) for x in (sp_ids if several else [sp_ids])]
    sizes = list(vocab_size) if several else [vocab_size]
    if len(ids) != len(sizes):
        raise ValueError("sp_ids and vocab_size have to have equal lengths.")
    values = as_sparse(sp_values)
    for x in ids:
        if not x.dtype.is_integer:
            raise TypeError(f"sp_ids has to consist of integers, got {x.dtype.name}")
    columns = [api.cast(x.values, int64)[:, None] for x in ids]
    indices = api.concat([ids[0].indices[:, :-1], *columns], 1)
    shape = api.concat([ids[0].dense_shape[:-1], stack([api.cast(n, int64) for n in sizes])], 0)
    if already_sorted:
        return SparseTensor(indices, values.values, shape)
    return sorted_parts(indices, values.values, shape)


# --- rows without elements ---
def _infer_fill(shapes, attrs):
    indices = shapes[0]
    rank = None if indices is None else indices[1]
    return [(None, rank), (None,), (None,), None if indices is None else (indices[0],)]


def _fill(indices, values, shape, default):
    import numpy as np

    require_counts(indices, values, shape)
    if not len(shape):
        raise InvalidArgumentError("a sparse tensor without axes has no rows to fill")
    rows = int(shape[0])
    if rows < 0:
        raise InvalidArgumentError(f"dense_shape[0] is {rows}; no size is below 0")
    first = indices[:, 0]
    wrong = (first < 0) | (first >= rows)
    if wrong.any():
        at = int(wrong.argmax())
        raise InvalidArgumentError(f"indices({at}, 0) is invalid: {first[at]} >= {rows}")
    lacking = np.bincount(first, minlength=rows) == 0 if rows else np.zeros(0, bool)
    empty = np.zeros((int(lacking.sum()), indices.shape[1]), np.int64)
    empty[:, 0] = np.flatnonzero(lacking)
    everything = np.concatenate([indices, empty])
    order = np.argsort(everything[:, 0], kind="stable")
    filled = np.concatenate([values, np.full(len(empty), default, values.dtype)])
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return [everything[order], filled[order], lacking, back[: len(indices)]]


def _fill_gradient(op, _, dvalues, *__):
    back = op.outputs[3]
    kept = api.gather(dvalues, back)
    return [None, kept, None, api.reduce_sum(dvalues) - api.reduce_sum(kept)]


_fill_empty_rows = host_op(
    "SparseFillEmptyRows",
    [("indices", "int64"), ("values", "T"), ("dense_shape", "int64"), ("default_value", "T")],
    [("output_indices", "int64"), ("output_values", "T"), ("empty_row_indicator", "bool"),
     ("reverse_index_map", "int64")],
    types=[("T", ALL_TYPES)], infer=_infer_fill, kernel=_fill, gradient=_fill_gradient,
    doc="Gives each row without elements one of a default.",
)  # fmt: skip


@public("sparse.fill_empty_rows", "sparse_fill_empty_rows")
@named("SparseFillEmptyRows")
def sparse_fill_empty_rows(sp_input, default_value, name=None):
    """Gives each row without elements one element, in its first column.

    Args:
      sp_input: a SparseTensor.
      default_value: the element, a scalar.
      name: name of the op.

    Returns:
      A SparseTensor, and a bool vector: which rows had none. Gradients flow to the values and the
      default.

    Raises:
      TypeError: sp_input is dense.
      InvalidArgumentError: an index is out of bounds.

    Example:
      >>> s = tf.SparseTensor([[1, 1]], [5], [2, 2])
      >>> filled, empty = tf.sparse.fill_empty_rows(s, -1)
      >>> filled.values.numpy().tolist(), empty.numpy().tolist()
      ([-1, 5], [True, False])
    """
    x = as_sparse(sp_input)
    default = convert(default_value, x.dtype)
    indices, values, empty, _ = _fill_empty_rows(*x._to_components(), default)
    return SparseTensor(indices, values, x.dense_shape), empty


@public("sparse.eye")
@named("eye")
def sparse_eye(num_rows, num_columns=None, dtype="float32", name=None):
    """A sparse tensor with ones on the diagonal.

    Args:
      num_rows: the number of rows.
      num_columns: the number of columns; num_rows by default.
      dtype: its dtype.
      name: name of the op.

    Returns:
      A SparseTensor.

    Example:
      >>> tf.sparse.eye(2).indices.numpy().tolist()
      [[0, 0], [1, 1]]
    """
    rows = api.cast(convert(num_rows), int64)
    columns = rows if num_columns is None else api.cast(convert(num_columns), int64)
    count = api.minimum(rows, columns)
    places = range_(count)
    values = api.cast(ones(count[None]), as_dtype(dtype))
    return SparseTensor(stack([places, places], 1), values, stack([rows, columns]))


@public("sparse_placeholder", "sparse.placeholder")
def sparse_placeholder(dtype, shape=None, name=None):
    """A sparse tensor that every run must be fed.

    Args:
      dtype: its dtype.
      shape: its shape, None where a size is open; without one, nothing is known of it.
      name: name of the placeholders.

    Returns:
      A SparseTensor of placeholders. Runs are fed a `SparseTensorValue`, or a tuple of its three
      parts.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     s = tf.sparse_placeholder(tf.float32)
      ...     value = tf.SparseTensorValue([[0, 1]], [5.0], [2, 2])
      ...     print(session.run(tf.reduce_sum(tf.sparse.to_dense(s)), {s: value}))
      5.0
    """
    if _native.executing_eagerly():
        raise RuntimeError("tf.sparse_placeholder() is not compatible with eager execution.")

    def part(kind, dtype, shape):
        return placeholder(dtype, shape, name=None if name is None else f"{name}/{kind}")

    shape = as_shape(shape)
    if shape.is_fully_defined():
        sizes = _native.convert(shape.as_list(), int64)
    else:
        sizes = part("shape", int64, [shape.ndims])
    values, indices = part("values", dtype, [None]), part("indices", int64, [None, shape.ndims])
    return SparseTensor(indices, values, sizes)
