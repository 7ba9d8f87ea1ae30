"""tf.summary: what TensorBoard shows, made by ops of graphs and written to event files."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
