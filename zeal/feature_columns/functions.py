"""tf.feature_column.input_layer and linear_model: columns as a tensor; what parses examples."""

from zeal import _native
from zeal.eager.control import behind
from zeal.effects.check import assert_equal
from zeal.feature_columns.column import (
    CategoricalColumn,
    DenseColumn,
    FeatureColumn,
    Features,
    SequenceDenseColumn,
)
from zeal.feature_columns.column import normalized as normalized_columns
from zeal.feature_columns.state import ScopeState
from zeal.ops.nn.bias import bias_add
from zeal.public import public
from zeal.sparse.embedding import safe_embedding_lookup_sparse
from zeal.sparse.shapes import sparse_reshape
from zeal.state.initializers import Zeros
from zeal.state.scope import variable_scope

api = _native.api


@public("feature_column.input_layer")
def input_layer(
    features, feature_columns, weight_collections=None, trainable=True, cols_to_vars=None,
    cols_to_output_tensors=None,
):  # fmt: skip
    """The columns of a batch side by side, in the order of their names.

    Args:
      features: dict from names to tensors or SparseTensors.
      feature_columns: list of dense columns: numeric, bucketized, indicator or embedding.
      weight_collections: lists of the graph that the variables join.
      trainable: whether optimizers change the variables.
      cols_to_vars: a dict that is filled: the variables of each column.
      cols_to_output_tensors: a dict that is filled: the tensor of each column.

    Returns:
      A float32 tensor of shape `[batch, numbers]`.

    Raises:
      ValueError: there are no columns, two of one name or one that is not dense; a feature is
        missing, or has another batch size.

    Example:
      >>> columns = [tf.feature_column.numeric_column(key) for key in ("b", "a")]
      >>> tf.feature_column.input_layer({"a": [1.0], "b": [2.0]}, columns).numpy().tolist()
      [[1.0, 2.0]]
    """
    columns = normalized_columns(feature_columns)
    check_dense(columns)
    made, state, parts = Features(features), ScopeState(trainable, weight_collections), []
    with variable_scope(None, "input_layer"):
        for column in columns:
            with variable_scope(None, column._var_scope_name):
                column.create_state(state)
                part = flat(column, column.get_dense_tensor(made, state))
            parts.append(part)
            if cols_to_vars is not None:
                cols_to_vars[column] = state.of(column)
            if cols_to_output_tensors is not None:
                cols_to_output_tensors[column] = part
        check_batches(parts, columns)
        return api.concat(parts, 1)


@public("contrib.feature_column.sequence_input_layer")
def sequence_input_layer(features, feature_columns, weight_collections=None, trainable=True):
    """The columns of a batch of sequences side by side, in the order of their names.

    Args:
      features, weight_collections, trainable: as for `tf.feature_column.input_layer`.
      feature_columns: list of columns as `tf.keras.experimental.SequenceFeatures` takes them.

    Returns:
      A pair: float32 tensor of shape `[batch, time, numbers]`, int64 lengths of the sequences.

    Raises:
      ValueError: there are no columns, two of one name or one that is not for sequences.

    Example:
      >>> heat = tf.contrib.feature_column.sequence_numeric_column("heat")
      >>> sparse = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1.0, 2.0, 3.0], [2, 2])
      >>> steps, _ = tf.contrib.feature_column.sequence_input_layer({"heat": sparse}, [heat])
      >>> steps.numpy()[:, :, 0].tolist()
      [[1.0, 2.0], [3.0, 0.0]]
    """
    columns = normalized_columns(feature_columns)
    check_dense(columns, SequenceDenseColumn)
    made, state, pairs = Features(features), ScopeState(trainable, weight_collections), []
    with variable_scope(None, "sequence_input_layer"):
        for column in columns:
            with variable_scope(None, column._var_scope_name):
                column.create_state(state)
                pairs.append(column.get_sequence_dense_tensor(made, state))
        return joined_steps(columns, pairs)


def joined_steps(columns, pairs):
    """Tensors of steps side by side, and the one length that their sequences have."""
    parts, lengths = [], []
    for column, (dense, length) in zip(columns, pairs, strict=True):
        size = column.variable_shape.num_elements()
        parts.append(api.reshape(dense, api.concat([api.shape(dense)[:2], [size]], 0)))
        lengths.append(length)
    check_batches(lengths, columns)
    checks = [assert_equal(lengths[0], other) for other in lengths[1:]]
    with behind(checks):
        return api.concat(parts, -1), api.identity(lengths[0])


def check_dense(columns, kind=DenseColumn):
    """Raises ValueError for a column of another kind."""
    for column in columns:
        if not isinstance(column, kind):
            raise ValueError(
                f"Items of feature_columns must be a _{kind.__name__}. You can wrap a categorical "
                f"column with an embedding_column or indicator_column. Given: {column}"
            )


def flat(column, tensor):
    """A column's tensor as a matrix."""
    size = column.variable_shape.num_elements()
    if tensor.shape.ndims == 2 and tensor.shape._at(1) == size:
        return tensor
    return api.reshape(tensor, [tensor.shape._at(0) or -1, size])


def check_batches(tensors, columns):
    """Raises ValueError where batches are known to have several sizes."""
    known = [
        (column, tensor.shape._at(0))
        for tensor, column in zip(tensors, columns, strict=True)
        if tensor.shape._at(0) is not None
    ]
    for column, size in known:
        first, expected = known[0]
        if size != expected:
            raise ValueError(
                "Batch size (first dimension) of each feature must be same. Batch size of columns "
                f"({first.name}, {column.name}): ({expected}, {size})"
            )


@public("feature_column.linear_model")
def linear_model(
    features, feature_columns, units=1, sparse_combiner="sum", weight_collections=None,
    trainable=True, cols_to_vars=None,
):  # fmt: skip
    """A weighted sum of the columns of a batch.

    Args:
      features, weight_collections, trainable: as for `tf.feature_column.input_layer`.
      feature_columns: list of columns, dense or of categories.
      units: how many sums there are.
      sparse_combiner: what is made of several categories of an example: "sum", "mean" or "sqrtn".
      cols_to_vars: a dict that is filled: the variables of each column, and of "bias".

    Returns:
      A float32 tensor of shape `[batch, units]`.

    Raises:
      ValueError: there are no columns, two of one name or one for sequences; a feature is missing,
        or has another batch size.

    Example:
      >>> column = tf.feature_column.numeric_column("x")
      >>> tf.feature_column.linear_model({"x": [[3.0]]}, [column]).numpy().tolist()
      [[0.0]]
    """
    columns, state = normalized_columns(feature_columns), ScopeState(trainable, weight_collections)
    with variable_scope(None, "linear_model"):
        total, variables = linear_sum(features, columns, units, sparse_combiner, state)
    if cols_to_vars is not None:
        cols_to_vars.update(variables)
    return total


def linear_sum(features, columns, units, sparse_combiner, state):
    """What `linear_model` returns, and a dict from columns to lists of their variables."""
    made, sums, variables = Features(features), [], {}
    for column in columns:
        with variable_scope(None, column._var_scope_name):
            create_weights(column, state, units)
            column.create_state(state)
            sums.append(weighted_sum(column, made, state, sparse_combiner))
        variables[column] = state.of(column)
    check_batches(sums, columns)
    bias = state.create_variable("bias", "bias_weights", [units], initializer=Zeros())
    total = bias_add(api.add_n(sums, name="weighted_sum_no_bias"), bias, name="weighted_sum")
    return total, {**variables, "bias": state.of("bias")}


def create_weights(column, state, units):
    """Makes the weights of a column in a linear model."""
    if isinstance(column, CategoricalColumn):
        size = column.num_buckets
    elif isinstance(column, DenseColumn):
        size = column.variable_shape.num_elements()
    else:
        raise ValueError(
            "Items of feature_columns must be either a _DenseColumn or _CategoricalColumn. "
            f"Given: {column}"
        )
    state.create_variable(column, "weights", [size, units], initializer=Zeros())


def weighted_sum(column, features, state, combiner):
    """A column's part of a linear model."""
    weights = state.get_variable(column, "weights")
    if not isinstance(column, CategoricalColumn):
        return api.matmul(flat(column, column.get_dense_tensor(features, state)), weights)
    pair = column.get_sparse_tensors(features, state)
    ids, factors = (None if part is None else _rows(part) for part in pair)
    return safe_embedding_lookup_sparse(weights, ids, factors, combiner, name="weighted_sum")


def _rows(sparse):
    """A SparseTensor as a matrix."""
    if sparse.shape.ndims == 2:
        return sparse
    rest = _native.convert([-1], "int64")
    return sparse_reshape(sparse, api.concat([sparse.dense_shape[:1], rest], 0))


@public("feature_column.make_parse_example_spec")
def make_parse_example_spec(feature_columns):
    """What `tf.io.parse_example` takes for the features of columns.

    Args:
      feature_columns: list of columns.

    Returns:
      A dict from names to `tf.io.FixedLenFeature` and the like.

    Raises:
      ValueError: two columns want a feature in two ways, or something is no column.

    Example:
      >>> tf.feature_column.make_parse_example_spec([tf.feature_column.numeric_column("x")])
      {'x': FixedLenFeature(shape=(1,), dtype=tf.float32, default_value=None)}
    """
    spec = {}
    for column in feature_columns:
        if not isinstance(column, FeatureColumn):
            raise ValueError(
                f"All feature_columns must be _FeatureColumn instances. Given: {column}"
            )
        for key, value in column.parse_example_spec.items():
            if spec.setdefault(key, value) != value:
                raise ValueError(
                    f"feature_columns contain different parse_spec for key {key}. Given {value} "
                    f"and {spec[key]}"
                )
    return spec
