"""tensorflow.python.util.compat: what it has besides `tf.compat`."""

import collections.abc as collections_abc

__all__ = ["collections_abc"]
