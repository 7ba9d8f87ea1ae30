"""tensorflow.contrib.layers.python.layers.feature_column_ops."""

from zeal.contrib.layers.columns.column import Transformed as _Transformer

__all__ = ["_Transformer"]
