"""LSTM cells of images: tf.contrib.rnn.ConvLSTMCell."""

from typing import Any

from zeal._native import api
from zeal.ops.array.join import split
from zeal.ops.nn.conv import conv2d
from zeal.ops.nn.conv_of_rank import conv1d, conv3d
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.lstm_cells import LSTMStateTuple
from zeal.state.initializers import Zeros
from zeal.state.variable import get_variable
from zeal.tensor_shape import as_shape

_CONVOLUTIONS = {1: conv1d, 2: conv2d, 3: conv3d}


@public("contrib.rnn.ConvLSTMCell")
class ConvLSTMCell(RNNCell):
    """An LSTM cell whose products are convolutions (https://arxiv.org/abs/1506.04214).

    Args:
      conv_ndims: number of the images' axes: 1, 2 or 3.
      input_shape: shape of an input without the batch, a list: sizes, then channels.
      output_channels: number of the state's channels.
      kernel_shape: sizes of the kernel, a list.
      use_bias: whether there is a bias.
      skip_connection: whether inputs are put behind outputs.
      forget_bias: what is added to the forget gate.
      initializers: accepted for compatibility.
      name: name of the layer.

    Raises:
      ValueError: input_shape has another number of axes.

    Example:
      >>> cell = tf.contrib.rnn.ConvLSTMCell(2, [5, 5, 3], 4, [3, 3])
      >>> output, state = cell(tf.ones([2, 5, 5, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 5, 5, 4]
    """

    def __init__(
        self, conv_ndims, input_shape, output_channels, kernel_shape, use_bias=True,
        skip_connection=False, forget_bias=1.0, initializers=None, name="conv_lstm_cell",
    ) -> None:  # fmt: skip
        super().__init__(name=name)
        if conv_ndims != len(input_shape) - 1:
            raise ValueError(f"Invalid input_shape {input_shape} for conv_ndims={conv_ndims}.")
        self._ndims, self._input_shape = conv_ndims, list(input_shape)
        self._channels, self._kernel_shape = output_channels, list(kernel_shape)
        self._use_bias, self._skips, self._forget_bias = use_bias, skip_connection, forget_bias
        self._made = None

    @property
    def state_size(self) -> LSTMStateTuple:
        """Shapes of memory and output."""
        shape = as_shape([*self._input_shape[:-1], self._channels])
        return LSTMStateTuple(shape, shape)

    @property
    def output_size(self) -> Any:
        """Shape of an output."""
        more = self._input_shape[-1] if self._skips else 0
        return as_shape([*self._input_shape[:-1], self._channels + more])

    def call(self, inputs, state, scope=None) -> Any:
        c, h = state
        joined = api.concat([inputs, h], -1)
        kernel, bias = self._weights(joined)
        strides = 1 if self._ndims == 1 else [1] * (self._ndims + 2)
        sums = _CONVOLUTIONS[self._ndims](joined, kernel, strides, "SAME")
        sums = sums if bias is None else sums + bias
        i, j, f, o = split(sums, 4, self._ndims + 1)
        c = api.sigmoid(f + self._forget_bias) * c + api.sigmoid(i) * api.tanh(j)
        output = api.tanh(c) * api.sigmoid(o)
        if self._skips:
            output = api.concat([output, inputs], -1)
        return output, LSTMStateTuple(c, output)

    def _weights(self, joined):
        if self._made is None:
            columns = 4 * self._channels
            shape = [*self._kernel_shape, joined.shape._at(-1), columns]
            kernel = get_variable("kernel", shape, joined.dtype)
            self._made = kernel, get_variable(
                "biases", [columns], joined.dtype, initializer=Zeros()
            ) if self._use_bias else None
        return self._made


def _of_axes(ndims, base):
    class Cell(ConvLSTMCell):
        def __init__(self, name=base, **kwargs: Any) -> None:
            super().__init__(ndims, name=name, **kwargs)

    return Cell


@public("contrib.rnn.Conv1DLSTMCell")
class Conv1DLSTMCell(_of_axes(1, "conv_1d_lstm_cell")):
    """`tf.contrib.rnn.ConvLSTMCell` of sequences.

    Args:
      name: name of the layer.
      **kwargs: those of `tf.contrib.rnn.ConvLSTMCell`.

    Example:
      >>> cell = tf.contrib.rnn.Conv1DLSTMCell(
      ...     input_shape=[5, 3], output_channels=4, kernel_shape=[3])
      >>> cell(tf.ones([2, 5, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 5, 4]
    """


@public("contrib.rnn.Conv2DLSTMCell")
class Conv2DLSTMCell(_of_axes(2, "conv_2d_lstm_cell")):
    """`tf.contrib.rnn.ConvLSTMCell` of images.

    Args:
      name: name of the layer.
      **kwargs: those of `tf.contrib.rnn.ConvLSTMCell`.

    Example:
      >>> cell = tf.contrib.rnn.Conv2DLSTMCell(
      ...     input_shape=[5, 5, 3], output_channels=4, kernel_shape=[3, 3])
      >>> cell(tf.ones([2, 5, 5, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 5, 5, 4]
    """


@public("contrib.rnn.Conv3DLSTMCell")
class Conv3DLSTMCell(_of_axes(3, "conv_3d_lstm_cell")):
    """`tf.contrib.rnn.ConvLSTMCell` of volumes.

    Args:
      name: name of the layer.
      **kwargs: those of `tf.contrib.rnn.ConvLSTMCell`.

    Example:
      >>> cell = tf.contrib.rnn.Conv3DLSTMCell(
      ...     input_shape=[4, 4, 4, 3], output_channels=2, kernel_shape=[3, 3, 3])
      >>> cell(tf.ones([2, 4, 4, 4, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 4, 4, 4, 2]
    """
