"""Older names of arguments, which still work."""

__all__ = ["renamed", "warn_once", "warned"]

warned = set()  # "function(old_name)"; code that looks here first saves a call of `renamed`


def renamed(function, name, value, old_name, old):
    """The value of an argument that has an older name; warns once where the older one is used.

    Args:
      function: the public function's name.
      name, value: the argument.
      old_name, old: the argument under its older name.

    Returns:
      `value`, or `old` where that is not None.

    Raises:
      ValueError: both were given.

    Example:
      >>> renamed("reduce_logsumexp", "axis", 0, "reduction_indices", None)
      0
    """
    if old is None:
        return value
    if value is not None:
        raise ValueError(f"Cannot specify both '{old_name}' and '{name}'")
    warn_once(function, name, old_name)
    return old


def warn_once(function, name, old_name):
    """Warns where a program first calls this argument of the function by its older name.

    Args:
      function: the public function's name.
      name: the argument's name.
      old_name: its older name.
    """
    import logging

    key = f"{function}({old_name})"
    if key in warned:
        return
    warned.add(key)
    logging.getLogger("tensorflow").warning(
        "calling %s with %s is deprecated and will be removed in a future version.\n"
        "Instructions for updating:\n%s is deprecated, use %s instead",
        function, old_name, old_name, name,
    )
