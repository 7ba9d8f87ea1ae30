"""tf.keras.layers.GRU."""

from zeal._native import api
from zeal.keras.layers.recurrent import SimpleRecurrent
from zeal.keras.layers.recurrent_cells import GRUCell
from zeal.public import public


@public("keras.layers.GRU")
class GRU(SimpleRecurrent):
    """A recurrent layer of gated units (http://arxiv.org/abs/1406.1078).

    Args:
      units: length of the output's rows.
      activation, recurrent_activation: names or functions; tanh and hard_sigmoid by default.
      implementation: 1: each gate has masks of dropout of its own; 2: all share one.
      reset_after: whether the reset gate multiplies the product with the state, which then has a
        bias of its own, or the state.
      the others: those of `tf.keras.layers.SimpleRNN`.

    Example:
      >>> layer = tf.keras.layers.GRU(5, return_state=True)
      >>> [x.shape.as_list() for x in layer(tf.ones([2, 7, 3]))]
      [[2, 5], [2, 5]]
    """

    cell_class = GRUCell
    cell_keys = (
        SimpleRecurrent.cell_keys.replace("activation", "activation recurrent_activation", 1)
        + " implementation reset_after"
    )

    def _recur(self, inputs, states, mask, training, constants):
        """In one op for all steps, unless something happens between steps that it does not do."""
        outputs = None
        if mask is None and constants is None and self._is_plain(inputs):
            sequence = inputs if self.time_major else api.transpose(inputs, [1, 0, 2])
            sequence = api.reverse(sequence, [0]) if self.go_backwards else sequence
            outputs = self.cell._in_one_op(sequence, states[0], training)
        if outputs is None:
            return super()._recur(inputs, states, mask, training, constants)
        last = outputs[-1]
        if not self.return_sequences:
            return last, [last]
        return outputs if self.time_major else api.transpose(outputs, [1, 0, 2]), [last]

    def _is_plain(self, inputs):
        """Whether a step is the cell's own, and there are some."""
        if type(self.cell).call is not GRUCell.call or inputs.shape.ndims != 3:
            return False
        return inputs.shape._at(0 if self.time_major else 1) != 0
