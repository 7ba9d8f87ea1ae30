"""tf.estimator.inputs: arrays and tables as batches."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
