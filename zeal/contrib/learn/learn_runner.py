"""tf.contrib.learn.learn_runner: runs of experiments."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
