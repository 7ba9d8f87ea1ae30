"""tf.contrib.slim.nets: networks for images, as slim names their variables."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
