"""tf.contrib.rnn.LayerNormBasicLSTMCell."""

from typing import Any

from zeal._native import api, composites
from zeal.ops.array.join import split
from zeal.ops.nn.dropout import dropout
from zeal.ops.nn.norm import layer_norm
from zeal.public import public
from zeal.rnn.cell import LayerRNNCell
from zeal.rnn.lstm_cells import LSTMStateTuple, MemoryAndOutput
from zeal.state.initializers import Constant

_GATES = ("input", "transform", "forget", "output")


@public("contrib.rnn.LayerNormBasicLSTMCell")
class LayerNormBasicLSTMCell(MemoryAndOutput, LayerRNNCell):
    """An LSTM cell whose gates and memory are normalized, with dropout of what enters the memory.

    Args:
      num_units: length of the rows of `c` and `h`.
      forget_bias: what is added to the forget gate.
      input_size: accepted for compatibility.
      activation: a function; tanh by default.
      layer_norm: whether there is normalization (https://arxiv.org/abs/1607.06450); else there is
        a bias.
      norm_gain, norm_shift: first values of its scale and its offset.
      dropout_keep_prob: the probability that an element stays, a number or a tensor
        (https://arxiv.org/abs/1603.05118).
      dropout_prob_seed: an int, which makes the draws repeatable.
      reuse: whether variables are those of an earlier layer of this name.

    Example:
      >>> cell = tf.contrib.rnn.LayerNormBasicLSTMCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), len(cell.variables)
      ([2, 4], 11)
    """

    def __init__(
        self, num_units, forget_bias=1.0, input_size=None, activation=api.tanh, layer_norm=True,
        norm_gain=1.0, norm_shift=0.0, dropout_keep_prob=1.0, dropout_prob_seed=None, reuse=None,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse)
        self._num_units, self._activation, self._forget_bias = num_units, activation, forget_bias
        self._keep_prob, self._seed = dropout_keep_prob, dropout_prob_seed
        self._layer_norm, self._gain, self._shift = layer_norm, norm_gain, norm_shift

    def build(self, input_shape) -> None:
        """Makes the kernel, and the scales and offsets or the bias."""
        units = self._num_units
        self._kernel = self.add_weight("kernel", [self._depth(input_shape) + units, 4 * units])
        if not self._layer_norm:
            self._bias = self.add_weight("bias", [4 * units])
        else:
            self._bias, self._norms = None, {}
            for name in (*_GATES, "state"):
                self._norms[name] = [
                    self.add_weight(f"{name}/{part}", [units], initializer=Constant(value))
                    for part, value in (("gamma", self._gain), ("beta", self._shift))
                ]
        self.built = True

    def call(self, inputs, state) -> Any:
        c, h = state
        gates = composites.dense(api.concat([inputs, h], 1), self._kernel, self._bias)
        i, j, f, o = (
            self._normalized(name, gate)
            for name, gate in zip(_GATES, split(gates, 4, 1), strict=True)
        )
        g = self._activation(j)
        if not isinstance(self._keep_prob, float) or self._keep_prob < 1:
            g = dropout(g, rate=1.0 - self._keep_prob, seed=self._seed)
        c = c * api.sigmoid(f + self._forget_bias) + api.sigmoid(i) * g
        c = self._normalized("state", c)
        h = self._activation(c) * api.sigmoid(o)
        return h, LSTMStateTuple(c, h)

    def _normalized(self, name, values):
        if not self._layer_norm:
            return values
        gamma, beta = self._norms[name]
        return layer_norm(values, gamma, beta, 1e-12)
