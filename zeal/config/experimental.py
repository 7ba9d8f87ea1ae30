"""tf.config.experimental: the devices of this machine, and which a program uses."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
