"""Cells of long short-term memory."""

from typing import Any

from zeal._native import api, raw
from zeal.keras.layers.recurrent_cells import HARD_SIGMOID, SIGMOID, TANH, WIDE, GatedCell
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import split
from zeal.public import public
from zeal.state.trackable import NoDependency

_OPS = {SIGMOID: raw.BlockLSTMV2, HARD_SIGMOID: raw.HardBlockLSTM}


@public("keras.layers.LSTMCell")
class LSTMCell(GatedCell):
    """Long short-term memory (Hochreiter and Schmidhuber 1997).

    Args:
      units, activation, recurrent_activation, use_bias, unit_forget_bias, implementation, **kwargs:
        those of `tf.keras.layers.LSTM`.

    Example:
      >>> cell = tf.keras.layers.LSTMCell(3)
      >>> output, states = cell(tf.ones([2, 4]), [tf.zeros([2, 3])] * 2)
      >>> output.shape.as_list(), len(states)
      ([2, 3], 2)
    """

    gates = 4

    def __init__(self, *args: Any, unit_forget_bias=True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_forget_bias = unit_forget_bias
        self.state_size = NoDependency([self.units, self.units])

    def _first_bias(self):
        """Forget gates begin with 1."""
        if not self.unit_forget_bias:
            return self.bias_initializer
        units, first = self.units, self.bias_initializer

        def initializer(shape, dtype=None, partition_info=None):
            parts = [first([units], dtype=dtype), api.fill([units], api.cast(1, dtype))]
            return api.concat([*parts, first([2 * units], dtype=dtype)], 0)

        return initializer

    def _one_op(self, inputs, training):
        """The op that computes steps, or None: it knows two kinds of gates, and no dropout."""
        if self.activation is not TANH or inputs.dtype not in WIDE or self._draws(training):
            return None
        return _OPS.get(self.recurrent_activation)

    def _run_op(self, op, steps, inputs, h, c):
        """Outputs and memories of steps whose inputs are `[time, batch, n]`."""
        weights = api.concat([self.kernel, self.recurrent_kernel], 0)
        unseen = zeros([self.units], h.dtype)
        bias = zeros([4 * self.units], h.dtype) if self.bias is None else self.bias
        made = op(steps, inputs, c, h, weights, unseen, unseen, unseen, bias)
        return made[6], made[1]

    def call(self, inputs, states, training=None) -> Any:
        h, c = states
        op = self._one_op(inputs, training) if inputs.shape.ndims == 2 else None
        if op is not None:
            outputs, memories = self._run_op(op, 1, api.expand_dims(inputs, 0), h, c)
            h = outputs[0]
            return h, [h, memories[0]]
        of_inputs, of_states = self._drawn(inputs, h, training, self._count())
        sums = self._products(inputs, self.kernel, of_inputs)
        sums = sums + self._products(h, self.recurrent_kernel, of_states)
        if self.bias is not None:
            sums = sums + self.bias
        c, o = self._memory(split(sums, 4, 1), c)
        h = o * self.activation(c)
        return h, [h, c]

    def _memory(self, sums, c):
        """The new memory and the output gate, from what reaches the gates."""
        i, f, g, o = sums
        c = self.recurrent_activation(f) * c + self.recurrent_activation(i) * self.activation(g)
        return c, self.recurrent_activation(o)

    def get_config(self) -> dict:
        return {**super().get_config(), "unit_forget_bias": self.unit_forget_bias}


@public("keras.experimental.PeepholeLSTMCell")
class PeepholeLSTMCell(LSTMCell):
    """An LSTM cell whose gates see the memory, too (Gers et al., 2002; Sak et al., 2014).

    Args:
      all: those of `tf.keras.layers.LSTM`.

    Example:
      >>> layer = tf.keras.layers.RNN(tf.keras.experimental.PeepholeLSTMCell(3))
      >>> layer(tf.ones([2, 5, 4])).shape.as_list(), len(layer.weights)
      ([2, 3], 6)
    """

    def _one_op(self, inputs, training):
        return None  # with these gates none sees the memory

    def build(self, input_shape) -> None:
        super().build(input_shape)
        for gate in ("input", "forget", "output"):
            name = f"{gate}_gate_peephole_weights"
            weights = self.add_weight(name, [self.units], initializer=self.kernel_initializer)
            setattr(self, name, weights)

    def _memory(self, sums, c):
        i, f, g, o = sums
        i = self.recurrent_activation(i + self.input_gate_peephole_weights * c)
        f = self.recurrent_activation(f + self.forget_gate_peephole_weights * c)
        c = f * c + i * self.activation(g)
        return c, self.recurrent_activation(o + self.output_gate_peephole_weights * c)
