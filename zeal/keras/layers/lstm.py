"""tf.keras.layers.LSTM."""

from zeal._native import api
from zeal.keras.layers.lstm_cells import LSTMCell
from zeal.keras.layers.recurrent import SimpleRecurrent
from zeal.public import public


@public("keras.layers.LSTM")
class LSTM(SimpleRecurrent):
    """A recurrent layer of long short-term memory (Hochreiter and Schmidhuber 1997).

    Args:
      units: length of the output's rows.
      activation, recurrent_activation: names or functions; tanh and hard_sigmoid by default.
      unit_forget_bias: whether the forget gate's bias begins with 1.
      implementation: 1: each gate has masks of dropout of its own; 2: all share one.
      the others: those of `tf.keras.layers.SimpleRNN`.

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
        op = None
        if mask is None and constants is None and self._is_plain(inputs):
            op = self.cell._one_op(inputs, training)
        if op is None:
            return super()._recur(inputs, states, mask, training, constants)
        inputs = inputs if self.time_major else api.transpose(inputs, [1, 0, 2])
        if self.go_backwards:
            inputs = api.reverse(inputs, [0])
        steps = inputs.shape._at(0)
        steps = api.cast(api.shape(inputs)[0], "int64") if steps is None else steps
        outputs, memories = self.cell._run_op(op, steps, inputs, *states)
        last = outputs[-1]
        if self.return_sequences:
            output = outputs if self.time_major else api.transpose(outputs, [1, 0, 2])
        else:
            output = last
        return output, [last, memories[-1]]

    def _is_plain(self, inputs):
        """Whether a step is the cell's own, and there are some."""
        if type(self.cell) not in self._fused or inputs.shape.ndims != 3:
            return False
        return inputs.shape._at(0 if self.time_major else 1) != 0
