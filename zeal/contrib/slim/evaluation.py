"""tf.contrib.slim.evaluation: evaluations of checkpoints, once or as they come."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
