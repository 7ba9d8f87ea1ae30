"""Columns as configurations of layers: dicts of plain values, and back."""

from zeal.dtypes import DType, as_dtype
from zeal.feature_columns import categorical, combined, dense, numeric, sequence
from zeal.feature_columns.column import FeatureColumn
from zeal.keras import initializers
from zeal.keras.serialization import deserialized, serialize
from zeal.keras.utils.custom_objects import CustomObjectScope

_CLASSES = {
    kind.__name__: kind
    for kind in (
        numeric.NumericColumn, numeric.BucketizedColumn, categorical.HashedCategoricalColumn,
        categorical.VocabularyFileCategoricalColumn, categorical.VocabularyListCategoricalColumn,
        categorical.IdentityCategoricalColumn, combined.WeightedCategoricalColumn,
        combined.CrossedColumn, dense.IndicatorColumn, dense.EmbeddingColumn,
        dense._SharedEmbeddingColumn, sequence.SequenceCategoricalColumn,
        sequence.SequenceNumericColumn,
    )
}  # fmt: skip


def serialize_columns(columns):
    """A list of dicts."""
    return [_serialized(column) for column in columns]


def _serialized(column):
    if isinstance(column, str):
        return column
    if not isinstance(column, FeatureColumn):
        raise ValueError(f"Instance: {column} is not a FeatureColumn")
    return {"class_name": type(column).__name__, "config": column._get_config()}


def config_of(column):
    """The fields of a column as plain values."""
    return {field: _plain(field, value) for field, value in column._asdict().items()}


def _plain(field, value):
    if isinstance(value, FeatureColumn):
        return _serialized(value)
    if isinstance(value, DType):
        return value.name
    if field == "initializer":
        return initializers.serialize(value)
    if field == "normalizer_fn":
        return serialize(value)
    if field == "keys":
        return tuple(_plain("", key) for key in value)
    return value


def deserialize_columns(configs, custom_objects=None, columns_by_name=None):
    """The columns of what `serialize_columns` returned.

    Args:
      configs: the list.
      custom_objects: dict from names to functions that columns name.
      columns_by_name: dict of columns that stand for those of their names; it is filled.

    Raises:
      ValueError: a class is unknown.
    """
    known = {} if columns_by_name is None else columns_by_name
    with CustomObjectScope(custom_objects or {}):
        return [_column(config, known) for config in configs]


def _column(config, known):
    if isinstance(config, str):
        return config
    if not isinstance(config, dict) or not {"class_name", "config"} <= config.keys():
        raise ValueError(f"Improper config format: {config}")
    name = config["class_name"]
    if name not in _CLASSES:
        raise ValueError(f"Unknown feature_column_v2: {name}")
    fields = {f: _value(f, v, known) for f, v in config["config"].items()}
    kind = _CLASSES[name]
    if set(fields) != set(kind._fields):
        raise ValueError(f"Invalid config: {config}, expected keys: {kind._fields}")
    column = kind(**fields)
    return known.setdefault(column.name, column)


def _value(field, value, known):
    if field in ("categorical_column", "source_column"):
        return _column(value, known)
    if field == "keys":
        return tuple(_column(key, known) for key in value)
    if field == "dtype":
        return as_dtype(value)
    if field == "initializer":
        return initializers.get(value)
    if field == "normalizer_fn":
        return value and deserialized(value, lambda name: None, None, "function")
    return _tuples(value)


def _tuples(value):
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
