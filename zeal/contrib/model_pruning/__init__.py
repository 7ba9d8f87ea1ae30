"""tf.contrib.model_pruning: weights that masks set to 0, more of them as training goes on."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
