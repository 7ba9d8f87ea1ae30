"""tf.contrib.summary: summaries for TensorBoard, eagerly and in graphs."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
