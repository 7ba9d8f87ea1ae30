"""tf.contrib.seq2seq: decoders of recurrent networks, attention, losses of sequences."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
