"""tf.random.experimental: generators, which keep where their streams stand in variables."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
