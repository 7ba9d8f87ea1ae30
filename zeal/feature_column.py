"""tf.feature_column: what becomes of raw features on their way into a model."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
