"""tf.contrib.solvers: solvers of linear equations that know matrices by products alone."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
