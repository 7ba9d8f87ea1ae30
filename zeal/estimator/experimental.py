"""tf.estimator.experimental: what estimators try out."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
