"""Cells of `tf.contrib.rnn` whose units see only themselves of the state."""

from typing import Any

from zeal._native import api
from zeal.ops.array.join import split
from zeal.public import public
from zeal.rnn.basic_cells import OneStateCell
from zeal.rnn.lstm_cells import LSTMStateTuple, MemoryAndOutput
from zeal.state.initializers import Constant, RandomUniform, Zeros


class Independent(OneStateCell):
    """A cell with a kernel for inputs, and one factor of each unit for the state."""

    def __init__(
        self, num_units, activation=None, reuse=None, kernel_initializer=None,
        bias_initializer=None, name=None, dtype=None,
    ) -> None:  # fmt: skip
        super().__init__(num_units, activation, reuse, name, dtype)
        self._kernel_initializer = kernel_initializer
        self._bias_initializer = bias_initializer

    def get_config(self) -> dict:
        config = super().get_config()
        return {key: config[key] for key in ("num_units", "activation", "reuse", "name", "dtype")}

    def _weights_for(self, input_shape, count, prefix="", kernel="kernel_w", bias=None):
        """The kernel, the factors and the bias of `count` gates."""
        shape = [self._depth(input_shape), count * self._num_units]
        row, own = [1, shape[1]], RandomUniform(-1.0, 1.0)
        first = bias if self._bias_initializer is None else self._bias_initializer
        return (
            self.add_weight(prefix + kernel, shape, initializer=self._kernel_initializer),
            self.add_weight(f"{prefix}kernel_u", row, initializer=own),
            self.add_weight(f"{prefix}bias", row[1:], initializer=first or Zeros()),
        )

    @staticmethod
    def _sums(inputs, state, weights, count=1):
        kernel, factors, bias = weights
        states = api.tile(state, [1, count]) if count > 1 else state
        return api.matmul(inputs, kernel) + states * factors + bias


@public("contrib.rnn.IndRNNCell")
class IndRNNCell(Independent):
    """The plain cell with independent units (https://arxiv.org/abs/1803.04831).

    `output = state = activation(inputs @ kernel_w + state * kernel_u + bias)`.

    Args:
      num_units: length of the state's rows.
      activation: a function or its name; tanh by default.
      reuse: whether variables are those of an earlier layer of this name.
      name, dtype: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.contrib.rnn.IndRNNCell(4)
      >>> _ = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> [v.shape.as_list() for v in cell.variables]
      [[3, 4], [1, 4], [4]]
    """

    def __init__(self, num_units, activation=None, reuse=None, name=None, dtype=None) -> None:
        super().__init__(num_units, activation, reuse, name=name, dtype=dtype)

    def build(self, inputs_shape) -> None:
        self._weights = self._weights_for(inputs_shape, 1)
        self.built = True

    def call(self, inputs, state) -> Any:
        output = self._activation(self._sums(inputs, state, self._weights))
        return output, output


@public("contrib.rnn.IndyGRUCell")
class IndyGRUCell(Independent):
    """A gated recurrent unit with independent units (https://arxiv.org/abs/1903.08023).

    Args:
      kernel_initializer: of the kernels for inputs.
      bias_initializer: of the biases; by default 1 for gates and 0 for the candidate.
      the others: as for `IndRNNCell`.

    Example:
      >>> cell = tf.contrib.rnn.IndyGRUCell(4)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 4]
    """

    def build(self, inputs_shape) -> None:
        self._gates = self._weights_for(inputs_shape, 2, "gates/", bias=Constant(1.0))
        self._candidate = self._weights_for(inputs_shape, 1, "candidate/", "kernel")
        self.built = True

    def call(self, inputs, state) -> Any:
        r, u = split(api.sigmoid(self._sums(inputs, state, self._gates, 2)), 2, 1)
        new = self._activation(self._sums(inputs, r * state, self._candidate))
        state = u * state + (1 - u) * new
        return state, state


@public("contrib.rnn.IndyLSTMCell")
class IndyLSTMCell(MemoryAndOutput, Independent):
    """An LSTM cell with independent units (https://arxiv.org/abs/1903.08023).

    Args:
      num_units: length of the rows of `c` and `h`.
      forget_bias: what is added to the forget gate.
      kernel_initializer: of the kernel for inputs.
      bias_initializer: of the bias; 0 by default.
      the others: as for `IndRNNCell`.

    Example:
      >>> cell = tf.contrib.rnn.IndyLSTMCell(4)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[1].c.shape.as_list()
      [2, 4]
    """

    def __init__(
        self, num_units, forget_bias=1.0, activation=None, reuse=None, kernel_initializer=None,
        bias_initializer=None, name=None, dtype=None,
    ) -> None:  # fmt: skip
        super().__init__(
            num_units, activation, reuse, kernel_initializer, bias_initializer, name, dtype
        )
        self._forget_bias = forget_bias

    def build(self, inputs_shape) -> None:
        self._weights = self._weights_for(inputs_shape, 4)
        self.built = True

    def call(self, inputs, state) -> Any:
        c, h = state
        i, j, f, o = split(self._sums(inputs, h, self._weights, 4), 4, 1)
        c = c * api.sigmoid(f + self._forget_bias) + api.sigmoid(i) * self._activation(j)
        h = self._activation(c) * api.sigmoid(o)
        return h, LSTMStateTuple(c, h)


@public("contrib.rnn.SRUCell")
class SRUCell(OneStateCell):
    """The simple recurrent unit, whose products do not wait for the state before.

    See https://arxiv.org/abs/1709.02755.

    Args:
      num_units: length of the rows of state and output.
      activation: a function or its name; tanh by default.
      reuse: whether variables are those of an earlier layer of this name.
      name, **kwargs: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.contrib.rnn.SRUCell(4)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 4]
    """

    def __init__(self, num_units, activation=None, reuse=None, name=None, **kwargs: Any) -> None:
        super().__init__(num_units, activation, reuse, name, **kwargs)

    def build(self, inputs_shape) -> None:
        """Makes kernel and bias."""
        units = self._num_units
        self._kernel = self.add_weight("kernel", [self._depth(inputs_shape), 4 * units])
        self._bias = self.add_weight("bias", [2 * units], initializer=Zeros())
        self.built = True

    def call(self, inputs, state) -> Any:
        new, f, r, passed = split(api.matmul(inputs, self._kernel), 4, 1)
        f, r = split(api.sigmoid(api.concat([f, r], 1) + self._bias), 2, 1)
        state = f * state + (1.0 - f) * new
        return r * self._activation(state) + (1.0 - r) * passed, state
