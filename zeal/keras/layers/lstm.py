"""tf.keras.layers.LSTM."""

from zeal._native import api, raw
from zeal.dtypes import float32, float64
from zeal.keras import activations
from zeal.keras.layers.recurrent import SimpleRecurrent
from zeal.keras.layers.recurrent_cells import LSTMCell
from zeal.ops.array.fill import zeros
from zeal.public import public

# The op that computes an LSTM with these gates.
_OPS = {
    activations.get("sigmoid"): raw.BlockLSTMV2, activations.hard_sigmoid: raw.HardBlockLSTM
}


@public("keras.layers.LSTM")
class LSTM(SimpleRecurrent):
    """A recurrent layer of long short-term memory (Hochreiter and Schmidhuber 1997).

    Args:
      units: length of the output's rows.
      activation, recurrent_activation: names or functions; tanh and hard_sigmoid by default.
      unit_forget_bias: whether the forget gate's bias begins with 1.
      implementation: 1: each gate has masks of dropout of its own; 2: all share one.
      The others: those of `tf.keras.layers.SimpleRNN`.

    Example:
      >>> layer = tf.keras.layers.LSTM(5, return_sequences=True)
      >>> layer(tf.ones([2, 7, 3])).shape.as_list(), [v.shape.as_list() for v in layer.weights]
      ([2, 7, 5], [[3, 20], [5, 20], [20]])
    """

    cell_class = LSTMCell
    _fused: tuple = (LSTMCell,)  # cells that the op computes
    cell_keys = (
        SimpleRecurrent.cell_keys.replace("activation", "activation recurrent_activation", 1)
        .replace("kernel_regularizer", "unit_forget_bias kernel_regularizer", 1)
        + " implementation"
    )

    def _recur(self, inputs, states, mask, training, constants):
        """In one op for all steps, unless something happens between steps that it does not do."""
        if mask is not None or constants is not None or not self._is_plain(inputs, training):
            return super()._recur(inputs, states, mask, training, constants)
        cell, (h, c) = self.cell, states
        inputs = inputs if self.time_major else api.transpose(inputs, [1, 0, 2])
        if self.go_backwards:
            inputs = api.reverse(inputs, [0])
        steps = inputs.shape._at(0)
        steps = api.cast(api.shape(inputs)[0], "int64") if steps is None else steps
        weights = api.concat([cell.kernel, cell.recurrent_kernel], 0)
        unseen = zeros([self.units], h.dtype)
        bias = zeros([4 * self.units], h.dtype) if cell.bias is None else cell.bias
        op = _OPS[cell.recurrent_activation]
        made = op(steps, inputs, c, h, weights, unseen, unseen, unseen, bias)
        outputs, last = made[6], made[6][-1]
        if self.return_sequences:
            output = outputs if self.time_major else api.transpose(outputs, [1, 0, 2])
        else:
            output = last
        return output, [last, made[1][-1]]

    def _is_plain(self, inputs, training):
        cell = self.cell
        if type(cell) not in self._fused or inputs.shape.ndims != 3:
            return False
        drops = training is not None and training is not False
        if drops and (cell.dropout or cell.recurrent_dropout):
            return False
        if cell.activation is not activations.get("tanh"):
            return False
        some = inputs.shape._at(0 if self.time_major else 1) != 0
        return some and cell.recurrent_activation in _OPS and inputs.dtype in (float32, float64)
