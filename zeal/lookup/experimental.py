"""tf.lookup.experimental: tables that ops change."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
