"""tf.contrib: the parts of it that eager programs use."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
