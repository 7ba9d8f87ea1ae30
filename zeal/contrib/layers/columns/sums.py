"""tf.contrib.layers.weighted_sum_from_feature_columns: linear models of columns."""

from zeal._native import api
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.layers.columns.column import Transformed, of_rank
from zeal.contrib.layers.columns.embedded import restore_first_values
from zeal.contrib.layers.columns.inputs import by_key
from zeal.ops.nn.bias import bias_add
from zeal.ops.nn.embedding import parts_of
from zeal.public import public
from zeal.sparse.embedding import safe_embedding_lookup_sparse
from zeal.sparse.shapes import sparse_concat
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.initializers import Zeros
from zeal.state.scope import variable_scope


class _Weights:
    """Makes the variables of a linear model."""

    def __init__(self, outputs, collections, trainable):
        self.outputs, self._collections, self._trainable = outputs, collections, trainable

    def variable(self, name, *rows, initializer=None):
        return model_variable(
            name, [*rows, self.outputs], initializer=initializer or Zeros(),
            trainable=self._trainable, collections=self._collections,
        )  # fmt: skip

    def biased(self, total):
        bias = self.variable("bias_weight")
        return bias_add(total, bias), bias


@public("contrib.layers.weighted_sum_from_feature_columns")
def weighted_sum_from_feature_columns(
    columns_to_tensors, feature_columns, num_outputs, weight_collections=None, trainable=True,
    scope=None,
):  # fmt: skip
    """A weighted sum of the columns of a batch.

    Args:
      feature_columns: columns that `tf.contrib.layers` made, without embeddings.
      num_outputs: how many sums there are.
      scope: the variable scope, or its name; a new "weighted_sum_from_feature_columns" by default.
      the others: as for `tf.contrib.layers.input_from_feature_columns`.

    Returns:
      A float32 tensor of shape `[batch, num_outputs]`; a dict from columns to lists of their
      variables; and the variable that is added.

    Example:
      >>> with tf.Graph().as_default():
      ...     price = tf.contrib.layers.real_valued_column("price")
      ...     total, variables, bias = tf.contrib.layers.weighted_sum_from_feature_columns(
      ...         {"price": tf.ones([5, 1])}, [price], 3)
      ...     print(total.shape, variables[price][0].shape, bias.shape)
      (5, 3) (1, 3) (3,)
    """
    columns, tensors = by_key(feature_columns), dict(columns_to_tensors)
    weights = _Weights(num_outputs, weight_collections, trainable)
    sums, variables, made = [], {}, Transformed(tensors)
    values = list(tensors.values())
    with variable_scope(scope, "weighted_sum_from_feature_columns", values):
        for column in columns:
            with variable_scope(None, column.name, values):
                part, variables[column] = _column_sum(column, made.get(column), weights)
            sums.append(api.reshape(part, [-1, num_outputs]))
            restore_first_values(column, variables[column])
        total, bias = weights.biased(api.add_n(sums))
    return total, variables, bias


def _column_sum(column, tensor, weights):
    """A column's part, and a list of its variables."""
    try:
        looked_up = column._wide_embedding_lookup_arguments(tensor)
    except NotImplementedError:
        numbers = of_rank(column._to_dense_tensor(tensor), 2, column.name)
        factors = weights.variable("weight", numbers.shape._at(1))
        return api.matmul(numbers, factors), [factors]
    except ValueError as e:
        raise ValueError(
            f"Error creating weighted sum for column: {column.name}.\n{e}"
        ) from e
    rows = parts_of(
        weights.variable("weights", looked_up.vocab_size, initializer=looked_up.initializer)
    )
    part = safe_embedding_lookup_sparse(
        rows, looked_up.input_tensor, looked_up.weight_tensor, looked_up.combiner,
        name=f"{column.name}_weights",
    )  # fmt: skip
    return part, rows


@public("contrib.layers.joint_weighted_sum_from_feature_columns")
def joint_weighted_sum_from_feature_columns(
    columns_to_tensors, feature_columns, num_outputs, weight_collections=None, trainable=True,
    scope=None,
):  # fmt: skip
    """The same sum of categories' weights, which are all in one variable.

    Args:
      the others: as for `tf.contrib.layers.weighted_sum_from_feature_columns`.
      feature_columns: columns of categories, whose combiner is "sum", without weights.
      scope: the variable scope, or its name; "joint_weighted_sum_from_feature_columns" by default.

    Returns:
      A float32 tensor of shape `[batch, num_outputs]`, a list of the parts of the variable, and
      the variable that is added.

    Raises:
      NotImplementedError: a column is of numbers.
      AssertionError: one has weights, or another combiner.
      ValueError: there are no columns.

    Example:
      >>> with tf.Graph().as_default():
      ...     digit = tf.contrib.layers.sparse_column_with_integerized_feature("digit", 10)
      ...     total, weights, _ = tf.contrib.layers.joint_weighted_sum_from_feature_columns(
      ...         {"digit": tf.constant([[7], [3]])}, [digit], 2)
      ...     print(total.shape, weights[0].shape)
      (2, 2) (10, 2)
    """
    columns, tensors = by_key(feature_columns), dict(columns_to_tensors)
    weights, made = _Weights(num_outputs, weight_collections, trainable), Transformed(tensors)
    values = list(tensors.values())
    with variable_scope(scope, "joint_weighted_sum_from_feature_columns", values):
        looked_up = [_summed(column, made.get(column)) for column in columns]
        if not looked_up:
            raise ValueError("At least one column must be in the model.")
        with variable_scope(None, "linear_weights", values):
            ids, size = _in_one_row(looked_up)
            rows = parts_of(weights.variable("weights", size))
            total = safe_embedding_lookup_sparse(rows, ids, None, "sum", name="_weights")
        total, bias = weights.biased(total)
    return total, rows, bias


def _summed(column, tensor):
    try:
        found = column._wide_embedding_lookup_arguments(tensor)
    except NotImplementedError:
        raise NotImplementedError(
            "Real-valued columns are not supported. Use weighted_sum_from_feature_columns instead, "
            "or bucketize these columns."
        ) from None
    if found.weight_tensor is not None or found.combiner != "sum":
        raise AssertionError(
            f"Column {column.name} has weights, or another combiner than sum, which joint sums do "
            "not support. Please use weighted_sum_from_feature_columns instead."
        )
    return found


def _in_one_row(looked_up):
    """The ids of all columns, each behind those of the one before, and how many there are."""
    shifted, size = [], 0
    for found in looked_up:
        ids = found.input_tensor
        values = api.cast(ids.values, "int64") + size
        shifted.append(SparseTensor(ids.indices, values, ids.dense_shape))
        size += found.vocab_size
    return sparse_concat(1, shifted), size
