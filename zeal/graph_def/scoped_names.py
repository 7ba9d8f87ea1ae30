"""Names below a scope: taking the scope off, and putting one before."""


def without(name, scope):
    """A name as it is within a scope.

    Args:
      name: the whole name.
      scope: the scope's, or None.

    Returns:
      The name without it; None for one that lies elsewhere.
    """
    if not scope:
        return name
    prefix = scope if scope.endswith("/") else f"{scope}/"
    return name[len(prefix) :] if name.startswith(prefix) else None


def within(name, scope):
    """The whole name of what a scope calls `name`, "" as it is.

    Args:
      name: the name within.
      scope: the scope's, or None.
    """
    if not scope or not name:
        return name
    mark = "^" if name.startswith("^") else ""
    return f"{mark}{scope.rstrip('/')}/{name.removeprefix(mark)}"
