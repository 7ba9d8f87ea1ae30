"""tensorflow.python.feature_column.feature_column_v2: columns by their kinds."""

from zeal.feature_columns.column import (
    CategoricalColumn,
    DenseColumn,
    FeatureColumn,
    SequenceDenseColumn,
)
from zeal.feature_columns.column import Features as FeatureTransformationCache
from zeal.feature_columns.layers import LinearModel

__all__ = [
    "CategoricalColumn", "DenseColumn", "FeatureColumn", "FeatureTransformationCache",
    "LinearModel", "SequenceDenseColumn",
]  # fmt: skip
