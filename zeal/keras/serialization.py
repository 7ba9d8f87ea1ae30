"""Activations, initializers and their like as configurations, and back."""

def serialize(value):
    """What names a Keras object in a configuration.

    Args:
      value: an object with `get_config`, a function, or None.

    Returns:
      A dict with the keys "class_name" and "config"; the name of a function; None for None.

    Raises:
      ValueError: value is none of these.

    Example:
      >>> serialize(tf.keras.activations.relu)
      'relu'
    """
    if value is None:
        return None
    if hasattr(value, "get_config"):
        return {"class_name": type(value).__name__, "config": value.get_config()}
    if hasattr(value, "__name__"):
        return value.__name__
    raise ValueError("Cannot serialize", value)


def class_of(config):
    """The class name and the arguments in a dict that `serialize` made.

    Args:
      config: a dict.

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
