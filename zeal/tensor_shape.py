"""Static shapes that may be partly unknown: `TensorShape`, as in TensorFlow 1.x."""

from collections.abc import Iterator
from math import prod
from typing import overload

from zeal.dimension import Dimension, known_dimension
from zeal.dimension import as_dimension as as_dimension
from zeal.dimension import dimension_at_index as dimension_at_index
from zeal.dimension import dimension_value as dimension_value
from zeal.public import public
from zeal.shape_relations import ShapeRelations, lengths_of

_axis = known_dimension  # what an axis of a length is to the program


def set_axes_are_ints(ints: bool) -> None:
    """Whether axes are ints and None, as in TensorFlow 2, or Dimensions, as in `dims` always."""
    global _axis
    _axis = _itself if ints else known_dimension


def _itself(length):
    return length


@public("TensorShape")
class TensorShape(ShapeRelations):
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

    __slots__ = ()

    def __init__(self, dims) -> None:
        self._lengths = lengths_of(dims)

    @property
    def shape(self) -> "TensorShape":
        """Itself: `Layer.build` receives a shape, and user code may read `input.shape` of it."""
        return self

    @property
    def dims(self) -> "list[Dimension] | None":
        """The axes as a list of Dimensions, or None if the rank is unknown."""
        return None if self._lengths is None else [known_dimension(n) for n in self._lengths]

    _dims = dims

    def __len__(self) -> int:
        if self._lengths is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._lengths)

    def __bool__(self) -> bool:
        return self._lengths is not None

    def __iter__(self) -> Iterator[Dimension]:
        if self._lengths is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return map(_axis, self._lengths)

    @overload
    def __getitem__(self, key: int) -> Dimension: ...

    @overload
    def __getitem__(self, key: slice) -> "TensorShape": ...

    def __getitem__(self, key):
        """One axis as a Dimension, or a slice of axes as a TensorShape."""
        lengths = self._lengths
        if lengths is None:
            return self._unknown_item(key)
        try:
            item = lengths[key]
        except IndexError:
            raise IndexError(f"list index out of range: axis {key} of shape {self}") from None
        return TensorShape._from_tuple(item) if type(item) is tuple else _axis(item)

    @property
    def _v2_behavior(self) -> bool:
        return _axis is _itself

    def _at(self, axis):
        """The length of an axis, None where it is open."""
        return None if self._lengths is None else self._lengths[axis]

    @staticmethod
    def _unknown_item(key):
        if not isinstance(key, slice):
            return _axis(None)
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
        a, b = self._lengths, lengths_of(other)
        return TensorShape._from_tuple(None if a is None or b is None else a + b)

    __add__ = __concat__ = concatenate

    def as_proto(self):
        """The shape as a message.

        Returns:
          A TensorShapeProto, with -1 for unknown lengths.

        Example:
          >>> [dim.size for dim in tf.TensorShape([None, 3]).as_proto().dim]
          [-1, 3]
        """
        from zeal.graph_def.shape_proto import proto_of

        return proto_of(self)

    def __radd__(self, other) -> "TensorShape":
        return as_shape(other).concatenate(self)

    def __str__(self) -> str:
        if self._lengths is None:
            return "<unknown>"
        open_axis = "None" if self._v2_behavior else "?"
        axes = [open_axis if n is None else str(n) for n in self._lengths]
        return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"

    def __repr__(self) -> str:
        ints = self._v2_behavior and self._lengths is not None
        return f"TensorShape({list(self._lengths) if ints else self.dims!r})"

    def __reduce__(self):
        return TensorShape, (self._lengths,)


def as_shape(shape) -> TensorShape:
    """Converts a list of lengths, an integer or None into a TensorShape."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)


def sizes_text(shape) -> str:
    """A shape as messages of TensorFlow's kernels have it: "[2,?]"; "<unknown>" without a rank."""
    shape = as_shape(shape)
    if shape.ndims is None:
        return "<unknown>"
    return f"[{','.join('?' if n is None else str(n) for n in shape.as_list())}]"


def unknown_shape(rank: "int | None" = None, ndims: "int | None" = None) -> TensorShape:
    """A shape about which nothing but perhaps its rank is known.

    Args:
      rank: number of axes, or None.
      ndims: deprecated alias of `rank`.
    """
    rank = ndims if rank is None else rank
    return TensorShape._from_tuple(None if rank is None else (None,) * rank)
