"""tf.contrib.feature_column: columns of sequences."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
