"""tf.contrib.learn.datasets.mnist: MNIST in batches, as the tutorials read it."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
