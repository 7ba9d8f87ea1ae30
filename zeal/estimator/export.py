"""tf.estimator.export: what exported models take and give."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
