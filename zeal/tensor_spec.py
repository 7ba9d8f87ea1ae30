"""tf.TensorSpec: a tensor's dtype and shape without its value."""

from zeal.dtypes import as_dtype, float32
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("TensorSpec", "contrib.eager.TensorSpec")
class TensorSpec:
    """The dtype and shape of tensors.

    Args:
      shape: a shape, None where a size is open; None for any shape.
      dtype: a dtype.
      name: a name, or None.

    Example:
      >>> tf.TensorSpec([None, 3], tf.float32).is_compatible_with(tf.zeros([2, 3]))
      True
    """

    __slots__ = ("_dtype", "_name", "_shape")

    def __init__(self, shape, dtype=float32, name=None):
        self._shape = as_shape(shape)
        self._dtype = as_dtype(dtype)
        self._name = name

    @classmethod
    def from_tensor(cls, tensor, name=None) -> "TensorSpec":
        """The spec of a tensor.

        Args:
          tensor: a tensor.
          name: a name, or None.

        Returns:
          A TensorSpec.
        """
        return cls(tensor.shape, tensor.dtype, name)

    @property
    def shape(self) -> TensorShape:
        """The shape."""
        return self._shape

    def _batch(self, batch_size):
        return TensorSpec(TensorShape([batch_size]).concatenate(self._shape), self._dtype)

    def _unbatch(self):
        return TensorSpec(self._shape[1:], self._dtype)

    @property
    def dtype(self):
        """The dtype."""
        return self._dtype

    @property
    def name(self):
        """The name, or None."""
        return self._name

    def is_compatible_with(self, spec_or_tensor) -> bool:
        """Whether dtypes agree and shapes do as far as they are known.

        Args:
          spec_or_tensor: a TensorSpec or a tensor.

        Returns:
          A bool.
        """
        return self._dtype.is_compatible_with(spec_or_tensor.dtype) and (
            self._shape.is_compatible_with(spec_or_tensor.shape)
        )

    def __eq__(self, other):
        return isinstance(other, TensorSpec) and repr(self) == repr(other)

    def __hash__(self):
        return hash(repr(self))

    def __repr__(self):
        return f"TensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r})"

    def __reduce__(self):
        return TensorSpec, (self._shape, self._dtype, self._name)
