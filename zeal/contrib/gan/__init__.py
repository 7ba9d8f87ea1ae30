"""tf.contrib.gan: models, losses and training of generative adversarial networks."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
