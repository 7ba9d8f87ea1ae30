"""tf.profiler: what a graph costs, by name scope or by op."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
