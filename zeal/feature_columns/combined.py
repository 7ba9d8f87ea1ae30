"""Columns of categories made of others: with weights, and crossed."""

from typing import Any, NamedTuple

from zeal import _native
from zeal.dtypes import as_dtype, float32, string
from zeal.feature_columns.categorical import HashedCategoricalColumn
from zeal.feature_columns.column import (
    CategoricalColumn,
    FeatureColumn,
    IdWeightPair,
    without_missing,
)
from zeal.public import public
from zeal.records.features import VarLenFeature
from zeal.sparse.crossing import sparse_cross_hashed
from zeal.sparse.sparse_tensor import SparseTensor, convert_to_tensor_or_sparse_tensor

api = _native.api


class _Weighted(NamedTuple):
    categorical_column: Any
    weight_feature_key: str
    dtype: Any


class WeightedCategoricalColumn(CategoricalColumn, _Weighted):
    """What `tf.feature_column.weighted_categorical_column` makes."""

    @property
    def name(self):
        """That of the categories, and of their weights."""
        return f"{self.categorical_column.name}_weighted_by_{self.weight_feature_key}"

    @property
    def parse_example_spec(self):
        """That of the categories, and as many weights."""
        spec = dict(self.categorical_column.parse_example_spec)
        if self.weight_feature_key in spec:
            raise ValueError(
                f"Parse config {spec[self.weight_feature_key]} already exists for "
                f"{self.weight_feature_key}."
            )
        return {**spec, self.weight_feature_key: VarLenFeature(self.dtype)}

    @property
    def num_buckets(self):
        """That of the categories."""
        return self.categorical_column.num_buckets

    def transform_feature(self, transformation_cache, state_manager):
        """A pair: categories, weights."""
        weights = convert_to_tensor_or_sparse_tensor(
            transformation_cache.get(self.weight_feature_key, state_manager)
        )
        if weights.dtype != self.dtype:
            raise ValueError(f"Bad dtype, expected {self.dtype}, but got {weights.dtype}.")
        weights = without_missing(weights, 0.0)
        if not weights.dtype.is_floating:
            weights = SparseTensor(
                weights.indices, api.cast(weights.values, float32), weights.dense_shape
            )
        ids, _ = self.categorical_column.get_sparse_tensors(transformation_cache, state_manager)
        return ids, weights

    def get_sparse_tensors(self, transformation_cache, state_manager):
        """Categories and weights."""
        return IdWeightPair(*transformation_cache.get(self, state_manager))


@public("feature_column.weighted_categorical_column")
def weighted_categorical_column(categorical_column, weight_feature_key, dtype=float32):
    """A column of categories with weights.

    Args:
      categorical_column: a column of categories.
      weight_feature_key: name of the feature that has the weights: tensor or SparseTensor like
        that of the categories.
      dtype: its type.

    Returns:
      A column.

    Raises:
      ValueError: dtype is no real number.

    Example:
      >>> word = tf.feature_column.categorical_column_with_identity("word", 2)
      >>> column = tf.feature_column.weighted_categorical_column(word, "count")
      >>> shown = tf.feature_column.indicator_column(column)
      >>> features = {"word": [[1, 0]], "count": [[3.0, 5.0]]}
      >>> tf.feature_column.input_layer(features, [shown]).numpy().tolist()
      [[5.0, 3.0]]
    """
    dtype = None if dtype is None else as_dtype(dtype)
    if dtype is None or not (dtype.is_integer or dtype.is_floating):
        raise ValueError(f"dtype {dtype} is not convertible to float.")
    return WeightedCategoricalColumn(categorical_column, weight_feature_key, dtype)


class _Crossed(NamedTuple):
    keys: tuple
    hash_bucket_size: int
    hash_key: Any


class CrossedColumn(CategoricalColumn, _Crossed):
    """What `tf.feature_column.crossed_column` makes."""

    def _leaves(self):
        """Names and columns, those of crossed ones in their place."""
        for key in self.keys:
            if isinstance(key, CrossedColumn):
                yield from key._leaves()
            else:
                yield key

    @property
    def name(self):
        """Names of what is crossed, in order."""
        return "_X_".join(sorted(getattr(k, "name", k) for k in self._leaves()))

    @property
    def parse_example_spec(self):
        """Those of what is crossed; features are strings."""
        spec = {}
        for key in self.keys:
            column = isinstance(key, FeatureColumn)
            spec |= key.parse_example_spec if column else {key: VarLenFeature(string)}
        return spec

    @property
    def num_buckets(self):
        """The number of hashes."""
        return self.hash_bucket_size

    def transform_feature(self, transformation_cache, state_manager):
        """Hashes of all combinations."""
        parts = []
        for key in self._leaves():
            if isinstance(key, str):
                parts.append(transformation_cache.get(key, state_manager))
                continue
            ids, weights = key.get_sparse_tensors(transformation_cache, state_manager)
            if weights is not None:
                raise ValueError(
                    "crossed_column does not support weight_tensor, but the given column populates "
                    f"weight_tensor. Given column: {key.name}"
                )
            parts.append(ids)
        return sparse_cross_hashed(parts, self.hash_bucket_size, self.hash_key)


@public("feature_column.crossed_column")
def crossed_column(keys, hash_bucket_size, hash_key=None):
    """A column of all combinations of several features, numbered by hashes.

    Args:
      keys: list of two or more names of features, or columns of categories (no hashed ones).
      hash_bucket_size: how many numbers there are.
      hash_key: an int that the hashes depend on.

    Returns:
      A column.

    Raises:
      ValueError: a key is of another kind, or there are too few; the size is not positive.

    Example:
      >>> cross = tf.feature_column.crossed_column(["city", "color"], 100)
      >>> cross.name
      'city_X_color'
      >>> shown = tf.feature_column.indicator_column(cross)
      >>> features = {"city": [["a", "b"]], "color": [["r"]]}
      >>> tf.feature_column.input_layer(features, [shown]).numpy().sum()
      2.0
    """
    if not hash_bucket_size or hash_bucket_size < 1:
        raise ValueError(
            f"hash_bucket_size must be > 1. hash_bucket_size: {hash_bucket_size}"
        )
    if not keys or len(keys) < 2:
        raise ValueError(f"keys must be a list with length > 1. Given: {keys}")
    for key in keys:
        if not isinstance(key, (str, CategoricalColumn)):
            raise ValueError(
                "Unsupported key type. All keys must be either string, or categorical column "
                f"except HashedCategoricalColumn. Given: {key}"
            )
        if isinstance(key, HashedCategoricalColumn):
            raise ValueError(
                "categorical_column_with_hash_bucket is not supported for crossing. Hashing before "
                "crossing will increase probability of collision. Instead, use the feature name as "
                f"a string. Given: {key}"
            )
    return CrossedColumn(tuple(keys), hash_bucket_size, hash_key)
