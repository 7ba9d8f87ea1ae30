"""tf.contrib.framework: nested structures, and what is a tensor."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
