"""tf.contrib.layers: layers as functions, which keep their variables in variable scopes."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
