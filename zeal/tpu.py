"""tf.tpu: what programs for TPUs use that runs on CPUs too."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
