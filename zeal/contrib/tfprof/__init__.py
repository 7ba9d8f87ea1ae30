"""tf.contrib.tfprof: the older home of tf.profiler."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
