"""tf.contrib.util: values that are known without running anything."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
