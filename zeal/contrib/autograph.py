"""tf.contrib.autograph: the older names of tf.autograph."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
