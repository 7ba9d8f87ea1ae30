"""tf.contrib.quantize: graphs that compute as if their numbers had few bits."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
