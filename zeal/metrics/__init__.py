"""tf.metrics: values over many batches, each as a (value, update_op) pair of a graph."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
