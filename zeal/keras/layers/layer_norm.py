"""tf.keras.layers.LayerNormalization."""

from typing import Any

from zeal._native import Tensor, api
from zeal.dtypes import float32
from zeal.keras import constraints, initializers, regularizers
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.own_arguments import own_arguments
from zeal.ops.nn.norm import batch_normalization, layer_norm, moments
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.LayerNormalization")
class LayerNormalization(Layer):
    """Gives each example mean 0 and variance 1 along axes, then scale and offset. Ba et al., 2016.

    Args:
      axis: the axis, or list of axes.
      epsilon: what is added to the variance.
      center, scale: whether there are offsets `beta` and factors `gamma`, of the shape of the axes.
      beta_initializer, gamma_initializer: of these.
      beta_regularizer, gamma_regularizer: of these.
      beta_constraint, gamma_constraint: of these.
      trainable, name, **kwargs: those of `Layer`.

    Raises:
      TypeError: axis is neither an int nor a list of them.

    Example:
      >>> layer = tf.keras.layers.LayerNormalization()
      >>> layer(tf.constant([[1.0, 3.0]])).numpy().round(2).tolist()
      [[-1.0, 1.0]]
    """

    supports_masking = True

    def __init__(
        self, axis: Any = -1, epsilon=1e-3, center=True, scale=True,
        beta_initializer: Any = "zeros", gamma_initializer: Any = "ones", beta_regularizer=None,
        gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, trainable=True,
        name=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(name=name, trainable=trainable, **kwargs)
        if not isinstance(axis, (int, list, tuple)):
            raise ValueError(
                "Expected an int or a list/tuple of ints for the argument 'axis', but received "
                f"instead: {axis}"
            )
        self.__dict__["axis"] = axis if isinstance(axis, int) else list(axis)
        self.epsilon, self.center, self.scale = epsilon, center, scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.gamma = self.beta = None

    def build(self, input_shape) -> None:
        """Makes gamma and beta.

        Raises:
          ValueError: an axis is there twice, or not there.
        """
        shape = as_shape(input_shape).as_list()
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        axes = [a + len(shape) if a < 0 else a for a in axes]
        for a in axes:
            if not 0 <= a < len(shape):
                raise ValueError(f"Invalid axis: {a}")
        if len(set(axes)) != len(axes):
            raise ValueError(f"Duplicate axis: {tuple(axes)}")
        self.__dict__["axis"] = axes
        lengths = [shape[a] for a in axes]
        if self.scale:
            self.gamma = self.add_weight(
                "gamma", lengths, initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer, constraint=self.gamma_constraint,
            )  # fmt: skip
        if self.center:
            self.beta = self.add_weight(
                "beta", lengths, initializer=self.beta_initializer,
                regularizer=self.beta_regularizer, constraint=self.beta_constraint,
            )  # fmt: skip
        self._zeal_along_last = axes == [len(shape) - 1] and self.scale and self.center
        self.built = True

    def call(self, inputs) -> Tensor:
        """The normalised input.

        Args:
          inputs: a floating tensor of known rank.

        Returns:
          A tensor of its shape.
        """
        shape = inputs.shape
        if self._zeal_along_last and inputs.dtype == float32:  # the op knows epsilon as a float32
            outputs = layer_norm(inputs, self.gamma, self.beta, self.epsilon)
        else:
            mean, variance = moments(inputs, self.axis, keepdims=True)
            offset, scale = (self._broadcast(v, shape.as_list()) for v in (self.beta, self.gamma))
            outputs = batch_normalization(inputs, mean, variance, offset, scale, self.epsilon)
        outputs.set_shape(shape)
        return outputs

    def _broadcast(self, weight, shape):
        if weight is None or self.axis == [len(shape) - 1]:
            return weight
        return api.reshape(weight, [n if i in self.axis else 1 for i, n in enumerate(shape)])

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape."""
        return as_shape(input_shape)

    def get_config(self) -> dict:
        return super().get_config() | own_arguments(
            self, "axis epsilon center scale beta_initializer gamma_initializer "
            "beta_regularizer gamma_regularizer beta_constraint gamma_constraint",
        )  # fmt: skip
