"""tf.keras.layers.InputSpec."""

from zeal._native import Tensor, Variable
from zeal.dtypes import as_dtype
from zeal.nest.composite_tensor import CompositeTensor
from zeal.public import public
from zeal.tensor_shape import as_shape


@public("layers.InputSpec", "keras.layers.InputSpec")
class InputSpec:
    """What a layer wants of an input.

    Args:
      dtype: its type, or None for any.
      shape: its shape; None, or None for single axes, for any.
      ndim, max_ndim, min_ndim: limits of its rank.
      axes: dict from axis to length.

    Raises:
      TypeError: an axis is no integer.
      ValueError: an axis is beyond the rank.

    Example:
      >>> tf.keras.layers.InputSpec(shape=[None, 3]).ndim
      2
    """

    def __init__(
        self, dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None
    ):
        self.dtype, self.shape, self.max_ndim, self.min_ndim = dtype, shape, max_ndim, min_ndim
        self.ndim = len(shape) if shape is not None else ndim
        try:
            self.axes = {int(axis): length for axis, length in (axes or {}).items()}
        except (ValueError, TypeError):
            raise TypeError("The keys in axes must be integers.") from None
        rank = self.ndim or max_ndim
        if self.axes and rank and max(self.axes) >= rank:
            raise ValueError(
                f"Axis {max(self.axes)} is greater than the maximum allowed value: {rank - 1}"
            )

    def get_config(self) -> dict:
        """What `from_config` rebuilds it from.

        Returns:
          A dict of its arguments.

        Example:
          >>> tf.keras.layers.InputSpec(ndim=2).get_config()["ndim"]
          2
        """
        keys = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        return {key: getattr(self, key) for key in keys}

    @classmethod
    def from_config(cls, config: dict) -> "InputSpec":
        """The specification of a configuration.

        Args:
          config: a dict that `get_config` returned.

        Returns:
          An InputSpec.
        """
        return cls(**config)

    def check(self, tensor, layer: str) -> None:
        """Checks that a tensor fits.

        Args:
          tensor: a tensor.
          layer: the layer's name, for the error.

        Raises:
          ValueError: it does not fit.

        Example:
          >>> tf.keras.layers.InputSpec(ndim=2, axes={-1: 3}).check(tf.zeros([4, 3]), "dense")
        """
        if isinstance(tensor, (Tensor, Variable)):
            shape = tensor._shape_tuple()
        elif isinstance(tensor, CompositeTensor):
            sizes = tensor.shape
            shape = None if sizes.ndims is None else tuple(sizes.as_list())
        else:
            from zeal import nest

            count = len(nest.flatten(tensor)) if nest.is_nested(tensor) else 0
            raise ValueError(
                f"Layer {layer} expects 1 inputs, but it received {count} input tensors. "
                f"Inputs received: {tensor}. A list is a list of inputs; tf.stack makes one tensor "
                "of several"
            )
        if shape is None:
            return self._check_unknown(tensor, layer)
        n, problem = len(shape), None
        if self.ndim is not None and n != self.ndim:
            problem = f"expected ndim={self.ndim}, found ndim={n}"
        elif self.max_ndim is not None and n > self.max_ndim:
            problem = f"expected max_ndim={self.max_ndim}, found ndim={n}"
        elif self.min_ndim is not None and n < self.min_ndim:
            problem = f": expected min_ndim={self.min_ndim}, found ndim={n}"
        elif self.dtype is not None and tensor.dtype != as_dtype(self.dtype):
            problem = f"expected dtype={self.dtype}, found dtype={tensor.dtype}"
        elif self.shape is not None and not as_shape(self.shape).is_compatible_with(shape):
            raise ValueError(
                f"Input 0 is incompatible with layer {layer}: expected shape={self.shape}, found "
                f"shape={list(shape)}"
            )
        for axis, length in self.axes.items():
            if problem is None and None not in (length, shape[axis]) and length != shape[axis]:
                problem = (
                    f"expected axis {axis} of input shape to have value {length} but received "
                    f"input with shape {list(shape)}"
                )
        if problem:
            raise ValueError(
                f"Input 0 of layer {layer} is incompatible with the layer: {problem}. "
                f"Full shape received: {list(shape)}"
            )

    def _check_unknown(self, tensor, layer):
        """The same for a tensor of unknown rank."""
        if (self.ndim, self.max_ndim, self.min_ndim) != (None, None, None) or self.axes:
            raise ValueError(
                f"Input 0 of layer {layer} is incompatible with the layer: its rank is undefined, "
                "but the layer requires a defined rank. Give tf.placeholder a shape, with None for "
                "what is open, or call set_shape on the tensor"
            )
        if self.dtype is not None and tensor.dtype != as_dtype(self.dtype):
            raise ValueError(
                f"Input 0 of layer {layer} is incompatible with the layer: expected "
                f"dtype={self.dtype}, found dtype={tensor.dtype}"
            )
