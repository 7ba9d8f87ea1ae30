"""tf.estimator: models that train, are evaluated, predict and are exported by name of a folder."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
