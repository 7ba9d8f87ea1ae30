"""tensorflow.python.feature_column.feature_column_v2: kinds of columns, and their state."""

from zeal.feature_columns.categorical import (
    HashedCategoricalColumn,
    IdentityCategoricalColumn,
    VocabularyFileCategoricalColumn,
    VocabularyListCategoricalColumn,
)
from zeal.feature_columns.column import (
    CategoricalColumn,
    DenseColumn,
    FeatureColumn,
    SequenceDenseColumn,
    normalized,
)
from zeal.feature_columns.column import Features as FeatureTransformationCache
from zeal.feature_columns.combined import CrossedColumn, WeightedCategoricalColumn
from zeal.feature_columns.dense import EmbeddingColumn, IndicatorColumn
from zeal.feature_columns.functions import make_parse_example_spec
from zeal.feature_columns.layers import LinearModel
from zeal.feature_columns.layers import _LinearLayer as _LinearModelLayer
from zeal.feature_columns.numeric import BucketizedColumn, NumericColumn
from zeal.feature_columns.sequence import SequenceCategoricalColumn, SequenceNumericColumn
from zeal.feature_columns.shared import SharedEmbeddingColumn
from zeal.feature_columns.shared import shared_embeddings as shared_embedding_columns_v2
from zeal.feature_columns.state import LayerState as _StateManagerImpl
from zeal.feature_columns.state import ScopeState as StateManager

__all__ = [
    "BucketizedColumn", "CategoricalColumn", "CrossedColumn", "DenseColumn", "EmbeddingColumn",
    "FeatureColumn", "FeatureTransformationCache", "HashedCategoricalColumn",
    "IdentityCategoricalColumn", "IndicatorColumn", "LinearModel", "NumericColumn",
    "SequenceCategoricalColumn", "SequenceDenseColumn", "SequenceNumericColumn",
    "SharedEmbeddingColumn", "StateManager", "VocabularyFileCategoricalColumn",
    "VocabularyListCategoricalColumn", "WeightedCategoricalColumn", "_LinearModelLayer",
    "_StateManagerImpl", "_transform_features_v2", "make_parse_example_spec_v2",
    "shared_embedding_columns_v2",
]  # fmt: skip

make_parse_example_spec_v2 = make_parse_example_spec


def _transform_features_v2(features, feature_columns, state_manager):
    """A dict from columns to their tensors, of a dict of features."""
    made = FeatureTransformationCache(features)
    return {column: made.get(column, state_manager) for column in normalized(feature_columns)}
