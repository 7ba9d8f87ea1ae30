"""Names that a program gives to its own layers and functions, for their configurations."""

from zeal.public import public

_objects: dict = {}


@public("keras.utils.get_custom_objects")
def get_custom_objects():
    """The dict of all custom objects by name, to read and to write.

    Example:
      >>> tf.keras.utils.get_custom_objects().get("my_layer")
    """
    return _objects


@public("keras.utils.CustomObjectScope")
class CustomObjectScope:
    """A block in which names stand for custom objects.

    Args:
      *args: dicts from names to objects.

    Example:
      >>> with tf.keras.utils.custom_object_scope({"double": lambda x: 2 * x}):
      ...     "double" in tf.keras.utils.get_custom_objects()
      True
      >>> "double" in tf.keras.utils.get_custom_objects()
      False
    """

    def __init__(self, *args):
        self._added = args
        self._before: "dict | None" = None

    def __enter__(self):
        self._before = dict(_objects)
        for objects in self._added:
            _objects.update(objects)
        return self

    def __exit__(self, *exception):
        _objects.clear()
        _objects.update(self._before)


@public("keras.utils.custom_object_scope")
def custom_object_scope(*args):
    """Returns `CustomObjectScope(*args)`; see there."""
    return CustomObjectScope(*args)
