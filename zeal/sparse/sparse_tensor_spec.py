"""tf.SparseTensorSpec: a sparse tensor's dtype and shape without its values."""

from zeal.dtypes import as_dtype, float32
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor, SparseTensorValue
from zeal.tensor_shape import TensorShape, as_shape
from zeal.tensor_spec import TensorSpec
from zeal.type_spec import TypeSpec, register_type_spec_from_value_converter


@public("SparseTensorSpec")
class SparseTensorSpec(TypeSpec):
    """The dtype and shape of sparse tensors.

    Args:
      shape: a dense shape, None where a size is open; None for any shape.
      dtype: a dtype.

    Example:
      >>> sparse = tf.SparseTensor([[0, 0]], [1], [1, 2])
      >>> tf.SparseTensorSpec([None, 2], tf.int32).is_compatible_with(sparse)
      True
    """

    __slots__ = ("_dtype", "_shape")
    value_type = SparseTensor

    def __init__(self, shape=None, dtype=float32):
        self._shape, self._dtype = as_shape(shape), as_dtype(dtype)

    @classmethod
    def from_value(cls, value) -> "SparseTensorSpec":
        """The specification of a sparse tensor.

        Args:
          value: a `tf.SparseTensor` or `tf.SparseTensorValue`.

        Returns:
          A SparseTensorSpec.
        """
        return SparseTensor.from_value(value)._type_spec

    @property
    def shape(self) -> TensorShape:
        """The dense shape."""
        return self._shape

    @property
    def dtype(self):
        """The dtype of the values."""
        return self._dtype

    def _batch(self, batch_size):
        shape = TensorShape([batch_size]).concatenate(self._shape)
        return SparseTensorSpec(shape, self._dtype)

    def _unbatch(self):
        return SparseTensorSpec(self._shape[1:], self._dtype)

    def _serialize(self):
        return (self._shape, self._dtype)

    @property
    def _component_specs(self):
        rank = self._shape.ndims
        return [
            TensorSpec([None, rank], "int64"),
            TensorSpec([None], self._dtype),
            TensorSpec([rank], "int64"),
        ]

    def _to_components(self, value):
        return [value.indices, value.values, value.dense_shape]

    def _from_components(self, components):
        return SparseTensor(*components)

    def _to_legacy_output_types(self):
        return self._dtype

    def _to_legacy_output_shapes(self):
        return self._shape


register_type_spec_from_value_converter(
    SparseTensorValue, lambda value: SparseTensor.from_value(value)._type_spec
)
