"""Activations, initializers and their like as configurations, and back."""

from inspect import isfunction

from zeal.public import public


def described(value) -> dict:
    """The class and configuration of a layer, a model or another object that has one."""
    return {"class_name": type(value).__name__, "config": value.get_config()}


@public("keras.utils.serialize_keras_object")
def serialize(instance):
    """What names a Keras object in a configuration.

    Args:
      instance: an object with `get_config`, a function, or None.

    Returns:
      A dict with the keys "class_name" and "config"; the name of a function; None for None.

    Raises:
      ValueError: instance is none of these.

    Example:
      >>> tf.keras.utils.serialize_keras_object(tf.keras.activations.relu)
      'relu'
    """
    if instance is None:
        return None
    if hasattr(instance, "get_config"):
        return described(instance)
    if hasattr(instance, "__name__"):
        return instance.__name__
    raise ValueError("Cannot serialize", instance)


def class_of(config):
    """The class name and the arguments in a dict that `serialize` made.

    Returns:
      A pair of a name and a dict.

    Raises:
      ValueError: one of the two is missing.

    Example:
      >>> class_of({"class_name": "Ones", "config": {"dtype": "int32"}})
      ('Ones', {'dtype': 'int32'})
    """
    if "class_name" not in config or "config" not in config:
        raise ValueError(f"Improper config format: {config}")
    return config["class_name"], config["config"]


def deserialized(identifier, known, custom_objects, what):
    """The object that a name or a dict of `serialize` stands for.

    Args:
      identifier: the name, of a function or of a class that needs no arguments; or the dict.
      known: a function from names to functions and classes; None for a name that it lacks.
      custom_objects: a dict of further ones, or None; those of `tf.keras.utils` count too.
      what: what kind of object it is, for errors: "loss function".

    Raises:
      ValueError: it stands for none.
    """
    from zeal.keras.utils.custom_objects import CustomObjectScope, get_custom_objects

    if not isinstance(identifier, (str, dict)):
        raise ValueError(f"Could not interpret serialized {what}: {identifier}")
    name, config = (
        class_of(identifier) if isinstance(identifier, dict) else (identifier, None)
    )
    own = get_custom_objects() | (custom_objects or {})
    found = own.get(name) or (None if str(name).startswith("_") else known(name))
    if found is None:
        raise ValueError(f"Unknown {what}:{' ' * (config is not None)}{name}")
    if config is None:
        return found() if isinstance(found, type) else found
    if name in own and not config and isfunction(found):
        return found
    with CustomObjectScope(custom_objects or {}):
        return getattr(found, "from_config", lambda given: found(**given))(config)


@public("keras.utils.deserialize_keras_object")
def deserialize_keras_object(
    identifier, module_objects=None, custom_objects=None, printable_module_name="object"
):
    """The object that a name or a configuration of `serialize_keras_object` stands for.

    Args:
      identifier: the name, of a function or of a class that needs no arguments; the dict; or None.
      module_objects: a dict from names to functions and classes.
      custom_objects: a dict of further ones; those of `get_custom_objects()` count too.
      printable_module_name: what kind of object it is, for errors.

    Returns:
      The object; None for None.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> tf.keras.utils.deserialize_keras_object("double", {"double": lambda x: 2 * x})(4)
      8
    """
    known = (module_objects or {}).get
    if identifier is None:
        return None
    return deserialized(identifier, known, custom_objects, printable_module_name)


def found(identifier, deserialize, what):
    """What a name, configuration or function stands for; None for None.

    Args:
      identifier: a name, a dict, a function or object, or None.
      deserialize: the function for dicts.
      what: what kind of object it is, for errors.

    Raises:
      ValueError: it stands for none.
    """
    if identifier is None:
        return None
    if isinstance(identifier, str):
        identifier = {"class_name": identifier, "config": {}}
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret {what} identifier: {identifier}")
