"""Recurrent networks of several layers and directions whose weights are one vector.

Nvidia's library computes them on GPUs; here each layer runs through `tf.nn.dynamic_rnn`.
"""

from typing import Any

from zeal import _native, dtypes
from zeal._native import api
from zeal.layers import Layer
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import split, stack
from zeal.ops.array.reorder import reverse_sequence
from zeal.ops.array.shape import size_along
from zeal.ops.nn.dropout import dropout
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.dynamic import dynamic_rnn
from zeal.rnn.lstm_cells import LSTMStateTuple
from zeal.state.initializers import Constant, GlorotUniform

_MODES = ("linear_input", "skip_input", "auto_select")
_DIRECTIONS = ("unidirectional", "bidirectional")


class _Step(RNNCell):
    """A cell of given weights: lists of those of inputs and of states, one for each gate."""

    def __init__(self, kind, of_inputs, of_states, biases):
        super().__init__()
        self._kind, self._units = kind, of_states[0].shape._at(0)
        self._of_inputs, self._of_states = (
            api.concat([api.transpose(w) for w in kernels], 1) for kernels in (of_inputs, of_states)
        )
        self._biases = [api.concat(part, 0) for part in biases]

    @property
    def state_size(self) -> Any:
        lstm = self._kind == "lstm"
        return LSTMStateTuple(self._units, self._units) if lstm else self._units

    @property
    def output_size(self) -> int:
        return self._units

    def __call__(self, inputs, state, scope=None) -> Any:
        h = state.h if self._kind == "lstm" else state
        new = api.matmul(inputs, self._of_inputs) + self._biases[0]
        old = api.matmul(h, self._of_states) + self._biases[1]
        return getattr(self, f"_{self._kind}")(new, old, state)

    def _lstm(self, new, old, state):
        i, f, j, o = split(new + old, 4, 1)
        c = api.sigmoid(f) * state.c + api.sigmoid(i) * api.tanh(j)
        h = api.sigmoid(o) * api.tanh(c)
        return h, LSTMStateTuple(c, h)

    def _gru(self, new, old, state):
        (r, u, j), (of_r, of_u, of_j) = split(new, 3, 1), split(old, 3, 1)
        update = api.sigmoid(u + of_u)
        h = api.tanh(j + api.sigmoid(r + of_r) * of_j)
        h = (1.0 - update) * h + update * state
        return h, h

    def _rnn_tanh(self, new, old, state):
        h = api.tanh(new + old)
        return h, h

    def _rnn_relu(self, new, old, state):
        h = api.relu(new + old)
        return h, h


class _Network(Layer):
    """What the four layers share."""

    _rnn_mode: str
    _gates: int

    def __init__(
        self, num_layers, num_units, input_mode="linear_input", direction="unidirectional",
        dropout=0.0, seed=None, dtype: Any = dtypes.float32, kernel_initializer=None,
        bias_initializer=None, name=None,
    ) -> None:  # fmt: skip
        super().__init__(dtype=dtype, name=name)
        for value, known, what in (
            (direction, _DIRECTIONS, "direction"), (input_mode, _MODES, "input_mode"),
        ):  # fmt: skip
            if value not in known:
                raise ValueError(f"Invalid {what}: {value}, expecting {' or '.join(known)}")
        if dtypes.as_dtype(dtype) not in (dtypes.float16, dtypes.float32, dtypes.float64):
            raise ValueError(f"Only support float16, float32, float64, provided {dtype}")
        if input_mode == "skip_input":
            raise NotImplementedError(
                f"{type(self).__name__}: input_mode='skip_input' is not built in zeal; the first "
                "layer has weights for its inputs: pass 'linear_input'"
            )
        self.num_layers, self.num_units = num_layers, num_units
        self.input_mode, self.direction = input_mode, direction
        self._dropout, self._seed = dropout, seed
        self._initializers = kernel_initializer, bias_initializer
        self._input_size = None

    @property
    def rnn_mode(self) -> str:
        """The kind: lstm, gru, rnn_tanh or rnn_relu."""
        return self._rnn_mode

    @property
    def num_dirs(self) -> int:
        """The number of directions."""
        return 1 + (self.direction == "bidirectional")

    @property
    def input_size(self) -> int:
        """Length of the inputs' rows.

        Raises:
          ValueError: the layer has not been built.
        """
        if not self._input_size:
            raise ValueError("'input_size' is unknown since layer has not been built.")
        return self._input_size

    @property
    def canonical_weight_shapes(self) -> list:
        """Shapes of the kernels: by layer and direction those of inputs, then those of states.

        Raises:
          RuntimeError: the layer has not been built.
        """
        if not self._input_size:
            raise RuntimeError(
                f"{type(self).__name__}.canonical_weight_shapes invoked before input shape is known"
            )
        units, found = self.num_units, []
        for layer in range(self.num_layers):
            depth = units * self.num_dirs if layer else self._input_size
            gates = [(units, depth)] * self._gates + [(units, units)] * self._gates
            found += gates * self.num_dirs
        return found

    @property
    def canonical_bias_shapes(self) -> list:
        """Shapes of the biases: by layer and direction those of inputs, then those of states."""
        return [[self.num_units]] * (2 * self._gates * self.num_dirs * self.num_layers)

    def state_shape(self, batch_size) -> list:
        """The shapes of the states' parts.

        Args:
          batch_size: an int, or an integer scalar.

        Returns:
          A list of lists.
        """
        parts = 2 if self._rnn_mode == "lstm" else 1
        return [[self.num_layers * self.num_dirs, batch_size, self.num_units]] * parts

    def build(self, input_shape) -> None:
        """Makes the vector of all weights.

        Raises:
          ValueError: it is another one.
        """
        if len(input_shape) != 3:
            raise ValueError(f"Expecting input_shape with 3 dims, got {len(input_shape)}")
        self._input_size = input_shape[-1] if isinstance(input_shape, list) else input_shape._at(-1)
        if self._input_size is None:
            raise ValueError("The last dimension of the inputs to `CudnnRNN` should be defined. "
                             "Found `None`.")  # fmt: skip
        self.kernel = self.add_weight(
            "opaque_kernel", [sum(map(_count, self._shapes()))], initializer=self._first_weights
        )
        super().build(input_shape)

    def _shapes(self):
        return [*self.canonical_weight_shapes, *self.canonical_bias_shapes]

    def _first_weights(self, shape, dtype=None, partition_info=None):
        kernel, bias = self._initializers
        kernel = kernel or GlorotUniform(seed=self._seed)
        made = [kernel(list(s), dtype=dtype) for s in self.canonical_weight_shapes]
        made += [(bias or Constant(0.0))(s, dtype=dtype) for s in self.canonical_bias_shapes]
        return api.concat([api.reshape(part, [-1]) for part in made], 0)

    def _parts(self):
        """Kernels and biases as tensors of their shapes."""
        shapes = self._shapes()
        flat = split(api.identity(self.kernel), [_count(s) for s in shapes], 0)
        parts = [api.reshape(part, list(s)) for part, s in zip(flat, shapes, strict=True)]
        count = len(self.canonical_weight_shapes)
        return parts[:count], parts[count:]

    def call(
        self, inputs, initial_state=None, sequence_lengths=None, time_major=True, training=True
    ) -> Any:
        """Runs all layers.

        Args:
          inputs: tensor of shape `[time, batch, n]`; `[batch, time, n]` where not time_major.
          initial_state: a tuple of the states' parts, each of shape
            `[num_layers * num_dirs, batch, num_units]`; zeros by default. With the first two axes
            the other way round where not time_major.
          sequence_lengths: int32 tensor `[batch]`, or None.
          time_major: which axis is first.
          training: whether dropout drops between layers.

        Returns:
          The output `[time, batch, num_dirs * num_units]`, and the new states as a tuple.

        Raises:
          TypeError: initial_state is no tuple.
        """
        if initial_state is not None and not isinstance(initial_state, tuple):
            raise TypeError(f"Invalid initial_state type: {initial_state}, expecting tuple.")
        value = _native.convert(inputs, self.dtype)
        value = value if time_major else api.transpose(value, [1, 0, 2])
        states = self._first_states(value, initial_state, time_major)
        kernels, biases = self._parts()
        ends = []
        for layer in range(self.num_layers):
            if layer and training and self._dropout:
                value = dropout(value, rate=self._dropout, seed=self._seed)
            outputs = []
            for direction in range(self.num_dirs):
                at = layer * self.num_dirs + direction
                cell = self._cell(kernels, biases, at)
                first = [part[at] for part in states]
                output, end = _run(cell, value, first, sequence_lengths, direction)
                outputs.append(output)
                ends.append(end)
            value = api.concat(outputs, 2) if len(outputs) > 1 else outputs[0]
        made = tuple(stack(list(part)) for part in zip(*ends, strict=True))
        return self._given(value, made, time_major)

    def _first_states(self, value, given, time_major):
        if given is None:
            batch = size_along(value, 1)
            return [zeros(shape, self.dtype) for shape in self.state_shape(batch)]
        given = [_native.convert(part, self.dtype) for part in given]
        return given if time_major else [api.transpose(part, [1, 0, 2]) for part in given]

    def _given(self, value, states, time_major):
        if time_major:
            return value, states
        return api.transpose(value, [1, 0, 2]), tuple(
            api.transpose(part, [1, 0, 2]) for part in states
        )

    def _cell(self, kernels, biases, at):
        """The cell of a layer's direction."""
        n = self._gates
        kernels, biases = (parts[2 * n * at : 2 * n * (at + 1)] for parts in (kernels, biases))
        return _Step(self._rnn_mode, kernels[:n], kernels[n:], [biases[:n], biases[n:]])


def _count(shape):
    return shape[0] * (shape[1] if len(shape) > 1 else 1)


def _run(cell, value, first, lengths, backwards):
    """Outputs and last state's parts of one direction."""
    lstm = cell._kind == "lstm"
    state = LSTMStateTuple(first[1], first[0]) if lstm else first[0]
    turned = _turned(value, lengths) if backwards else value
    output, end = dynamic_rnn(cell, turned, lengths, state, time_major=True)
    output = _turned(output, lengths) if backwards else output
    return output, [end.h, end.c] if lstm else [end]


def _turned(value, lengths):
    if lengths is None:
        return api.reverse(value, [0])
    return reverse_sequence(value, lengths, seq_axis=0, batch_axis=1)


@public("contrib.cudnn_rnn.CudnnLSTM")
class CudnnLSTM(_Network):
    """An LSTM of several layers and directions, whose forget gates have no bias of 1.

    All weights are one vector, `opaque_kernel`: by layer and direction the kernels of inputs, then
    of states (gates: i, f, c, o), and then the biases likewise.

    Args:
      num_layers: the number of layers.
      num_units: length of the rows of a layer's output, in each direction.
      input_mode: "linear_input" or "auto_select": the first layer has weights for its inputs.
      direction: "unidirectional" or "bidirectional".
      dropout: the share of elements that are dropped between layers.
      seed: op seed of the weights and of dropout.
      dtype: float16, float32 or float64.
      kernel_initializer: of the kernels; `tf.glorot_uniform_initializer` by default.
      bias_initializer: of the biases; zeros by default.
      name: the layer's name.

    Raises:
      ValueError: a direction, mode or dtype is none of these.

    Example:
      >>> layer = tf.contrib.cudnn_rnn.CudnnLSTM(2, 4)
      >>> output, states = layer(tf.ones([5, 3, 6]))
      >>> output.shape.as_list(), states[0].shape.as_list()
      ([5, 3, 4], [2, 3, 4])
    """

    _rnn_mode, _gates = "lstm", 4


@public("contrib.cudnn_rnn.CudnnGRU")
class CudnnGRU(_Network):
    """A GRU of several layers and directions, reset after the product with the state.

    All weights are one vector, `opaque_kernel`: by layer and direction the kernels of inputs, then
    of states (gates: r, u, c), and then the biases likewise.

    Args:
      all: as for `tf.contrib.cudnn_rnn.CudnnLSTM`.
    """

    _rnn_mode, _gates = "gru", 3


@public("contrib.cudnn_rnn.CudnnRNNTanh")
class CudnnRNNTanh(_Network):
    """A recurrent network of several layers and directions, with tanh.

    All weights are one vector, `opaque_kernel`: by layer and direction the kernels of inputs, then
    of states (gates: one), and then the biases likewise.

    Args:
      all: as for `tf.contrib.cudnn_rnn.CudnnLSTM`.
    """

    _rnn_mode, _gates = "rnn_tanh", 1


@public("contrib.cudnn_rnn.CudnnRNNRelu")
class CudnnRNNRelu(_Network):
    """A recurrent network of several layers and directions, with the rectifier.

    All weights are one vector, `opaque_kernel`: by layer and direction the kernels of inputs, then
    of states (gates: one), and then the biases likewise.

    Args:
      all: as for `tf.contrib.cudnn_rnn.CudnnLSTM`.
    """

    _rnn_mode, _gates = "rnn_relu", 1
