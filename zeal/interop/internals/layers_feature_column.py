"""tensorflow.contrib.layers.python.layers.feature_column: names of columns that begin with "_"."""

from zeal.contrib.layers.columns.categorical import Vocabulary as _SparseIdLookupConfig
from zeal.contrib.layers.columns.categorical import (
    _SparseColumn,
    _SparseColumnHashed,
    _SparseColumnIntegerized,
    _SparseColumnKeys,
    _SparseColumnVocabulary,
    _WeightedSparseColumn,
)
from zeal.contrib.layers.columns.column import Column as _FeatureColumn
from zeal.contrib.layers.columns.crossed import _CrossedColumn, crossed_column
from zeal.contrib.layers.columns.embedded import (
    _EmbeddingColumn,
    _OneHotColumn,
    _ScatteredEmbeddingColumn,
    embedding_column,
    shared_embedding_columns,
)
from zeal.contrib.layers.columns.inputs import (
    sequence_spec as _create_sequence_feature_spec_for_parsing,
)
from zeal.contrib.layers.columns.numeric import (
    _BucketizedColumn,
    _RealValuedColumn,
    _RealValuedVarLenColumn,
    bucketized_column,
)
from zeal.contrib.layers.columns.numeric import (
    real_valued_var_len_column as _real_valued_var_len_column,
)

__all__ = [
    "_BucketizedColumn", "_CrossedColumn", "_EmbeddingColumn", "_FeatureColumn", "_OneHotColumn",
    "_RealValuedColumn", "_RealValuedVarLenColumn", "_ScatteredEmbeddingColumn", "_SparseColumn",
    "_SparseColumnHashed", "_SparseColumnIntegerized", "_SparseColumnKeys",
    "_SparseColumnVocabulary", "_SparseIdLookupConfig", "_WeightedSparseColumn",
    "_create_sequence_feature_spec_for_parsing", "_real_valued_var_len_column",
    "bucketized_column", "crossed_column", "embedding_column", "shared_embedding_columns",
]  # fmt: skip
