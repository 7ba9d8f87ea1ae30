"""Generalized divisive normalization: pixels divided by a learned norm of their channels."""

from zeal import _native
from zeal._native import api
from zeal.contrib.layers.collecting import published
from zeal.eager.custom_gradient import custom_gradient
from zeal.keras.layers.input_spec import InputSpec
from zeal.layers import Layer
from zeal.ops.array.fill import ones
from zeal.ops.linalg.eye import eye
from zeal.ops.linalg.product import tensordot
from zeal.tensor_shape import as_shape


@custom_gradient
def _at_least(x, bound):
    """The larger one; a gradient passes where x may follow it, which is not below the bound."""

    def grad(dy):
        return api.cast(api.logical_or(x >= bound, dy < 0.0), dy.dtype) * dy, None

    return api.maximum(x, bound), grad


@published("GDN")
class GDN(Layer):
    """Generalized divisive normalization; see `tf.contrib.layers.gdn`."""

    def __init__(
        self, inverse=False, beta_min=1e-6, gamma_init=0.1, reparam_offset=2**-18,
        data_format="channels_last", activity_regularizer=None, trainable=True, name=None, **kwargs
    ):  # fmt: skip
        super().__init__(trainable, name, activity_regularizer=activity_regularizer, **kwargs)
        self.inverse, self.data_format = inverse, data_format
        self._beta_min, self._gamma_init, self._offset = beta_min, gamma_init, reparam_offset
        if data_format not in ("channels_first", "channels_last"):
            raise ValueError(f"Unsupported `data_format` for GDN layer: {data_format}.")
        self.input_spec = InputSpec(min_ndim=3, max_ndim=5)

    def build(self, input_shape):
        """Makes the variables, which are the roots of what they stand for."""
        axis = -1 if self.data_format == "channels_last" else 1
        n = as_shape(input_shape)._at(axis)
        if n is None:
            raise ValueError("The channel dimension of the inputs to `GDN` must be defined.")
        self.input_spec = InputSpec(ndim=len(as_shape(input_shape)), axes={axis: n})
        self._beta = self._root("reparam_beta", [n], ones)
        self._gamma = self._root(
            "reparam_gamma", [n, n], lambda s, dtype: eye(s[0], dtype=dtype) * self._gamma_init
        )
        self.built = True

    def _root(self, name, shape, values):
        def initializer(shape, dtype=None, partition_info=None):
            return api.sqrt(values(shape, dtype) + self._offset**2)

        return self.add_weight(name, shape, self.dtype, initializer, trainable=True)

    @property
    def beta(self):
        """What is added to each channel's sum."""
        bound = (self._beta_min + self._offset**2) ** 0.5
        return api.square(_at_least(self._beta, bound)) - self._offset**2

    @property
    def gamma(self):
        """The factors of squares, channels by channels."""
        return api.square(_at_least(self._gamma, self._offset)) - self._offset**2

    def call(self, inputs):
        """The inputs divided by their norm; times it where `inverse`."""
        x = _native.convert(inputs, self.dtype)
        middle, first = list(range(1, x.shape.ndims - 1)), self.data_format == "channels_first"
        if first:
            x = api.transpose(x, [0, *(i + 1 for i in middle), 1])
        norm = api.sqrt(tensordot(api.square(x), self.gamma, 1) + self.beta)
        y = x * norm if self.inverse else x / norm
        return api.transpose(y, [0, len(middle) + 1, *middle]) if first else y

    def compute_output_shape(self, input_shape):
        """The shape of the inputs."""
        return as_shape(input_shape)


@published("gdn")
def gdn(
    inputs, inverse=False, beta_min=1e-6, gamma_init=0.1, reparam_offset=2**-18,
    data_format="channels_last", activity_regularizer=None, trainable=True, name=None, reuse=None,
):  # fmt: skip
    """Generalized divisive normalization: `x[i] / sqrt(beta[i] + sum_j(gamma[j, i] x[j]**2))`.

    Args:
      inputs: floating tensor of three to five axes.
      inverse: whether x is multiplied instead of divided: one step of the inverse.
      beta_min: what beta is at least.
      gamma_init: gamma is this times the identity at first.
      reparam_offset: keeps gradients of the variables, which are roots, from vanishing.
      data_format: "channels_last", or "channels_first" where channels come second.
      activity_regularizer, trainable, name, reuse: those of `tf.layers.conv2d`.

    Returns:
      A tensor of the shape of inputs.

    Raises:
      ValueError: another data_format or rank, or the channels are unknown.

    Example:
      >>> tf.contrib.layers.gdn(tf.constant([[[2.0]]]), gamma_init=0.75).numpy().ravel().tolist()
      [1.0]

    Source: Ballé, Laparra and Simoncelli, 2016.
    """
    layer = GDN(
        inverse, beta_min, gamma_init, reparam_offset, data_format, activity_regularizer,
        trainable, name, dtype=inputs.dtype.base_dtype, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer.apply(inputs)
