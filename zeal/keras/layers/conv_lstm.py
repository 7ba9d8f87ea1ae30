"""tf.keras.layers.ConvLSTM2D."""

from typing import Any

from zeal._native import api
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.lstm_cells import LSTMCell
from zeal.keras.layers.recurrent import SimpleRecurrent
from zeal.keras.layers.window_arguments import (
    format_word,
    length_after,
    numbers,
    op_format,
    padding_word,
)
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import split
from zeal.ops.nn.bias import bias_add
from zeal.ops.nn.conv import conv2d
from zeal.public import public
from zeal.state.trackable import NoDependency
from zeal.tensor_shape import TensorShape, as_shape


class ConvLSTM2DCell(LSTMCell):
    """An LSTM's cell whose products are convolutions of images."""

    def __init__(
        self, filters, kernel_size, strides=(1, 1), padding="valid", data_format=None,
        dilation_rate=(1, 1), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(filters, **kwargs)
        self.filters = filters
        self.kernel_size = numbers(kernel_size, 2, "kernel_size")
        self.strides, self.padding = numbers(strides, 2, "strides"), padding_word(padding)
        self.data_format = format_word(data_format)
        self.dilation_rate = numbers(dilation_rate, 2, "dilation_rate")

    def _channel_axis(self):
        return 1 if self.data_format == "channels_first" else 3

    def _image(self, input_shape):
        """The shape of a state without the batch."""
        sizes = as_shape(input_shape).as_list()[1:]
        first = self.data_format == "channels_first"
        spatial = [
            length_after(length, size, self.padding, stride, dilation)
            for length, size, stride, dilation in zip(
                sizes[1:] if first else sizes[:2], self.kernel_size, self.strides,
                self.dilation_rate, strict=True,
            )
        ]  # fmt: skip
        return as_shape([self.filters, *spatial] if first else [*spatial, self.filters])

    def build(self, input_shape) -> None:
        """Makes the kernels and the bias."""
        channels = as_shape(input_shape).as_list()[self._channel_axis()]
        if channels is None:
            raise ValueError(
                "The channel dimension of the inputs should be defined. Found `None`."
            )
        self.state_size = NoDependency([self._image(input_shape)] * 2)
        self.output_size = self.state_size[0]
        for name, depth in (("kernel", channels), ("recurrent_kernel", self.filters)):
            part = name.partition("_")[0]
            weight = self.add_weight(
                name, [*self.kernel_size, depth, 4 * self.filters],
                initializer=getattr(self, f"{part}_initializer"),
                regularizer=getattr(self, f"{part}_regularizer"),
                constraint=getattr(self, f"{part}_constraint"),
            )  # fmt: skip
            setattr(self, name, weight)
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", [4 * self.filters], initializer=self._first_bias(),
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip
        self.built = True

    def call(self, inputs, states, training=None) -> Any:
        h, c = states
        of_inputs, of_states = self._drawn(inputs, h, training, 4)
        sums = self._convolved(inputs, self.kernel, of_inputs, self.strides, self.padding,
                               self.dilation_rate)  # fmt: skip
        if self.bias is not None:
            sums = bias_add(sums, self.bias, op_format(self.data_format, 2))
        sums = sums + self._convolved(h, self.recurrent_kernel, of_states, (1, 1), "same", (1, 1))
        i, f, new, o = split(sums, 4, self._channel_axis())
        c = self.recurrent_activation(f) * c + self.recurrent_activation(i) * self.activation(new)
        h = self.recurrent_activation(o) * self.activation(c)
        return h, [h, c]

    def _convolved(self, values, kernel, masks, strides, padding, dilations):
        if masks is not None:
            return api.concat(
                [
                    self._convolved(values * mask, part, None, strides, padding, dilations)
                    for mask, part in zip(masks, split(kernel, 4, 3), strict=True)
                ],
                self._channel_axis(),
            )
        form = op_format(self.data_format, 2)

        def spread(pair):
            return [1, 1, *pair] if form == "NCHW" else [1, *pair, 1]

        return conv2d(values, kernel, spread(strides), padding.upper(), data_format=form,
                      dilations=spread(dilations))  # fmt: skip

    def get_config(self) -> dict:
        config = super().get_config()
        del config["units"], config["implementation"]
        keys = "filters kernel_size strides padding data_format dilation_rate".split()
        return {**config, **{key: getattr(self, key) for key in keys}}


@public("keras.layers.ConvLSTM2D")
class ConvLSTM2D(SimpleRecurrent):
    """An LSTM of images, whose products are convolutions (https://arxiv.org/abs/1506.04214).

    Args:
      filters: number of the output's channels.
      kernel_size: sizes of the kernels, an int or a pair.
      strides, padding, data_format, dilation_rate: of the convolutions of inputs, as in
        `tf.keras.layers.Conv2D`; those of states keep their sizes.
      the others: those of `tf.keras.layers.LSTM`, but for `implementation` and `time_major`.

    Inputs: shape `[batch, time, rows, columns, channels]`. Output: the same without time, or with
    it where `return_sequences`.

    Raises:
      TypeError: the layer is to be unrolled.

    Example:
      >>> layer = tf.keras.layers.ConvLSTM2D(4, 3, return_sequences=True)
      >>> layer(tf.ones([2, 5, 8, 8, 3])).shape.as_list(), layer.weights[0].shape.as_list()
      ([2, 5, 6, 6, 4], [3, 3, 3, 16])
    """

    cell_class = ConvLSTM2DCell
    cell_keys = (
        "filters kernel_size strides padding data_format dilation_rate activation "
        "recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer "
        "unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer "
        "kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout"
    )

    def __init__(self, filters, kernel_size, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("unroll"):
            raise TypeError("Unrolling isn't possible with convolutional RNNs.")
        super().__init__(filters, kernel_size, *args, **kwargs)
        self.input_spec = InputSpec(ndim=5)

    def get_initial_state(self, inputs) -> list:
        cell, batch = self.cell, inputs.shape._at(0)
        sizes = cell._image([batch, *inputs.shape[2:].as_list()]).as_list()
        if batch is not None and None not in sizes:
            return [zeros([batch, *sizes], inputs.dtype)] * 2
        image = api.reduce_sum(0.0 * inputs, 1)
        channels = inputs.shape._at(1 + cell._channel_axis())
        kernel = zeros([*cell.kernel_size, channels, cell.filters], inputs.dtype)
        state = cell._convolved(
            image, kernel, None, cell.strides, cell.padding, cell.dilation_rate
        )
        return [state] * 2

    def compute_output_shape(self, input_shape) -> Any:
        """The shapes of output and states."""
        shape = as_shape(
            input_shape[0] if isinstance(input_shape, list) and input_shape
            and isinstance(input_shape[0], (list, tuple, TensorShape)) else input_shape
        ).as_list()  # fmt: skip
        image = self.cell._image([shape[0], *shape[2:]]).as_list()
        output = as_shape([*shape[: 2 if self.return_sequences else 1], *image])
        return [output, *[as_shape([shape[0], *image])] * 2] if self.return_state else output
