"""tf.keras.layers.CuDNNLSTM and CuDNNGRU: layers without options that slow them down."""

from typing import Any

from zeal._native import Variable, api
from zeal.keras.layers.gru import GRU
from zeal.keras.layers.lstm import LSTM
from zeal.keras.layers.lstm_cells import LSTMCell
from zeal.keras.layers.recurrent_cells import GRUCell
from zeal.public import public

_KEYS = (
    "units kernel_initializer recurrent_initializer bias_initializer kernel_regularizer "
    "recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint bias_constraint"
)


class DoubleBias:
    """What both cells share: one variable of the biases of inputs and of states."""

    def _bias_shape(self, columns):
        return [2 * columns]

    @property
    def bias(self) -> Any:
        """What the cell without these adds."""
        return None if self._both is None else self._as_bias(self._both)

    @bias.setter
    def bias(self, variable) -> None:
        self.__dict__["_both"] = variable
        if variable is not None:
            self._track_trackable(variable, "bias", overwrite=True)


class DoubleBiasLSTMCell(DoubleBias, LSTMCell):
    """An LSTM's cell with biases of inputs and of states, one behind the other."""

    def __init__(self, units, **kwargs: Any) -> None:
        super().__init__(units, recurrent_activation="sigmoid", **kwargs)

    def _first_bias(self):
        """Forget gates of states begin with 1."""
        if not self.unit_forget_bias:
            return self.bias_initializer
        units, first = self.units, self.bias_initializer

        def initializer(shape, dtype=None, partition_info=None):
            parts = [first([5 * units], dtype=dtype), api.fill([units], api.cast(1, dtype))]
            return api.concat([*parts, first([2 * units], dtype=dtype)], 0)

        return initializer

    def _as_bias(self, both):
        half = 4 * self.units
        return both[:half] + both[half:]


class FlatBiasGRUCell(DoubleBias, GRUCell):
    """A GRU's cell with biases of inputs and of states, one behind the other."""

    def __init__(self, units, **kwargs: Any) -> None:
        super().__init__(units, recurrent_activation="sigmoid", reset_after=True, **kwargs)

    def _as_bias(self, both):
        return api.reshape(both, [2, 3 * self.units])


class WithoutMasks:
    """What both layers share. In checkpoints they have no cell, but its variables themselves."""

    def build(self, input_shape) -> None:
        """Builds the cell.

        Args:
          input_shape: the inputs' shape.
        """
        super().build(input_shape)
        for name, node in self.cell._zeal_edges().items():
            self._handle_deferred_dependencies(name, node)

    def _zeal_edges(self):
        edges = dict(super()._zeal_edges())
        cell = edges.pop("cell", None)
        parts = {} if cell is None else cell._zeal_edges()
        return {**edges, **{k: v for k, v in parts.items() if isinstance(v, Variable)}}

    def call(
        self, inputs, mask=None, training=None, initial_state=None, constants=None
    ) -> Any:
        """Runs the cell.

        Args:
          inputs: tensor of shape `[batch, time, n]`.
          mask: None.
          training: accepted for compatibility.
          initial_state: a list of the first states.
          constants: None.

        Returns:
          The output, or a list of it and the last states.

        Raises:
          ValueError: there is a mask.
        """
        mask = mask[0] if isinstance(mask, list) else mask
        if mask is not None:
            raise ValueError("Masking is not supported for CuDNN RNNs.")
        return super().call(inputs, None, training, initial_state, constants)

    def _own_config(self):
        config = super()._own_config()
        del config["unroll"]
        return config


@public("keras.layers.CuDNNLSTM")
class CuDNNLSTM(WithoutMasks, LSTM):
    """`tf.keras.layers.LSTM` with sigmoid gates, and biases of inputs and of states.

    Args:
      units: length of the output's rows.
      unit_forget_bias: whether the forget gate's bias begins with 1.
      the others: those of `tf.keras.layers.LSTM`; without activations, dropout and unrolling.

    Raises:
      ValueError: inputs have a mask.

    Example:
      >>> layer = tf.keras.layers.CuDNNLSTM(5, return_sequences=True)
      >>> layer(tf.ones([2, 7, 3])).shape.as_list(), layer.weights[2].shape.as_list()
      ([2, 7, 5], [40])
    """

    cell_class = DoubleBiasLSTMCell
    _fused = (DoubleBiasLSTMCell,)
    cell_keys = _KEYS.replace("kernel_regularizer", "unit_forget_bias kernel_regularizer", 1)


@public("keras.layers.CuDNNGRU")
class CuDNNGRU(WithoutMasks, GRU):
    """`tf.keras.layers.GRU` with sigmoid gates, reset after the product with the state.

    Args:
      units: length of the output's rows.
      the others: those of `tf.keras.layers.GRU`; without activations, dropout and unrolling.

    Raises:
      ValueError: inputs have a mask.

    Example:
      >>> layer = tf.keras.layers.CuDNNGRU(5)
      >>> layer(tf.ones([2, 7, 3])).shape.as_list(), layer.weights[2].shape.as_list()
      ([2, 5], [30])
    """

    cell_class = FlatBiasGRUCell
    cell_keys = _KEYS
