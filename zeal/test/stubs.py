"""tf.test.StubOutForTesting: attributes replaced for the time of a test."""

from zeal.public import public


@public("test.StubOutForTesting")
class StubOutForTesting:
    """Replaces attributes of objects, and puts them back.

    Example:
      >>> class Clock:
      ...     hour = 9
      >>> stubs = tf.test.StubOutForTesting()
      >>> stubs.Set(Clock, "hour", 12)
      >>> Clock.hour
      12
      >>> stubs.CleanUp()
      >>> Clock.hour
      9
    """

    def __init__(self):
        self._replaced = []  # (object, name, whether it was the object's own, old value)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.CleanUp()

    def Set(self, parent, child_name, new_child):
        """Replaces an attribute until `UnsetAll`.

        Args:
          parent: an object, class or module.
          child_name: the attribute's name.
          new_child: its new value.

        Raises:
          AttributeError: there is no such attribute.
        """
        old = getattr(parent, child_name)
        own = vars(parent).get(child_name, _ABSENT) if hasattr(parent, "__dict__") else old
        self._replaced.append((parent, child_name, own))
        setattr(parent, child_name, new_child)

    SmartSet = Set

    def UnsetAll(self):
        """Puts all attributes back, the last replaced first."""
        while self._replaced:
            parent, name, own = self._replaced.pop()
            if own is _ABSENT:
                delattr(parent, name)  # it was inherited
            else:
                setattr(parent, name, own)

    SmartUnsetAll = CleanUp = UnsetAll


_ABSENT = object()
