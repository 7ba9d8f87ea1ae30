"""tf.contrib.tfprof: `tf.profiler` under its first name."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
