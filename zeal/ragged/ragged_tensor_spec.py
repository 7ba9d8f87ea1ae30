"""tf.RaggedTensorSpec: a ragged tensor's dtype, shape and ragged axes without its values."""

from zeal import _native
from zeal.dtypes import as_dtype, float32, int32, int64
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor
from zeal.ragged.value import RaggedTensorValue
from zeal.tensor_shape import TensorShape, as_shape
from zeal.tensor_spec import TensorSpec


@public("RaggedTensorSpec")
class RaggedTensorSpec:
    """The dtype and shape of ragged tensors, and how many axes are ragged.

    Args:
      shape: a shape, None where a size is open or differs; None for any shape.
      dtype: the values' dtype.
      ragged_rank: how many axes, from the second one on, are ragged; by default all of the shape.
      row_splits_dtype: int32 or int64.

    Raises:
      ValueError: neither shape nor ragged_rank is given, or they do not fit.
      TypeError: ragged_rank is no int.

    Example:
      >>> rows = tf.ragged.constant([[1, 2], [3]])
      >>> tf.RaggedTensorSpec([2, None], tf.int32).is_compatible_with(rows)
      True
    """

    __slots__ = ("_dtype", "_ragged_rank", "_row_splits_dtype", "_shape")

    def __init__(self, shape=None, dtype=float32, ragged_rank=None, row_splits_dtype=int64):
        self._shape, self._dtype = as_shape(shape), as_dtype(dtype)
        self._row_splits_dtype = as_dtype(row_splits_dtype)
        if self._row_splits_dtype not in (int32, int64):
            raise ValueError(f"row_splits_dtype must be int32 or int64, not {row_splits_dtype}")
        rank = self._shape.ndims
        if ragged_rank is None:
            if rank is None:
                raise ValueError("Must specify ragged_rank or a shape with known rank.")
            ragged_rank = rank - 1
        if not isinstance(ragged_rank, int):
            raise TypeError(f"ragged_rank must be an int, not {ragged_rank!r}")
        if rank is not None and ragged_rank >= rank:
            raise ValueError(f"ragged_rank must be less than rank: {ragged_rank} of {rank}")
        self._ragged_rank = ragged_rank

    @classmethod
    def from_value(cls, value) -> "RaggedTensorSpec":
        """The spec of a ragged tensor.

        Args:
          value: a RaggedTensor, or what a run gave for one.

        Returns:
          A RaggedTensorSpec.
        """
        splits = value.nested_row_splits
        return cls(value.shape, value.dtype, len(splits), splits[0].dtype if splits else int64)

    @property
    def value_type(self):
        """The class of values: tf.RaggedTensor, or tf.Tensor where no axis is ragged."""
        return RaggedTensor if self._ragged_rank > 0 else _native.Tensor

    def is_compatible_with(self, spec_or_value) -> bool:
        """Whether it is ragged likewise, and shapes agree as far as they are known.

        Args:
          spec_or_value: anything.

        Returns:
          A bool.
        """
        other = spec_or_value
        if isinstance(other, (RaggedTensor, RaggedTensorValue)):
            other = RaggedTensorSpec.from_value(other)
        return (
            isinstance(other, RaggedTensorSpec)
            and self._kind() == other._kind()
            and self._shape.is_compatible_with(other._shape)
        )

    def most_specific_compatible_type(self, other) -> "RaggedTensorSpec":
        """The spec of what both allow, as closely as can be told.

        Args:
          other: a RaggedTensorSpec that is ragged likewise.

        Returns:
          A RaggedTensorSpec.

        Raises:
          ValueError: there is none.
        """
        if not isinstance(other, RaggedTensorSpec) or other._kind() != self._kind():
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        return self._with_shape(self._shape.most_specific_compatible_shape(other._shape), 0)

    def _kind(self):
        return self._dtype, self._ragged_rank, self._row_splits_dtype

    def _with_shape(self, shape, more):
        rank = self._ragged_rank + more
        return RaggedTensorSpec(shape, self._dtype, rank, self._row_splits_dtype)

    # --- the parts of values ---
    def _serialize(self):
        return self._shape, self._dtype, self._ragged_rank, self._row_splits_dtype

    @property
    def _component_specs(self):
        """Specs of the values and of each axis' splits, from the outermost one on."""
        if self._ragged_rank <= 0:
            return [TensorSpec(self._shape, self._dtype)]
        flat, rows = TensorShape(None), None
        if self._shape.ndims is not None:
            flat = TensorShape([None]).concatenate(self._shape[self._ragged_rank + 1 :])
            rows = self._shape[0].value
        outer = TensorSpec([None if rows is None else rows + 1], self._row_splits_dtype)
        inner = [TensorSpec([None], self._row_splits_dtype)] * (self._ragged_rank - 1)
        return [TensorSpec(flat, self._dtype), outer, *inner]

    def _to_components(self, value):
        if isinstance(value, (RaggedTensor, RaggedTensorValue)):
            return [value.flat_values, *value.nested_row_splits]
        return [value]

    def _from_components(self, components):
        values, *splits = components
        if not splits:
            return values
        if not isinstance(values, _native.Tensor):
            for row_splits in reversed(splits):
                values = RaggedTensorValue(values, row_splits)
            return values
        return RaggedTensor.from_nested_row_splits(values, splits, validate=False)

    def _batch(self, batch_size):
        return self._with_shape(TensorShape([batch_size]).concatenate(self._shape), 1)

    def _unbatch(self):
        return self._with_shape(self._shape[1:], -1)

    def __eq__(self, other):
        return isinstance(other, RaggedTensorSpec) and repr(self) == repr(other)

    def __hash__(self):
        return hash(repr(self))

    def __repr__(self):
        return (
            f"RaggedTensorSpec({self._shape!r}, {self._dtype!r}, {self._ragged_rank}, "
            f"{self._row_splits_dtype!r})"
        )

    def __reduce__(self):
        return RaggedTensorSpec, self._serialize()
