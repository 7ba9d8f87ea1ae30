"""tf.manip: array ops under the names of TensorFlow 1.8 to 1.12."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
