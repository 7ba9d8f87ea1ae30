"""What two shapes, or a shape and a rank, have to do with each other."""

from typing import Self

from zeal.dimension import length_of

_new = object.__new__


class ShapeRelations:
    """The base of TensorShape: lengths, and methods that compare and join them."""

    __slots__ = ("__weakref__", "_lengths")  # a tuple of int or None; None if rank is unknown
    __hash__ = None  # equality with unknown axes is no equivalence relation

    @classmethod
    def _from_tuple(cls, lengths: "tuple[int | None, ...] | None") -> Self:
        """A shape from a tuple of valid lengths (int or None), unchecked: the fast way."""
        shape = _new(cls)
        shape._lengths = lengths
        return shape

    @property
    def rank(self) -> "int | None":
        """Number of axes, or None."""
        return None if self._lengths is None else len(self._lengths)

    ndims = rank

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
        a, b = self._lengths, lengths_of(other)
        if a is None or b is None or a == b:
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

    def merge_with(self, other) -> Self:
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
        a, b = self._lengths, lengths_of(other)
        if a is None or b is None or a == b:
            return self._from_tuple(b if a is None else a)
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {self._from_tuple(b)} are not compatible")
        return self._from_tuple(tuple(y if x is None else x for x, y in zip(a, b, strict=True)))

    def most_specific_compatible_shape(self, other) -> Self:
        """The narrowest shape that both shapes fit: axes that differ become unknown.

        Args:
          other: a TensorShape or what converts to one.

        Returns:
          A TensorShape; of unknown rank if the ranks differ.

        Example:
          >>> tf.TensorShape([2, 3]).most_specific_compatible_shape([5, 3]).as_list()
          [None, 3]
        """
        a, b = self._lengths, lengths_of(other)
        if a is None or b is None or len(a) != len(b):
            return self._from_tuple(None)
        return self._from_tuple(tuple(x if x == y else None for x, y in zip(a, b, strict=True)))

    def with_rank(self, rank: "int | None") -> Self:
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
            return self.merge_with(self._from_tuple(None if rank is None else (None,) * rank))
        except ValueError:
            raise ValueError(f"Shape {self} must have rank {rank}") from None

    def with_rank_at_least(self, rank: int) -> Self:
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

    def with_rank_at_most(self, rank: int) -> Self:
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
        other = self._from_tuple(lengths_of(other))
        if self.rank is not None and other.rank is not None and self.rank != other.rank:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def __eq__(self, other):
        """True if both shapes are known and equal; an unknown axis equals nothing."""
        if self is other:
            return True
        try:
            lengths = lengths_of(other)
        except TypeError:
            return NotImplemented
        return self._lengths == lengths and (lengths is None or None not in lengths)

    def __ne__(self, other):
        try:
            lengths = lengths_of(other)
        except TypeError:
            return NotImplemented
        if self._lengths is None or lengths is None:
            raise ValueError("The inequality of unknown TensorShapes is undefined.")
        return not self.__eq__(other)


def lengths_of(dims) -> "tuple | None":
    """Converts what a TensorShape is made from into a tuple of lengths, or None."""
    if dims is None:
        return None
    if isinstance(dims, ShapeRelations):
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
        return _lengths_in(dims) if hasattr(dims, "unknown_rank") else (length_of(dims),)
    return tuple([length_of(axis) for axis in axes])


def _lengths_in(message) -> "tuple | None":
    from zeal.graph_def.shape_proto import sizes_of

    sizes = sizes_of(message)
    return None if sizes is None else tuple(sizes)
