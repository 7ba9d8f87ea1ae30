"""tf.keras.layers.BatchNormalization."""

from typing import Any

from zeal import dtypes
from zeal._native import Tensor, api
from zeal.graph.smart_cond import smart_cond, smart_constant_value
from zeal.keras import initializers
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.ops.array.constant import constant
from zeal.ops.array.fill import ones, zeros
from zeal.ops.nn.fused_batch_norm import fused_batch_norm
from zeal.ops.nn.norm import batch_normalization, moments
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape
from zeal.train.moving_averages import assign_moving_average


def _refuse(name, options):
    for option, value in options.items():
        if value:
            raise NotImplementedError(f"{name}: {option} is not built yet")


@public("keras.layers.BatchNormalization")
class BatchNormalization(Layer):
    """Gives each channel mean 0 and variance 1, then scales and shifts it.

    While training, mean and variance are those of the batch, and moving averages of them follow;
    otherwise they are these averages. In graphs, the averages move with `updates`.

    Args:
      axis: the channels' axis, or a list of axes that keep statistics of their own.
      momentum: how much of the moving averages stays at each step.
      epsilon: small number added to the variance.
      center: whether a variable "beta" is added.
      scale: whether a variable "gamma" multiplies.
      beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer:
        names, objects or functions of (shape, dtype).
      beta_regularizer, gamma_regularizer: functions of the variables; their values are the layer's
        `losses`.
      beta_constraint, gamma_constraint: functions that project values after an update.
      renorm, renorm_clipping, renorm_momentum, virtual_batch_size, adjustment: not built.
      fused: whether one op does it, for images of rank 4 with channels last or first; None where
        it can.
      trainable: whether optimizers follow beta and gamma.
      name: the layer's name.
      **kwargs: those of `Layer`.

    Example:
      >>> x = tf.constant([[1.0], [3.0]])
      >>> tf.keras.layers.BatchNormalization(epsilon=0.0)(x, training=True).numpy().tolist()
      [[-1.0], [1.0]]

    Source: Ioffe and Szegedy, 2015.
    """

    supports_masking = True
    beta_regularizer = gamma_regularizer = beta_constraint = gamma_constraint = None

    def __init__(
        self, axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True,
        beta_initializer: Any = "zeros", gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros", moving_variance_initializer: Any = "ones",
        beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None,
        renorm=False, renorm_clipping=None, renorm_momentum=0.99, fused=None, trainable=True,
        virtual_batch_size=None, adjustment=None, name=None, **kwargs: Any,
    ) -> None:
        super().__init__(name=name, trainable=trainable, **kwargs)
        _refuse("BatchNormalization", {
            "renorm": renorm, "renorm_clipping": renorm_clipping,
            "virtual_batch_size": virtual_batch_size, "adjustment": adjustment,
        })
        self.axis = [*axis] if isinstance(axis, (list, tuple)) else axis
        self.momentum, self.epsilon = momentum, epsilon
        self.center, self.scale, self.fused = center, scale, fused
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer, self.gamma_regularizer = beta_regularizer, gamma_regularizer
        self.beta_constraint, self.gamma_constraint = beta_constraint, gamma_constraint

    # --- variables ---
    def build(self, input_shape) -> None:
        """Makes gamma, beta and the moving averages.

        Args:
          input_shape: a TensorShape or what converts to one; its channels must be known.

        Raises:
          ValueError: rank or channels are unknown, or axis is none of the input's.

        Example:
          >>> layer = tf.keras.layers.BatchNormalization()
          >>> layer.build([None, 8, 8, 3])
          >>> [v.name.split("/")[-1] for v in layer.variables]
          ['gamma:0', 'beta:0', 'moving_mean:0', 'moving_variance:0']
        """
        shape = as_shape(input_shape)
        if shape.ndims is None:
            raise ValueError("Input has undefined rank:", shape)
        sizes, axes = shape.as_list(), self._own_axes(shape.ndims)
        for axis in axes:
            if sizes[axis] is None:
                raise ValueError("Input has undefined `axis` dimension. Input shape: ", shape)
        self._axes, self._rank = axes, shape.ndims
        self.input_spec = InputSpec(ndim=shape.ndims, axes={axis: sizes[axis] for axis in axes})
        can_fuse = shape.ndims == 4 and axes in ([1], [3])
        if self.fused and not can_fuse:
            raise ValueError(
                "Passing fused=True is only supported when input rank is 4 and axis is 1 or 3"
            )
        self.fused = can_fuse if self.fused is None else self.fused
        lengths = [sizes[axes[0]]] if len(axes) == 1 else [
            sizes[i] if i in axes else 1 for i in range(shape.ndims)
        ]
        self._make_variables(lengths)
        self.built = True

    def _own_axes(self, rank):
        given = self.axis if isinstance(self.axis, list) else [self.axis]
        axes = [axis + rank if axis < 0 else axis for axis in given]
        for axis in axes:
            if not 0 <= axis < rank:
                raise ValueError(f"Invalid axis: {self.axis}")
        if len(axes) != len(set(axes)):
            raise ValueError(f"Duplicate axis: {self.axis}")
        return axes

    def _make_variables(self, lengths):
        half = self._dtype in ("float16", "bfloat16")
        self._param_dtype = "float32" if half else self._dtype or "float32"

        def variable(name, initializer, regularizer=None, constraint=None, trainable=True):
            return self.add_weight(
                name, lengths, self._param_dtype, initializer, regularizer, trainable, constraint
            )

        self.gamma = variable(
            "gamma", self.gamma_initializer, self.gamma_regularizer, self.gamma_constraint
        ) if self.scale else None
        self.beta = variable(
            "beta", self.beta_initializer, self.beta_regularizer, self.beta_constraint
        ) if self.center else None
        self.moving_mean = variable("moving_mean", self.moving_mean_initializer, trainable=False)
        self.moving_variance = variable(
            "moving_variance", self.moving_variance_initializer, trainable=False
        )

    # --- calling ---
    def call(self, inputs, training=None) -> Tensor:
        """Normalizes by the batch's statistics while training, else by the moving averages.

        Args:
          inputs: floating tensor.
          training: whether to train; a boolean scalar says so when the graph runs.

        Returns:
          A tensor of the input's shape.

        Example:
          >>> layer = tf.keras.layers.BatchNormalization(epsilon=0.0)
          >>> layer(tf.constant([[2.0]])).numpy().tolist()
          [[2.0]]
        """
        training = False if training is None else training
        normalize = self._fused if self.fused else self._composed
        outputs, mean, variance = normalize(inputs, training)
        self._move(mean, variance, training)
        return outputs

    def _fused(self, inputs, training):
        n, dtype = self.moving_mean.shape.as_list(), self._param_dtype
        one = ones(n, dtype) if self.gamma is None else self.gamma
        zero = zeros(n, dtype) if self.beta is None else self.beta
        word = "NHWC" if self._axes == [3] else "NCHW"

        def train():
            return fused_batch_norm(inputs, one, zero, epsilon=self.epsilon, data_format=word)

        def infer():
            return fused_batch_norm(
                inputs, one, zero, self.moving_mean, self.moving_variance, self.epsilon, word, False
            )

        return smart_cond(training, train, infer)

    def _composed(self, inputs, training):
        over = [i for i in range(self._rank) if i not in self._axes]
        wide = inputs
        if inputs.dtype in (dtypes.float16, dtypes.bfloat16):
            wide = api.cast(inputs, dtypes.float32)
        mean, variance = self.moving_mean, self.moving_variance
        if smart_constant_value(training) is not False:
            batch = moments(wide, over, keepdims=len(self._axes) > 1)
            mean = smart_cond(training, lambda: batch[0], lambda: api.identity(self.moving_mean))
            variance = smart_cond(
                training, lambda: batch[1], lambda: api.identity(self.moving_variance)
            )
        outputs = batch_normalization(
            wide, *map(self._aligned, (mean, variance, self.beta, self.gamma)), self.epsilon
        )
        return api.cast(outputs, inputs.dtype), mean, variance

    def _aligned(self, vector):
        """A vector with axes of size 1 behind it, unless the channels come last."""
        if vector is None or len(self._axes) > 1 or self._axes == [self._rank - 1]:
            return vector
        return api.reshape(vector, [-1 if i in self._axes else 1 for i in range(self._rank)])

    def _move(self, mean, variance, training):
        known = smart_constant_value(training)
        if known is False:
            return
        momentum = self.momentum
        if known is None:
            momentum = smart_cond(
                training, lambda: constant(self.momentum), lambda: constant(1.0)
            )
        for average, value in ((self.moving_mean, mean), (self.moving_variance, variance)):
            if value.dtype != average.dtype:
                value = api.cast(value, average.dtype)
            self.add_update(assign_moving_average(average, value, momentum, zero_debias=False))

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape.

        Args:
          input_shape: a TensorShape or what converts to one.

        Returns:
          A TensorShape.

        Example:
          >>> layer = tf.keras.layers.BatchNormalization()
          >>> layer.compute_output_shape([None, 3]).as_list()
          [None, 3]
        """
        return as_shape(input_shape)

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from.

        Returns:
          A dict.

        Example:
          >>> tf.keras.layers.BatchNormalization().get_config()["momentum"]
          0.99
        """
        own = {
            "axis": self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "moving_mean_initializer": initializers.serialize(self.moving_mean_initializer),
            "moving_variance_initializer": initializers.serialize(
                self.moving_variance_initializer
            ),
            "beta_regularizer": self.beta_regularizer,
            "gamma_regularizer": self.gamma_regularizer,
            "beta_constraint": self.beta_constraint,
            "gamma_constraint": self.gamma_constraint,
        }
        return {**super().get_config(), **own}
