"""Long short-term memory: cells whose state is a memory `c` and an output `h`."""

from collections import namedtuple
from typing import Any

from zeal import logging
from zeal._native import api, composites
from zeal.keras import activations, initializers
from zeal.keras.layers.input_spec import InputSpec
from zeal.ops.array.join import split
from zeal.public import public
from zeal.rnn.cell import LayerRNNCell
from zeal.state.partitioners import fixed_size_partitioner


@public("nn.rnn_cell.LSTMStateTuple", "contrib.rnn.LSTMStateTuple")
class LSTMStateTuple(namedtuple("LSTMStateTuple", ("c", "h"))):
    """The state of an LSTM cell: its memory `c` and its output `h`; also what `state_size` is.

    Example:
      >>> tf.nn.rnn_cell.LSTMStateTuple(1, 2)
      LSTMStateTuple(c=1, h=2)
    """

    __slots__ = ()

    @property
    def dtype(self):
        """The dtype of both.

        Raises:
          TypeError: they differ.
        """
        c, h = self
        if c.dtype != h.dtype:
            raise TypeError(f"Inconsistent internal state: {c.dtype} vs {h.dtype}")
        return c.dtype


class MemoryAndOutput:
    """What cells with an `LSTMStateTuple` share: an output that may be projected."""

    _num_proj = None  # the length of what it is projected to

    @property
    def state_size(self) -> LSTMStateTuple:
        """Lengths of memory and output."""
        return LSTMStateTuple(self._num_units, self.output_size)

    @property
    def output_size(self) -> int:
        """Length of the output's rows."""
        return self._num_proj or self._num_units


class LongShortTermCell(LayerRNNCell):
    """What LSTM cells share: two parts of a state, in a tuple or side by side."""

    def __init__(
        self, num_units, forget_bias, state_is_tuple, activation, reuse, name, dtype, kwargs
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._check_dtype()
        if not state_is_tuple:
            logging.warning(
                "%s: Using a concatenated state is slower and will soon be deprecated.  "
                "Use state_is_tuple=True.", self,
            )  # fmt: skip
        self.input_spec = InputSpec(ndim=2)
        self._num_units, self._forget_bias = num_units, forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = activations.get(activation) if activation else api.tanh

    @property
    def state_size(self) -> Any:
        """Lengths of `c` and `h`; their sum if they stand side by side."""
        sizes = LSTMStateTuple(self._num_units, self.output_size)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> int:
        """Length of `h`."""
        return self._num_units

    def _parts(self, state):
        """`c` and `h` of a state."""
        if self._state_is_tuple:
            try:
                c, h = state
            except (TypeError, ValueError) as error:
                raise (ValueError if isinstance(error, ValueError) else TypeError)(
                    "The state of an LSTM cell is a pair (c, h), an LSTMStateTuple such as "
                    f"zero_state gives; got {state!r}"
                ) from None
            return c, h
        return split(state, [self._num_units, self.output_size], 1)

    def _joined(self, c, h):
        return LSTMStateTuple(c, h) if self._state_is_tuple else api.concat([c, h], 1)

    def get_config(self) -> dict:
        config = super().get_config()
        config.update(
            num_units=self._num_units, forget_bias=self._forget_bias,
            state_is_tuple=self._state_is_tuple, reuse=self._reuse,
            activation=activations.serialize(self._activation),
        )  # fmt: skip
        return config


@public("nn.rnn_cell.BasicLSTMCell", "contrib.rnn.BasicLSTMCell")
class BasicLSTMCell(LongShortTermCell):
    """The basic LSTM cell (http://arxiv.org/abs/1409.2329).

    `i, j, f, o = [inputs, h] @ kernel + bias`, `c = c * sigmoid(f + forget_bias) +
    sigmoid(i) * activation(j)`, `output = h = activation(c) * sigmoid(o)`.

    Args:
      num_units: length of the rows of `c` and `h`.
      forget_bias: what is added to the forget gate.
      state_is_tuple: whether a state is an `LSTMStateTuple`; else its parts stand side by side.
      activation: a function or its name; tanh by default.
      reuse: whether variables are those of an earlier layer of this name.
      name, dtype, **kwargs: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.nn.rnn_cell.BasicLSTMCell(4, name="lstm")
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> state.c.shape.as_list(), [v.name for v in cell.variables]
      ([2, 4], ['lstm/kernel:0', 'lstm/bias:0'])
    """

    def __init__(
        self, num_units, forget_bias=1.0, state_is_tuple=True, activation=None, reuse=None,
        name=None, dtype=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            num_units, forget_bias, state_is_tuple, activation, reuse, name, dtype, kwargs
        )

    def build(self, input_shape) -> None:
        """Makes kernel and bias."""
        units = self._num_units
        self._kernel = self.add_weight("kernel", [self._depth(input_shape) + units, 4 * units])
        self._bias = self.add_weight("bias", [4 * units], initializer="zeros")
        self.built = True

    def call(self, inputs, state) -> Any:
        c, h = self._parts(state)
        gates = composites.dense(api.concat([inputs, h], 1), self._kernel, self._bias)
        i, j, f, o = split(gates, 4, 1)
        kept = c * api.sigmoid(f + self._forget_bias)
        new_c = kept + api.sigmoid(i) * self._activation(j)
        new_h = self._activation(new_c) * api.sigmoid(o)
        return new_h, self._joined(new_c, new_h)


@public("nn.rnn_cell.LSTMCell", "contrib.rnn.LSTMCell")
class LSTMCell(LongShortTermCell):
    """An LSTM cell with peepholes, clips and a projection, each optional.

    Without them it computes what `BasicLSTMCell` does; with peepholes the gates see `c` too
    (https://research.google.com/pubs/archive/43905.pdf).

    Args:
      num_units: length of the rows of `c`.
      use_peepholes: whether the gates see `c`, by a weight for each unit.
      cell_clip: limit of the absolute values of `c`.
      initializer: of the kernels and peepholes.
      num_proj: length of the rows of the output and of `h`, a linear function of what they would
        be otherwise.
      proj_clip: limit of the absolute values of the projected output.
      num_unit_shards, num_proj_shards: how many parts the kernels are kept in.
      forget_bias: what is added to the forget gate.
      state_is_tuple: whether a state is an `LSTMStateTuple`; else its parts stand side by side.
      activation: a function or its name; tanh by default.
      reuse: whether variables are those of an earlier layer of this name.
      name, dtype, **kwargs: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.nn.rnn_cell.LSTMCell(4, use_peepholes=True, num_proj=2)
      >>> output, state = cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))
      >>> output.shape.as_list(), state.c.shape.as_list()
      ([1, 2], [1, 4])
    """

    def __init__(
        self, num_units, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None,
        proj_clip=None, num_unit_shards=None, num_proj_shards=None, forget_bias=1.0,
        state_is_tuple=True, activation=None, reuse=None, name=None, dtype=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            num_units, forget_bias, state_is_tuple, activation, reuse, name, dtype, kwargs
        )
        self._use_peepholes, self._cell_clip = use_peepholes, cell_clip
        self._initializer = initializers.get(initializer)
        self._num_proj, self._proj_clip = num_proj, proj_clip
        self._num_unit_shards, self._num_proj_shards = num_unit_shards, num_proj_shards

    @property
    def output_size(self) -> int:
        """Length of an output's rows: that of the projection, where there is one."""
        return self._num_proj or self._num_units

    def build(self, input_shape) -> None:
        """Makes kernel and bias, and what peepholes and projection need."""
        units = self._num_units
        rows = self._depth(input_shape) + self.output_size
        self._kernel = self._matrix("kernel", [rows, 4 * units], self._num_unit_shards)
        self._bias = self.add_weight("bias", [4 * units], initializer="zeros")
        if self._use_peepholes:
            self._w_f_diag, self._w_i_diag, self._w_o_diag = (
                self.add_weight(f"w_{gate}_diag", [units], initializer=self._initializer)
                for gate in "fio"
            )
        if self._num_proj:
            shape = [units, self._num_proj]
            self._proj_kernel = self._matrix("projection/kernel", shape, self._num_proj_shards)
        self.built = True

    def _matrix(self, name, shape, shards):
        partitioner = None if shards is None else fixed_size_partitioner(shards)
        return self.add_weight(
            name, shape, initializer=self._initializer, partitioner=partitioner
        )

    def call(self, inputs, state) -> Any:
        c, h = self._parts(state)
        gates = composites.dense(api.concat([inputs, h], 1), self._kernel, self._bias)
        i, j, f, o = split(gates, 4, 1)
        f = f + self._forget_bias
        if self._use_peepholes:
            f, i = f + self._w_f_diag * c, i + self._w_i_diag * c
        c = _clipped(
            api.sigmoid(f) * c + api.sigmoid(i) * self._activation(j), self._cell_clip
        )
        if self._use_peepholes:
            o = o + self._w_o_diag * c
        h = api.sigmoid(o) * self._activation(c)
        if self._num_proj:
            h = _clipped(api.matmul(h, self._proj_kernel), self._proj_clip)
        return h, self._joined(c, h)

    def get_config(self) -> dict:
        config = super().get_config()
        config.update(
            use_peepholes=self._use_peepholes, cell_clip=self._cell_clip,
            initializer=initializers.serialize(self._initializer), num_proj=self._num_proj,
            proj_clip=self._proj_clip, num_unit_shards=self._num_unit_shards,
            num_proj_shards=self._num_proj_shards,
        )  # fmt: skip
        return config


def _clipped(value, limit):
    return value if limit is None else api.clip_by_value(value, -limit, limit)
