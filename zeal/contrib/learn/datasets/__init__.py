"""tf.contrib.learn.datasets: small data sets in memory."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
