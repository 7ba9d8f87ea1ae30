"""tf.contrib.cudnn_rnn: recurrent networks of several layers and directions, here on the CPU."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
