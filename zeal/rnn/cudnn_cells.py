"""Cells that compute what the layers of `tf.contrib.cudnn_rnn` do in a step."""

from typing import Any

from zeal._native import api, composites
from zeal.ops.array.join import split
from zeal.public import public
from zeal.rnn.basic_cells import GRUCell
from zeal.rnn.block_cells import LSTMBlockCell


@public("contrib.cudnn_rnn.CudnnCompatibleLSTMCell")
class CudnnCompatibleLSTMCell(LSTMBlockCell):
    """An LSTM's cell that computes what a layer of `CudnnLSTM` does.

    Args:
      num_units: length of the state's rows.
      reuse: whether variables are those of an earlier layer of this name.

    Example:
      >>> cell = tf.contrib.cudnn_rnn.CudnnCompatibleLSTMCell(4)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 4]
    """

    def __init__(self, num_units, reuse=None) -> None:
        super().__init__(
            num_units, forget_bias=0, cell_clip=None, use_peephole=False, reuse=reuse,
            name="cudnn_compatible_lstm_cell",
        )  # fmt: skip


@public("contrib.cudnn_rnn.CudnnCompatibleGRUCell")
class CudnnCompatibleGRUCell(GRUCell):
    """A GRU's cell that computes what a layer of `CudnnGRU` does.

    The reset gate works on the product with the state, not on the state:
    `new = tanh(x @ W + b + r * (h @ R + d))`.

    Args:
      num_units: length of the state's rows.
      reuse: whether variables are those of an earlier layer of this name.
      kernel_initializer: of the kernels.

    Example:
      >>> cell = tf.contrib.cudnn_rnn.CudnnCompatibleGRUCell(4)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 4]
    """

    def __init__(self, num_units, reuse=None, kernel_initializer=None) -> None:
        super().__init__(num_units, reuse=reuse, kernel_initializer=kernel_initializer)

    def build(self, input_shape) -> None:
        """Makes the kernels and biases of gates, of what is new and of the state."""
        depth, units = self._depth(input_shape), self._num_units
        self._gates = self._linear("gates", depth + units, 2 * units, "ones")
        self._new = self._linear("candidate/input_projection", depth, units, "zeros")
        self._old = self._linear("candidate/hidden_projection", units, units, "zeros")
        self.built = True

    def call(self, inputs, state) -> Any:
        sums = composites.dense(api.concat([inputs, state], 1), *self._gates)
        reset, update = split(api.sigmoid(sums), 2, 1)
        new = api.tanh(
            composites.dense(inputs, *self._new) + reset * composites.dense(state, *self._old)
        )
        state = (1.0 - update) * new + update * state
        return state, state
