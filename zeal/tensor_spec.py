"""tf.TensorSpec: a tensor's dtype and shape without its value."""

from zeal import _native
from zeal.dtypes import as_dtype, float32
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape
from zeal.type_spec import TypeSpec


@public("TensorSpec", "contrib.eager.TensorSpec", "contrib.framework.TensorSpec")
class TensorSpec(TypeSpec):
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
    value_type = _native.Tensor

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
        return cls(tensor.shape, tensor.dtype, name or _name_of(tensor))

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

    @classmethod
    def from_spec(cls, spec, name=None) -> "TensorSpec":
        """The spec of the same shape and dtype.

        Args:
          spec: a TensorSpec.
          name: a name, that of the spec by default.

        Returns:
          A TensorSpec.
        """
        return cls(spec.shape, spec.dtype, name or spec.name)

    def is_compatible_with(self, spec_or_tensor) -> bool:
        """Whether dtypes agree and shapes do as far as they are known."""
        return self._dtype.is_compatible_with(spec_or_tensor.dtype) and (
            self._shape.is_compatible_with(spec_or_tensor.shape)
        )

    def most_specific_compatible_type(self, other) -> "TensorSpec":
        """The spec of what both allow, as closely as can be told.

        Raises:
          ValueError: there is none.
        """
        if type(self) is not type(other) or self._dtype != other._dtype:
            raise ValueError(f"Types are not compatible: {self!r} vs {other!r}")
        shape = self._shape.most_specific_compatible_shape(other._shape)
        return TensorSpec(shape, self._dtype, self._name if self._name == other._name else None)

    def _serialize(self):
        return (self._shape, self._dtype, self._name)

    @property
    def _component_specs(self):
        return self

    @property
    def _flat_tensor_specs(self):
        return [self]

    def _from_compatible_tensor_list(self, tensor_list):
        [tensor] = tensor_list
        tensor.set_shape(self._shape)
        return tensor

    def _to_components(self, value):
        try:
            tensor = _native.convert(value, self._dtype)
        except (TypeError, ValueError):
            tensor = None
        if tensor is None or not tensor.shape.is_compatible_with(self._shape):
            raise ValueError(
                f"Value {value!r} is not convertible to a tensor with dtype {self._dtype} and "
                f"shape {self._shape}."
            )
        return tensor

    def _from_components(self, components):
        return components

    def _to_legacy_output_types(self):
        return self._dtype

    def _to_legacy_output_shapes(self):
        return self._shape

    def __repr__(self):
        return f"TensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r})"


def _name_of(tensor):
    """The name of a graph's tensor's operation."""
    return tensor.op.name if getattr(tensor, "_symbolic", False) else None


@public("contrib.framework.BoundedTensorSpec")
class BoundedTensorSpec(TensorSpec):
    """The dtype and shape of tensors, and bounds of their elements.

    Args:
      shape: a shape.
      dtype: a dtype.
      minimum, maximum: bounds that may be reached: numbers, or arrays that broadcast to the shape.
      name: a name, or None.

    Raises:
      ValueError: bounds are None, or do not broadcast.

    Example:
      >>> tf.contrib.framework.BoundedTensorSpec([3], tf.int32, 0, [1, 2, 3]).maximum
      array([1, 2, 3], dtype=int32)
    """

    __slots__ = ("_maximum", "_minimum")

    def __init__(self, shape, dtype, minimum, maximum, name=None):
        super().__init__(shape, dtype, name)
        if minimum is None or maximum is None:
            raise ValueError(
                f"minimum and maximum must be provided; but saw '{minimum}' and '{maximum}'"
            )
        self._minimum = self._bound("minimum", minimum)
        self._maximum = self._bound("maximum", maximum)

    def _bound(self, what, value):
        import numpy as np

        bound = np.array(value, self._dtype.as_numpy_dtype)
        sizes = self._shape.as_list()
        spread = [*zip(bound.shape[::-1], sizes[::-1], strict=False)]
        if bound.ndim > len(sizes) or any(m not in (1, n) and n for m, n in spread):
            raise ValueError(
                f"{what} is not compatible with shape. Message: {list(bound.shape)} does not "
                f"broadcast to {self._shape}."
            )
        bound.setflags(write=False)
        return bound

    @classmethod
    def from_spec(cls, spec) -> "BoundedTensorSpec":
        """The spec of the same shape and dtype, with its bounds or those of the dtype.

        Args:
          spec: a TensorSpec.

        Returns:
          A BoundedTensorSpec.
        """
        dtype = as_dtype(spec.dtype)
        bounds = (getattr(spec, f"{x}imum", getattr(dtype, x)) for x in ("min", "max"))
        return cls(spec.shape, dtype, *bounds, spec.name)

    @property
    def minimum(self):
        """The lower bound, an array."""
        return self._minimum

    @property
    def maximum(self):
        """The upper bound, an array."""
        return self._maximum

    def _serialize(self):
        return (self._shape, self._dtype, self._minimum, self._maximum, self._name)

    def __repr__(self):
        return (
            f"BoundedTensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r}, "
            f"minimum={self._minimum!r}, maximum={self._maximum!r})"
        )
