"""tf.contrib.rnn.HighwayWrapper."""

from typing import Any

from zeal import nest
from zeal._native import api, composites
from zeal.public import public
from zeal.rnn.contrib_wrappers import AroundCell
from zeal.state.initializers import Constant
from zeal.state.variable import get_variable


@public("contrib.rnn.HighwayWrapper")
class HighwayWrapper(AroundCell):
    """A cell whose inputs pass it in part, as gates say (https://arxiv.org/abs/1505.00387).

    Args:
      cell: the cell inside, whose outputs are as long as its inputs.
      couple_carry_transform_gates: whether what does not pass is what the cell gives.
      carry_bias_init: first value of the gate's bias.

    Raises:
      TypeError: cell is no cell.
      ValueError: outputs are shaped otherwise than inputs.

    Example:
      >>> cell = tf.contrib.rnn.HighwayWrapper(tf.nn.rnn_cell.GRUCell(3))
      >>> cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))[0].shape.as_list()
      [1, 3]
    """

    def __init__(self, cell, couple_carry_transform_gates=True, carry_bias_init=1.0) -> None:
        super().__init__(cell, None)
        self._couples, self._carry_bias = couple_carry_transform_gates, carry_bias_init
        self._own_gates: dict = {}

    def _own_scope(self):
        """Variables lie beside those of the cell inside, as if there was nothing around it."""
        from contextlib import nullcontext

        return nullcontext()

    def call(self, inputs, state) -> Any:
        outputs, state = self._cell(inputs, state)
        nest.assert_same_structure(inputs, outputs)
        pairs = zip(nest.flatten(inputs), nest.flatten(outputs), strict=True)
        mixed = [self._mixed(i, x, y) for i, (x, y) in enumerate(pairs)]
        return nest.pack_sequence_as(outputs, mixed), state

    def _mixed(self, number, x, y):
        x.shape.assert_is_compatible_with(y.shape)
        carry = self._gate("carry", number, x, self._carry_bias)
        if self._couples:
            return x * carry + y * (1 - carry)
        return x * carry + y * self._gate("transform", number, x, -self._carry_bias)

    def _gate(self, name, number, x, bias):
        if (name, number) not in self._own_gates:
            size = x.shape.with_rank(2)._at(1)
            self._own_gates[name, number] = (
                get_variable(f"{name}_w", [size, size], x.dtype),
                get_variable(f"{name}_b", [size], x.dtype, Constant(bias)),
            )
        return api.sigmoid(composites.dense(x, *self._own_gates[name, number]))
