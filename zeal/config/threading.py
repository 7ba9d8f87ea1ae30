"""tf.config.threading: how many threads ops use."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
