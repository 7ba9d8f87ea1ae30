"""tf.contrib.layers.input_from_feature_columns: the first layer of a network, of columns."""

from typing import Any

from zeal import logging
from zeal._native import api
from zeal.contrib.layers.columns.column import Column, Transformed, of_rank, rank_of
from zeal.contrib.layers.columns.crossed import _CrossedColumn
from zeal.contrib.layers.columns.embedded import (
    _EmbeddingColumn,
    _OneHotColumn,
    _ScatteredEmbeddingColumn,
)
from zeal.contrib.layers.columns.numeric import (
    _BucketizedColumn,
    _RealValuedColumn,
    _RealValuedVarLenColumn,
    real_valued_column,
)
from zeal.graph.placeholder import placeholder
from zeal.public import public
from zeal.records.features import FixedLenSequenceFeature, VarLenFeature
from zeal.records.parsing import parse_example, parse_single_sequence_example
from zeal.sparse.merging import sparse_placeholder
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import variable_scope


@public("contrib.layers.check_feature_columns")
def check_feature_columns(feature_columns) -> None:
    """Raises ValueError for a dict of columns, or two that are almost the same.

    Args:
      feature_columns: columns that `tf.contrib.layers` made.

    Raises:
      ValueError: as above.

    Example:
      >>> tf.contrib.layers.check_feature_columns([tf.contrib.layers.real_valued_column("x")])
    """
    if isinstance(feature_columns, dict):
        raise ValueError("Expected feature_columns to be iterable, found dict.")
    seen = set()
    for column in feature_columns:
        if column.key in seen:
            raise ValueError(
                f"Duplicate feature column key found for column: {column.name}. This usually means "
                "that the column is almost identical to another column, and one must be discarded."
            )
        seen.add(column.key)


def by_key(feature_columns):
    """The columns in order of their keys."""
    check_feature_columns(feature_columns)
    return sorted(set(feature_columns), key=lambda column: column.key)


@public("contrib.layers.input_from_feature_columns")
def input_from_feature_columns(
    columns_to_tensors, feature_columns, weight_collections=None, trainable=True, scope=None,
    cols_to_outs=None,
):  # fmt: skip
    """The columns of a batch beside each other.

    Args:
      columns_to_tensors: dict from names to tensors or SparseTensors.
      feature_columns: columns that `tf.contrib.layers` made: of numbers, ranges or embeddings.
      weight_collections: lists of the graph that the variables join.
      trainable: whether optimizers change the variables.
      scope: the variable scope, or its name; a new "input_from_feature_columns" by default.
      cols_to_outs: a dict that is filled: the tensor of each column.

    Returns:
      A float32 matrix, a row for each example.

    Raises:
      ValueError: a feature is missing, two columns are the same, or one is of another kind.

    Example:
      >>> word = tf.contrib.layers.sparse_column_with_integerized_feature("word", 3)
      >>> columns = [tf.contrib.layers.real_valued_column("price"),
      ...            tf.contrib.layers.one_hot_column(word)]
      >>> batch = {"price": tf.constant([[7.0]]), "word": tf.constant([[2]])}
      >>> tf.contrib.layers.input_from_feature_columns(batch, columns).numpy().tolist()
      [[0.0, 0.0, 1.0, 7.0]]
    """
    if cols_to_outs is not None and not isinstance(cols_to_outs, dict):
        raise ValueError("cols_to_outs must be a dict unless None")
    return _beside(
        columns_to_tensors, feature_columns, weight_collections, trainable, scope, 2,
        "input_from_feature_columns", {} if cols_to_outs is None else cols_to_outs,
    )  # fmt: skip


@public("contrib.layers.sequence_input_from_feature_columns")
def sequence_input_from_feature_columns(
    columns_to_tensors, feature_columns, weight_collections=None, trainable=True, scope=None
):
    """The columns of a batch of sequences beside each other.

    Args:
      columns_to_tensors: dict from names to tensors or SparseTensors of `[batch, time, ...]`.
      feature_columns: columns that `tf.contrib.layers` made: of numbers, embeddings or indicators.
      weight_collections, trainable: those of `input_from_feature_columns`.
      scope: the same; "sequence_input_from_feature_columns" by default.

    Returns:
      A float32 tensor of shape `[batch, time, numbers]`.

    Raises:
      ValueError: a column is of another kind, or one of those of `input_from_feature_columns`.

    Example:
      >>> price = tf.contrib.layers.real_valued_column("price")
      >>> batch = {"price": tf.ones([2, 5, 1])}
      >>> tf.contrib.layers.sequence_input_from_feature_columns(batch, [price]).shape.as_list()
      [2, 5, 1]
    """
    _check_sequences(feature_columns)
    return _beside(
        columns_to_tensors, feature_columns, weight_collections, trainable, scope, 3,
        "sequence_input_from_feature_columns", {},
    )  # fmt: skip


def _beside(tensors, columns, collections, trainable, scope, rank, default_name, found):
    columns, tensors = by_key(columns), dict(tensors)
    made, values = Transformed(tensors), list(tensors.values())
    rows = []
    with variable_scope(scope, default_name, values):
        for column in columns:
            with variable_scope(None, column.name, values):
                tensor = made.get(column)
                if rank == 3:
                    tensor = _sequences(tensor, column.name)
                try:
                    row = column._to_dnn_input_layer(tensor, collections, trainable, rank)
                except ValueError as e:
                    raise ValueError(
                        f"Error creating input layer for column: {column.name}.\n{e}"
                    ) from e
            rows.append(row)
            found[column] = row
        return api.concat(rows, rank - 1)


def _sequences(tensor, name):
    """A tensor, or a tuple of them, of three axes."""
    if isinstance(tensor, tuple):
        return tuple(_sequences(part, name) for part in tensor)
    if rank_of(tensor) is None:
        raise ValueError(
            f"Error while processing column {name}. Rank of input Tensor can not be None."
        )
    return of_rank(tensor, 3, name)


_OF_SEQUENCES = (_OneHotColumn, _EmbeddingColumn, _RealValuedColumn, _RealValuedVarLenColumn)
_NOT_OF_SEQUENCES = (_ScatteredEmbeddingColumn, _BucketizedColumn, _CrossedColumn)


def _check_sequences(columns):
    for column in columns:
        if not isinstance(column, _OF_SEQUENCES):
            raise ValueError(
                f"FeatureColumn type {type(column).__name__} is not currently supported for "
                "sequence data."
            )
    for column in _with_parents(columns):
        if isinstance(column, _NOT_OF_SEQUENCES):
            raise ValueError(
                f"Column {column.name} is of type {type(column).__name__}, which is not currently "
                "supported for sequences."
            )


def _with_parents(columns):
    for column in columns:
        yield column
        fields = column._asdict()
        parents = [fields[n] for n in ("sparse_id_column", "source_column") if n in fields]
        yield from _with_parents([*parents, *fields.get("columns", ())])


@public("contrib.layers.transform_features")
def transform_features(features, feature_columns) -> "dict[str, Any]":
    """What columns make of features: numbers of categories, normalized numbers.

    Args:
      features: dict from names to tensors or SparseTensors.
      feature_columns: columns that `tf.contrib.layers` made.

    Returns:
      A dict from columns to tensors, SparseTensors, or pairs of them.

    Raises:
      ValueError: a feature is missing, or two columns are the same.

    Example:
      >>> digit = tf.contrib.layers.sparse_column_with_integerized_feature("digit", 10)
      >>> made = tf.contrib.layers.transform_features({"digit": tf.constant([[17]])}, [digit])
      >>> made[digit].values.numpy().tolist()
      [7]
    """
    columns, made = by_key(feature_columns), Transformed(dict(features))
    return {column: made.get(column) for column in columns}


@public("contrib.layers.create_feature_spec_for_parsing")
def create_feature_spec_for_parsing(feature_columns) -> "dict[str, Any]":
    """What `tf.io.parse_example` takes for the features of columns.

    Args:
      feature_columns: columns that `tf.contrib.layers` made, or a dict of them.

    Returns:
      A dict from names to `tf.io.FixedLenFeature` and the like.

    Raises:
      TypeError: something is no such column.

    Example:
      >>> column = tf.contrib.layers.sparse_column_with_hash_bucket("word", 10)
      >>> tf.contrib.layers.create_feature_spec_for_parsing([column])
      {'word': VarLenFeature(dtype=tf.string)}
    """
    if isinstance(feature_columns, dict):
        feature_columns = feature_columns.values()
    spec = {}
    for column in feature_columns:
        if not isinstance(column, Column):
            raise TypeError(
                "feature_columns should only contain instances of _FeatureColumn. Given column is "
                f"{column}"
            )
        spec |= column.config
    return spec


def sequence_spec(feature_columns, allow_missing_by_default=False) -> "dict[str, Any]":
    """What `tf.io.parse_single_sequence_example` takes for columns of the steps."""
    spec = {}
    for key, feature in create_feature_spec_for_parsing(feature_columns).items():
        if not isinstance(feature, VarLenFeature):
            has_default = feature.default_value is not None
            if has_default:
                logging.warning(
                    f'Found default value {feature.default_value} for feature "{key}". Ignoring '
                    "this value and setting `allow_missing=True` instead."
                )
            feature = FixedLenSequenceFeature(
                feature.shape, feature.dtype, allow_missing_by_default or has_default
            )
        spec[key] = feature
    return spec


@public("contrib.layers.make_place_holder_tensors_for_base_features")
def make_place_holder_tensors_for_base_features(feature_columns) -> "dict[str, Any]":
    """Placeholders for the features of columns.

    Args:
      feature_columns: columns that `tf.contrib.layers` made, or a dict of them.

    Returns:
      A dict from names to placeholders, sparse where there is any number of elements.

    Example:
      >>> with tf.Graph().as_default():
      ...     price = tf.contrib.layers.real_valued_column("price", 3)
      ...     print(tf.contrib.layers.make_place_holder_tensors_for_base_features([price]))
      {'price': <tf.Tensor 'Placeholder_price:0' shape=(?, 3) dtype=float32>}
    """
    made = {}
    for key, feature in create_feature_spec_for_parsing(feature_columns).items():
        name = f"Placeholder_{key}"
        if isinstance(feature, VarLenFeature):
            made[key] = sparse_placeholder(feature.dtype, name=name)
        else:
            made[key] = placeholder(feature.dtype, (None, *feature.shape[:1]), name)
    return made


@public("contrib.layers.parse_feature_columns_from_examples")
def parse_feature_columns_from_examples(
    serialized, feature_columns, name=None, example_names=None
) -> "dict[str, Any]":
    """Reads the features of columns out of serialized `tf.train.Example` messages.

    Args:
      serialized: vector of strings.
      feature_columns: columns that `tf.contrib.layers` made.
      name: name of the op.
      example_names: vector of the messages' names, for errors.

    Returns:
      A dict from names of features, and from columns, to tensors and SparseTensors.

    Raises:
      ValueError: two columns are the same.
      InvalidArgumentError: a message is malformed, or lacks a feature.

    Example:
      >>> price = tf.contrib.layers.real_valued_column("price", default_value=2.0)
      >>> found = tf.contrib.layers.parse_feature_columns_from_examples([b""], [price])
      >>> found[price].numpy().tolist()
      [[2.0]]
    """
    columns = by_key(feature_columns)
    spec = create_feature_spec_for_parsing(feature_columns)
    tensors = dict(parse_example(serialized, spec, name, example_names))
    made = Transformed(tensors)
    for column in columns:
        made.get(column)
    return tensors


@public("contrib.layers.parse_feature_columns_from_sequence_examples")
def parse_feature_columns_from_sequence_examples(
    serialized, context_feature_columns, sequence_feature_columns, name=None, example_name=None
):
    """Reads the features of columns out of one serialized `tf.train.SequenceExample` message.

    Args:
      serialized: a string scalar.
      context_feature_columns: columns of the context, or None.
      sequence_feature_columns: columns of the steps, or None.
      name: name of the op.
      example_name: the message's name, for errors.

    Returns:
      Two dicts from names of features: the context's and the steps'.

    Raises:
      ValueError: there are several messages, or two columns are the same.
      InvalidArgumentError: the message is malformed, or lacks a feature.

    Example:
      >>> price = tf.contrib.layers.real_valued_column("price", default_value=2.0)
      >>> found, _ = tf.contrib.layers.parse_feature_columns_from_sequence_examples(
      ...     b"", [price], None)
      >>> found["price"].numpy().tolist()
      [2.0]
    """
    context, steps = context_feature_columns or [], sequence_feature_columns or []
    check_feature_columns(context)
    check_feature_columns(steps)
    try:
        serialized = api.reshape(serialized, [])
    except ValueError as e:
        raise ValueError(
            "serialized must contain as single sequence example. Batching must be done after "
            f"parsing for sequence examples. Error: {e}"
        ) from e
    return parse_single_sequence_example(
        serialized, create_feature_spec_for_parsing(context), sequence_spec(steps), example_name,
        name,
    )  # fmt: skip


@public("contrib.layers.infer_real_valued_columns")
def infer_real_valued_columns(features) -> "list[Any]":
    """Columns of numbers, for the features of a batch.

    Args:
      features: a tensor of numbers, whose name becomes "", or a dict from names to tensors.

    Returns:
      A list of columns.

    Raises:
      ValueError: a feature is sparse, or of no numbers.

    Example:
      >>> tf.contrib.layers.infer_real_valued_columns({"x": tf.ones([2, 3])})[0].dimension
      3
    """
    given = features if isinstance(features, dict) else {"": features}
    return [_inferred(name, tensor) for name, tensor in given.items()]


def _inferred(name, tensor):
    sparse = isinstance(tensor, SparseTensor)
    if sparse or not (tensor.dtype.is_integer or tensor.dtype.is_floating):
        raise ValueError(
            "SparseTensors and types of no numbers are not supported for auto detection. Please "
            f"define corresponding FeatureColumn for tensor {name} {tensor}."
        )
    dimension = 1
    for size in tensor.shape.as_list()[1:]:
        dimension *= size
    return real_valued_column(name, dimension, dtype=tensor.dtype)
