"""tf.compat.v2.feature_column.shared_embeddings: columns of rows of one variable in each graph."""

from typing import Any, NamedTuple

from zeal.feature_columns.dense import AnyEmbedding, check_shared, load_rows
from zeal.graph.graph import get_default_graph
from zeal.public import public
from zeal.state.variable import get_variable
from zeal.tensor_shape import TensorShape


class SharedRows:
    """The rows that columns share; `first` is where in a checkpoint their first value is."""

    def __init__(self, name, shape, initializer, trainable, *first):
        self.dimension, self._first = shape[1], first
        self._made_of = name, shape, None, initializer, None, trainable

    @property
    def embedding_weights(self):
        """The variable of the graph in force, which keeps it."""
        kept = get_default_graph().get_collection_ref(self)
        if not kept:
            kept.append(get_variable(*self._made_of))
            load_rows(kept[0], *self._first)
        return kept[0]


class _Shared(NamedTuple):
    categorical_column: Any
    shared_embedding_column_creator: SharedRows
    combiner: str
    max_norm: Any


class SharedEmbeddingColumn(AnyEmbedding, _Shared):
    """What `shared_embeddings` makes."""

    _kind = "shared_embedding"

    @property
    def variable_shape(self):
        return TensorShape([self.shared_embedding_column_creator.dimension])

    @property
    def _var_scope_name(self):  # asked for by functions whose scopes would be the rows' too
        raise ValueError(
            "SharedEmbeddingColumns are not supported in `linear_model` or `input_layer`. Please "
            "use `DenseFeatures` or `LinearModel` instead."
        )

    def create_state(self, state_manager):
        """Makes nothing: the rows are made where they are asked for."""

    def _rows(self, state):
        return self.shared_embedding_column_creator.embedding_weights


@public("compat.v2.feature_column.shared_embeddings")
def shared_embeddings(
    categorical_columns, dimension, combiner="mean", initializer=None,
    shared_embedding_collection_name=None, ckpt_to_load_from=None, tensor_name_in_ckpt=None,
    max_norm=None, trainable=True,
):  # fmt: skip
    """Columns of rows of one variable, for layers: all of a graph's use it.

    Args:
      the others: as for `tf.feature_column.shared_embedding_columns`.
      shared_embedding_collection_name: the variable's name.

    Returns:
      A list of columns, in the same order.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: the columns are not alike, or an argument is wrong.

    Example:
      >>> with tf.Graph().as_default():
      ...     words = [tf.feature_column.categorical_column_with_identity(k, 10) for k in "ab"]
      ...     columns = tf.compat.v2.feature_column.shared_embeddings(words, 4)
      ...     print(tf.keras.layers.DenseFeatures(columns)({"a": [[1]], "b": [[2]]}).shape)
      (1, 8)
    """
    initializer, name = check_shared(
        categorical_columns, dimension, initializer, shared_embedding_collection_name,
        ckpt_to_load_from, tensor_name_in_ckpt,
    )  # fmt: skip
    shape = [categorical_columns[0].num_buckets, dimension]
    rows = SharedRows(name, shape, initializer, trainable, ckpt_to_load_from, tensor_name_in_ckpt)
    return [SharedEmbeddingColumn(c, rows, combiner, max_norm) for c in categorical_columns]
