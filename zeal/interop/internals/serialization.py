"""tensorflow.python.util.serialization: objects as what JSON can say."""

from collections.abc import Mapping

from zeal.keras.serialization import described
from zeal.tensor_shape import Dimension, TensorShape

__all__ = ["get_json_type"]


def get_json_type(obj):
    """An object as what JSON can say. Raises TypeError for one that it cannot."""
    if hasattr(obj, "get_config"):
        return described(obj)
    if isinstance(obj, Dimension):
        return obj.value
    if isinstance(obj, TensorShape):
        return obj.as_list()
    if hasattr(obj, "tolist"):  # of NumPy
        return obj.tolist()
    if callable(obj):
        return obj.__name__
    if isinstance(obj, Mapping):
        return dict(obj)
    raise TypeError("Not JSON Serializable:", obj)
