"""tf.graph_util: GraphDefs cut, frozen and looked at."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
