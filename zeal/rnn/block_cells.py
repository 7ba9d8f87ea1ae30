"""Cells of one op for a step: LSTMBlockCell, GRUBlockCell."""

from typing import Any

from zeal._native import raw
from zeal.keras.layers.input_spec import InputSpec
from zeal.ops.array.fill import zeros
from zeal.public import public
from zeal.rnn.cell import LayerRNNCell
from zeal.rnn.lstm_cells import LSTMStateTuple, MemoryAndOutput
from zeal.rnn.one_op import gru_step


class BlockWeights:
    """What a cell and a layer of whole sequences share: weights of BlockLSTM."""

    def _set_up(self, num_units, forget_bias, cell_clip, use_peephole):
        self._num_units, self._forget_bias = num_units, forget_bias
        self._cell_clip = -1 if cell_clip is None else cell_clip
        self._use_peephole = use_peephole

    def _add_weights(self, depth):
        units = self._num_units
        self._kernel = self.add_weight("kernel", [depth + units, 4 * units])
        self._bias = self.add_weight("bias", [4 * units], initializer="zeros")
        self._diagonals = ()
        if self._use_peephole:
            self._diagonals = [self.add_weight(f"w_{gate}_diag", [units]) for gate in "ifo"]
        self.built = True

    def _made_by(self, op, inputs, c, h):
        """The memory and output that the op gives."""
        diagonals = self._diagonals or [zeros([self._num_units], c.dtype)] * 3
        made = op(
            *inputs, c, h, self._kernel, *diagonals, self._bias, forget_bias=self._forget_bias,
            cell_clip=self._cell_clip, use_peephole=self._use_peephole,
        )  # fmt: skip
        return made[1], made[6]


@public("contrib.rnn.LSTMBlockCell")
class LSTMBlockCell(BlockWeights, MemoryAndOutput, LayerRNNCell):
    """An LSTM cell whose step is one op, with the gates in the order i, c, f, o.

    Args:
      num_units: length of the rows of `c` and `h`.
      forget_bias: what is added to the forget gate.
      cell_clip: limit of the absolute values of `c`; None or a negative number for none.
      use_peephole: whether the gates see `c`, by a weight for each unit.
      dtype, reuse, name: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.contrib.rnn.LSTMBlockCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> state.c.shape.as_list(), cell.variables[0].shape.as_list()
      ([2, 4], [7, 16])
    """

    def __init__(
        self, num_units, forget_bias=1.0, cell_clip=None, use_peephole=False, dtype=None,
        reuse=None, name="lstm_cell",
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse, dtype=dtype, name=name)
        self._set_up(num_units, forget_bias, cell_clip, use_peephole)
        self.input_spec = InputSpec(ndim=2)

    def build(self, inputs_shape) -> None:
        """Makes kernel, bias and peepholes."""
        self._add_weights(self._depth(inputs_shape))

    def call(self, inputs, state) -> Any:
        """One step.

        Args:
          inputs: tensor of shape `[batch, n]`.
          state: a pair of tensors of shape `[batch, num_units]`.

        Returns:
          A pair of output and new state.

        Raises:
          ValueError: the state is no pair.
        """
        if len(state) != 2:
            raise ValueError("Expecting state to be a tuple with length 2.")
        c, h = self._made_by(raw.LSTMBlockCell, [inputs], *state)
        return h, LSTMStateTuple(c, h)


@public("contrib.rnn.GRUBlockCell")
class GRUBlockCell(LayerRNNCell):
    """A gated recurrent unit whose step is one op.

    Args:
      num_units: length of the state's rows.
      cell_size: an older name of it.
      reuse, name: those of `tf.layers.Layer`.

    Raises:
      ValueError: both sizes are given, or none.

    Example:
      >>> cell = tf.contrib.rnn.GRUBlockCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), [v.shape.as_list() for v in cell.variables]
      ([2, 4], [[7, 8], [8], [7, 4], [4]])
    """

    _weight_names = ("w_ru", "b_ru", "w_c", "b_c")

    def __init__(self, num_units=None, cell_size=None, reuse=None, name="gru_cell") -> None:
        super().__init__(_reuse=reuse, name=name)
        if (cell_size is None) == (num_units is None):
            raise ValueError("Exactly one of num_units or cell_size must be provided.")
        self._cell_size = cell_size if num_units is None else num_units
        self.input_spec = InputSpec(ndim=2)

    @property
    def state_size(self) -> int:
        return self._cell_size

    output_size = state_size

    def build(self, input_shape) -> None:
        """Makes the kernels and biases of gates and candidate."""
        units = self._cell_size
        rows, names = self._depth(input_shape) + units, self._weight_names
        self._gate_kernel = self.add_weight(names[0], [rows, 2 * units])
        self._gate_bias = self.add_weight(names[1], [2 * units], initializer="ones")
        self._candidate_kernel = self.add_weight(names[2], [rows, units])
        self._candidate_bias = self.add_weight(names[3], [units], initializer="zeros")
        self.built = True

    def call(self, inputs, h_prev) -> Any:
        """One step.

        Args:
          inputs: tensor of shape `[batch, n]`.
          h_prev: tensor of shape `[batch, num_units]`.

        Returns:
          A pair of output and new state, which are one.

        Raises:
          InvalidArgumentError: the state has another number of units.
        """
        state = gru_step(
            inputs, h_prev, self._gate_kernel, self._gate_bias, self._candidate_kernel,
            self._candidate_bias,
        )  # fmt: skip
        return state, state


@public("contrib.rnn.GRUBlockCellV2")
class GRUBlockCellV2(GRUBlockCell):
    """`GRUBlockCell` whose variables are named as those of `tf.nn.rnn_cell.GRUCell`.

    Args:
      all: those of `tf.contrib.rnn.GRUBlockCell`.

    Example:
      >>> cell = tf.contrib.rnn.GRUBlockCellV2(4)
      >>> _ = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> [v.name.partition("/")[2] for v in cell.variables]
      ['gates/kernel:0', 'gates/bias:0', 'candidate/kernel:0', 'candidate/bias:0']
    """

    _weight_names = ("gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias")
