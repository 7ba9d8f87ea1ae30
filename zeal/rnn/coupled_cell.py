"""tf.contrib.rnn.CoupledInputForgetGateLSTMCell."""

from typing import Any

from zeal import logging
from zeal._native import api
from zeal.ops.array.join import split
from zeal.ops.nn.norm import batch_normalization, moments
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.lstm_cells import LSTMStateTuple
from zeal.rnn.named_variables import NamedVariables
from zeal.state.initializers import Constant, Zeros


@public("contrib.rnn.CoupledInputForgetGateLSTMCell")
class CoupledInputForgetGateLSTMCell(NamedVariables, RNNCell):
    """An LSTM cell that takes in what it forgets: the input gate is 1 minus the forget gate.

    See https://arxiv.org/abs/1503.04069.

    Args:
      num_units: length of the memory's rows.
      use_peepholes: whether gates see the memory.
      initializer: not read, as in TensorFlow.
      num_proj: length of the output's rows, a linear function of what they would be otherwise.
      proj_clip: where projected outputs are cut off.
      num_unit_shards, num_proj_shards: in how many variables the kernels lie.
      forget_bias: what is added to the forget gate.
      state_is_tuple: whether the state is an `LSTMStateTuple`, not one tensor.
      activation: a function; tanh by default.
      reuse: whether variables are those of an earlier layer of this name.
      layer_norm: whether gates and memory are normalized, in place of a bias.
      norm_gain, norm_shift: first values of the scale and the offset of that.

    Raises:
      ValueError: the input's last axis is unknown.

    Example:
      >>> cell = tf.contrib.rnn.CoupledInputForgetGateLSTMCell(4, num_proj=2)
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 2]
    """

    def __init__(
        self, num_units, use_peepholes=False, initializer=None, num_proj=None, proj_clip=None,
        num_unit_shards=1, num_proj_shards=1, forget_bias=1.0, state_is_tuple=True,
        activation=api.tanh, reuse=None, layer_norm=False, norm_gain=1.0, norm_shift=0.0,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse)
        if not state_is_tuple:
            logging.warning(
                "%s: Using a concatenated state is slower and will soon be deprecated.  Use "
                "state_is_tuple=True.", self,
            )  # fmt: skip
        self._num_units, self._use_peepholes = num_units, use_peepholes
        self._num_proj, self._proj_clip = num_proj, proj_clip
        self._shards = num_unit_shards, num_proj_shards
        self._forget_bias, self._state_is_tuple = forget_bias, state_is_tuple
        self._activation, self._layer_norm = activation, layer_norm
        self._norm = norm_gain, norm_shift

    @property
    def state_size(self) -> Any:
        """Lengths of memory and output, or their sum."""
        if not self._state_is_tuple:
            return self._num_units + self.output_size
        return LSTMStateTuple(self._num_units, self.output_size)

    @property
    def output_size(self) -> int:
        """Length of the output's rows."""
        return self._num_proj or self._num_units

    def call(self, inputs, state) -> Any:
        sizes = [self._num_units, self.output_size]
        c, m = state if self._state_is_tuple else split(state, sizes, 1)
        j, f, o = self._gates(inputs, m)
        of_f, of_o = self._diagonals(c.dtype)
        f = api.sigmoid(f + self._forget_bias + of_f * c)
        c = self._normalized("state", f * c + (1 - f) * self._activation(j))
        m = api.sigmoid(o + of_o * c) * self._activation(c)
        if self._num_proj is not None:
            m = api.matmul(m, self._kernel("W_P", sizes, m.dtype, self._shards[1]))
            if self._proj_clip is not None:
                m = api.clip_by_value(m, -self._proj_clip, self._proj_clip)
        return m, LSTMStateTuple(c, m) if self._state_is_tuple else api.concat([c, m], 1)

    def _gates(self, inputs, m):
        depth, units = inputs.shape.with_rank(2)._at(1), self._num_units
        if depth is None:
            raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
        shape = [depth + self.output_size, 3 * units]
        kernel = self._kernel("W", shape, inputs.dtype, self._shards[0])
        bias = self._variable("B", [3 * units], inputs.dtype, Zeros())
        sums = api.matmul(api.concat([inputs, m], 1), kernel)
        parts = split(sums if self._layer_norm else sums + bias, 3, 1)
        names = ("transform", "forget", "output")
        return [self._normalized(n, part) for n, part in zip(names, parts, strict=True)]

    def _diagonals(self, dtype):
        """What the two gates multiply the memory by."""
        if not self._use_peepholes:
            return 0.0, 0.0
        names = ("W_F_diag", "W_O_diag")
        return [self._variable(name, [self._num_units], dtype) for name in names]

    def _normalized(self, scope, values):
        if not self._layer_norm:
            return values
        size = values.shape[-1:].as_list()
        with self._within(scope):
            gamma, beta = (
                self._variable(name, size, values.dtype, Constant(value))
                for name, value in zip(("gamma", "beta"), self._norm, strict=True)
            )
        mean, variance = moments(values, [1], keepdims=True)
        return batch_normalization(values, mean, variance, beta, gamma, 1e-12)
