"""contrib's columns that make numbers of categories: indicators, and embeddings of all kinds."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from zeal.checkpoint.initial_values import init_from_checkpoint
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.layers.columns.categorical import _SparseColumn, _WeightedSparseColumn
from zeal.contrib.layers.columns.column import Column
from zeal.contrib.layers.reshaping import inner_flatten
from zeal.contrib.layers.scattered import scattered_embedding_lookup_sparse
from zeal.dtypes import string
from zeal.feature_columns.column import DenseColumn
from zeal.feature_columns.dense import counted
from zeal.graph.graph import get_default_graph
from zeal.ops.nn.embedding import parts_of
from zeal.public import public
from zeal.records.features import VarLenFeature
from zeal.sparse.embedding import safe_embedding_lookup_sparse
from zeal.state.initializers import TruncatedNormal
from zeal.tensor_shape import TensorShape


class _Rows(Column, DenseColumn):
    """A column that gives rows of numbers, of another's categories."""

    def get_dense_tensor(self, transformation_cache, state_manager):
        """The rows."""
        made = transformation_cache.get(self, state_manager)
        trainable = getattr(state_manager, "_trainable", True)
        return self._to_dnn_input_layer(
            made, getattr(state_manager, "_collections", None), trainable
        )

    @property
    def variable_shape(self):
        """The length of a row."""
        return TensorShape([self._width])


class _OfCategories(_Rows):
    @property
    def length(self):
        """How many categories there are."""
        return self.sparse_id_column.num_buckets

    @property
    def parse_example_spec(self):
        """That of the categories."""
        return self.sparse_id_column.parse_example_spec

    def transform_feature(self, transformation_cache, state_manager):
        """That of the categories."""
        return transformation_cache.get(self.sparse_id_column, state_manager)

    def _pair(self, tensor, rank):
        """Numbers of categories, and their weights or None, as matrices."""
        ids = self.sparse_id_column.id_tensor(tensor)
        weights = self.sparse_id_column.weight_tensor(tensor)
        return inner_flatten(ids, rank), weights and inner_flatten(weights, rank)


class _OneHotFields(NamedTuple):
    sparse_id_column: Any


class _OneHotColumn(_OfCategories, _OneHotFields):
    """How often each category is there, or the sum of its weights."""

    @property
    def name(self):
        """That of the categories, and what was done."""
        return f"{self.sparse_id_column.name}_one_hot"

    @property
    def _width(self):
        return self.length

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        return counted(*self._pair(input_tensor, output_rank), self.length)


@public("contrib.layers.one_hot_column")
def one_hot_column(sparse_id_column):
    """A column of how often each category is there, or of its weights.

    Args:
      sparse_id_column: a column of categories.

    Returns:
      A column.

    Example:
      >>> word = tf.contrib.layers.sparse_column_with_integerized_feature("word", 3)
      >>> shown = tf.contrib.layers.one_hot_column(word)
      >>> tf.feature_column.input_layer({"word": [[2, 2]]}, [shown]).numpy().tolist()
      [[0.0, 0.0, 2.0]]
    """
    return _OneHotColumn(sparse_id_column)


class _EmbeddingFields(NamedTuple):
    sparse_id_column: Any
    dimension: int
    combiner: str
    initializer: Any
    ckpt_to_load_from: Any
    tensor_name_in_ckpt: Any
    shared_embedding_name: Any
    shared_vocab_size: Any
    max_norm: Any
    trainable: bool


class _EmbeddingColumn(_OfCategories, _EmbeddingFields):
    """Rows of a variable, one for each category."""

    _unkeyed = ("initializer",)

    @property
    def name(self):
        """That of the categories, and what was done."""
        shared = "" if self.shared_embedding_name is None else "shared_"
        return f"{self.sparse_id_column.name}_{shared}embedding"

    @property
    def length(self):
        """How many rows there are."""
        return super().length if self.shared_vocab_size is None else self.shared_vocab_size

    @property
    def _width(self):
        return self.dimension

    def _checkpoint_path(self):
        path = self.ckpt_to_load_from
        return None if path is None else (path, self.tensor_name_in_ckpt)

    def _wide_embedding_lookup_arguments(self, input_tensor):
        raise ValueError(
            f"Column {self} is not supported in linear models. Please use sparse_column."
        )

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        ids, weights = self._pair(input_tensor, output_rank)
        rows = parts_of(self._variable(weight_collections, trainable and self.trainable))
        restore_first_values(self, rows)
        return safe_embedding_lookup_sparse(
            rows, ids, weights, self.combiner, name=f"{self.name}weights", max_norm=self.max_norm
        )

    def _variable(self, collections, trainable):
        shape, shared = [self.length, self.dimension], self.shared_embedding_name
        known = []
        if shared is not None:
            key = f"SHARED_EMBEDDING_COLLECTION_{shared.upper()}"
            known = get_default_graph().get_collection_ref(key)
        if known and known[0].shape != shape:
            raise ValueError(
                f"The embedding variable with name {shared} already exists, but its shape does not "
                "match required embedding shape here. Please make sure to use different "
                "shared_embedding_name for different shared embeddings."
            )
        if not known:
            known.append(model_variable(
                shared or "weights", shape, initializer=self.initializer, trainable=trainable,
                collections=collections,
            ))  # fmt: skip
        return known[0]


def restore_first_values(column, variables):
    """Lets variables begin with what a checkpoint holds, where the column names one."""
    found = column._checkpoint_path()
    if found is not None:
        path, name = found
        init_from_checkpoint(path, {name: variables[0] if len(variables) == 1 else variables})


def _check(name, initializer, checkpoint, tensor_name):
    if initializer is not None and not callable(initializer):
        raise ValueError(
            f"initializer must be callable if specified. Embedding of column_name: {name}"
        )
    check_checkpoint(checkpoint, tensor_name)


def check_checkpoint(checkpoint, tensor_name):
    """Raises ValueError where one of the two is missing."""
    if (checkpoint is None) != (tensor_name is None):
        raise ValueError(
            "Must specify both `ckpt_to_load_from` and `tensor_name_in_ckpt` or none of them."
        )


@public("contrib.layers.embedding_column")
def embedding_column(
    sparse_id_column, dimension, combiner="mean", initializer=None, ckpt_to_load_from=None,
    tensor_name_in_ckpt=None, max_norm=None, trainable=True,
):  # fmt: skip
    """A column of rows of a variable, one for each category.

    Args:
      sparse_id_column: a column of categories.
      dimension: length of the rows.
      combiner: what is made of several rows: "mean", "sqrtn" or "sum".
      initializer: of the variable; by default truncated normal numbers of standard deviation
        1 / sqrt(number of categories).
      ckpt_to_load_from, tensor_name_in_ckpt: a checkpoint and a name in it: the first value.
      max_norm: the largest length of a row that is used; None for any.
      trainable: whether optimizers change it.

    Returns:
      A column.

    Raises:
      ValueError: the initializer is not callable, or one of ckpt_to_load_from and
        tensor_name_in_ckpt is missing.

    Example:
      >>> word = tf.contrib.layers.sparse_column_with_hash_bucket("word", 100)
      >>> tf.contrib.layers.embedding_column(word, 4).name
      'word_embedding'
    """
    return _embedding(
        sparse_id_column, dimension, combiner, initializer, ckpt_to_load_from,
        tensor_name_in_ckpt, None, None, max_norm, trainable,
    )  # fmt: skip


def _embedding(column, dimension, combiner, initializer, checkpoint, tensor_name, *others):
    _check(column.name, initializer, checkpoint, tensor_name)
    if initializer is None:
        initializer = TruncatedNormal(mean=0.0, stddev=1 / math.sqrt(column.num_buckets))
    return _EmbeddingColumn(
        column, dimension, combiner, initializer, checkpoint, tensor_name, *others
    )


@public("contrib.layers.shared_embedding_columns")
def shared_embedding_columns(
    sparse_id_columns, dimension, combiner="mean", shared_embedding_name=None, initializer=None,
    ckpt_to_load_from=None, tensor_name_in_ckpt=None, max_norm=None, trainable=True,
):  # fmt: skip
    """Columns of rows of one variable.

    Args:
      sparse_id_columns: list of columns of categories, of one vocabulary.
      the others: as for `tf.contrib.layers.embedding_column`.
      shared_embedding_name: the variable's name; by default made of the columns' names.

    Returns:
      A tuple of columns, in the same order; for one column a list.

    Raises:
      TypeError: it is no list, or of other columns.
      ValueError: there are no columns, or their vocabularies differ.

    Example:
      >>> words = [tf.contrib.layers.sparse_column_with_hash_bucket(k, 9) for k in "ab"]
      >>> columns = tf.contrib.layers.shared_embedding_columns(words, 4)
      >>> columns[1].shared_embedding_name
      'a_b_shared_embedding'
    """
    _check_shared(sparse_id_columns)
    alone = len(sparse_id_columns) == 1
    name, size = shared_embedding_name, None
    if not alone:
        name, size = name or _shared_name(sparse_id_columns), sparse_id_columns[0].num_buckets
    made = [
        _embedding(
            column, dimension, combiner, initializer, ckpt_to_load_from, tensor_name_in_ckpt, name,
            size, max_norm, trainable,
        )
        for column in sparse_id_columns
    ]  # fmt: skip
    return made if alone else tuple(made)


def _check_shared(columns):
    if not isinstance(columns, Sequence) or isinstance(columns, str):
        raise TypeError(
            "sparse_id_columns must be a non-string sequence (ex: list or tuple) instead of type "
            f"{type(columns)}."
        )
    if not columns:
        raise ValueError("The input sparse_id_columns should have at least one element.")
    for column in columns:
        if not isinstance(column, (_SparseColumn, _WeightedSparseColumn)):
            raise TypeError(
                "Elements of sparse_id_columns must be _SparseColumn or _WeightedSparseColumn, but "
                f"{column} is not."
            )
    first = columns[0]
    for column in columns[1:]:
        one, other = (first, column) if _is_weighted(first) else (column, first)
        if not one.is_compatible(other):
            raise ValueError("The input sparse id columns are not compatible.")


def _is_weighted(column):
    return isinstance(column, _WeightedSparseColumn)


def _shared_name(columns):
    names = [c.name for c in sorted(columns, key=lambda c: (_is_weighted(c), c.name))]
    others = f"_plus_{len(names) - 3}_others" if len(names) > 3 else ""
    return "_".join(names[:3]) + others + "_shared_embedding"


class _ScatteredFields(NamedTuple):
    column_name: str
    size: int
    dimension: int
    hash_key: Any
    combiner: str
    initializer: Any


class _ScatteredEmbeddingColumn(_Rows, _ScatteredFields):
    """Rows whose numbers lie anywhere in a vector."""

    _unkeyed = ("initializer",)

    @property
    def name(self):
        """The feature's, and what was done."""
        return f"{self.column_name}_scattered_embedding"

    @property
    def parse_example_spec(self):
        """Any number of strings."""
        return {self.column_name: VarLenFeature(string)}

    @property
    def _width(self):
        return self.dimension

    def transform_feature(self, transformation_cache, state_manager):
        """The feature itself."""
        return transformation_cache.get(self.column_name, state_manager)

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        numbers = model_variable(
            "weights", [self.size], initializer=self.initializer, trainable=trainable,
            collections=weight_collections,
        )  # fmt: skip
        values = inner_flatten(input_tensor, output_rank)
        return scattered_embedding_lookup_sparse(
            numbers, values, self.dimension, self.combiner, hash_key=self.hash_key, name="lookup"
        )


@public("contrib.layers.scattered_embedding_column")
def scattered_embedding_column(
    column_name, size, dimension, hash_key, combiner="mean", initializer=None
):
    """A column of rows of which hashes find each number in a vector, whatever the vocabulary.

    Args:
      column_name: the name of a feature of strings.
      size: length of the vector.
      dimension: length of the rows.
      hash_key: an int that the places depend on.
      combiner: what is made of several rows: "mean", "sqrtn" or "sum".
      initializer: of the vector; by default truncated normal numbers of standard deviation 0.1.

    Returns:
      A column.

    Raises:
      ValueError: an argument is wrong.

    Example:
      >>> tf.contrib.layers.scattered_embedding_column("word", 100, 4, 7).name
      'word_scattered_embedding'
    """
    if dimension < 1 or size < 1:
        raise ValueError(
            f"Dimension and size must be greater than 0. dimension: {dimension}, size: {size}, "
            f"column_name: {column_name}"
        )
    if combiner not in ("mean", "sqrtn", "sum"):
        raise ValueError(
            f"Combiner must be one of 'mean', 'sqrtn' or 'sum'. combiner: {combiner}, column_name: "
            f"{column_name}"
        )
    _check(column_name, initializer, None, None)
    initializer = initializer or TruncatedNormal(mean=0.0, stddev=0.1)
    return _ScatteredEmbeddingColumn(
        column_name, size, dimension, hash_key, combiner, initializer
    )
