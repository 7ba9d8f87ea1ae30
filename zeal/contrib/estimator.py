"""tf.contrib.estimator: estimators around estimators, and hooks of trainings."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
