"""Columns of categories: numbered by themselves, by hashes or by vocabularies."""

from typing import Any, NamedTuple

from zeal import _native, gfile, logging
from zeal.dtypes import as_dtype, int64, string
from zeal.eager.control import after
from zeal.effects.check import assert_greater_equal, assert_less
from zeal.feature_columns.column import (
    CategoricalColumn,
    check_key,
    check_text_or_integer,
    without_missing,
)
from zeal.lookup.vocabulary import index_table_from_file, index_table_from_tensor
from zeal.ops.array.where import where
from zeal.public import public
from zeal.records.features import VarLenFeature
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.texts.formatting import as_string

api = _native.api


class _OneFeature(CategoricalColumn):
    """Categories of one feature's elements."""

    @property
    def parse_example_spec(self):
        """Any number of elements."""
        return {self.key: VarLenFeature(self.dtype)}

    def transform_feature(self, transformation_cache, state_manager):
        """Numbers of categories, a SparseTensor."""
        given = without_missing(transformation_cache.get(self.key, state_manager))
        values = self._numbered(given.values, state_manager)
        return SparseTensor(given.indices, values, given.dense_shape)

    def _check_dtype(self, dtype):
        check_text_or_integer(dtype, f"column_name: {self.key} input_tensor")
        if self.dtype.is_integer != dtype.is_integer:
            raise ValueError(
                f"Column dtype and SparseTensors dtype must be compatible. key: {self.key}, "
                f"column dtype: {self.dtype}, tensor dtype: {dtype}"
            )


class _Hashed(NamedTuple):
    key: str
    hash_bucket_size: int
    dtype: Any


class HashedCategoricalColumn(_OneFeature, _Hashed):
    """What `tf.feature_column.categorical_column_with_hash_bucket` makes."""

    @property
    def num_buckets(self):
        """The number of hashes."""
        return self.hash_bucket_size

    def _numbered(self, values, state):
        self._check_dtype(values.dtype)
        texts = values if self.dtype == string else as_string(values)
        return api.string_to_hash_bucket_fast(texts, self.hash_bucket_size)


@public("feature_column.categorical_column_with_hash_bucket")
def categorical_column_with_hash_bucket(key, hash_bucket_size, dtype=string):
    """A column of categories that hashes number.

    Args:
      key: the feature's name; its strings or integers may be in a tensor, where "" and -1 stand
        for nothing, or in a SparseTensor.
      hash_bucket_size: how many numbers there are.
      dtype: string or an integer type.

    Returns:
      A column.

    Raises:
      ValueError: the size is not positive, or dtype is another.

    Example:
      >>> word = tf.feature_column.categorical_column_with_hash_bucket("word", 3)
      >>> shown = tf.feature_column.indicator_column(word)
      >>> tf.feature_column.input_layer({"word": [["a"]]}, [shown]).numpy().sum()
      1.0
    """
    if hash_bucket_size is None:
        raise ValueError(f"hash_bucket_size must be set. key: {key}")
    if hash_bucket_size < 1:
        raise ValueError(
            f"hash_bucket_size must be at least 1. hash_bucket_size: {hash_bucket_size}, key: {key}"
        )
    dtype = as_dtype(dtype)
    check_key(key)
    check_text_or_integer(dtype, f"column_name: {key}")
    return HashedCategoricalColumn(key, hash_bucket_size, dtype)


class _FromVocabulary(_OneFeature):
    """Categories that a table numbers."""

    def _numbered(self, values, state):
        self._check_dtype(values.dtype)
        values = api.cast(values, int64) if values.dtype.is_integer else values
        keep = getattr(state, "table", None)  # what a program made keeps no tables
        return (keep(self, self._table) if keep else self._table()).lookup(values)


class _VocabularyFile(NamedTuple):
    key: str
    vocabulary_file: str
    vocabulary_size: int
    num_oov_buckets: int
    dtype: Any
    default_value: int


class VocabularyFileCategoricalColumn(_FromVocabulary, _VocabularyFile):
    """What `tf.feature_column.categorical_column_with_vocabulary_file` makes."""

    @property
    def num_buckets(self):
        """Lines, and numbers for what they do not have."""
        return self.vocabulary_size + self.num_oov_buckets

    def _table(self):
        return index_table_from_file(
            self.vocabulary_file, self.num_oov_buckets, self.vocabulary_size, self.default_value,
            key_dtype=int64 if self.dtype.is_integer else self.dtype, name=f"{self.key}_lookup",
        )  # fmt: skip


@public("feature_column.categorical_column_with_vocabulary_file")
def categorical_column_with_vocabulary_file(
    key, vocabulary_file, vocabulary_size=None, num_oov_buckets=0, default_value=None,
    dtype=string,
):  # fmt: skip
    """A column of categories that the lines of a file number.

    Args:
      key: the feature's name; its strings or integers may be in a tensor, where "" and -1 stand
        for nothing, or in a SparseTensor.
      vocabulary_file: path of the file, a category in each line.
      vocabulary_size: how many lines count; all by default.
      num_oov_buckets: how many numbers there are for what the file does not have, by hashes.
      default_value: the number for that otherwise; -1 by default, which is nothing.
      dtype: string or an integer type.

    Returns:
      A column.

    Raises:
      ValueError: there is no file, a size is wrong, or num_oov_buckets and default_value are both
        given.

    Example:
      >>> import tempfile
      >>> path = tempfile.mkdtemp() + "/words"
      >>> with open(path, "w") as file:
      ...     _ = file.write("a\\nb\\n")
      >>> word = tf.feature_column.categorical_column_with_vocabulary_file("word", path)
      >>> shown = tf.feature_column.indicator_column(word)
      >>> tf.feature_column.input_layer({"word": [["b"], ["?"]]}, [shown]).numpy().tolist()
      [[0.0, 1.0], [0.0, 0.0]]
    """
    if not vocabulary_file:
        raise ValueError(f"Missing vocabulary_file in {key}.")
    if vocabulary_size is None:
        vocabulary_size = _lines(key, vocabulary_file)
    if vocabulary_size < 1:
        raise ValueError(f"Invalid vocabulary_size in {key}.")
    _check_unknown(key, num_oov_buckets, default_value is not None)
    dtype = as_dtype(dtype)
    check_text_or_integer(dtype, f"column_name: {key}")
    check_key(key)
    return VocabularyFileCategoricalColumn(
        key, vocabulary_file, vocabulary_size, num_oov_buckets or 0, dtype,
        -1 if default_value is None else default_value,
    )  # fmt: skip


def _lines(key, path):
    if not gfile.Exists(path):
        raise ValueError(f"vocabulary_file in {key} does not exist.")
    with gfile.GFile(path, "rb") as file:
        count = sum(1 for _ in file)
    logging.info(
        f"vocabulary_size = {count} in {key} is inferred from the number of elements in the "
        f"vocabulary_file {path}."
    )
    return count


def _check_unknown(key, buckets, has_default):
    if not buckets:
        return
    if has_default:
        raise ValueError(f"Can't specify both num_oov_buckets and default_value in {key}.")
    if buckets < 0:
        raise ValueError(f"Invalid num_oov_buckets {buckets} in {key}.")


class _VocabularyList(NamedTuple):
    key: str
    vocabulary_list: tuple
    dtype: Any
    default_value: int
    num_oov_buckets: int


class VocabularyListCategoricalColumn(_FromVocabulary, _VocabularyList):
    """What `tf.feature_column.categorical_column_with_vocabulary_list` makes."""

    @property
    def num_buckets(self):
        """Words, and numbers for what they are not."""
        return len(self.vocabulary_list) + self.num_oov_buckets

    def _table(self):
        return index_table_from_tensor(
            self.vocabulary_list, self.num_oov_buckets, self.default_value,
            dtype=int64 if self.dtype.is_integer else self.dtype, name=f"{self.key}_lookup",
        )  # fmt: skip


@public("feature_column.categorical_column_with_vocabulary_list")
def categorical_column_with_vocabulary_list(
    key, vocabulary_list, dtype=None, default_value=-1, num_oov_buckets=0
):
    """A column of categories that a list numbers.

    Args:
      key: the feature's name; its strings or integers may be in a tensor, where "" and -1 stand
        for nothing, or in a SparseTensor.
      vocabulary_list: the categories, in order.
      dtype: string or an integer type; that of the list by default.
      default_value: the number for what the list does not have; -1, which is nothing.
      num_oov_buckets: how many numbers there are for that instead, by hashes.

    Returns:
      A column.

    Raises:
      ValueError: the list is empty, has something twice or is of another dtype; or
        num_oov_buckets and default_value are both given.

    Example:
      >>> color = tf.feature_column.categorical_column_with_vocabulary_list("color", ["r", "g"])
      >>> shown = tf.feature_column.indicator_column(color)
      >>> tf.feature_column.input_layer({"color": [["g"], ["?"]]}, [shown]).numpy().tolist()
      [[0.0, 1.0], [0.0, 0.0]]
    """
    if vocabulary_list is None or len(vocabulary_list) < 1:
        raise ValueError(
            f"vocabulary_list {vocabulary_list} must be non-empty, column_name: {key}"
        )
    if len(set(vocabulary_list)) != len(vocabulary_list):
        raise ValueError(f"Duplicate keys in vocabulary_list {vocabulary_list}, column_name: {key}")
    found = _native.convert(list(vocabulary_list)).dtype
    _check_unknown(key, num_oov_buckets, default_value != -1)
    check_text_or_integer(found, f"column_name: {key} vocabulary")
    dtype = (int64 if found.is_integer else found) if dtype is None else as_dtype(dtype)
    if dtype.is_integer != found.is_integer:
        raise ValueError(
            f"dtype {dtype} and vocabulary dtype {found} do not match, column_name: {key}"
        )
    check_text_or_integer(dtype, f"column_name: {key}")
    check_key(key)
    return VocabularyListCategoricalColumn(
        key, tuple(vocabulary_list), dtype, default_value, num_oov_buckets
    )


class _Identity(NamedTuple):
    key: str
    number_buckets: int
    default_value: Any


class IdentityCategoricalColumn(_OneFeature, _Identity):
    """What `tf.feature_column.categorical_column_with_identity` makes."""

    @property
    def dtype(self):
        """What is stored."""
        return int64

    @property
    def num_buckets(self):
        """The number of categories."""
        return self.number_buckets

    def _numbered(self, values, state):
        if not values.dtype.is_integer:
            raise ValueError(f"Invalid input, not integer. key: {self.key} dtype: {values.dtype}")
        values = api.cast(values, int64)
        limit = _native.convert(self.num_buckets, int64)
        if self.default_value is not None:
            wrong = api.logical_or(values < 0, values >= limit)
            return where(wrong, api.fill(api.shape(values), _native.convert(
                self.default_value, int64)), values)  # fmt: skip
        checks = [
            assert_less(values, limit, message=f'Bucket index for categorical column "{self.name}" '
                        "exceeds number of buckets"),
            assert_greater_equal(values, _native.convert(0, int64), message="Negative bucket index "
                                 f'for categorical column "{self.name}"'),
        ]  # fmt: skip
        return after(checks, values)


@public("feature_column.categorical_column_with_identity")
def categorical_column_with_identity(key, num_buckets, default_value=None):
    """A column of categories that are numbers already.

    Args:
      key: the feature's name; its integers may be in a tensor, where -1 stands for nothing, or in
        a SparseTensor.
      num_buckets: numbers are below it.
      default_value: what stands for other numbers; by default they are errors.

    Returns:
      A column.

    Raises:
      ValueError: num_buckets is not positive, or default_value not below it.
      InvalidArgumentError: (in a run) a number is not below num_buckets.

    Example:
      >>> digit = tf.feature_column.categorical_column_with_identity("digit", 3)
      >>> shown = tf.feature_column.indicator_column(digit)
      >>> tf.feature_column.input_layer({"digit": [[2], [0]]}, [shown]).numpy().tolist()
      [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    if num_buckets < 1:
        raise ValueError(f"num_buckets {num_buckets} < 1, column_name {key}")
    if default_value is not None and not 0 <= default_value < num_buckets:
        raise ValueError(
            f"default_value {default_value} not in range [0, {num_buckets}), column_name {key}"
        )
    check_key(key)
    return IdentityCategoricalColumn(key, num_buckets, default_value)
