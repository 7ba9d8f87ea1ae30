"""tensorflow.python.training.tracking.data_structures, beside tf.contrib.checkpoint."""

from zeal.keras.tracking import TrackedDict as _DictWrapper
from zeal.keras.tracking import TrackedList as ListWrapper
from zeal.keras.tracking import wrap as wrap_or_unwrap

__all__ = ["ListWrapper", "_DictWrapper", "wrap_or_unwrap"]
