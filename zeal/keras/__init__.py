"""tf.keras: layers, models, initializers and activations."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
