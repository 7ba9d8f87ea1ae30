"""tf.config: the devices of this machine."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
