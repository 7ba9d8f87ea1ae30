"""tf.ragged: tensors whose rows differ in length."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
