"""tf.contrib.rnn.PhasedLSTMCell."""

from typing import Any

from zeal._native import api
from zeal.eager.context import executing_eagerly
from zeal.ops.array.join import split
from zeal.ops.array.where import where
from zeal.ops.random.distributions import random_uniform
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.linear import Linears
from zeal.rnn.lstm_cells import LSTMStateTuple, MemoryAndOutput
from zeal.state.initializers import Constant
from zeal.state.variable import get_variable


@public("contrib.rnn.PhasedLSTMCell")
class PhasedLSTMCell(Linears, MemoryAndOutput, RNNCell):
    """An LSTM cell for events at any times, whose units are open in turn.

    See https://arxiv.org/abs/1610.09513.

    Args:
      num_units: length of the rows of `c` and `h`.
      use_peepholes: whether gates see the memory.
      leak: how open a unit is in the closed part of its period.
      ratio_on: the share of the period in which a unit is open.
      trainable_ratio_on: whether that share is learned.
      period_init_min, period_init_max: between which the periods begin, evenly in their logarithms.
      reuse: whether variables are those of an earlier layer of this name.

    Example:
      >>> cell = tf.contrib.rnn.PhasedLSTMCell(4)
      >>> time, x = tf.constant([[0.5], [1.5]]), tf.ones([2, 3])
      >>> output, state = cell((time, x), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self, num_units, use_peepholes=False, leak=0.001, ratio_on=0.1, trainable_ratio_on=True,
        period_init_min=1.0, period_init_max=1000.0, reuse=None,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse)
        self._num_units, self._use_peepholes, self._leak = num_units, use_peepholes, leak
        self._ratio_on, self._trainable_ratio_on = ratio_on, trainable_ratio_on
        self._periods = period_init_min, period_init_max

    def call(self, inputs, state) -> Any:
        (time, x), (c_before, h_before) = inputs, state
        units = self._num_units
        seen = [x, h_before]
        gates = self._linear("mask_gates", [*seen, *self._peephole(c_before)], 2 * units)
        i, f = split(api.sigmoid(gates), 2, 1)
        new = api.tanh(self._linear("new_input", seen, units))
        c = c_before * f + i * new
        o = api.sigmoid(self._linear("output_gate", [*seen, *self._peephole(c)], units))
        h = api.tanh(c) * o
        k = self._openness(time)
        c, h = k * c + (1 - k) * c_before, k * h + (1 - k) * h_before
        return h, LSTMStateTuple(c, h)

    def _peephole(self, memory):
        return [memory] if self._use_peepholes else []

    def _openness(self, time):
        """How open each unit is at a time: rises, falls, then leaks for the rest of the period."""
        period, phase, ratio = self._rhythm()
        period, phase = (api.cast(v, time.dtype) for v in (period, phase))
        shifted = time - phase
        at = api.stop_gradient(shifted % period - shifted) + shifted
        place = api.cast(at / period, "float32")
        rising = 2 * place / ratio
        k = where(place < ratio, 2 - rising, self._leak * place)
        return where(place < 0.5 * ratio, rising, k)

    def _rhythm(self):
        made = self.__dict__.get("_own_rhythm")
        if made is None:
            shape = [self._num_units]
            period = get_variable("period", shape, initializer=self._period)
            phase = get_variable("phase", shape, initializer=_below(period))
            ratio = get_variable(
                "ratio_on", shape, initializer=Constant(self._ratio_on),
                trainable=self._trainable_ratio_on,
            )  # fmt: skip
            made = self.__dict__["_own_rhythm"] = period, phase, ratio
        return made

    def _period(self, shape, dtype=None, partition_info=None):
        low, high = map(api.log, self._periods)
        return api.exp(random_uniform(shape, low, high, dtype=dtype or "float32"))


def _below(period):
    """An initializer: each number is evenly between 0 and the first value of the period."""

    def initializer(shape, dtype=None, partition_info=None):
        high = period if executing_eagerly() else period.initial_value
        return random_uniform(shape, 0.0, high, dtype or "float32")

    return initializer
