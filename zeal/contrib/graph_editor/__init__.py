"""tf.contrib.graph_editor: parts of graphs that are selected, copied, and wired otherwise."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
