"""tf.keras.layers: convolutions that keep channels apart, alone or before products across them."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras import constraints, initializers, regularizers
from zeal.keras.layers.conv import Conv
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.own_arguments import own_arguments
from zeal.keras.layers.window_arguments import op_format
from zeal.ops.array.pad import pad
from zeal.ops.nn.depthwise import depthwise_conv2d, separable_conv2d
from zeal.public import public, publish
from zeal.tensor_shape import as_shape


class _Depthwise(Conv):
    """What layers share whose kernel has filters of each channel's own."""

    def _take_depthwise(self, multiplier, initializer, regularizer, constraint):
        self.depth_multiplier = multiplier
        self.depthwise_initializer = initializers.get(initializer)
        self.depthwise_regularizer = regularizers.get(regularizer)
        self.depthwise_constraint = constraints.get(constraint)

    def _add_depthwise(self, input_shape, words) -> int:
        """Makes the kernel for the channels of input_shape, whose number is the result."""
        axis = 1 if self.data_format == "channels_first" else self.rank + 1
        channels = as_shape(input_shape).as_list()[axis]
        if channels is None:
            raise ValueError(
                f"The channel dimension of the inputs {words}should be defined. Found `None`."
            )
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel", [*self.kernel_size, channels, self.depth_multiplier],
            initializer=self.depthwise_initializer, regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        return channels

    def _add_bias(self, n):
        self.bias = None if not self.use_bias else self.add_weight(
            "bias", [n], initializer=self.bias_initializer, regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
        )
        self.built = True

    def _steps(self, axes):
        """Strides of the op along all axes, for so many spatial ones of a sequence or an image."""
        spatial = self.strides * (axes // self.rank)
        return [1, 1, *spatial] if self.data_format == "channels_first" else [1, *spatial, 1]

    def _depthwise_config(self):
        return own_arguments(
            self, "depth_multiplier depthwise_initializer depthwise_regularizer "
            "depthwise_constraint",
        )  # fmt: skip


@public("keras.layers.DepthwiseConv2D")
class DepthwiseConv2D(_Depthwise):
    """A convolution of images with filters of each channel's own.

    Args:
      kernel_size: height and width of the window, or one number for both.
      strides: its steps, likewise.
      padding: "valid" or "same".
      depth_multiplier: number of filters of each channel.
      data_format: "channels_last" (default) or "channels_first".
      activation: name or function; none by default.
      use_bias: whether there is a bias.
      depthwise_initializer, bias_initializer: names, objects or functions of (shape, dtype).
      the others: as those of `Conv2D`.

    Inputs: floating, shape `[batch, height, width, channels]`.

    Example:
      >>> layer = tf.keras.layers.DepthwiseConv2D(3, depth_multiplier=2)
      >>> layer(tf.zeros([1, 8, 8, 3])).shape.as_list(), layer.depthwise_kernel.shape.as_list()
      ([1, 6, 6, 6], [3, 3, 3, 2])
    """

    def __init__(
        self, kernel_size, strides=(1, 1), padding: Any = "valid", depth_multiplier=1,
        data_format=None, activation=None, use_bias=True,
        depthwise_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros",
        depthwise_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        depthwise_constraint=None, bias_constraint=None, **kwargs: Any,
    ) -> None:
        super().__init__(
            None, kernel_size, strides, padding, data_format, activation=activation,
            use_bias=use_bias, bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer, activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint, **kwargs,
        )
        self._take_depthwise(
            depth_multiplier, depthwise_initializer, depthwise_regularizer, depthwise_constraint
        )

    def build(self, input_shape) -> None:
        """Makes kernel and bias for the channels of input_shape.

        Raises:
          ValueError: the number of channels is unknown, or the rank is below 4.
        """
        if len(as_shape(input_shape)) < 4:
            raise ValueError(
                "Inputs to `DepthwiseConv2D` should have rank 4. Received input shape:",
                str(input_shape),
            )
        channels = self._add_depthwise(input_shape, "to `DepthwiseConv2D` ")
        self._add_bias(channels * self.depth_multiplier)

    def call(self, inputs) -> Tensor:
        """`activation(depthwise_conv2d(inputs, depthwise_kernel) + bias)`.

        Args:
          inputs: floating tensor of rank 4.

        Returns:
          A tensor of rank 4.
        """
        return self._finish(depthwise_conv2d(
            inputs, self.depthwise_kernel, self._steps(2), self.padding.upper(),
            rate=self.dilation_rate, data_format=op_format(self.data_format, 2),
        ))

    def compute_output_shape(self, input_shape):
        axis = 1 if self.data_format == "channels_first" else 3
        channels = as_shape(input_shape).as_list()[axis]
        shape = super().compute_output_shape(input_shape).as_list()
        shape[axis] = None if channels is None else channels * self.depth_multiplier
        return as_shape(shape)

    def get_config(self) -> dict:
        config = super().get_config()
        for name in ("filters", "kernel_initializer", "kernel_regularizer", "kernel_constraint"):
            del config[name]
        return {**config, **self._depthwise_config()}


class SeparableConv(_Depthwise):
    """What separable convolutions of `rank` spatial axes share."""

    def __init__(
        self, filters, kernel_size, strides: Any = 1, padding: Any = "valid", data_format=None,
        dilation_rate: Any = 1, depth_multiplier=1, activation=None, use_bias=True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros",
        depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None,
        activity_regularizer=None, depthwise_constraint=None, pointwise_constraint=None,
        bias_constraint=None, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate,
            activation=activation, use_bias=use_bias, bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer, activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint, **kwargs,
        )
        self._take_depthwise(
            depth_multiplier, depthwise_initializer, depthwise_regularizer, depthwise_constraint
        )
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        self.pointwise_constraint = constraints.get(pointwise_constraint)

    def build(self, input_shape) -> None:
        """Makes both kernels and the bias for the channels of input_shape.

        Raises:
          ValueError: the number of channels is unknown.
        """
        channels = self._add_depthwise(input_shape, "")
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel",
            [1] * self.rank + [channels * self.depth_multiplier, self.filters],
            initializer=self.pointwise_initializer, regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        self._add_bias(self.filters)

    def get_config(self) -> dict:
        names = "pointwise_initializer pointwise_regularizer pointwise_constraint"
        own = own_arguments(self, names)
        return {**super().get_config(), **self._depthwise_config(), **own}


@public("keras.layers.SeparableConv1D")
class SeparableConv1D(SeparableConv):
    """A convolution of each channel of sequences, then products across the channels.

    Args:
      filters: number of the output's channels.
      kernel_size: length of the window.
      strides: its step.
      padding: "valid", "same", or "causal" for zeros before the sequence alone.
      data_format: "channels_last" (default) or "channels_first".
      dilation_rate: step between the window's taps.
      the others: those of `SeparableConv2D`.

    Inputs: floating, shape `[batch, length, channels]`.

    Example:
      >>> tf.keras.layers.SeparableConv1D(4, 3)(tf.zeros([1, 8, 2])).shape.as_list()
      [1, 6, 4]
    """

    rank = 1

    def call(self, inputs) -> Tensor:
        """`activation(separable(inputs) + bias)`.

        Args:
          inputs: floating tensor of rank 3.

        Returns:
          A tensor of rank 3.
        """
        axis = 2 if self.data_format == "channels_first" else 1
        padding = self.padding
        if padding == "causal":
            padding, pads = "valid", [[0, 0], [0, 0], [0, 0]]
            pads[axis] = [self.dilation_rate[0] * (self.kernel_size[0] - 1), 0]
            inputs = pad(inputs, pads)
        outputs = separable_conv2d(
            api.expand_dims(inputs, axis), api.expand_dims(self.depthwise_kernel, 0),
            api.expand_dims(self.pointwise_kernel, 0), self._steps(2), padding.upper(),
            rate=[1, *self.dilation_rate], data_format=op_format(self.data_format, 2),
        )
        return self._finish(api.squeeze(outputs, [axis]))


@public("keras.layers.SeparableConv2D")
class SeparableConv2D(SeparableConv):
    """A convolution of each channel of images, then products across the channels.

    Args:
      filters: number of the output's channels.
      kernel_size: height and width of the window, or one number for both.
      strides: its steps, likewise.
      padding: "valid" or "same".
      data_format: "channels_last" (default) or "channels_first".
      dilation_rate: steps between the rows and columns of the window.
      depth_multiplier: number of filters of each channel.
      activation: name or function; none by default.
      use_bias: whether there is a bias.
      depthwise_initializer, pointwise_initializer, bias_initializer: names, objects or functions
        of (shape, dtype).
      the others: as those of `Conv2D`.

    Inputs: floating, shape `[batch, height, width, channels]`.

    Example:
      >>> tf.keras.layers.SeparableConv2D(4, 3)(tf.zeros([1, 8, 8, 2])).shape.as_list()
      [1, 6, 6, 4]
    """

    def call(self, inputs) -> Tensor:
        """`activation(separable(inputs) + bias)`.

        Args:
          inputs: floating tensor of rank 4.

        Returns:
          A tensor of rank 4.
        """
        return self._finish(separable_conv2d(
            inputs, self.depthwise_kernel, self.pointwise_kernel, self._steps(2),
            self.padding.upper(), rate=self.dilation_rate,
            data_format=op_format(self.data_format, 2),
        ))


for _rank in ("1D", "2D"):
    publish(__name__, f"SeparableConv{_rank}", f"keras.layers.SeparableConvolution{_rank}")
