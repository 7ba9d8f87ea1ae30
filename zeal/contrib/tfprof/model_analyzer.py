"""tf.contrib.tfprof.model_analyzer: what a graph costs, by the function's first name."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
