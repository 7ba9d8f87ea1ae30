"""tf.contrib.rnn: cells, wrappers of cells, and functions that run them over sequences."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
