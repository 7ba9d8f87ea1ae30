"""tf.contrib.distribute: the older names of tf.distribute."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
