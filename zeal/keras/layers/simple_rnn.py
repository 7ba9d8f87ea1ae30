"""tf.keras.layers.SimpleRNN."""

from typing import Any

from zeal import logging
from zeal.keras.layers.recurrent import SimpleRecurrent
from zeal.keras.layers.recurrent_cells import SimpleRNNCell
from zeal.public import public


@public("keras.layers.SimpleRNN")
class SimpleRNN(SimpleRecurrent):
    """A recurrent layer of plain cells: `h = activation(x @ kernel + h @ recurrent_kernel + bias)`.

    Args:
      units: length of the output's rows.
      activation: name or function; tanh by default.
      use_bias: whether there is a bias.
      kernel_initializer, recurrent_initializer, bias_initializer: "glorot_uniform", "orthogonal"
        and "zeros" by default.
      kernel_regularizer, recurrent_regularizer, bias_regularizer: functions of the variables, whose
        values are the layer's `losses`.
      activity_regularizer: the same of the output, in graphs only.
      kernel_constraint, recurrent_constraint, bias_constraint: functions that project values after
        an update.
      dropout, recurrent_dropout: share of the inputs' and of the state's elements that are set to
        zero while training, the same ones at all steps.
      return_sequences, return_state, go_backwards, stateful, unroll, **kwargs: those of
        `tf.keras.layers.RNN`.

    Example:
      >>> tf.keras.layers.SimpleRNN(5)(tf.ones([2, 7, 3])).shape.as_list()
      [2, 5]
    """

    cell_class = SimpleRNNCell

    def __init__(self, units, *args: Any, **kwargs: Any) -> None:
        if "implementation" in kwargs:
            del kwargs["implementation"]
            logging.warning(
                "The `implementation` argument in `SimpleRNN` has been deprecated. Please remove "
                "it from your layer call."
            )
        super().__init__(units, *args, **kwargs)
