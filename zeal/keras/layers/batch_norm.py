"""tf.keras.layers.BatchNormalization."""

from typing import Any

from zeal import dtypes, logging
from zeal._native import Tensor, api
from zeal.eager.context import executing_eagerly
from zeal.eager.control import control_dependencies
from zeal.graph.smart_cond import smart_cond, smart_constant_value
from zeal.keras import constraints, initializers, regularizers
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.own_arguments import own_arguments
from zeal.keras.phase import training_or_phase
from zeal.ops.array.constant import constant
from zeal.ops.array.fill import ones, ones_like, zeros, zeros_like
from zeal.ops.nn.fused_batch_norm import fused_batch_norm
from zeal.ops.nn.norm import batch_normalization, moments
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape
from zeal.train.moving_averages import assign_moving_average


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
      renorm: whether training, too, brings values to moving averages (Ioffe, 2017), which gradients
        do not follow. There are more variables then.
      renorm_clipping: a dict with some of the keys rmin, rmax and dmax: the least and the largest
        factor, and the largest shift, between the batch's statistics and the averages'.
      renorm_momentum: the momentum of these averages.
      virtual_batch_size: how many examples share statistics while training, or None for all; it
        must divide the batch.
      adjustment: a function of the input's shape that returns a factor and a shift of what is
        normalized while training, or None; configurations leave it out.
      fused: whether one op does it where it can: for images of rank 4 with channels last or first.
      trainable: whether optimizers follow beta and gamma.
      name: the layer's name.
      **kwargs: those of `Layer`.

    Raises:
      TypeError: axis is neither an int nor a list of them.
      ValueError: renorm_clipping has another key.

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
        if not isinstance(axis, (int, list, tuple)):
            raise TypeError(f"axis must be int or list, type given: {type(axis)}")
        self.axis = axis if isinstance(axis, int) else [*axis]
        self.momentum, self.epsilon = momentum, epsilon
        self.center, self.scale, self.fused = center, scale, fused
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.renorm, self.renorm_momentum = renorm, renorm_momentum
        self.virtual_batch_size, self.adjustment = virtual_batch_size, adjustment
        clips = renorm_clipping or {}
        if renorm and set(clips) - {"rmax", "rmin", "dmax"}:
            raise ValueError(
                f"renorm_clipping {clips} contains keys not in ['rmax', 'rmin', 'dmax']"
            )
        self.__dict__["renorm_clipping"] = clips

    # --- variables ---
    def build(self, input_shape) -> None:
        """Makes gamma, beta and the moving averages.

        Raises:
          ValueError: rank or channels are unknown, or axis is none of the input's.
        """
        shape = as_shape(input_shape)
        if shape.ndims is None:
            raise ValueError("Input has undefined rank:", shape)
        sizes, axes = shape.as_list(), self._own_axes(shape.ndims)
        for axis in axes:
            if sizes[axis] is None:
                raise ValueError("Input has undefined `axis` dimension. Input shape: ", shape)
        self._check_virtual_batches(axes)
        self._axes, self._rank = axes, shape.ndims
        self.axis = axes  # libraries look for theirs in it
        self.input_spec = InputSpec(ndim=shape.ndims, axes={axis: sizes[axis] for axis in axes})
        self._choose_fused()
        virtual = self.virtual_batch_size is not None
        lengths = [sizes[axes[0]]] if len(axes) == 1 and not virtual else [
            sizes[i] if i in axes else 1 for i in range(shape.ndims)
        ]
        self._make_variables([lengths[0], 1, *lengths[1:]] if virtual else lengths)
        self.built = True

    def _check_virtual_batches(self, axes):
        if self.virtual_batch_size is None:
            return
        if self.virtual_batch_size <= 0:
            raise ValueError(
                "virtual_batch_size must be a positive integer that divides the true batch size of "
                "the input Tensor"
            )
        if 0 in axes:
            raise ValueError(
                "When using virtual_batch_size, the batch dimension must be 0 and thus axis cannot "
                "include 0"
            )
        if self.adjustment is not None:
            raise ValueError("When using virtual_batch_size, adjustment cannot be specified")

    def _choose_fused(self):
        plain = not self.renorm and self.virtual_batch_size is None and self.adjustment is None
        can_fuse = self._rank == 4 and self._axes in ([1], [3])
        self.fused = self.fused is not False and plain and can_fuse

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
                name, lengths, self._param_dtype, initializer, regularizer, trainable, constraint,
                experimental_autocast=False,
            )  # fmt: skip

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
        if not self.renorm:
            return

        def deviation(shape, dtype=None, **kwargs):
            return api.sqrt(self.moving_variance_initializer(shape, dtype=dtype, **kwargs))

        self.moving_stddev = variable("moving_stddev", deviation, trainable=False)
        self.renorm_mean = variable("renorm_mean", self.moving_mean_initializer, trainable=False)
        self.renorm_stddev = variable("renorm_stddev", deviation, trainable=False)

    # --- calling ---
    def call(self, inputs, training=None) -> Tensor:
        """Normalizes by the batch's statistics while training, else by the moving averages.

        Args:
          inputs: floating tensor.
          training: whether to train, by default what Keras's learning phase says; a boolean scalar
            says so when the graph runs.

        Returns:
          A tensor of the input's shape.
        """
        training = training_or_phase(training)
        if self.fused:
            outputs, mean, variance = self._fused(inputs, training)
            self._move(mean, variance, training)
            return outputs
        if self.virtual_batch_size is None:
            return self._composed(inputs, training)
        lengths = [-1, *inputs.shape.as_list()[1:]]
        batches = api.reshape(inputs, [self.virtual_batch_size, *lengths])
        return api.reshape(self._composed(batches, training), lengths)

    def _fused(self, inputs, training):
        one, zero = self.gamma, self.beta
        one = ones(self.moving_mean.shape, self._param_dtype) if one is None else one
        zero = zeros(self.moving_mean.shape, self._param_dtype) if zero is None else zero
        word = "NHWC" if self._axes == [3] else "NCHW"

        def train():
            return fused_batch_norm(inputs, one, zero, epsilon=self.epsilon, data_format=word)

        def infer():
            return fused_batch_norm(
                inputs, one, zero, self.moving_mean, self.moving_variance, self.epsilon, word, False
            )

        return smart_cond(training, train, infer)

    def _composed(self, inputs, training):
        wide = inputs
        if inputs.dtype in (dtypes.float16, dtypes.bfloat16):
            wide = api.cast(inputs, dtypes.float32)
        mean, variance = self.moving_mean, self.moving_variance
        offset, scale = self._aligned(self.beta), self._aligned(self.gamma)
        if smart_constant_value(training) is not False:
            if self.adjustment is not None:
                changes = self._only_while(training, self.adjustment(api.shape(inputs)))
                scale, offset = _composed_with(changes, scale, offset)
            mean, variance = self._statistics(wide, training)
            new = mean, variance
            if self.virtual_batch_size is not None:
                new = tuple(api.reduce_mean(v, 1, True) for v in new)
            moved = []
            if self.renorm:
                *changes, moved = self._correction(*new, training)
                scale, offset = _composed_with(map(self._aligned, changes), scale, offset)
            with control_dependencies(moved):
                self._move(*new, training)
        mean, variance = self._aligned(mean), self._aligned(variance)
        if wide.dtype.name != self._param_dtype:  # as float64 is, which stays what it is
            mean, variance, offset, scale = _cast((mean, variance, offset, scale), wide.dtype)
        outputs = batch_normalization(wide, mean, variance, offset, scale, self.epsilon)
        return api.cast(outputs, inputs.dtype)

    def _statistics(self, wide, training):
        """Mean and variance of the batch while training, else the averages."""
        virtual = self.virtual_batch_size is not None
        axes = [a + 1 for a in self._axes] if virtual else self._axes
        kept = [1, *axes] if virtual else axes
        over = [i for i in range(self._rank + virtual) if i not in kept]
        batch = moments(wide, over, keepdims=virtual or len(axes) > 1)
        averages = self.moving_mean, self.moving_variance
        return tuple(
            smart_cond(training, lambda b=b: b, lambda a=a: api.cast(api.identity(a), wide.dtype))
            for b, a in zip(batch, averages, strict=True)
        )

    def _only_while(self, training, changes):
        """A factor and a shift; 1 and 0 while not training."""
        factor, shift = changes
        return (
            smart_cond(training, lambda: factor, lambda: ones_like(factor)),
            smart_cond(training, lambda: shift, lambda: zeros_like(shift)),
        )

    def _correction(self, mean, variance, training):
        """What leads from the batch's statistics to the averages; and updates of these."""
        deviation = api.sqrt(variance + self.epsilon)
        average = api.maximum(self.renorm_stddev, self.epsilon**0.5)
        factor = deviation / average
        shift = (mean - self.renorm_mean) / average
        least, largest, most = map(self.renorm_clipping.get, ("rmin", "rmax", "dmax"))
        factor = factor if least is None else api.maximum(factor, least)
        factor = factor if largest is None else api.minimum(factor, largest)
        shift = shift if most is None else api.clip_by_value(shift, -most, most)
        factor, shift = self._only_while(training, (factor, shift))
        momentum = self._momentum(self.renorm_momentum, training)
        moved = [
            _followed(self.renorm_mean, mean, momentum),
            _followed(self.renorm_stddev, deviation, momentum),
        ]
        return api.stop_gradient(factor), api.stop_gradient(shift), _operations(moved)

    def _aligned(self, vector):
        """A vector with axes of size 1 behind it, unless the channels come last."""
        if vector is None or len(vector.shape) != 1 or self._axes == [self._rank - 1]:
            return vector
        return api.reshape(vector, [-1 if i in self._axes else 1 for i in range(self._rank)])

    # --- averages ---
    def _momentum(self, momentum, training):
        """The momentum, and 1 while not training."""
        if smart_constant_value(training) is not None:
            return momentum
        return smart_cond(training, lambda: constant(momentum), lambda: constant(1.0))

    def _move(self, mean, variance, training):
        if smart_constant_value(training) is False or not self.trainable:
            return
        momentum = self._momentum(self.momentum, training)
        self.add_update(_followed(self.moving_mean, mean, momentum))
        if not self.renorm:
            self.add_update(_followed(self.moving_variance, variance, momentum))
            return
        deviation = api.sqrt(variance + self.epsilon)
        moved = _followed(self.moving_stddev, deviation, momentum)
        with control_dependencies(_operations([moved])):
            now = self.moving_stddev.read_value()
        found = smart_cond(
            training, lambda: api.relu(now * now - self.epsilon),
            lambda: api.identity(self.moving_variance),
        )  # fmt: skip
        self.add_update(self.moving_variance.assign(found))

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape."""
        return as_shape(input_shape)

    def get_config(self) -> dict:
        own = own_arguments(
            self, "axis momentum epsilon center scale beta_initializer gamma_initializer "
            "moving_mean_initializer moving_variance_initializer beta_regularizer "
            "gamma_regularizer beta_constraint gamma_constraint",
        )  # fmt: skip
        if self.renorm:
            own |= {
                "renorm": True, "renorm_clipping": dict(self.renorm_clipping),
                "renorm_momentum": self.renorm_momentum,
            }  # fmt: skip
        if self.virtual_batch_size is not None:
            own["virtual_batch_size"] = self.virtual_batch_size
        if self.adjustment is not None:
            logging.warning(
                "The `adjustment` function of this `BatchNormalization` layer cannot be serialized "
                "and has been omitted from the layer config. It will not be included when "
                "re-creating the layer from the saved config."
            )
        return {**super().get_config(), **own}


def _cast(parts, dtype):
    return [None if x is None else api.cast(x, dtype) for x in parts]


def _composed_with(changes, scale, offset):
    """Factor and shift of both: the changes', then scale and offset."""
    factor, shift = changes
    if scale is not None:
        factor, shift = factor * scale, shift * scale
    return factor, shift if offset is None else shift + offset


def _followed(average, value, momentum):
    """The update of a moving average."""
    value = value if value.dtype == average.dtype else api.cast(value, average.dtype)
    return assign_moving_average(average, value, momentum, zero_debias=False)


def _operations(updates):
    """What of updates others can wait for: eagerly they have run."""
    return [] if executing_eagerly() else updates
