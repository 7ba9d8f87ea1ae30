"""tf.contrib.framework: nested structures."""

from zeal import nest

__all__ = ["nest"]
