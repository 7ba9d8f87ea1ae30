"""Older names of arguments, which still work."""

__all__ = ["renamed"]

_warned = set()


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
    if (function, old_name) not in _warned:
        _warned.add((function, old_name))
        _warn(function, name, old_name)
    return old


def _warn(function, name, old_name):
    import logging

    logging.getLogger("tensorflow").warning(
        "calling %s with %s is deprecated and will be removed in a future version.\n"
        "Instructions for updating:\n%s is deprecated, use %s instead",
        function, old_name, old_name, name,
    )
