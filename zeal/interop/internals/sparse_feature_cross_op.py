"""tensorflow.contrib.layers.python.ops.sparse_feature_cross_op."""

from zeal.contrib.layers.crossing import sparse_feature_cross  # noqa: F401
