"""tf.RaggedTensorSpec: a ragged tensor's dtype, shape and ragged axes without its values."""

from zeal.dtypes import as_dtype, float32, int64
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor
from zeal.tensor_shape import TensorShape, as_shape


@public("RaggedTensorSpec")
class RaggedTensorSpec:
    """The dtype, shape and number of ragged axes of ragged tensors.

    Args:
      shape: a shape, None where sizes are open or differ.
      dtype: a dtype.
      ragged_rank: how many axes are ragged; all but the first by default.
      row_splits_dtype: int32 or int64.

    Raises:
      ValueError: neither ragged_rank nor the rank of shape is known.

    Example:
      >>> rows = tf.ragged.constant([[1, 2], [3]])
      >>> tf.RaggedTensorSpec([2, None], tf.int32).is_compatible_with(rows)
      True
    """

    __slots__ = ("_dtype", "_ragged_rank", "_row_splits_dtype", "_shape")
    value_type = RaggedTensor

    def __init__(self, shape=None, dtype=float32, ragged_rank=None, row_splits_dtype=int64):
        self._shape, self._dtype = as_shape(shape), as_dtype(dtype)
        self._row_splits_dtype = as_dtype(row_splits_dtype)
        if ragged_rank is None and self._shape.ndims is None:
            raise ValueError("Must specify ragged_rank or a shape with a known rank.")
        self._ragged_rank = self._shape.ndims - 1 if ragged_rank is None else ragged_rank

    @property
    def shape(self) -> TensorShape:
        """The shape."""
        return self._shape

    @property
    def dtype(self):
        """The dtype of the values."""
        return self._dtype

    @property
    def ragged_rank(self) -> int:
        """How many axes are ragged."""
        return self._ragged_rank

    def is_compatible_with(self, spec_or_value) -> bool:
        """Whether it is ragged alike, and dtypes agree and shapes do as far as they are known.

        Args:
          spec_or_value: anything.

        Returns:
          A bool.
        """
        return (
            isinstance(spec_or_value, (RaggedTensorSpec, RaggedTensor))
            and self._dtype == spec_or_value.dtype
            and self._ragged_rank == spec_or_value.ragged_rank
            and self._shape.is_compatible_with(spec_or_value.shape)
        )

    def _batch(self, batch_size):
        shape = TensorShape([batch_size]).concatenate(self._shape)
        rank = self._ragged_rank + 1
        return RaggedTensorSpec(shape, self._dtype, rank, self._row_splits_dtype)

    def _unbatch(self):
        rank = self._ragged_rank - 1
        return RaggedTensorSpec(self._shape[1:], self._dtype, rank, self._row_splits_dtype)

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
        return RaggedTensorSpec, (
            self._shape, self._dtype, self._ragged_rank, self._row_splits_dtype,
        )  # fmt: skip
