"""Dense tensors as sparse ones: tf.contrib.layers.dense_to_sparse, and classes of indicators."""

from numbers import Integral

from zeal import _native
from zeal._native import api
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import collect_output, published
from zeal.dtypes import as_dtype, int32, int64
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.where import where
from zeal.ops.math.segments import unsorted_segment_max
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope, variable_scope


def _ignored(dtype, value):
    if value is None:
        value = "" if dtype == "string" else dtype.as_numpy_dtype()
    return api.cast(_native.convert(value), dtype) if dtype != "string" else _native.convert(value)


def dense_to_sparse_tensor(dense_tensor, ignore_value=None):
    """A tensor as a sparse one, without the elements of one value.

    Args:
      dense_tensor: a tensor.
      ignore_value: the value that is left out; by default 0, False or "".
    """
    with name_scope("DenseToSparseTensor"):
        dense = _native.convert(dense_tensor)
        indices = where(api.not_equal(dense, _ignored(dense.dtype, ignore_value)))
        shape = api.shape(dense, out_type=int64)
        return SparseTensor(indices, gather_nd(dense, indices), shape)


@published("dense_to_sparse")
@add_arg_scope
def dense_to_sparse(tensor, eos_token=0, outputs_collections=None, scope=None):
    """A tensor as a sparse one, without its elements that mean the end of a sequence.

    Args:
      tensor: a tensor.
      eos_token: the value that is left out.
      outputs_collections: collections of the output.
      scope: the variable scope; a new "dense_to_sparse" by default.

    Returns:
      A SparseTensor.

    Example:
      >>> x = tf.contrib.layers.dense_to_sparse(tf.constant([[3, 0], [0, 5]]))
      >>> x.indices.numpy().tolist(), x.values.numpy().tolist()
      ([[0, 0], [1, 1]], [3, 5])
    """
    with variable_scope(scope, "dense_to_sparse", [tensor]) as sc:
        outputs = dense_to_sparse_tensor(tensor, eos_token)
        return collect_output(outputs_collections, sc.name, outputs)


def indicators_to_sparse_ids(indicators, ignore_value=None, dtype=int64):
    """The classes that indicators name, in their order, as rows of a sparse tensor.

    Args:
      indicators: a tensor (..., classes).
      ignore_value: the value of an indicator of nothing; by default 0, False or "".
      dtype: that of the classes, of integers.

    Returns:
      A SparseTensor (..., the most classes of a row).

    Raises:
      ValueError: the dtype is not of integers.
    """
    dtype = as_dtype(dtype)
    if not dtype.is_integer:
        raise ValueError(f"Invalid dtype {dtype!r} not integer.")
    with name_scope(None, "indicators_to_sparse_ids", (indicators, ignore_value)):
        indicators = _native.convert(indicators)
        there = api.not_equal(indicators, _ignored(indicators.dtype, ignore_value))
        counted = api.cumsum(api.cast(there, int64), -1)
        places = where(there, counted, zeros_like(counted))  # from 1
        found = dense_to_sparse_tensor(places, 0)
        rows = found.indices[:, :-1]
        indices = api.concat([rows, api.reshape(found.values - 1, [-1, 1])], 1)
        most = api.reshape(api.reduce_max(places), [1])
        shape = api.concat([found.dense_shape[:-1], most], 0)
        return SparseTensor(indices, api.cast(found.indices[:, -1], dtype), shape)


def sparse_row_envelope(sparse_input, row_axis=0, col_axis=1, name=None):
    """How far each row of a sparse tensor reaches: the largest column that is there, and one.

    Args:
      sparse_input: a SparseTensor of at least two axes.
      row_axis, col_axis: Python integers.
      name: name of the scope.

    Raises:
      ValueError: the axes are the same, or no integers.
    """
    if not (isinstance(row_axis, Integral) and isinstance(col_axis, Integral)):
        raise ValueError("`row_axis` and `col_axis` must be integers.")
    if row_axis == col_axis:
        raise ValueError("Row and column can not be the same axis.")
    with name_scope(name, "sparse_row_envelope", [sparse_input]):
        rows, columns = sparse_input.indices[:, row_axis], sparse_input.indices[:, col_axis]
        number = api.cast(sparse_input.dense_shape[row_axis], int32)
        return api.maximum(unsorted_segment_max(columns + 1, rows, number), 0)
