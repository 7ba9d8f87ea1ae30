"""tf.keras.layers.GRU."""

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
      The others: those of `tf.keras.layers.SimpleRNN`.

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
