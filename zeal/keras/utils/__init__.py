"""tf.keras.utils: files, labels and names of custom objects."""

from zeal.keras.utils.custom_objects import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
)
from zeal.keras.utils.downloads import get_file
from zeal.keras.utils.labels import normalize, to_categorical
from zeal.keras.utils.sequence import Sequence
from zeal.namespace import namespace as _namespace

__all__ = [
    "CustomObjectScope", "Sequence", "custom_object_scope", "get_custom_objects", "get_file",
    "normalize", "to_categorical",
]  # fmt: skip

__getattr__ = _namespace(__name__)
