"""tf.contrib.gan.features: what networks of adversarial models are made of."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
