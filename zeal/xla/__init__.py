"""tf.xla: parts of programs that are named as a whole for a compiler."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
