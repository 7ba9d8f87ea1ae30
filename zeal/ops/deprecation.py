"""Older names of arguments, which still work."""

warned = set()  # "function(old_name)"; code that looks here first saves a call of `renamed`


def either(name, value, other_name, other):
    """The value of an argument that has two names.

    Args:
      name, value: the argument.
      other_name, other: the argument under its other name.

    Returns:
      The value that is not None, if there is one.

    Raises:
      ValueError: both were given.

    Example:
      >>> either("axis", 0, "dim", None)
      0
    """
    if value is not None and other is not None:
        raise ValueError(f"Cannot specify both '{other_name}' and '{name}'")
    return value if other is None else other


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
    value = either(name, value, old_name, old)
    warn_once(function, name, old_name)
    return value


def warn_once(function, name, old_name):
    """Warns where a program first calls this argument of the function by its older name."""
    from zeal import logging

    key = f"{function}({old_name})"
    if key in warned:
        return
    warned.add(key)
    logging.warning(
        "calling %s with %s is deprecated and will be removed in a future version.\n"
        "Instructions for updating:\n%s is deprecated, use %s instead",
        function, old_name, old_name, name,
    )
