"""tf.keras.layers.LSTM."""

from zeal.keras.layers.recurrent import SimpleRecurrent
from zeal.keras.layers.recurrent_cells import LSTMCell
from zeal.public import public


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
    cell_keys = (
        SimpleRecurrent.cell_keys.replace("activation", "activation recurrent_activation", 1)
        .replace("kernel_regularizer", "unit_forget_bias kernel_regularizer", 1)
        + " implementation"
    )
