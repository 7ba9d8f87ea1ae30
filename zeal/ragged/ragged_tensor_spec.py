"""tf.RaggedTensorSpec: a ragged tensor's dtype and shape without its values."""

from zeal import _native
from zeal.dtypes import as_dtype, float32, int64
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor, RaggedTensorValue
from zeal.tensor_shape import TensorShape, as_shape
from zeal.tensor_spec import TensorSpec
from zeal.type_spec import TypeSpec, register_type_spec_from_value_converter


@public("RaggedTensorSpec")
class RaggedTensorSpec(TypeSpec):
    """The dtype and shape of ragged tensors.

    Args:
      shape: a shape, None where rows differ or a size is open; None for any shape.
      dtype: a dtype.
      ragged_rank: how many axes have rows of different lengths, all but one by default.
      row_splits_dtype: int64 or int32.

    Raises:
      ValueError: neither rank nor ragged_rank is known, or they do not fit.
      TypeError: ragged_rank is no integer.

    Example:
      >>> rows = tf.ragged.constant([[1], [2, 3]])
      >>> tf.RaggedTensorSpec([2, None], tf.int32).is_compatible_with(rows)
      True
    """

    __slots__ = ("_dtype", "_ragged_rank", "_row_splits_dtype", "_shape")

    def __init__(self, shape=None, dtype=float32, ragged_rank=None, row_splits_dtype=int64):
        self._shape, self._dtype = as_shape(shape), as_dtype(dtype)
        self._row_splits_dtype, rank = as_dtype(row_splits_dtype), self._shape.ndims
        if ragged_rank is None:
            if rank is None:
                raise ValueError("Must specify ragged_rank or a shape with a known rank.")
            ragged_rank = rank - 1
        if not isinstance(ragged_rank, int):
            raise TypeError("ragged_rank must be an int")
        if rank is not None and ragged_rank >= rank:
            raise ValueError("ragged_rank must be less than rank.")
        self._ragged_rank = ragged_rank

    @classmethod
    def from_value(cls, value) -> "RaggedTensorSpec":
        """The spec of a ragged tensor.

        Args:
          value: a RaggedTensor.

        Returns:
          A RaggedTensorSpec.
        """
        splits = value.row_splits.dtype
        return cls(value.shape, value.flat_values.dtype, value.ragged_rank, splits)

    @property
    def value_type(self):
        return RaggedTensor if self._ragged_rank > 0 else _native.Tensor

    @property
    def shape(self) -> TensorShape:
        """The shape."""
        return self._shape

    @property
    def dtype(self):
        """The dtype of the values."""
        return self._dtype

    def _serialize(self):
        return (self._shape, self._dtype, self._ragged_rank, self._row_splits_dtype)

    @property
    def _component_specs(self):
        if self._ragged_rank <= 0:
            return [TensorSpec(self._shape, self._dtype)]
        rows = None if self._shape.ndims is None else self._shape._at(0)
        inner = self._shape[self._ragged_rank + 1 :]
        splits = [None if rows is None else rows + 1, *[None] * (self._ragged_rank - 1)]
        return [
            TensorSpec(TensorShape([None]).concatenate(inner), self._dtype),
            *(TensorSpec([size], self._row_splits_dtype) for size in splits),
        ]

    def _to_components(self, value):
        ragged = isinstance(value, (RaggedTensor, RaggedTensorValue))
        return value._to_components() if ragged else [value]

    def _from_components(self, components):
        values, *splits = components
        if not splits:
            return values
        if isinstance(values, _native.Tensor):
            return RaggedTensor.from_nested_row_splits(values, splits, validate=False)
        for row_splits in reversed(splits):
            values = RaggedTensorValue(values, row_splits)
        return values

    def _batch(self, batch_size):
        return self._with_shape(TensorShape([batch_size]).concatenate(self._shape), 1)

    def _unbatch(self):
        return self._with_shape(self._shape[1:], -1)

    def _with_shape(self, shape, more):
        rank = self._ragged_rank + more
        return RaggedTensorSpec(shape, self._dtype, rank, self._row_splits_dtype)

    def _to_legacy_output_types(self):
        return self._dtype

    def _to_legacy_output_shapes(self):
        return self._shape

    def _to_legacy_output_classes(self):
        return self


register_type_spec_from_value_converter(RaggedTensorValue, RaggedTensorSpec.from_value)
