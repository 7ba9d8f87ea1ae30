"""Static shapes that may be partly unknown: `TensorShape`, as in TensorFlow 1.x."""

from math import prod

from zeal.dimension import Dimension, known_dimension, length_of
from zeal.dimension import as_dimension as as_dimension
from zeal.public import public

_new = object.__new__


@public("TensorShape")
class TensorShape:
    """The shape of a tensor: known, of known rank with unknown axes, or wholly unknown.

    Args:
      dims: a list of lengths (None for an unknown one), one length, another shape, or None for
        a shape of unknown rank.

    Raises:
      TypeError: `dims` is a string or holds something that is no length.
      ValueError: a length is negative or not a whole number.

    Example:
      >>> import zeal as tf
      >>> shape = tf.TensorShape([None, 3])
      >>> shape, str(shape.concatenate([4])), shape[1] == 3
      (TensorShape([Dimension(None), Dimension(3)]), '(?, 3, 4)', True)
    """

    __slots__ = ("_lengths", "__weakref__")  # a tuple of int or None; None if rank is unknown
    __hash__ = None  # equality with unknown axes is no equivalence relation

    def __init__(self, dims):
        self._lengths = _lengths(dims)

    @classmethod
    def _from_tuple(cls, lengths: "tuple | None") -> "TensorShape":
        """A shape from a tuple of valid lengths (int or None), unchecked: the fast way."""
        shape = _new(cls)
        shape._lengths = lengths
        return shape

    @property
    def shape(self) -> "TensorShape":
        """Itself: `Layer.build` receives a shape, and user code may read `input.shape` of it."""
        return self

    @property
    def dims(self) -> "list[Dimension] | None":
        """The axes as a list of Dimensions, or None if the rank is unknown."""
        return None if self._lengths is None else [known_dimension(n) for n in self._lengths]

    _dims = dims

    @property
    def rank(self) -> "int | None":
        """Number of axes, or None."""
        return None if self._lengths is None else len(self._lengths)

    ndims = rank

    def __len__(self) -> int:
        if self._lengths is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._lengths)

    def __bool__(self) -> bool:
        return self._lengths is not None

    def __iter__(self):
        if self._lengths is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return iter(self.dims)

    def __getitem__(self, key):
        """One axis as a Dimension, or a slice of axes as a TensorShape."""
        lengths = self._lengths
        if lengths is None:
            return self._unknown_item(key)
        try:
            item = lengths[key]
        except IndexError:
            raise IndexError(f"list index out of range: axis {key} of shape {self}") from None
        return TensorShape._from_tuple(item) if type(item) is tuple else known_dimension(item)

    @staticmethod
    def _unknown_item(key):
        if not isinstance(key, slice):
            return known_dimension(None)
        if key.step is not None:
            raise ValueError("Steps are not yet handled")
        start, stop = key.start or 0, key.stop
        if stop is None or start < 0 or stop < 0:
            return TensorShape._from_tuple(None)
        return unknown_shape(max(stop - start, 0))

    def as_list(self) -> "list[int | None]":
        """The axes as plain integers or None.

        Returns:
          A list.

        Raises:
          ValueError: the rank is unknown.

        Example:
          >>> tf.TensorShape([None, 3]).as_list()
          [None, 3]
        """
        if self._lengths is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self._lengths)

    def num_elements(self) -> "int | None":
        """Product of the axes, or None if it is not known.

        Returns:
          An int or None.

        Example:
          >>> tf.TensorShape([2, 3]).num_elements()
          6
        """
        return prod(self._lengths) if self.is_fully_defined() else None

    def is_fully_defined(self) -> bool:
        """True if the rank and every axis are known.

        Returns:
          A bool.

        Example:
          >>> tf.TensorShape([None, 3]).is_fully_defined()
          False
        """
        return self._lengths is not None and None not in self._lengths

    def assert_is_fully_defined(self) -> None:
        """Checks that the rank and every axis are known.

        Raises:
          ValueError: one is not.

        Example:
          >>> tf.TensorShape([2, 3]).assert_is_fully_defined()
        """
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def is_compatible_with(self, other) -> bool:
        """True if the two could be the same shape: what both know agrees.

        Args:
          other: a TensorShape or what converts to one.

        Returns:
          A bool.

        Example:
          >>> tf.TensorShape([None, 3]).is_compatible_with([2, 3])
          True
        """
        a, b = self._lengths, _lengths(other)
        if a is None or b is None:
            return True
        if len(a) != len(b):
            return False
        return all(x is None or y is None or x == y for x, y in zip(a, b, strict=True))

    def assert_is_compatible_with(self, other) -> None:
        """Checks that the two could be the same shape.

        Args:
          other: a TensorShape or what converts to one.

        Raises:
          ValueError: they could not.

        Example:
          >>> tf.TensorShape([None, 3]).assert_is_compatible_with([2, 3])
        """
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are incompatible")

    def merge_with(self, other) -> "TensorShape":
        """All that two compatible shapes know together.

        Args:
          other: a TensorShape or what converts to one.

        Returns:
          A TensorShape.

        Raises:
          ValueError: the shapes are not compatible.

        Example:
          >>> tf.TensorShape([None, 3]).merge_with([2, None]).as_list()
          [2, 3]
        """
        a, b = self._lengths, _lengths(other)
        if a is None or b is None:
            return TensorShape._from_tuple(b if a is None else a)
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {as_shape(other)} are not compatible")
        return TensorShape._from_tuple(
            tuple(y if x is None else x for x, y in zip(a, b, strict=True))
        )

    def most_specific_compatible_shape(self, other) -> "TensorShape":
        """The narrowest shape that both shapes fit: axes that differ become unknown.

        Args:
          other: a TensorShape or what converts to one.

        Returns:
          A TensorShape; of unknown rank if the ranks differ.

        Example:
          >>> tf.TensorShape([2, 3]).most_specific_compatible_shape([5, 3]).as_list()
          [None, 3]
        """
        a, b = self._lengths, _lengths(other)
        if a is None or b is None or len(a) != len(b):
            return TensorShape._from_tuple(None)
        return TensorShape._from_tuple(
            tuple(x if x == y else None for x, y in zip(a, b, strict=True))
        )

    def concatenate(self, other) -> "TensorShape":
        """The axes of this shape followed by those of `other`.

        Args:
          other: a TensorShape or what converts to one.

        Returns:
          A TensorShape; of unknown rank if one of the two is.

        Example:
          >>> tf.TensorShape([2]).concatenate([3, None]).as_list()
          [2, 3, None]
        """
        a, b = self._lengths, _lengths(other)
        return TensorShape._from_tuple(None if a is None or b is None else a + b)

    __add__ = __concat__ = concatenate

    def __radd__(self, other) -> "TensorShape":
        return as_shape(other).concatenate(self)

    def with_rank(self, rank: "int | None") -> "TensorShape":
        """This shape, with that many unknown axes if its rank is unknown.

        Args:
          rank: number of axes.

        Returns:
          A TensorShape.

        Raises:
          ValueError: it has another rank.

        Example:
          >>> tf.TensorShape(None).with_rank(2).as_list()
          [None, None]
        """
        try:
            return self.merge_with(unknown_shape(rank))
        except ValueError:
            raise ValueError(f"Shape {self} must have rank {rank}") from None

    def with_rank_at_least(self, rank: int) -> "TensorShape":
        """This shape, if it may have that many axes.

        Args:
          rank: the least number of axes.

        Returns:
          The TensorShape.

        Raises:
          ValueError: it has fewer axes.

        Example:
          >>> tf.TensorShape([2, 3]).with_rank_at_least(1).as_list()
          [2, 3]
        """
        if self.rank is not None and self.rank < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> "TensorShape":
        """This shape, if it may have so few axes.

        Args:
          rank: the greatest number of axes.

        Returns:
          The TensorShape.

        Raises:
          ValueError: it has more axes.

        Example:
          >>> tf.TensorShape([2, 3]).with_rank_at_most(2).as_list()
          [2, 3]
        """
        if self.rank is not None and self.rank > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def assert_has_rank(self, rank: int) -> None:
        """Checks that the rank may be `rank`.

        Args:
          rank: number of axes.

        Raises:
          ValueError: the rank is known and another one.

        Example:
          >>> tf.TensorShape([2, 3]).assert_has_rank(2)
        """
        if self.rank not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")

    def assert_same_rank(self, other) -> None:
        """Checks that the two may have the same rank.

        Args:
          other: a TensorShape or what converts to one.

        Raises:
          ValueError: both ranks are known and differ.

        Example:
          >>> tf.TensorShape([2, 3]).assert_same_rank([4, 5])
        """
        other = as_shape(other)
        if self.rank is not None and other.rank is not None and self.rank != other.rank:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def __eq__(self, other):
        """True if both shapes are known and equal; an unknown axis equals nothing."""
        if self is other:
            return True
        try:
            lengths = _lengths(other)
        except TypeError:
            return NotImplemented
        return self._lengths == lengths and (lengths is None or None not in lengths)

    def __ne__(self, other):
        try:
            lengths = _lengths(other)
        except TypeError:
            return NotImplemented
        if self._lengths is None or lengths is None:
            raise ValueError("The inequality of unknown TensorShapes is undefined.")
        return not self.__eq__(other)

    def __str__(self) -> str:
        if self._lengths is None:
            return "<unknown>"
        axes = ["?" if n is None else str(n) for n in self._lengths]
        return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"

    def __repr__(self) -> str:
        return f"TensorShape({self.dims!r})"

    def __reduce__(self):
        return TensorShape, (self._lengths,)


def _lengths(dims) -> "tuple | None":
    """Converts what a TensorShape is made from into a tuple of lengths, or None."""
    if dims is None:
        return None
    if isinstance(dims, TensorShape):
        return dims._lengths
    if type(dims) is tuple and all([type(axis) is int and axis >= 0 for axis in dims]):
        return dims
    if isinstance(dims, (str, bytes)):
        raise TypeError(
            "A string has ambiguous TensorShape, please wrap in a list or convert to an int: "
            f"{dims}"
        )
    try:
        axes = iter(dims)
    except TypeError:
        return (length_of(dims),)
    return tuple([length_of(axis) for axis in axes])


def as_shape(shape) -> TensorShape:
    """Converts a list of lengths, an integer or None into a TensorShape."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)


def unknown_shape(rank: "int | None" = None, ndims: "int | None" = None) -> TensorShape:
    """A shape about which nothing but perhaps its rank is known.

    Args:
      rank: number of axes, or None.
      ndims: deprecated alias of `rank`.

    Returns:
      A TensorShape.
    """
    rank = ndims if rank is None else rank
    return TensorShape._from_tuple(None if rank is None else (None,) * rank)


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
def dimension_at_index(shape: TensorShape, index: int) -> Dimension:
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
