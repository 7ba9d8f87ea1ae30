"""Embeddings whose numbers lie anywhere in a vector, where hashes say."""

from zeal import _native
from zeal._native import api
from zeal.contrib.layers.crossing import sparse_feature_cross
from zeal.ops.array.unique import unique
from zeal.ops.nn.embedding import embedding_lookup, parts_of
from zeal.sparse.dense_forms import sparse_tensor_to_dense
from zeal.sparse.merging import sparse_fill_empty_rows
from zeal.sparse.segments import sparse_segment_mean, sparse_segment_sqrt_n, sparse_segment_sum
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope

_COMBINED = {
    "mean": sparse_segment_mean, "sqrtn": sparse_segment_sqrt_n, "sum": sparse_segment_sum,
}  # fmt: skip


def scattered_embedding_lookup(params, values, dimension, name=None, hash_key=None):
    """Rows of numbers, each of which a hash of value and column finds in a vector.

    Args:
      params: a vector, or a list of its parts, which are as long or one longer.
      values: tensor of strings or integers.
      dimension: length of the rows.
      name: name of the scope.
      hash_key: an int that the places depend on; None for TensorFlow's older way.

    Returns:
      A tensor of shape `[*values.shape, dimension]`.

    Raises:
      ValueError: the dimension is missing or not positive, or parts are no vectors of such
        lengths.
    """
    if dimension is None:
        raise ValueError("You must specify dimension.")
    if dimension <= 0:
        raise ValueError(f"Dimension must be >0. Given is {dimension}")
    with name_scope(name, "scattered_embedding_lookup", [params, dimension, values]):
        values, parts = _native.convert(values), parts_of(params)
        rows = api.reshape(values, [-1, 1])
        columns = api.tile(api.expand_dims(list(range(dimension)), 0), api.shape(rows))
        places = sparse_feature_cross([columns, rows], True, _total(parts), hash_key=hash_key)
        found = embedding_lookup(parts, sparse_tensor_to_dense(places), partition_strategy="div")
        return api.reshape(found, api.concat([api.shape(values), [dimension]], 0))


def _total(parts):
    for part in parts:
        part.shape.assert_has_rank(1)
        part.shape.assert_is_fully_defined()
    sizes = [part.shape._at(0) for part in parts]
    for at, size in enumerate(sizes):
        expected = (sum(sizes) - at - 1) // len(sizes) + 1
        if size != expected:
            raise ValueError(f"Tensor {at} in params has size {size}, expected {expected}.")
    return sum(sizes)


def scattered_embedding_lookup_sparse(
    params, sparse_values, dimension, combiner=None, default_value=None, name=None, hash_key=None
):
    """Combines, in each row of a matrix, embeddings whose numbers hashes find in a vector.

    Args:
      sparse_values: a SparseTensor of strings or integers, a matrix.
      dimension: length of the embeddings.
      combiner: "mean", "sqrtn" or "sum"; "mean" by default.
      default_value: the value of a row that has none; by default one that is hardly used.
      the others: as for `scattered_embedding_lookup`.

    Returns:
      A tensor of shape `[rows, dimension]`.

    Raises:
      TypeError: sparse_values is no SparseTensor.
      ValueError: the combiner or dimension is wrong.
    """
    combiner = combiner or "mean"
    if combiner not in _COMBINED:
        raise ValueError(f"Combiner must be one of 'mean', 'sqrtn' or 'sum'. combiner: {combiner}")
    if not isinstance(sparse_values, SparseTensor):
        raise TypeError("sparse_values must be SparseTensor")
    with name_scope(name, "scattered_embedding_lookup_sparse", [params, sparse_values]):
        if default_value is None:  # TensorFlow's own
            default_value = "6ZxWzWOHxZ" if sparse_values.dtype == "string" else 1288896567
        filled, _ = sparse_fill_empty_rows(sparse_values, default_value)
        different, places = unique(filled.values)
        rows = scattered_embedding_lookup(params, different, dimension, hash_key=hash_key)
        segments = api.cast(filled.indices[:, 0], "int32")
        return _COMBINED[combiner](rows, places, segments)
