"""Columns that make numbers of categories: indicators, and embeddings, shared or not."""

import math
from typing import Any, NamedTuple

from zeal import _native
from zeal.dtypes import int64
from zeal.effects.check import ensure_shape
from zeal.feature_columns.column import (
    CategoricalColumn,
    DenseColumn,
    SequenceDenseColumn,
    TensorSequenceLengthPair,
)
from zeal.feature_columns.sequence import SequenceCategoricalColumn, sequence_lengths
from zeal.ops.array.fill import ones_like
from zeal.ops.array.where import boolean_mask
from zeal.public import public
from zeal.sparse.embedding import safe_embedding_lookup_sparse
from zeal.state.initializers import TruncatedNormal
from zeal.tensor_shape import TensorShape

api = _native.api


class _OfCategories(DenseColumn, SequenceDenseColumn):
    """A column over one of categories, in sequences or not."""

    @property
    def name(self):
        """That of the categories, and what was done."""
        return f"{self.categorical_column.name}_{self._kind}"

    @property
    def parse_example_spec(self):
        """That of the categories."""
        return self.categorical_column.parse_example_spec

    def get_dense_tensor(self, transformation_cache, state_manager):
        """A row of numbers for each example."""
        if isinstance(self.categorical_column, SequenceCategoricalColumn):
            raise ValueError(self._wrong_kind(
                "must not be of type SequenceCategoricalColumn. Suggested fix A: If you wish to "
                "use DenseFeatures, use a non-sequence categorical_column_with_*. Suggested fix "
                "B: If you wish to create sequence input, use SequenceFeatures instead of "
                "DenseFeatures."
            ))  # fmt: skip
        return self._dense(transformation_cache, state_manager)

    def get_sequence_dense_tensor(self, transformation_cache, state_manager):
        """A row of numbers for each step, and how many steps there are."""
        if not isinstance(self.categorical_column, SequenceCategoricalColumn):
            raise ValueError(self._wrong_kind(
                "must be of type SequenceCategoricalColumn to use SequenceFeatures. Suggested "
                "fix: Use one of sequence_categorical_column_with_*."
            ))  # fmt: skip
        ids, _ = self._ids(transformation_cache, state_manager)
        return TensorSequenceLengthPair(
            self._dense(transformation_cache, state_manager), sequence_lengths(ids)
        )

    def _wrong_kind(self, words):
        column = self.categorical_column
        return (
            f"In {self._kind.replace('shared_', '')}_column: {self.name}. categorical_column "
            f"{words} Given (type {type(column)}): {column}"
        )

    def _ids(self, features, state):
        return self.categorical_column.get_sparse_tensors(features, state)


def counted(ids, weights, size):
    """How often each category is there, or the sum of its weights: the last axis of a tensor.

    Args:
      ids: numbers of categories, a SparseTensor; those that are not below size do not count.
      weights: a SparseTensor of the same places, or None.
      size: how many categories there are.
    """
    values = api.cast(ids.values, int64)
    weights = ones_like(values, "float32") if weights is None else weights.values
    places = api.concat([ids.indices[:, :-1], api.expand_dims(values, 1)], 1)
    known = api.logical_and(values >= 0, values < size)  # a default may lie beyond them
    shape = api.concat([ids.dense_shape[:-1], _native.convert([size], int64)], 0)
    counts = api.scatter_nd(boolean_mask(places, known), boolean_mask(weights, known), shape)
    if ids.shape.ndims is None:
        return counts
    return ensure_shape(counts, [None] * (ids.shape.ndims - 1) + [size])


class _Indicator(NamedTuple):
    categorical_column: Any


class IndicatorColumn(_OfCategories, _Indicator):
    """What `tf.feature_column.indicator_column` makes."""

    _kind = "indicator"

    def transform_feature(self, transformation_cache, state_manager):
        """How often each category is there, or the sum of its weights."""
        ids, weights = self._ids(transformation_cache, state_manager)
        return counted(ids, weights, self.categorical_column.num_buckets)

    def _dense(self, features, state):
        return features.get(self, state)

    @property
    def variable_shape(self):
        """A number for each category."""
        return TensorShape([1, self.categorical_column.num_buckets])


@public("feature_column.indicator_column")
def indicator_column(categorical_column):
    """A column of how often each category is there.

    Args:
      categorical_column: a column of categories.

    Returns:
      A column.

    Raises:
      ValueError: it is no column of categories.

    Example:
      >>> digit = tf.feature_column.categorical_column_with_identity("digit", 3)
      >>> shown = tf.feature_column.indicator_column(digit)
      >>> tf.feature_column.input_layer({"digit": [[2, 0], [0, 0]]}, [shown]).numpy().tolist()
      [[1.0, 0.0, 1.0], [2.0, 0.0, 0.0]]
    """
    if not isinstance(categorical_column, CategoricalColumn):
        raise ValueError(
            f"categorical_column must be a CategoricalColumn. Given: {categorical_column}"
        )
    return IndicatorColumn(categorical_column)


class AnyEmbedding(_OfCategories):
    """Rows of a variable."""

    @property
    def variable_shape(self):
        """The length of a row."""
        return TensorShape([self.dimension])

    def transform_feature(self, transformation_cache, state_manager):
        """The categories."""
        return transformation_cache.get(self.categorical_column, state_manager)

    def create_state(self, state_manager):
        """Makes the rows."""
        rows = state_manager.create_variable(
            self, "embedding_weights", [self.categorical_column.num_buckets, self.dimension],
            trainable=self.trainable, initializer=self.initializer,
        )  # fmt: skip
        load_rows(rows, self.ckpt_to_load_from, self.tensor_name_in_ckpt)

    def _rows(self, state):
        return state.get_variable(self, "embedding_weights")

    def _dense(self, features, state):
        ids, weights = self._ids(features, state)
        return safe_embedding_lookup_sparse(
            self._rows(state), ids, weights, self.combiner, name=f"{self.name}_weights",
            max_norm=self.max_norm,
        )  # fmt: skip


def load_rows(rows, checkpoint, name):
    """Rows begin as those of a checkpoint, if there is one."""
    if checkpoint is not None:
        from zeal.checkpoint.initial_values import init_from_checkpoint

        init_from_checkpoint(checkpoint, {name: rows})


class _Embedding(NamedTuple):
    categorical_column: Any
    dimension: int
    combiner: str
    initializer: Any
    ckpt_to_load_from: Any
    tensor_name_in_ckpt: Any
    max_norm: Any
    trainable: bool


class EmbeddingColumn(AnyEmbedding, _Embedding):
    """What `tf.feature_column.embedding_column` makes."""

    _kind = "embedding"


@public("feature_column.embedding_column")
def embedding_column(
    categorical_column, dimension, combiner="mean", initializer=None, ckpt_to_load_from=None,
    tensor_name_in_ckpt=None, max_norm=None, trainable=True,
):  # fmt: skip
    """A column of rows of a variable, one for each category.

    Args:
      categorical_column: a column of categories.
      dimension: length of the rows.
      combiner: what is made of several rows: "mean", "sqrtn" or "sum".
      initializer: of the variable; by default truncated normal numbers of standard deviation
        1 / sqrt(dimension).
      ckpt_to_load_from, tensor_name_in_ckpt: a checkpoint and a name in it: the first value.
      max_norm: the largest length of a row that is used; None for any.
      trainable: whether optimizers change it.

    Returns:
      A column.

    Raises:
      ValueError: the dimension is not positive, the initializer not callable, or one of
        ckpt_to_load_from and tensor_name_in_ckpt is missing.

    Example:
      >>> word = tf.feature_column.categorical_column_with_identity("word", 10)
      >>> rows = tf.feature_column.embedding_column(word, 4)
      >>> tf.feature_column.input_layer({"word": [[7, 2]]}, [rows]).shape.as_list()
      [1, 4]
    """
    _check(dimension, ckpt_to_load_from, tensor_name_in_ckpt)
    if initializer is not None and not callable(initializer):
        raise ValueError(
            "initializer must be callable if specified. Embedding of column_name: "
            f"{categorical_column.name}"
        )
    return EmbeddingColumn(
        categorical_column, dimension, combiner, initializer or _initializer(dimension),
        ckpt_to_load_from, tensor_name_in_ckpt, max_norm, trainable,
    )  # fmt: skip


def _check(dimension, checkpoint, name):
    if dimension is None or dimension < 1:
        raise ValueError(f"Invalid dimension {dimension}.")
    if (checkpoint is None) != (name is None):
        raise ValueError(
            "Must specify both `ckpt_to_load_from` and `tensor_name_in_ckpt` or none of them."
        )


def _initializer(dimension):
    return TruncatedNormal(mean=0.0, stddev=1 / math.sqrt(dimension))


class _SharedEmbedding(NamedTuple):
    categorical_column: Any
    dimension: int
    combiner: str
    initializer: Any
    shared_embedding_collection_name: str
    ckpt_to_load_from: Any
    tensor_name_in_ckpt: Any
    max_norm: Any
    trainable: bool


class _SharedEmbeddingColumn(AnyEmbedding, _SharedEmbedding):
    """What `tf.feature_column.shared_embedding_columns` makes."""

    _kind = "shared_embedding"

    @property
    def _var_scope_name(self):
        return self.shared_embedding_collection_name


@public("feature_column.shared_embedding_columns")
def shared_embedding_columns(
    categorical_columns, dimension, combiner="mean", initializer=None,
    shared_embedding_collection_name=None, ckpt_to_load_from=None, tensor_name_in_ckpt=None,
    max_norm=None, trainable=True,
):  # fmt: skip
    """Columns of rows of one variable.

    Args:
      categorical_columns: list of columns of categories, of one kind and number.
      the others: as for `tf.feature_column.embedding_column`.
      shared_embedding_collection_name: the graph's collection in which the variable is; by default
        made of the columns' names.

    Returns:
      A list of columns, in the same order.

    Raises:
      RuntimeError: eager execution is on, where there are no collections.
      ValueError: the columns are not alike, or an argument is wrong.

    Example:
      >>> with tf.Graph().as_default():
      ...     words = [tf.feature_column.categorical_column_with_identity(k, 10) for k in "ab"]
      ...     columns = tf.feature_column.shared_embedding_columns(words, 4)
      ...     dense = tf.feature_column.input_layer({"a": [[1]], "b": [[2]]}, columns)
      ...     print(dense.shape, len(tf.global_variables()))
      (1, 8) 1
    """
    initializer, name = check_shared(
        categorical_columns, dimension, initializer, shared_embedding_collection_name,
        ckpt_to_load_from, tensor_name_in_ckpt,
    )  # fmt: skip
    return [
        _SharedEmbeddingColumn(
            column, dimension, combiner, initializer, name, ckpt_to_load_from,
            tensor_name_in_ckpt, max_norm, trainable,
        )
        for column in categorical_columns
    ]  # fmt: skip


def check_shared(columns, dimension, initializer, name, checkpoint, name_in_checkpoint):
    """The initializer of rows that columns share, and their name."""
    if _native.executing_eagerly():
        raise RuntimeError(
            "shared_embedding_columns are not supported when eager execution is enabled."
        )
    _check(dimension, checkpoint, name_in_checkpoint)
    if initializer is not None and not callable(initializer):
        raise ValueError("initializer must be callable if specified.")
    ordered = sorted(columns, key=lambda column: column.name)
    _check_alike(ordered)
    made = "_".join(column.name for column in ordered) + "_shared_embedding"
    return initializer or _initializer(dimension), name or made


def _check_alike(columns):
    first = columns[0]
    if not isinstance(first, CategoricalColumn):
        raise ValueError(
            "All categorical_columns must be subclasses of CategoricalColumn. Given: "
            f"{first}, of type: {type(first)}"
        )
    kind = type(_unweighted(first))
    for column in columns[1:]:
        if type(_unweighted(column)) is not kind:
            raise ValueError(
                "To use shared_embedding_column, all categorical_columns must have the same type, "
                f"or be weighted_categorical_column of the same type. Given column: {first} of "
                f"type: {kind} does not match given column: {column} of type: {type(column)}"
            )
        if column.num_buckets != first.num_buckets:
            raise ValueError(
                "To use shared_embedding_column, all categorical_columns must have the same number "
                f"of buckets. Given column: {first} with buckets: {first.num_buckets} does not "
                f"match column: {column} with buckets: {column.num_buckets}"
            )


def _unweighted(column):
    from zeal.feature_columns.combined import WeightedCategoricalColumn

    return column.categorical_column if isinstance(column, WeightedCategoricalColumn) else column
