"""One axis of a static shape, known or not: `Dimension`, as in TensorFlow 1.x."""

from typing import TYPE_CHECKING

from zeal.dtypes import DType
from zeal.public import public

if TYPE_CHECKING:
    from zeal.tensor_shape import TensorShape

_new = object.__new__


@public("Dimension")
class Dimension:
    """One axis length of a `TensorShape`: an integer >= 0, or None where it is unknown.

    Arithmetic and comparisons with an unknown dimension give an unknown dimension, or None.

    Args:
      value: an integer, None, or another Dimension.

    Raises:
      ValueError: `value` is negative or not a whole number.
      TypeError: `value` cannot be a length at all.

    Example:
      >>> import zeal as tf
      >>> tf.Dimension(6) // 4, tf.Dimension(6) == None
      (Dimension(1), None)
    """

    __slots__ = ("_value",)
    __hash__ = None  # equality is three-valued

    def __init__(self, value):
        self._value = length_of(value)

    @property
    def value(self) -> "int | None":
        """The length, or None."""
        return self._value

    def __int__(self) -> int:  # None makes Python raise a TypeError
        return self._value

    __index__ = __int__

    def __repr__(self) -> str:
        return f"Dimension({self._value!r})"

    def __str__(self) -> str:
        return "?" if self._value is None else str(self._value)

    def __reduce__(self):
        return Dimension, (self._value,)

    def is_compatible_with(self, other) -> bool:
        """True if the two could be the same length: equal, or one of them unknown.

        Args:
          other: a Dimension or what converts to one.

        Returns:
          A bool.

        Example:
          >>> tf.Dimension(3).is_compatible_with(None)
          True
        """
        try:
            other = length_of(other)
        except (TypeError, ValueError):
            return False
        return self._value is None or other is None or self._value == other

    def assert_is_compatible_with(self, other) -> None:
        """Checks that the two could be the same length.

        Args:
          other: a Dimension or what converts to one.

        Raises:
          ValueError: they could not.

        Example:
          >>> tf.Dimension(3).assert_is_compatible_with(3)
        """
        if not self.is_compatible_with(other):
            raise ValueError(f"Dimensions {self} and {other} are not compatible")

    def merge_with(self, other) -> "Dimension":
        """The known one of two compatible dimensions.

        Args:
          other: a Dimension or what converts to one.

        Returns:
          A Dimension.

        Raises:
          ValueError: they differ.

        Example:
          >>> tf.Dimension(None).merge_with(3)
          Dimension(3)
        """
        self.assert_is_compatible_with(other)
        return Dimension(length_of(other) if self._value is None else self._value)

    def __eq__(self, other):
        try:
            other = length_of(other)
        except (TypeError, ValueError):
            return NotImplemented
        return None if self._value is None or other is None else self._value == other

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is None or equal is NotImplemented else not equal

    def __lt__(self, other):
        other = length_of(other)
        return None if self._value is None or other is None else self._value < other

    def __le__(self, other):
        other = length_of(other)
        return None if self._value is None or other is None else self._value <= other

    def __gt__(self, other):
        other = length_of(other)
        return None if self._value is None or other is None else self._value > other

    def __ge__(self, other):
        other = length_of(other)
        return None if self._value is None or other is None else self._value >= other

    def __add__(self, other):
        return self._arithmetic(other, int.__add__)

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self._arithmetic(other, int.__sub__)

    def __rsub__(self, other):
        return Dimension(other) - self

    def __mul__(self, other):
        return self._arithmetic(other, int.__mul__)

    def __rmul__(self, other):
        return self * other

    def __floordiv__(self, other):
        return self._arithmetic(other, int.__floordiv__)

    def __rfloordiv__(self, other):
        return Dimension(other) // self

    def __mod__(self, other):
        other = Dimension(other)  # unlike the others, TensorFlow lets this conversion raise
        return self._arithmetic(other, int.__mod__)

    def __rmod__(self, other):
        return Dimension(other) % self

    def __truediv__(self, other):
        kind = type(other).__name__
        raise TypeError(
            f"unsupported operand type(s) for /: 'Dimension' and '{kind}', please use // instead"
        )

    def __rtruediv__(self, other):
        kind = type(other).__name__
        raise TypeError(
            f"unsupported operand type(s) for /: '{kind}' and 'Dimension', please use // instead"
        )

    def _arithmetic(self, other, function):
        try:
            other = length_of(other)
        except (TypeError, ValueError):
            return NotImplemented
        unknown = self._value is None or other is None
        return Dimension(None if unknown else function(self._value, other))


def length_of(value) -> "int | None":
    """Checks and converts one axis length; None means unknown."""
    kind = type(value)
    if value is None or (kind is int and value >= 0):
        return value
    if kind is Dimension:
        return value._value
    if isinstance(value, DType):
        raise TypeError(f"Cannot convert {value} to Dimension")
    number = int(value)
    if not isinstance(value, (str, bytes)) and number != value:
        raise ValueError(f"Ambiguous dimension: {value!s}")
    if number < 0:
        raise ValueError(f"Dimension {number} must be >= 0")
    return number


def known_dimension(length) -> Dimension:
    """A Dimension from a length known to be valid."""
    d = _new(Dimension)
    d._value = length
    return d


def as_dimension(value) -> Dimension:
    """Converts an integer, None or Dimension into a Dimension."""
    return value if isinstance(value, Dimension) else Dimension(value)


@public("dimension_value", "compat.dimension_value")
def dimension_value(dimension) -> "int | None":
    """The integer (or None) of a Dimension; any other value is returned as it is.

    Args:
      dimension: a Dimension, int or None.

    Returns:
      An int or None.

    Example:
      >>> tf.dimension_value(tf.Dimension(3)), tf.dimension_value(4)
      (3, 4)
    """
    return dimension._value if isinstance(dimension, Dimension) else dimension


@public("dimension_at_index", "compat.dimension_at_index")
def dimension_at_index(shape: "TensorShape", index: int) -> Dimension:
    """Axis `index` of a shape as a Dimension; unknown if the rank is unknown.

    Args:
      shape: a TensorShape.
      index: int.

    Returns:
      A Dimension.

    Raises:
      IndexError: there is no such axis.

    Example:
      >>> tf.dimension_at_index(tf.TensorShape([2, 3]), 1)
      Dimension(3)
    """
    return shape[index]
