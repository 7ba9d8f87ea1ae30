"""tf.contrib.stateless: random numbers that follow from the seed alone, under older names."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
