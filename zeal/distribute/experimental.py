"""tf.distribute.experimental: further ways over several devices, of which there is one."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
