"""tf.contrib.framework: variables of graphs, scopes of arguments, nested structures."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
