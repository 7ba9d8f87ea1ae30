"""tf.contrib.distributions.bijectors: smooth functions with inverses and Jacobians."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
