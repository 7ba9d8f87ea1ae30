"""tensorflow.python.feature_column.serialization: columns as dicts of plain values."""

from zeal.feature_columns.configs import deserialize_columns as deserialize_feature_columns
from zeal.feature_columns.configs import serialize_columns as serialize_feature_columns

__all__ = [
    "deserialize_feature_column", "deserialize_feature_columns", "serialize_feature_column",
    "serialize_feature_columns",
]  # fmt: skip


def serialize_feature_column(fc):
    """The dict of a column."""
    return serialize_feature_columns([fc])[0]


def deserialize_feature_column(config, custom_objects=None, columns_by_name=None):
    """The column of a dict.

    Args:
      config: the dict.
      custom_objects: functions that it names.
      columns_by_name: columns that were made before; a dict that is filled.
    """
    return deserialize_feature_columns([config], custom_objects, columns_by_name)[0]
