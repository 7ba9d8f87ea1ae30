"""tf.contrib.crf: conditional random fields over chains, their likelihood and best tags."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
