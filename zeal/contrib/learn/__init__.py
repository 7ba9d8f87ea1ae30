"""tf.contrib.learn: the names of it that are those of estimators."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
