"""`tf.contrib.rnn.TimeFreqLSTMCell`: an LSTM through time and through the frequencies of a step."""

from typing import Any

from zeal._native import api
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import split
from zeal.ops.array.shape import size_along
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.named_variables import NamedVariables
from zeal.state.initializers import Zeros


class OfFrequencies(NamedVariables, RNNCell):
    """A cell that goes through windows of each step's features."""

    def _windows(self, inputs, count, first=0):
        """So many windows of features, from an index on."""
        starts = [first + i * self._frequency_skip for i in range(count)]
        return [inputs[:, start : start + self._feature_size] for start in starts]

    def _fitting(self, size):
        """How many windows fit into so many features."""
        return int((size - self._feature_size) / self._frequency_skip) + 1

    def _diagonal(self, name, dtype):
        """What a gate multiplies a memory by; nothing without peepholes."""
        return self._variable(name, [self._num_units], dtype) if self._use_peepholes else 0.0

    def _clipped(self, memory):
        clip = self._cell_clip
        return memory if clip is None else api.clip_by_value(memory, -clip, clip)


def width_of(inputs):
    """The number of features.

    Raises:
      ValueError: it is unknown, or inputs is no matrix.
    """
    size = inputs.shape.with_rank(2)._at(1)
    if size is None:
        raise ValueError("Cannot infer input_size from static shape inference.")
    return size


@public("contrib.rnn.TimeFreqLSTMCell")
class TimeFreqLSTMCell(OfFrequencies):
    """An LSTM cell that goes through windows of features, and through time.

    Source: Sainath and Li, Modeling Time-Frequency Patterns with LSTM vs. Convolutional
    Architectures for LVCSR Tasks.

    Args:
      num_units: length of the rows of one window's state.
      use_peepholes: whether gates see the memory.
      cell_clip: the largest absolute value of memories, or None.
      initializer: accepted for compatibility: variables have the scope's.
      num_unit_shards: in how many variables the kernel lies.
      forget_bias: what is added to the forget gate.
      feature_size: length of a window.
      frequency_skip: distance of windows.
      reuse: whether variables are those of an earlier layer of this name.

    Raises:
      ValueError: the input's last axis is unknown.

    Example:
      >>> cell = tf.contrib.rnn.TimeFreqLSTMCell(2, feature_size=2, frequency_skip=1)
      >>> cell(tf.ones([3, 4]), tf.zeros([3, 12]))[0].shape.as_list()
      [3, 6]
    """

    def __init__(
        self, num_units, use_peepholes=False, cell_clip=None, initializer=None, num_unit_shards=1,
        forget_bias=1.0, feature_size=None, frequency_skip=1, reuse=None,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse)
        self._num_units, self._use_peepholes, self._cell_clip = num_units, use_peepholes, cell_clip
        self._initializer, self._shards = initializer, num_unit_shards
        self._forget_bias = forget_bias
        self._feature_size, self._frequency_skip = feature_size, frequency_skip

    @property
    def state_size(self) -> int:
        """Twice the number of units, as TensorFlow says: a state has so many for each window."""
        return 2 * self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def call(self, inputs, state) -> Any:
        units, dtype = self._num_units, inputs.dtype
        windows = self._windows(inputs, self._fitting(width_of(inputs)))
        kernel = self._kernel(
            "W", [windows[0].shape._at(1) + 2 * units, 4 * units], dtype, self._shards
        )
        bias = self._variable("B", [4 * units], dtype, Zeros())
        of_f, of_i, of_o = (self._diagonal(f"W_{gate}_diag", dtype) for gate in ("F", "I", "O"))
        below, outputs, made = zeros([size_along(inputs, 0), units], dtype), [], []
        for n, window in enumerate(windows):
            c, m = (state[:, k * units : (k + 1) * units] for k in (2 * n, 2 * n + 1))
            sums = api.matmul(api.concat([window, m, below], 1), kernel) + bias
            i, j, f, o = split(sums, 4, 1)
            kept = api.sigmoid(f + self._forget_bias + of_f * c) * c
            c = self._clipped(kept + api.sigmoid(i + of_i * c) * api.tanh(j))
            below = api.sigmoid(o + of_o * c) * api.tanh(c)
            outputs.append(below)
            made += [c, below]
        return api.concat(outputs, 1), api.concat(made, 1)
