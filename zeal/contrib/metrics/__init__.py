"""tf.contrib.metrics: the metrics of tf.metrics by their older names, and some more."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
