"""`tf.contrib.rnn.GridLSTMCell`: LSTMs through time and frequency that see one another."""

from collections import namedtuple
from typing import Any

from zeal import logging
from zeal._native import api
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import split
from zeal.ops.array.pad import pad
from zeal.ops.array.shape import size_along
from zeal.public import public
from zeal.rnn.frequency_cell import OfFrequencies, width_of
from zeal.state.initializers import Zeros


class _Gates:
    """One LSTM of a block: through frequencies ("f"), or through time ("t")."""

    def __init__(self, cell, kind, block, depth, dtype):
        self.cell = cell
        count = 3 if cell._couple_input_forget_gates else 4
        shape = [depth + 2 * cell._num_units, count * cell._num_units]
        self._kernel = cell._kernel(f"W_{kind}_{block}", shape, dtype, cell._shards)
        self._bias = cell._variable(f"B_{kind}_{block}", shape[1:], dtype, Zeros())

    def add_diagonals(self, way, block, dtype):
        """What gates multiply the memories of frequency and time by."""
        gates = "IO" if self.cell._couple_input_forget_gates else "FIO"
        self._diagonals = {
            gate: [self.cell._diagonal(f"W_{gate}_diag_{way}{of}_{block}", dtype) for of in "ft"]
            for gate in gates
        }

    def sums(self, inputs):
        """What gates are of, by their letters; J is what is new."""
        parts = api.matmul(inputs, self._kernel) + self._bias
        letters = "IJO" if self.cell._couple_input_forget_gates else "IJFO"
        return dict(zip(letters, split(parts, len(letters), 1), strict=True))

    def _gate(self, letter, sums, memories):
        value = sums[letter] + self.cell._forget_bias if letter == "F" else sums[letter]
        for diagonal, memory in zip(self._diagonals[letter], memories, strict=True):
            value = value + diagonal * memory
        return api.sigmoid(value)

    def memory(self, sums, memories, own):
        """The new memory."""
        taken = self._gate("I", sums, memories)
        coupled = self.cell._couple_input_forget_gates
        kept = 1.0 - taken if coupled else self._gate("F", sums, memories)
        return self.cell._clipped(kept * own + taken * api.tanh(sums["J"]))

    def output(self, sums, memories, own):
        """The output."""
        return self._gate("O", sums, memories) * api.tanh(own)


@public("contrib.rnn.GridLSTMCell")
class GridLSTMCell(OfFrequencies):
    """A cell of two LSTMs, through time and through windows of features, that see one another.

    Source: Kalchbrenner, Danihelka and Graves, https://arxiv.org/abs/1507.01526; peepholes as in
    Sainath and Li, Modeling Time-Frequency Patterns with LSTM vs. Convolutional Architectures.

    Args:
      num_units: length of the rows of one window's state.
      use_peepholes: whether gates see the memories.
      share_time_frequency_weights: whether both LSTMs have the same variables.
      cell_clip: the largest absolute value of memories, or None.
      initializer: accepted for compatibility: variables have the scope's.
      num_unit_shards: in how many variables each kernel lies.
      forget_bias: what is added to the forget gates.
      feature_size: length of a window.
      frequency_skip: distance of windows.
      num_frequency_blocks: how many windows each block of features has, a list.
      start_freqindex_list, end_freqindex_list: where each block begins and ends; None for one
        block of all features.
      couple_input_forget_gates: whether what is forgotten makes room for what is new.
      state_is_tuple: whether states are named tuples; else they are one tensor, of whose first
        rows each block has a part, as in TensorFlow.
      reuse: whether variables are those of an earlier layer of this name.

    Raises:
      ValueError: num_frequency_blocks is missing, or does not fit the features.

    Example:
      >>> cell = tf.contrib.rnn.GridLSTMCell(
      ...     2, feature_size=2, frequency_skip=1, num_frequency_blocks=[3])
      >>> cell(tf.ones([5, 4]), cell.zero_state(5, tf.float32))[0].shape.as_list()
      [5, 12]
    """

    _directions: tuple = ("",)

    def __init__(
        self, num_units, use_peepholes=False, share_time_frequency_weights=False, cell_clip=None,
        initializer=None, num_unit_shards=1, forget_bias=1.0, feature_size=None,
        frequency_skip=None, num_frequency_blocks=None, start_freqindex_list=None,
        end_freqindex_list=None, couple_input_forget_gates=False, state_is_tuple=True, reuse=None,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse)
        if num_frequency_blocks is None:
            raise ValueError("Must specify num_frequency_blocks")
        if not state_is_tuple:
            logging.warning(f"{self}: Using a concatenated state is slower and will soon be "
                            "deprecated.  Use state_is_tuple=True.")  # fmt: skip
        self._num_units, self._use_peepholes, self._cell_clip = num_units, use_peepholes, cell_clip
        self._shares, self._shards = share_time_frequency_weights, num_unit_shards
        self._initializer, self._forget_bias = initializer, forget_bias
        self._feature_size, self._frequency_skip = feature_size, frequency_skip
        self._counts = [int(n) for n in num_frequency_blocks]
        self._bounds = start_freqindex_list, end_freqindex_list
        self._couple_input_forget_gates = couple_input_forget_gates
        self._state_tuple_type = self._tuple_type() if state_is_tuple else None

    def _tuple_type(self):
        fields = [f"{name}_{part}" for d in self._directions for name in self._names(d)
                  for part in "cm"]  # fmt: skip
        return namedtuple(f"{type(self).__name__.removesuffix('Cell')}StateTuple", fields)

    def _names(self, direction):
        """The names of windows, block by block."""
        return [f"{direction}state_f{i:02d}_b{b:02d}" for b, n in enumerate(self._counts)
                for i in range(n)]  # fmt: skip

    @property
    def state_tuple_type(self):
        """The class of states, or None."""
        return self._state_tuple_type

    @property
    def state_size(self) -> Any:
        """Lengths of the memory and output of each window, or their sum."""
        made = self._state_tuple_type
        return self.output_size if made is None else made(*[self._num_units] * len(made._fields))

    @property
    def output_size(self) -> int:
        """Length of the output's rows."""
        return 2 * self._num_units * sum(self._counts) * len(self._directions)

    def call(self, inputs, state) -> Any:
        outputs, made = self._step(self._blocks(inputs), state, "")
        return api.concat(outputs, 1), self._packed(made)

    def _packed(self, made):
        return (
            api.concat(made, 1) if self._state_tuple_type is None else self.state_tuple_type(*made)
        )

    def _step(self, blocks, state, direction):
        """Outputs and states of all blocks."""
        outputs, made, names = [], [], iter(self._names(direction))
        for block, windows in enumerate(blocks):
            before = [self._before(state, i, next(names)) for i in range(len(windows))]
            for some, parts in zip(
                (outputs, made), self._through(windows, block, before), strict=True
            ):
                some.extend(parts)
        return outputs, made

    def _before(self, state, i, name):
        """Memory and output of a window, one step ago."""
        if self._state_tuple_type is not None:
            return getattr(state, f"{name}_c"), getattr(state, f"{name}_m")
        n = self._num_units
        return state[:, 2 * i * n : (2 * i + 1) * n], state[:, (2 * i + 1) * n : (2 * i + 2) * n]

    def _through(self, windows, block, before):
        """Outputs and states of a block's windows."""
        dtype = windows[0].dtype
        frequency, time = self._both(block, windows[0].shape._at(1), dtype)
        c_f = m_f = zeros([size_along(windows[0], 0), self._num_units], dtype)
        outputs, made = [], []
        for window, (c_t, m_t) in zip(windows, before, strict=True):
            x = api.concat([window, m_t, m_f], 1)
            of_f = frequency.sums(x)
            of_t = of_f if time is frequency else time.sums(x)
            old = c_f, c_t
            c_f, c_t = frequency.memory(of_f, old, c_f), time.memory(of_t, old, c_t)
            m_f = frequency.output(of_f, (c_f, c_t), c_f)
            m_t = time.output(of_t, (c_f, c_t), c_t)
            outputs += [m_t, m_f]
            made += [c_t, m_t]
        return outputs, made

    def _both(self, block, depth, dtype):
        """The two LSTMs of a block, whose variables are made in TensorFlow's order."""
        frequency = _Gates(self, "f", block, depth, dtype)
        time = frequency if self._shares else _Gates(self, "t", block, depth, dtype)
        frequency.add_diagonals("freq", block, dtype)
        if time is not frequency:
            time.add_diagonals("time", block, dtype)
        return frequency, time

    # --- windows ---
    def _blocks(self, inputs, offset=0):
        """The windows of each block; all begin so many features later, or earlier."""
        size = width_of(inputs)
        inputs = pad(inputs, [[0, 0], [max(0, -offset), max(0, offset)]]) if offset else inputs
        blocks = []
        for (start, end), count in zip(self._limits(size), self._counts, strict=True):
            found = self._fitting(end - start)
            if found != count:
                raise ValueError(
                    f"Invalid num_frequency_blocks, requires {count} but gets {found}, please "
                    "check the input size and filter config are correct."
                )
            blocks.append(self._windows(inputs, count, start + max(0, offset)))
        return blocks

    def _limits(self, size):
        """Where each block begins and ends."""
        starts, ends = self._bounds
        if not starts:
            starts, ends = [0], [size]
        if len(starts) != len(ends):
            raise ValueError(
                f"Length of start and end freqindex_list does not match {len(starts)} {len(ends)}"
            )
        if len(self._counts) != len(starts):
            raise ValueError(
                f"Length of num_frequency_blocks is not {len(starts)}, but instead is "
                f"{len(self._counts)}"
            )
        return list(zip(starts, ends, strict=True))


@public("contrib.rnn.BidirectionalGridLSTMCell")
class BidirectionalGridLSTMCell(GridLSTMCell):
    """A `GridLSTMCell` that goes through the windows of a step in both directions.

    Args:
      num_units, ..., couple_input_forget_gates: as in `GridLSTMCell`.
      backward_slice_offset: how many features later windows begin on the way back.
      reuse: whether variables are those of an earlier layer of this name.

    Example:
      >>> cell = tf.contrib.rnn.BidirectionalGridLSTMCell(
      ...     2, feature_size=2, frequency_skip=1, num_frequency_blocks=[3])
      >>> cell(tf.ones([5, 4]), cell.zero_state(5, tf.float32))[0].shape.as_list()
      [5, 24]
    """

    _directions = ("fwd_", "bwd_")

    def __init__(
        self, num_units, use_peepholes=False, share_time_frequency_weights=False, cell_clip=None,
        initializer=None, num_unit_shards=1, forget_bias=1.0, feature_size=None,
        frequency_skip=None, num_frequency_blocks=None, start_freqindex_list=None,
        end_freqindex_list=None, couple_input_forget_gates=False, backward_slice_offset=0,
        reuse=None,
    ) -> None:  # fmt: skip
        super().__init__(
            num_units,
            use_peepholes,
            share_time_frequency_weights,
            cell_clip,
            initializer,
            num_unit_shards,
            forget_bias,
            feature_size,
            frequency_skip,
            num_frequency_blocks,
            start_freqindex_list,
            end_freqindex_list,
            couple_input_forget_gates,
            True,
            reuse,
        )
        self._offset = int(backward_slice_offset)

    def call(self, inputs, state) -> Any:
        forward = self._blocks(inputs)
        backward = [windows[::-1] for windows in self._blocks(inputs, self._offset)]
        outputs, made = [], []
        for direction, blocks in zip(self._directions, (forward, backward), strict=True):
            with self._within(direction[:3]):
                there, states = self._step(blocks, state, direction)
            outputs += there
            made += states
        return api.concat(outputs, 1), self._packed(made)
