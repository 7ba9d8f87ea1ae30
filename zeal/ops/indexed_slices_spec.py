"""tf.IndexedSlicesSpec: dtypes and shape of IndexedSlices without their values."""

from zeal.dtypes import as_dtype, float32, int64
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape
from zeal.tensor_spec import TensorSpec
from zeal.type_spec import TypeSpec


@public("IndexedSlicesSpec")
class IndexedSlicesSpec(TypeSpec):
    """The dtypes and the shape of `tf.IndexedSlices`.

    Args:
      shape: that of the dense tensor, None where a size is open; None for any shape.
      dtype: a dtype.
      indices_dtype: that of the indices.
      dense_shape_dtype: that of the dense shape; None where they have none.
      indices_shape: the shape of the indices.

    Example:
      >>> tf.IndexedSlicesSpec([5, 2], tf.float32).value_type is tf.IndexedSlices
      True
    """

    __slots__ = ("_dense_shape_dtype", "_dtype", "_indices_dtype", "_indices_shape", "_shape")
    value_type = IndexedSlices

    def __init__(
        self, shape=None, dtype=float32, indices_dtype=int64, dense_shape_dtype=None,
        indices_shape=None,
    ):  # fmt: skip
        self._shape, self._dtype = as_shape(shape), as_dtype(dtype)
        self._indices_dtype = as_dtype(indices_dtype)
        self._dense_shape_dtype = dense_shape_dtype and as_dtype(dense_shape_dtype)
        self._indices_shape = as_shape(indices_shape).with_rank(1)

    def _serialize(self):
        return (
            self._shape, self._dtype, self._indices_dtype, self._dense_shape_dtype,
            self._indices_shape,
        )  # fmt: skip

    @property
    def _component_specs(self):
        rows = self._indices_shape.concatenate(self._shape[1:])
        parts = (
            TensorSpec(rows, self._dtype),
            TensorSpec(self._indices_shape, self._indices_dtype),
        )
        if self._dense_shape_dtype is None:
            return parts
        return (*parts, TensorSpec([self._shape.ndims], self._dense_shape_dtype))

    def _to_components(self, value):
        return tuple(value._to_components())

    def _from_components(self, components):
        return IndexedSlices(*components)


def spec_of(value):
    """The spec of IndexedSlices."""
    sizes = value.dense_shape
    return IndexedSlicesSpec(
        TensorShape([None]).concatenate(value.values.shape[1:]) if sizes is None else value.shape,
        value.values.dtype,
        value.indices.dtype,
        None if sizes is None else sizes.dtype,
        value.indices.shape,
    )
