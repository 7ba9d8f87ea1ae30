"""Columns of sequences: of categories, and of numbers."""

from typing import Any, NamedTuple

from zeal import _native
from zeal.dtypes import as_dtype, float32, int64, string
from zeal.feature_columns import categorical
from zeal.feature_columns.column import (
    CategoricalColumn,
    IdWeightPair,
    SequenceDenseColumn,
    TensorSequenceLengthPair,
)
from zeal.feature_columns.numeric import check_function, check_numbers, checked_shape
from zeal.ops.math.segments import unsorted_segment_max
from zeal.public import public
from zeal.records.features import VarLenFeature
from zeal.sparse.dense_forms import sparse_tensor_to_dense
from zeal.sparse.shapes import sparse_reshape
from zeal.tensor_shape import TensorShape

api = _native.api


def sequence_lengths(sparse, numbers_in_step=1):
    """How many steps each row of a SparseTensor has.

    Args:
      sparse: a SparseTensor of shape `[batch, time, ...]`.
      numbers_in_step: how many of its columns are one step.
    """
    rows, columns = sparse.indices[:, 0], sparse.indices[:, 1] + 1
    ends = unsorted_segment_max(columns, rows, sparse.dense_shape[0])
    ends = api.maximum(ends, _native.convert(0, int64))  # rows of nothing
    return (ends + (numbers_in_step - 1)) // numbers_in_step


class _Sequence(NamedTuple):
    categorical_column: Any


class SequenceCategoricalColumn(CategoricalColumn, _Sequence):
    """What `tf.feature_column.sequence_categorical_column_with_*` make."""

    @property
    def name(self):
        """That of the categories."""
        return self.categorical_column.name

    @property
    def parse_example_spec(self):
        """That of the categories."""
        return self.categorical_column.parse_example_spec

    @property
    def num_buckets(self):
        """That of the categories."""
        return self.categorical_column.num_buckets

    def transform_feature(self, transformation_cache, state_manager):
        """The categories."""
        return self.categorical_column.transform_feature(transformation_cache, state_manager)

    def get_sparse_tensors(self, transformation_cache, state_manager):
        """The categories of each step, of shape `[batch, time, ...]`."""
        pair = self.categorical_column.get_sparse_tensors(transformation_cache, state_manager)
        return IdWeightPair(*(None if part is None else _in_steps(part) for part in pair))


def _in_steps(sparse):
    shape = sparse.dense_shape
    last = api.reshape(api.reduce_prod(shape[2:]), [1])
    return sparse_reshape(sparse, api.concat([shape[:2], last], 0))


@public("feature_column.sequence_categorical_column_with_identity",
        "contrib.feature_column.sequence_categorical_column_with_identity")  # fmt: skip
def sequence_categorical_column_with_identity(key, num_buckets, default_value=None):
    """A column of sequences of categories that are numbers already.

    Args:
      key, num_buckets, default_value: as for
        `tf.feature_column.categorical_column_with_identity`; the feature is of shape
        `[batch, time]`.

    Returns:
      A column for `tf.keras.experimental.SequenceFeatures`, behind an embedding or an indicator.

    Raises:
      ValueError: an argument is wrong.

    Example:
      >>> digits = tf.feature_column.sequence_categorical_column_with_identity("digits", 3)
      >>> shown = tf.feature_column.indicator_column(digits)
      >>> layer = tf.keras.experimental.SequenceFeatures([shown])
      >>> steps, lengths = layer({"digits": tf.SparseTensor([[0, 0], [1, 0], [1, 1]], [2, 0, 1],
      ...                                                   [2, 2])})
      >>> lengths.numpy().tolist(), steps.shape.as_list()
      ([1, 2], [2, 2, 3])
    """
    return SequenceCategoricalColumn(
        categorical.categorical_column_with_identity(key, num_buckets, default_value)
    )


@public("feature_column.sequence_categorical_column_with_hash_bucket",
        "contrib.feature_column.sequence_categorical_column_with_hash_bucket")  # fmt: skip
def sequence_categorical_column_with_hash_bucket(key, hash_bucket_size, dtype=string):
    """A column of sequences of categories that hashes number.

    Args:
      key, hash_bucket_size, dtype: as for
        `tf.feature_column.categorical_column_with_hash_bucket`.

    Returns:
      What `sequence_categorical_column_with_identity` returns.

    Raises:
      ValueError: an argument is wrong.
    """
    return SequenceCategoricalColumn(
        categorical.categorical_column_with_hash_bucket(key, hash_bucket_size, dtype)
    )


@public("feature_column.sequence_categorical_column_with_vocabulary_file",
        "contrib.feature_column.sequence_categorical_column_with_vocabulary_file")  # fmt: skip
def sequence_categorical_column_with_vocabulary_file(
    key, vocabulary_file, vocabulary_size=None, num_oov_buckets=0, default_value=None,
    dtype=string,
):  # fmt: skip
    """A column of sequences of categories that the lines of a file number.

    Args:
      all: as for `tf.feature_column.categorical_column_with_vocabulary_file`.

    Returns:
      What `sequence_categorical_column_with_identity` returns.

    Raises:
      ValueError: an argument is wrong.
    """
    return SequenceCategoricalColumn(categorical.categorical_column_with_vocabulary_file(
        key, vocabulary_file, vocabulary_size, num_oov_buckets, default_value, dtype
    ))  # fmt: skip


@public("feature_column.sequence_categorical_column_with_vocabulary_list",
        "contrib.feature_column.sequence_categorical_column_with_vocabulary_list")  # fmt: skip
def sequence_categorical_column_with_vocabulary_list(
    key, vocabulary_list, dtype=None, default_value=-1, num_oov_buckets=0
):
    """A column of sequences of categories that a list numbers.

    Args:
      all: as for `tf.feature_column.categorical_column_with_vocabulary_list`.

    Returns:
      What `sequence_categorical_column_with_identity` returns.

    Raises:
      ValueError: an argument is wrong.
    """
    return SequenceCategoricalColumn(categorical.categorical_column_with_vocabulary_list(
        key, vocabulary_list, dtype, default_value, num_oov_buckets
    ))  # fmt: skip


class _Numbers(NamedTuple):
    key: str
    shape: tuple
    default_value: float
    dtype: Any
    normalizer_fn: Any


class SequenceNumericColumn(SequenceDenseColumn, _Numbers):
    """What `tf.feature_column.sequence_numeric_column` makes."""

    @property
    def parse_example_spec(self):
        """Any number of elements."""
        return {self.key: VarLenFeature(self.dtype)}

    def transform_feature(self, transformation_cache, state_manager):
        """The numbers, a SparseTensor."""
        numbers = transformation_cache.get(self.key, state_manager)
        return numbers if self.normalizer_fn is None else self.normalizer_fn(numbers)

    @property
    def variable_shape(self):
        """The shape of a step's numbers."""
        return TensorShape(self.shape)

    def get_sequence_dense_tensor(self, transformation_cache, state_manager):
        """Numbers of each step, of shape `[batch, time, ...]`, and how many steps there are."""
        sparse = transformation_cache.get(self, state_manager)
        dense = sparse_tensor_to_dense(sparse, self.default_value)
        steps = _native.convert([-1, *self.shape], "int32")
        dense = api.reshape(dense, api.concat([api.shape(dense)[:1], steps], 0))
        size = self.variable_shape.num_elements() if sparse.shape.ndims == 2 else 1
        return TensorSequenceLengthPair(
            api.cast(dense, float32), sequence_lengths(sparse, size)
        )


@public("feature_column.sequence_numeric_column",
        "contrib.feature_column.sequence_numeric_column")  # fmt: skip
def sequence_numeric_column(
    key, shape=(1,), default_value=0.0, dtype=float32, normalizer_fn=None
):
    """A column of sequences of numbers.

    Args:
      key: the feature's name; it is a SparseTensor.
      shape: an int or ints: the shape of a step's numbers.
      default_value: what stands behind the end of a sequence.
      dtype: type of the numbers that are stored.
      normalizer_fn: a function of the SparseTensor, which changes it.

    Returns:
      A column for `tf.keras.experimental.SequenceFeatures`.

    Raises:
      ValueError: dtype is no number, or the shape does not fit; TypeError: the shape is of no
        integers.

    Example:
      >>> heat = tf.feature_column.sequence_numeric_column("heat")
      >>> sparse = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1.0, 2.0, 3.0], [2, 2])
      >>> steps, lengths = tf.keras.experimental.SequenceFeatures([heat])({"heat": sparse})
      >>> steps.numpy()[:, :, 0].tolist(), lengths.numpy().tolist()
      ([[1.0, 2.0], [3.0, 0.0]], [2, 1])
    """
    shape, dtype = checked_shape(shape, key), as_dtype(dtype)
    check_numbers(dtype, key)
    check_function(normalizer_fn)
    return SequenceNumericColumn(key, shape, default_value, dtype, normalizer_fn)
