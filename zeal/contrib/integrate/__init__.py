"""tf.contrib.integrate: solutions of ordinary differential equations."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
