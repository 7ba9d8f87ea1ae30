"""Objects of zeal by the dotted names that programs import."""

import importlib

__all__ = ["lookup"]

def lookup(name: str):
    """The object at an attribute path below zeal.

    Args:
      name: such as "keras.layers"; "" is zeal itself.

    Returns:
      It, or None if there is nothing of that name.
    """
    found, path = importlib.import_module("zeal"), "zeal"
    for part in name.split(".") if name else ():
        path = f"{path}.{part}"
        found = None if part.startswith("_") else _member(found, part, path)
        if found is None:
            return None
    return found


def _member(parent, part: str, path: str):
    """An attribute, or a submodule not imported yet; None if there is neither."""
    found = getattr(parent, part, None)
    if found is not None:
        return found
    try:
        return importlib.import_module(path)
    except ImportError as error:
        if error.name is not None and not path.startswith(error.name):
            raise  # the module exists, but lacks something that it needs itself
        return None
