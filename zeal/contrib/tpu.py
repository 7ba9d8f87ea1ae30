"""tf.contrib.tpu: estimators for TPUs, which run on CPUs here."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
