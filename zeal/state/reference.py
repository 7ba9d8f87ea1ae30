"""References: tensors and variables as keys of dicts and members of sets."""

class Reference:
    """Stands for one tensor or variable; equal to another reference of the very same object."""

    __slots__ = ("__weakref__", "_referent")

    def __init__(self, referent):
        self._referent = referent

    def deref(self):
        """The tensor or variable."""
        return self._referent

    def __eq__(self, other) -> bool:
        if not isinstance(other, Reference):
            raise TypeError("Cannot compare wrapped object with unwrapped object")
        return self._referent is other._referent

    def __hash__(self) -> int:
        return id(self._referent)

    def __repr__(self) -> str:
        return f"<Reference wrapping {self._referent!r}>"


def experimental_ref(self) -> Reference:
    """A hashable reference to this object.

    Returns:
      An object whose `deref()` is this one.

    Example:
      >>> v = tf.Variable(1.0)
      >>> {v.experimental_ref(): "one"}[v.experimental_ref()]
      'one'
    """
    return Reference(self)
