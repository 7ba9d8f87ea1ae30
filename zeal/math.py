"""tf.math: math ops under their present names."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
