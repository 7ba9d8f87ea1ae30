"""tf.contrib.compiler.jit: the older home of tf.xla.experimental.jit_scope."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
