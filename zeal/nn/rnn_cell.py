"""tf.nn.rnn_cell: cells of recurrent networks."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
