"""tf.compat.v2: the parts of TensorFlow 2's interface that programs for 1.15 use."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
