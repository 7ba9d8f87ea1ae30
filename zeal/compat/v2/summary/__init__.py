"""tf.compat.v2.summary: summaries whose values are tensors, for TensorBoard."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
