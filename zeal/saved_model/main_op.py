"""tf.saved_model.main_op: ops that make a model ready."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
