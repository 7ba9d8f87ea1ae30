"""tf.contrib.predictor: saved models as functions of dicts of arrays."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
