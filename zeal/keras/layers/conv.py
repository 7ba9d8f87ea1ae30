"""tf.keras.layers: convolutions of sequences, images and volumes."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras import activations, constraints, initializers, regularizers
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.own_arguments import own_arguments
from zeal.keras.layers.window_arguments import (
    format_word,
    length_after,
    numbers,
    op_format,
    padding_word,
)
from zeal.ops.array.pad import pad
from zeal.ops.nn.bias import bias_add
from zeal.ops.nn.conv import conv2d
from zeal.ops.nn.conv_bias import conv2d_bias, conv2d_bias_relu
from zeal.ops.nn.conv_of_rank import conv1d, conv3d
from zeal.ops.op_counts import count_before
from zeal.public import public, publish
from zeal.tensor_shape import TensorShape, as_shape


class Conv(Layer):
    """What convolution layers of `rank` spatial axes share: arguments, variables, configuration."""

    rank = 2
    kernel_regularizer = bias_regularizer = kernel_constraint = bias_constraint = None

    def __init__(
        self, filters, kernel_size, strides=1, padding: Any = "valid", data_format=None,
        dilation_rate=1, activation=None, use_bias=True,
        kernel_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros",
        kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        kernel_constraint=None, bias_constraint=None, **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.filters = filters if filters is None else int(filters)
        self.kernel_size = numbers(kernel_size, self.rank, "kernel_size")
        self.strides = numbers(strides, self.rank, "strides")
        self.padding = padding_word(padding)
        if self.padding == "causal" and self.rank != 1:
            raise ValueError(
                "Causal padding is only supported for `Conv1D`and ``SeparableConv1D`."
            )
        self.data_format = format_word(data_format)
        self.dilation_rate = numbers(dilation_rate, self.rank, "dilation_rate")
        self.activation, self.use_bias = activations.get(activation), use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(ndim=self.rank + 2)
        self._activate = None if self.activation is activations.linear else self.activation

    def _channel_axis(self):
        return 1 if self.data_format == "channels_first" else -1

    def _kernel_shape(self, channels):
        return [*self.kernel_size, channels, self.filters]

    _op_count = "conv/build"

    def build(self, input_shape) -> None:
        """Makes kernel and bias for the channels of input_shape.

        Raises:
          ValueError: the number of channels is unknown.
        """
        channels = as_shape(input_shape).as_list()[self._channel_axis()]
        if channels is None:
            raise ValueError(
                "The channel dimension of the inputs should be defined. Found `None`."
            )
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis(): channels})
        self.kernel = self.add_weight(
            "kernel", self._kernel_shape(channels), initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )
        self.bias = None if not self.use_bias else self.add_weight(
            "bias", [self.filters], initializer=self.bias_initializer,
            regularizer=self.bias_regularizer, constraint=self.bias_constraint,
        )
        self._check_steps()
        count_before(self._op_count)
        self.built = True

    def _check_steps(self):
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")

    def _finish(self, outputs):
        if self.bias is not None:
            if self.data_format == "channels_first":
                outputs = bias_add(outputs, self.bias, data_format="NCHW")
            else:
                outputs = bias_add(outputs, self.bias)
        return outputs if self._activate is None else self._activate(outputs)

    def _lengths(self, shape):
        """Of an output's spatial axes, for an input's shape."""
        first = 2 if self.data_format == "channels_first" else 1
        return [
            length_after(length, size, self.padding, stride, dilation)
            for length, size, stride, dilation in zip(
                shape[first:first + self.rank], self.kernel_size, self.strides,
                self.dilation_rate, strict=True,
            )
        ]

    def compute_output_shape(self, input_shape) -> TensorShape:
        shape = as_shape(input_shape).as_list()
        lengths = self._lengths(shape)
        if self.data_format == "channels_first":
            return TensorShape([shape[0], self.filters, *lengths])
        return TensorShape([shape[0], *lengths, self.filters])

    def get_config(self) -> dict:
        return super().get_config() | own_arguments(
            self, "filters kernel_size strides padding data_format dilation_rate activation "
            "use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
            "activity_regularizer kernel_constraint bias_constraint",
        )  # fmt: skip


@public("keras.layers.Conv2D")
class Conv2D(Conv):
    """A convolution of images: `activation(conv2d(inputs, kernel) + bias)`.

    Args:
      filters: number of the output's channels.
      kernel_size: height and width of the window, or one number for both.
      strides: its steps, likewise.
      padding: "valid" or "same".
      data_format: "channels_last" (default) or "channels_first".
      dilation_rate: steps between the rows and columns of the window; not with strides.
      activation: name or function; none by default.
      use_bias: whether there is a bias.
      kernel_initializer, bias_initializer: names, objects or functions of (shape, dtype).
      kernel_regularizer, bias_regularizer: functions of the variables; their values are the
        layer's `losses`.
      activity_regularizer: the same of the output, per example.
      kernel_constraint, bias_constraint: functions that project values after an update.
      **kwargs: those of `Layer`.

    Inputs: floating, shape `[batch, height, width, channels]`.

    Example:
      >>> tf.keras.layers.Conv2D(4, 3, padding="same")(tf.zeros([1, 8, 8, 2])).shape.as_list()
      [1, 8, 8, 4]
    """

    def __init__(
        self, filters, kernel_size, strides=(1, 1), padding: Any = "valid", data_format=None,
        dilation_rate=(1, 1), activation=None, use_bias=True,
        kernel_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros",
        kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        kernel_constraint=None, bias_constraint=None, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint, **kwargs,
        )

    def call(self, inputs) -> Tensor:
        """`activation(conv2d(inputs, kernel) + bias)`.

        Args:
          inputs: floating tensor of rank 4.

        Returns:
          A tensor of rank 4.
        """
        strides, padding, rate = self.strides, self.padding.upper(), self.dilation_rate
        word, bias, activate = op_format(self.data_format, 2), self.bias, self._activate
        if bias is None:
            return self._finish(conv2d(inputs, self.kernel, strides, padding, True, word, rate))
        if activate is activations.relu or activate is api.relu:
            return conv2d_bias_relu(inputs, self.kernel, bias, strides, padding, word, rate)
        outputs = conv2d_bias(inputs, self.kernel, bias, strides, padding, word, rate)
        return outputs if activate is None else activate(outputs)


@public("keras.layers.Conv1D")
class Conv1D(Conv):
    """A convolution of sequences: `activation(conv1d(inputs, kernel) + bias)`.

    Args:
      filters: number of the output's channels.
      kernel_size: length of the window.
      strides: its step.
      padding: "valid", "same", or "causal" for zeros before the sequence alone.
      data_format: "channels_last" (default) or "channels_first".
      dilation_rate: step between the window's taps; not with strides.
      the others: those of `Conv2D`.

    Inputs: floating, shape `[batch, length, channels]`.

    Example:
      >>> tf.keras.layers.Conv1D(4, 3, padding="causal")(tf.zeros([1, 8, 2])).shape.as_list()
      [1, 8, 4]
    """

    rank = 1

    def call(self, inputs) -> Tensor:
        """`activation(conv1d(inputs, kernel) + bias)`.

        Args:
          inputs: floating tensor of rank 3.

        Returns:
          A tensor of rank 3.
        """
        padding = self.padding
        if padding == "causal":
            padding, before = "valid", self.dilation_rate[0] * (self.kernel_size[0] - 1)
            pads = [[0, 0], [0, 0], [0, 0]]
            pads[2 if self.data_format == "channels_first" else 1] = [before, 0]
            inputs = pad(inputs, pads)
        return self._finish(conv1d(
            inputs, self.kernel, self.strides, padding.upper(),
            data_format=op_format(self.data_format, 1), dilations=self.dilation_rate,
        ))


@public("keras.layers.Conv3D")
class Conv3D(Conv):
    """A convolution of volumes: `activation(conv3d(inputs, kernel) + bias)`.

    Args:
      filters: number of the output's channels.
      kernel_size: depth, height and width of the window, or one number for all.
      strides: its steps, likewise.
      padding: "valid" or "same".
      data_format: "channels_last" (default) or "channels_first".
      dilation_rate: steps between the window's taps; not with strides.
      the others: those of `Conv2D`.

    Inputs: floating, shape `[batch, depth, height, width, channels]`.

    Example:
      >>> tf.keras.layers.Conv3D(4, 3)(tf.zeros([1, 8, 8, 8, 2])).shape.as_list()
      [1, 6, 6, 6, 4]
    """

    rank = 3

    def call(self, inputs) -> Tensor:
        """`activation(conv3d(inputs, kernel) + bias)`.

        Args:
          inputs: floating tensor of rank 5.

        Returns:
          A tensor of rank 5.
        """
        return self._finish(conv3d(
            inputs, self.kernel, self.strides, self.padding.upper(),
            op_format(self.data_format, 3), self.dilation_rate,
        ))


for _name in ("Conv1D", "Conv2D", "Conv3D"):
    publish(__name__, _name, f"keras.layers.{_name.replace('Conv', 'Convolution')}")
