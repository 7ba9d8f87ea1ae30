"""tf.contrib.hooks: the older home of tf.train.ProfilerHook."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
