"""tf.distribute.cluster_resolver: what finds the tasks of a cluster."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
