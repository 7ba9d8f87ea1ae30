"""tensorflow.contrib.layers.python.layers.layers, beside tf.contrib.layers."""

from zeal.contrib.layers.pooling import pool
from zeal.contrib.layers.reshaping import inner_flatten as _inner_flatten
from zeal.contrib.layers.reshaping import poincare_normalize

__all__ = ["_inner_flatten", "poincare_normalize", "pool"]
