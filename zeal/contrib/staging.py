"""tf.contrib.staging: elements kept from one run of a graph to the next."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
