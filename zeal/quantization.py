"""tf.quantization: numbers rounded as if they were kept in few bits."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
