"""tf.sparse: tensors of which only some elements are kept."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
