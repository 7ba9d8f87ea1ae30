"""tf.distributions: random variables with their densities, moments and samples."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
