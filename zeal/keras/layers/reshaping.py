"""tf.keras.layers.Reshape, Permute and RepeatVector."""

import math
from typing import Any

from zeal._native import Tensor, api
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.ops.op_counts import count_behind
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.Reshape")
class Reshape(Layer):
    """Gives each example another shape.

    Args:
      target_shape: tuple of lengths without the batch axis; one may be -1.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Reshape((3, -1))(tf.zeros([2, 6])).shape.as_list()
      [2, 3, 2]
    """

    def __init__(self, target_shape, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_shape = tuple(target_shape)

    def call(self, inputs) -> Tensor:
        """The input under the new shape.

        Args:
          inputs: a tensor of at least one axis.

        Returns:
          A tensor.
        """
        shape = self.compute_output_shape(inputs.shape).as_list()
        first = inputs.shape.as_list()[0] if inputs.shape.ndims else None
        rest = [-1 if n is None else n for n in shape[1:]]
        if first is None and -1 not in rest:
            first = -1
        if inputs._symbolic and inputs.shape.ndims and inputs.shape._at(0) is None:
            count_behind("reshape of a batch")
        return api.reshape(inputs, [api.shape(inputs)[0] if first is None else first, *rest])

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The output's shape, the batch axis included.

        Raises:
          ValueError: the sizes differ.
        """
        shape = as_shape(input_shape)
        first, *rest = [None] if shape.ndims is None else shape.as_list()
        if shape.ndims is None or None in rest:
            return TensorShape([first, *(None if n == -1 else n for n in self.target_shape)])
        return TensorShape([first, *_fixed(rest, self.target_shape)])

    def get_config(self) -> dict:
        return {**super().get_config(), "target_shape": self.target_shape}


def _fixed(given, target):
    """The target shape with its -1 replaced."""
    known = math.prod(n for n in target if n >= 0)
    wanted, open_axes = math.prod(given), sum(n < 0 for n in target)
    fits = wanted % known == 0 if known and open_axes else wanted == known
    if open_axes > 1:
        raise ValueError("Can only specify one unknown dimension.")
    if not fits:
        raise ValueError(
            f"total size of new array must be unchanged: {tuple(given)} has {wanted} elements, "
            f"target_shape is {tuple(target)}"
        )
    return [wanted // known if n < 0 and known else max(n, 0) for n in target]


@public("keras.layers.Permute")
class Permute(Layer):
    """Reorders the axes of each example.

    Args:
      dims: tuple of the axes in their new order; the first behind the batch axis is 1.
      **kwargs: those of `Layer`.

    Raises:
      ValueError: dims is no order of 1, 2, ...

    Example:
      >>> tf.keras.layers.Permute((2, 1))(tf.zeros([2, 3, 4])).shape.as_list()
      [2, 4, 3]
    """

    def __init__(self, dims, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(dims) != list(range(1, len(dims) + 1)):
            raise ValueError(
                f"Invalid permutation `dims` for Permute Layer: {dims}. The set of indices in "
                "`dims` must be consecutive and start from 1."
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs) -> Tensor:
        """The input with its axes reordered.

        Args:
          inputs: a tensor.

        Returns:
          A tensor.
        """
        return api.transpose(inputs, [0, *self.dims])

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The shape with its axes reordered."""
        shape = as_shape(input_shape).as_list()
        return TensorShape([shape[i] for i in (0, *self.dims)])

    def get_config(self) -> dict:
        return {**super().get_config(), "dims": self.dims}


@public("keras.layers.RepeatVector")
class RepeatVector(Layer):
    """Repeats each example: `[batch, a]` becomes `[batch, n, a]`.

    Args:
      n: how often.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.RepeatVector(2)(tf.constant([[1.0, 2.0]])).numpy().tolist()
      [[[1.0, 2.0], [1.0, 2.0]]]
    """

    def __init__(self, n, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.n = n
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs) -> Tensor:
        """The input, repeated.

        Args:
          inputs: a tensor of two axes.

        Returns:
          A tensor of three axes.
        """
        return api.tile(api.expand_dims(inputs, 1), [1, self.n, 1])

    def compute_output_shape(self, input_shape) -> TensorShape:
        """`[batch, n, a]`."""
        first, last = as_shape(input_shape).as_list()
        return TensorShape([first, self.n, last])

    def get_config(self) -> dict:
        return {**super().get_config(), "n": self.n}
