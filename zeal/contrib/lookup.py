"""tf.contrib.lookup: tables that programs look words up in."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
