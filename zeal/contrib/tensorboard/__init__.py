"""tf.contrib.tensorboard: settings of TensorBoard's plugins."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
