"""Cells of `tf.contrib.rnn`: update gates, intersections, one found by search, groups."""

from typing import Any

from zeal._native import api
from zeal.ops.array.join import split
from zeal.public import public
from zeal.rnn.cell import LayerRNNCell, RNNCell
from zeal.rnn.linear import Linears
from zeal.rnn.lstm_cells import LSTMStateTuple, MemoryAndOutput
from zeal.state.initializers import Zeros
from zeal.state.scope import get_variable_scope, variable_scope
from zeal.state.variable import get_variable


class OneState(Linears, RNNCell):
    """A cell with a tensor as its state, as long as the output."""

    def __init__(self, num_units, initializer, forget_bias, activation, reuse) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._initializer = num_units, initializer
        self._forget_bias, self._activation = forget_bias, activation

    @property
    def state_size(self) -> int:
        return self._num_units

    output_size = state_size


@public("contrib.rnn.UGRNNCell")
class UGRNNCell(OneState):
    """A cell with one gate, which updates (https://arxiv.org/abs/1611.09913).

    `g, c = [inputs, state] @ kernel + bias`, `output = state = u * state + (1 - u) *
    activation(c)` with `u = sigmoid(g + forget_bias)`.

    Args:
      num_units: length of the state's rows.
      initializer: of the kernel.
      forget_bias: what is added to the gate.
      activation: a function; tanh by default.
      reuse: whether variables are those of an earlier layer of this name.

    Raises:
      ValueError: the input's last axis is unknown.

    Example:
      >>> cell = tf.contrib.rnn.UGRNNCell(4)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 4]
    """

    def __init__(
        self, num_units, initializer=None, forget_bias=1.0, activation=api.tanh, reuse=None
    ) -> None:
        super().__init__(num_units, initializer, forget_bias, activation, reuse)

    def call(self, inputs, state) -> Any:
        joined = api.concat([inputs, state], 1)  # before the kernel, whose seed counts ops
        sums = self._linear("", [joined], 2 * self._num_units, True, self._initializer)
        gate, new = split(sums, 2, 1)
        kept = api.sigmoid(gate + self._forget_bias)
        state = kept * state + (1.0 - kept) * self._activation(new)
        return state, state


@public("contrib.rnn.IntersectionRNNCell")
class IntersectionRNNCell(OneState):
    """A cell with gates through time and through depth (https://arxiv.org/abs/1611.09913).

    Args:
      num_units: length of the rows of state and output.
      num_in_proj: whether inputs of another length are projected to `num_units`: that number.
      initializer: of the kernels.
      forget_bias: what is added to the gates.
      y_activation: a function of what goes up; ReLU by default.
      reuse: whether variables are those of an earlier layer of this name.

    Raises:
      ValueError: the input's last axis is unknown, or of another length.

    Example:
      >>> cell = tf.contrib.rnn.IntersectionRNNCell(4, num_in_proj=4)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 4]
    """

    def __init__(
        self, num_units, num_in_proj=None, initializer=None, forget_bias=1.0,
        y_activation=api.relu, reuse=None,
    ) -> None:  # fmt: skip
        super().__init__(num_units, initializer, forget_bias, y_activation, reuse)
        self._num_in_proj = num_in_proj

    def call(self, inputs, state) -> Any:
        units, depth = self._num_units, inputs.shape.with_rank(2)._at(1)
        if depth is None:
            raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
        if depth != units and not self._num_in_proj:
            raise ValueError(
                "Must have input size == output size for Intersection RNN. To fix, num_in_proj "
                "should be set to num_units at cell init."
            )
        if depth != units:
            inputs = self._linear("in_projection", [inputs], units, True, self._initializer)
        sums = self._linear("", [inputs, state], 4 * units, True, self._initializer)
        keeps, new, passes, up = split(sums, 4, 1)
        keeps, passes = (api.sigmoid(gate + self._forget_bias) for gate in (keeps, passes))
        new_state = keeps * state + (1.0 - keeps) * api.tanh(new)
        return passes * inputs + (1.0 - passes) * self._activation(up), new_state


@public("contrib.rnn.NASCell")
class NASCell(MemoryAndOutput, LayerRNNCell):
    """A cell that a search among cells found (https://arxiv.org/abs/1611.01578).

    Args:
      num_units: length of the memory's rows.
      num_proj: length of the output's rows, a linear function of what they would be otherwise.
      use_bias: whether there is a bias.
      reuse: whether variables are those of an earlier layer of this name.
      **kwargs: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.contrib.rnn.NASCell(4, num_proj=2)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 2]
    """

    def __init__(
        self, num_units, num_proj=None, use_bias=False, reuse=None, **kwargs: Any
    ) -> None:
        super().__init__(_reuse=reuse, **kwargs)
        self._num_units, self._num_proj, self._use_bias = num_units, num_proj, use_bias

    def build(self, inputs_shape) -> None:
        """Makes the kernels, and what bias and projection need."""
        columns = 8 * self._num_units
        self.recurrent_kernel = self.add_weight("recurrent_kernel", [self.output_size, columns])
        self.kernel = self.add_weight("kernel", [self._depth(inputs_shape), columns])
        if self._use_bias:
            self.bias = self.add_weight("bias", [columns], initializer="zeros")
        if self._num_proj is not None:
            shape = [self._num_units, self._num_proj]
            self.projection_weights = self.add_weight("projection_weights", shape)
        self.built = True

    def call(self, inputs, state) -> Any:
        c, m = state
        of_state = api.matmul(m, self.recurrent_kernel)
        of_state = of_state + self.bias if self._use_bias else of_state
        of_inputs = split(api.matmul(inputs, self.kernel), 8, 1)
        pairs = list(zip(of_inputs, split(of_state, 8, 1), strict=True))
        functions = (api.sigmoid, api.relu, api.sigmoid, api.relu, api.tanh, api.sigmoid,
                     api.tanh, api.sigmoid)  # fmt: skip
        low = [
            function(a * b if i == 3 else a + b)
            for i, (function, (a, b)) in enumerate(zip(functions, pairs, strict=True))
        ]
        first = api.tanh(api.tanh(low[0] * low[1]) + c)
        c = first * api.tanh(low[2] + low[3])
        m = api.tanh(c * api.tanh(api.tanh(low[4] * low[5]) + api.sigmoid(low[6] + low[7])))
        if self._num_proj is not None:
            m = api.matmul(m, self.projection_weights)
        return m, LSTMStateTuple(c, m)


@public("contrib.rnn.GLSTMCell")
class GLSTMCell(Linears, MemoryAndOutput, RNNCell):
    """An LSTM cell whose units fall into groups (https://arxiv.org/abs/1703.10722).

    Args:
      num_units: length of the memory's rows.
      initializer: of the kernels.
      num_proj: length of the output's rows, a linear function of what they would be otherwise.
      number_of_groups: number of groups, which divides the lengths of inputs and states.
      forget_bias: what is added to the forget gate.
      activation: a function of the memory; tanh by default.
      reuse: whether variables are those of an earlier layer of this name.

    Raises:
      ValueError: a length cannot be divided.

    Example:
      >>> cell = tf.contrib.rnn.GLSTMCell(4, number_of_groups=2)
      >>> _ = cell(tf.ones([2, 6]), cell.zero_state(2, tf.float32))
      >>> cell.variables[0].shape.as_list()
      [5, 8]
    """

    def __init__(
        self, num_units, initializer=None, num_proj=None, number_of_groups=1, forget_bias=1.0,
        activation=api.tanh, reuse=None,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse)
        for name, length in (("num_units", num_units), ("num_proj", num_proj or 0)):
            if length % number_of_groups:
                raise ValueError(f"{name} must be divisible by number_of_groups")
        self._num_units, self._num_proj, self._groups = num_units, num_proj, number_of_groups
        self._initializer, self._forget_bias = initializer, forget_bias
        self._activation = activation

    def call(self, inputs, state) -> Any:
        c, m = state
        depth = inputs.shape._at(1)
        if depth is None:
            raise ValueError("input size must be statically known")
        if depth % self._groups:
            raise ValueError(
                f"input size ({depth}) must be divisible by number_of_groups ({self._groups})"
            )
        pairs = zip(split(inputs, self._groups, 1), split(m, self._groups, 1), strict=True)
        size = 4 * self._num_units // self._groups
        sums = [
            split(self._linear(f"group{i}", pair, size, False, self._initializer), 4, 1)
            for i, pair in enumerate(pairs)
        ]
        i, j, f, o = (
            api.concat(list(part), 1) + self._bias(name, inputs.dtype)
            for name, part in zip("ijfo", zip(*sums, strict=True), strict=True)
        )
        c = api.sigmoid(f + self._forget_bias) * c + api.sigmoid(i) * api.tanh(j)
        m = api.sigmoid(o) * self._activation(c)
        if self._num_proj is not None:
            m = self._linear("projection", [m], self._num_proj, False)
        return m, LSTMStateTuple(c, m)

    def _bias(self, gate, dtype):
        made = self.__dict__.setdefault("_biases", {})
        if gate not in made:
            with variable_scope(get_variable_scope()):
                made[gate] = get_variable(
                    f"bias_{gate}", [self._num_units], dtype, initializer=Zeros()
                )
        return made[gate]
