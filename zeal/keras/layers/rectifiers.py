"""tf.keras.layers.ReLU, LeakyReLU, PReLU, ELU, ThresholdedReLU and Softmax."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras import activations, constraints, initializers, regularizers
from zeal.keras.backend_parts.sequences import cast_to_floatx
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.own_arguments import own_arguments
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


def _rounded(number):
    """A number as `floatx` holds it, as TensorFlow's layers keep it."""
    return float(cast_to_floatx(number))


class _OfElements(Layer):
    """A layer whose output has the input's shape; `_arguments` names what its configuration has."""

    supports_masking = True
    _arguments: "tuple[str, ...]" = ()

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape."""
        return as_shape(input_shape)

    def get_config(self) -> dict:
        return super().get_config() | {name: getattr(self, name) for name in self._arguments}


@public("keras.layers.ReLU")
class ReLU(_OfElements):
    """Rectified linear unit, with a slope below the threshold and a largest value.

    Args:
      max_value: largest value of the output, or None.
      negative_slope: slope of values below the threshold.
      threshold: values at or below it count as off.
      **kwargs: those of `Layer`.

    Raises:
      ValueError: max_value or negative_slope is negative.

    Example:
      >>> tf.keras.layers.ReLU(6.0, 0.5)(tf.constant([-1.0, 2.0, 9.0])).numpy().tolist()
      [-0.5, 2.0, 6.0]
    """

    _arguments = ("max_value", "negative_slope", "threshold")

    def __init__(self, max_value=None, negative_slope=0, threshold=0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if max_value is not None and max_value < 0.0:
            raise ValueError("max_value of Relu layer cannot be negative value: " + str(max_value))
        if negative_slope < 0.0:
            raise ValueError(
                f"negative_slope of Relu layer cannot be negative value: {negative_slope}"
            )
        self.max_value = None if max_value is None else _rounded(max_value)
        self.negative_slope, self.threshold = _rounded(negative_slope), _rounded(threshold)

    def call(self, inputs) -> Tensor:
        """The function of each element.

        Args:
          inputs: a floating tensor.

        Returns:
          A tensor of its shape.
        """
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)


@public("keras.layers.LeakyReLU")
class LeakyReLU(_OfElements):
    """x where positive, else `alpha * x`.

    Args:
      alpha: the slope below 0.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.LeakyReLU(0.5)(tf.constant([-1.0, 2.0])).numpy().tolist()
      [-0.5, 2.0]
    """

    _arguments = ("alpha",)

    def __init__(self, alpha=0.3, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = _rounded(alpha)

    def call(self, inputs) -> Tensor:
        """The function of each element.

        Args:
          inputs: a floating tensor.

        Returns:
          A tensor of its shape.
        """
        return activations.relu(inputs, self.alpha)


@public("keras.layers.ELU")
class ELU(_OfElements):
    """x where positive, else `alpha * (exp(x) - 1)`.

    Args:
      alpha: minus the limit for very negative x.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.ELU()(tf.constant([-100.0, 2.0])).numpy().tolist()
      [-1.0, 2.0]
    """

    _arguments = ("alpha",)

    def __init__(self, alpha=1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = _rounded(alpha)

    def call(self, inputs) -> Tensor:
        """The function of each element.

        Args:
          inputs: a floating tensor.

        Returns:
          A tensor of its shape.
        """
        return activations.elu(inputs, self.alpha)


@public("keras.layers.ThresholdedReLU")
class ThresholdedReLU(_OfElements):
    """x where it is greater than theta, else 0.

    Args:
      theta: the threshold.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.ThresholdedReLU(1.0)(tf.constant([0.5, 2.0])).numpy().tolist()
      [0.0, 2.0]
    """

    _arguments = ("theta",)

    def __init__(self, theta=1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.theta = _rounded(theta)

    def call(self, inputs) -> Tensor:
        """The function of each element.

        Args:
          inputs: a floating tensor.

        Returns:
          A tensor of its shape.
        """
        return inputs * api.cast(api.greater(inputs, self.theta), inputs.dtype)


@public("keras.layers.Softmax")
class Softmax(_OfElements):
    """Softmax along an axis.

    Args:
      axis: the axis.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Softmax()(tf.zeros([1, 2])).numpy().tolist()
      [[0.5, 0.5]]
    """

    _arguments = ("axis",)

    def __init__(self, axis=-1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs) -> Tensor:
        """Softmax of the input.

        Args:
          inputs: a floating tensor.

        Returns:
          A tensor of its shape.
        """
        return api.softmax(inputs, self.axis)


@public("keras.layers.PReLU")
class PReLU(_OfElements):
    """x where positive, else `alpha * x` with a slope for each feature that is learned.

    He et al., 2015.

    Args:
      alpha_initializer, alpha_regularizer, alpha_constraint: of the slopes.
      shared_axes: axes along which one slope serves all: [1, 2] for images, one per channel.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.PReLU("ones")(tf.constant([[-1.0, 2.0]])).numpy().tolist()
      [[-1.0, 2.0]]
    """

    def __init__(
        self, alpha_initializer: Any = "zeros", alpha_regularizer=None, alpha_constraint=None,
        shared_axes=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        given = shared_axes if isinstance(shared_axes, (list, tuple)) else [shared_axes]
        self.__dict__["shared_axes"] = None if shared_axes is None else list(given)

    def build(self, input_shape) -> None:
        """Makes the slopes."""
        shape = as_shape(input_shape).as_list()[1:]
        for axis in self.shared_axes or ():
            shape[axis - 1] = 1
        self.alpha = self.add_weight(
            "alpha", shape, initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer, constraint=self.alpha_constraint,
        )  # fmt: skip
        lengths = {i: n for i, n in enumerate(shape, 1) if i not in (self.shared_axes or ())}
        self.input_spec = InputSpec(ndim=len(shape) + 1, axes=lengths)
        self.built = True

    def call(self, inputs) -> Tensor:
        """The function of each element.

        Args:
          inputs: a floating tensor.

        Returns:
          A tensor of its shape.
        """
        return api.relu(inputs) - self.alpha * api.relu(-inputs)

    def get_config(self) -> dict:
        names = "alpha_initializer alpha_regularizer alpha_constraint shared_axes"
        return super().get_config() | own_arguments(self, names)
