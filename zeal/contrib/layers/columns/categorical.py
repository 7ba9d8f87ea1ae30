"""contrib's columns of categories: hashes, numbers and vocabularies, weighted or not."""

from typing import Any, NamedTuple

from zeal import _native, logging
from zeal._native import api
from zeal.contrib.layers.columns.column import Column, Lookup, of_rank
from zeal.contrib.layers.sparse_ids import dense_to_sparse_tensor
from zeal.dtypes import as_dtype, float32, int64, string
from zeal.feature_columns.column import CategoricalColumn, IdWeightPair
from zeal.lookup.vocabulary import index_table_from_file, index_table_from_tensor
from zeal.public import public
from zeal.records.features import VarLenFeature
from zeal.sparse.shapes import sparse_concat
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.initializers import Zeros
from zeal.texts.formatting import as_string


class Vocabulary(NamedTuple):
    """Where a column's categories are told: in a file, or by a tuple."""

    vocabulary_file: Any = None
    keys: Any = None
    num_oov_buckets: int = 0
    vocab_size: "int | None" = None
    default_value: int = -1


class Categories(Column, CategoricalColumn):
    """A column that a linear model can look up."""

    @property
    def num_buckets(self) -> int:
        return self.length

    def id_tensor(self, input_tensor):
        """The numbers of categories in the column's tensor."""
        return input_tensor

    def weight_tensor(self, input_tensor):
        """Their weights in it, or None."""

    def get_sparse_tensors(self, transformation_cache, state_manager) -> IdWeightPair:
        """The numbers of categories, and their weights or None."""
        made = transformation_cache.get(self, state_manager)
        return IdWeightPair(self.id_tensor(made), self.weight_tensor(made))

    def _wide_embedding_lookup_arguments(self, input_tensor):
        ids, weights = self.id_tensor(input_tensor), self.weight_tensor(input_tensor)
        return Lookup(ids, weights, self.num_buckets, Zeros(), self.combiner)

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        kind = type(self).__name__.lstrip("_")
        raise ValueError(
            f"{kind} is not supported in DNN. Please use embedding_column or one_hot_column. "
            f"column: {self}"
        )


class _Fields(NamedTuple):
    column_name: str
    is_integerized: bool
    bucket_size: Any
    lookup_config: Any
    combiner: str
    dtype: Any


class _SparseColumn(Categories, _Fields):
    """Categories of one feature's elements."""

    @property
    def name(self):
        """The feature's."""
        return self.column_name

    @property
    def length(self):
        """How many categories there are."""
        known = self.lookup_config
        return self.bucket_size if known is None else known.vocab_size + known.num_oov_buckets

    @property
    def parse_example_spec(self):
        """Any number of elements."""
        return {self.column_name: VarLenFeature(self.dtype)}

    def transform_feature(self, transformation_cache, state_manager):
        """Numbers of categories, a SparseTensor."""
        given = transformation_cache.get(self.column_name, state_manager)
        if not isinstance(given, SparseTensor):
            given = of_rank(_native.convert(given), 2, self.name)
            given = dense_to_sparse_tensor(given, "" if given.dtype == string else -1)
        return self._numbered(given)

    def is_compatible(self, other_column) -> bool:
        """Whether another column may share its embeddings."""
        if self.lookup_config and other_column.lookup_config:
            return self.lookup_config == other_column.lookup_config
        same = self.dtype == other_column.dtype or (
            self.dtype.is_integer and other_column.dtype.is_integer
        )
        alike = self.length == other_column.length and same
        if alike:
            logging.warn(
                f"Column {self.name} and {other_column.name} may not have the same vocabulary."
            )
        return alike


def _same_places(sparse, values):
    return SparseTensor(sparse.indices, values, sparse.dense_shape)


class _SparseColumnIntegerized(_SparseColumn):
    def _numbered(self, given):
        size = _native.convert(self.bucket_size, given.dtype)
        return _same_places(given, api.floormod(given.values, size))


class _SparseColumnHashed(_SparseColumn):
    hash_keys = None

    def _numbered(self, given):
        texts = as_string(given.values) if self.dtype.is_integer else given.values
        if not self.hash_keys:
            return _same_places(given, api.string_to_hash_bucket_fast(texts, self.bucket_size))
        hashed = (
            api.string_to_hash_bucket_strong(texts, self.bucket_size, key)
            for key in self.hash_keys
        )
        return sparse_concat(1, [_same_places(given, ids) for ids in hashed])


class _SparseColumnKeys(_SparseColumn):
    def _numbered(self, given):
        known = self.lookup_config
        return index_table_from_tensor(
            known.keys, default_value=known.default_value, dtype=self.dtype, name="lookup"
        ).lookup(given)


class _SparseColumnVocabulary(_SparseColumn):
    def _numbered(self, given):
        known = self.lookup_config
        if self.dtype.is_integer:
            given = _same_places(given, as_string(given.values))
        return index_table_from_file(
            known.vocabulary_file, known.num_oov_buckets, known.vocab_size, known.default_value,
            name=f"{self.name}_lookup",
        ).lookup(given)  # fmt: skip


def _check_dtype(name, dtype):
    dtype = as_dtype(dtype)
    if dtype != string and not dtype.is_integer:
        raise ValueError(f"dtype must be string or integer. dtype: {dtype}, column_name: {name}")
    return dtype


def _check_size(name, size):
    if size is None:
        raise ValueError(f"one of bucket_size or lookup_config must be set. column_name: {name}")
    if size < 1:
        raise ValueError(
            f"bucket_size must be at least 1. bucket_size: {size}, column_name: {name}"
        )


@public("contrib.layers.sparse_column_with_integerized_feature")
def sparse_column_with_integerized_feature(column_name, bucket_size, combiner="sum", dtype=int64):
    """A column of categories that are numbers already.

    Args:
      column_name: the feature's name.
      bucket_size: how many categories there are; larger numbers start again.
      combiner: what a linear model makes of several: "sum", "mean" or "sqrtn".
      dtype: an integer type.

    Returns:
      A column.

    Raises:
      ValueError: the size or dtype is wrong.

    Example:
      >>> tf.contrib.layers.sparse_column_with_integerized_feature("digit", 10).length
      10
    """
    if bucket_size is None:
        raise ValueError(
            f"bucket_size must be set if is_integerized is True. column_name: {column_name}"
        )
    dtype = as_dtype(dtype)
    if not dtype.is_integer:
        raise ValueError(
            f"dtype must be an integer if is_integerized is True. dtype: {dtype}, column_name: "
            f"{column_name}."
        )
    _check_size(column_name, bucket_size)
    return _SparseColumnIntegerized(column_name, True, bucket_size, None, combiner, dtype)


@public("contrib.layers.sparse_column_with_hash_bucket")
def sparse_column_with_hash_bucket(
    column_name, hash_bucket_size, combiner="sum", dtype=string, hash_keys=None
):
    """A column of categories that hashes number.

    Args:
      column_name: the feature's name.
      hash_bucket_size: how many numbers there are.
      combiner: what a linear model makes of several: "sum", "mean" or "sqrtn".
      dtype: string, or an integer type, whose numbers are hashed as texts.
      hash_keys: list of pairs of integers, for as many hashes of each element; None for one.

    Returns:
      A column.

    Raises:
      ValueError: an argument is wrong.

    Example:
      >>> tf.contrib.layers.sparse_column_with_hash_bucket("word", 1000).name
      'word'
    """
    if hash_keys is not None:
        if not isinstance(hash_keys, list) or not hash_keys:
            raise ValueError("hash_keys must be a non-empty list.")
        if not all(_is_pair(key) for key in hash_keys):
            raise ValueError("Each element of hash_keys must be a pair of integers.")
    dtype = _check_dtype(column_name, dtype)
    _check_size(column_name, hash_bucket_size)
    column = _SparseColumnHashed(column_name, False, hash_bucket_size, None, combiner, dtype)
    column.hash_keys = hash_keys
    return column


def _is_pair(key):
    return isinstance(key, list) and len(key) == 2 and all(isinstance(k, int) for k in key)


@public("contrib.layers.sparse_column_with_keys")
def sparse_column_with_keys(column_name, keys, default_value=-1, combiner="sum", dtype=string):
    """A column of categories that a list numbers.

    Args:
      column_name: the feature's name.
      keys: the categories, in order.
      default_value: the number of others; -1 is nothing.
      combiner: what a linear model makes of several: "sum", "mean" or "sqrtn".
      dtype: string or an integer type.

    Returns:
      A column.

    Raises:
      ValueError: the dtype is another.

    Example:
      >>> tf.contrib.layers.sparse_column_with_keys("color", ["red", "green"]).length
      2
    """
    keys, dtype = tuple(keys), _check_dtype(column_name, dtype)
    known = Vocabulary(keys=keys, vocab_size=len(keys), default_value=default_value)
    return _SparseColumnKeys(column_name, False, None, known, combiner, dtype)


@public("contrib.layers.sparse_column_with_vocabulary_file")
def sparse_column_with_vocabulary_file(
    column_name, vocabulary_file, num_oov_buckets=0, vocab_size=None, default_value=-1,
    combiner="sum", dtype=string,
):  # fmt: skip
    """A column of categories that the lines of a file number.

    Args:
      the others: as for `tf.contrib.layers.sparse_column_with_keys`.
      vocabulary_file: path of the file, a category in each line.
      num_oov_buckets: how many numbers there are for what the file does not have, by hashes.
      vocab_size: how many lines count.

    Returns:
      A column.

    Raises:
      ValueError: vocab_size is missing, or the dtype another.

    Example:
      >>> column = tf.contrib.layers.sparse_column_with_vocabulary_file("word", "words", 1, 10)
      >>> column.length
      11
    """
    if vocab_size is None:
        raise ValueError(f"vocab_size should be defined. column_name: {column_name}")
    dtype = _check_dtype(column_name, dtype)
    known = Vocabulary(vocabulary_file, None, num_oov_buckets, vocab_size, default_value)
    return _SparseColumnVocabulary(column_name, False, None, known, combiner, dtype)


class _WeightedFields(NamedTuple):
    sparse_id_column: Any
    weight_column_name: str
    dtype: Any


class _WeightedSparseColumn(Categories, _WeightedFields):
    """Categories whose weights are another feature."""

    @property
    def name(self):
        """Both names."""
        return f"{self.sparse_id_column.name}_weighted_by_{self.weight_column_name}"

    @property
    def length(self):
        """How many categories there are."""
        return self.sparse_id_column.length

    @property
    def combiner(self):
        """That of the categories."""
        return self.sparse_id_column.combiner

    @property
    def lookup_config(self):
        """That of the categories."""
        return self.sparse_id_column.lookup_config

    @property
    def parse_example_spec(self):
        """Both features."""
        weights = {self.weight_column_name: VarLenFeature(self.dtype)}
        return {**self.sparse_id_column.parse_example_spec, **weights}

    def id_tensor(self, input_tensor):
        """The first of the pair."""
        return input_tensor[0]

    def weight_tensor(self, input_tensor):
        """The second."""
        return input_tensor[1]

    def transform_feature(self, transformation_cache, state_manager):
        """Numbers of categories, and weights: a pair of SparseTensors."""
        weights = transformation_cache.get(self.weight_column_name, state_manager)
        if not isinstance(weights, SparseTensor):
            weights = dense_to_sparse_tensor(weights)
        if not self.dtype.is_floating:
            weights = _same_places(weights, api.cast(weights.values, float32))
        return transformation_cache.get(self.sparse_id_column, state_manager), weights

    def is_compatible(self, other_column) -> bool:
        """Whether another column may share its embeddings."""
        other = getattr(other_column, "sparse_id_column", other_column)
        return self.sparse_id_column.is_compatible(other)


@public("contrib.layers.weighted_sparse_column")
def weighted_sparse_column(sparse_id_column, weight_column_name, dtype=float32):
    """A column of categories that have weights.

    Args:
      sparse_id_column: what a `sparse_column_with_*` made.
      weight_column_name: name of the feature of the weights, one for each element.
      dtype: its type, of numbers.

    Returns:
      A column.

    Raises:
      ValueError: the dtype is not of numbers.

    Example:
      >>> word = tf.contrib.layers.sparse_column_with_keys("word", ["a", "b"])
      >>> tf.contrib.layers.weighted_sparse_column(word, "count").name
      'word_weighted_by_count'
    """
    dtype = as_dtype(dtype)
    if not (dtype.is_integer or dtype.is_floating):
        raise ValueError(f"dtype is not convertible to float. Given {dtype}")
    return _WeightedSparseColumn(sparse_id_column, weight_column_name, dtype)
