"""tf.contrib.compiler: the older home of tf.xla."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
