"""tf.contrib.compiler.xla: the older home of tf.xla.experimental.compile."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
