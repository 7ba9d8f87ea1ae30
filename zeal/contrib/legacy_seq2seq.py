"""tf.contrib.legacy_seq2seq: sequences from sequences, with loops that Python unrolls."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
