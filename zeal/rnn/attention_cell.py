"""tf.contrib.rnn.AttentionCellWrapper: a cell that looks at its own last outputs."""

from typing import Any

from zeal import logging, nest
from zeal._native import api
from zeal.ops.array.join import split
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.linear import Linears
from zeal.rnn.wrappers import check_cell
from zeal.state.scope import variable_scope
from zeal.state.variable import get_variable


@public("contrib.rnn.AttentionCellWrapper")
class AttentionCellWrapper(Linears, RNNCell):
    """A cell that looks at its last outputs (https://arxiv.org/abs/1409.0473).

    Args:
      cell: the cell inside.
      attn_length: how many outputs it looks at.
      attn_size: length of the outputs' rows; the cell's by default.
      attn_vec_size: length of what attention is measured by; `attn_size` by default.
      input_size: length of the inputs that the cell gets; that of its own inputs by default.
      state_is_tuple: whether a state is a triple; else its parts stand side by side.
      reuse: whether variables are those of an earlier layer of this name.

    Raises:
      TypeError: cell is no cell.
      ValueError: attn_length is not positive, or the cell's state a tuple and this one's none.

    Example:
      >>> cell = tf.contrib.rnn.AttentionCellWrapper(tf.nn.rnn_cell.BasicLSTMCell(4), 3)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state[2].shape.as_list()
      ([2, 4], [2, 12])
    """

    def __init__(
        self, cell, attn_length, attn_size=None, attn_vec_size=None, input_size=None,
        state_is_tuple=True, reuse=None,
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse)
        check_cell("cell", cell)
        if nest.is_nested(cell.state_size) and not state_is_tuple:
            raise ValueError(
                "Cell returns tuple of states, but the flag state_is_tuple is not set. State size "
                f"is: {cell.state_size}"
            )
        if attn_length <= 0:
            raise ValueError(f"attn_length should be greater than zero, got {attn_length}")
        if not state_is_tuple:
            logging.warning(
                "%s: Using a concatenated state is slower and will soon be deprecated.  "
                "Use state_is_tuple=True.", self,
            )  # fmt: skip
        self._cell, self._length, self._state_is_tuple = cell, attn_length, state_is_tuple
        self._size = cell.output_size if attn_size is None else attn_size
        self._vec_size = self._size if attn_vec_size is None else attn_vec_size
        self._input_size, self._looks = input_size, None

    @property
    def state_size(self) -> Any:
        """Lengths of the cell's state, of the attention and of the outputs it looks at."""
        size = self._cell.state_size, self._size, self._size * self._length
        return size if self._state_is_tuple else sum(size)

    @property
    def output_size(self) -> int:
        """Length of the outputs' rows."""
        return self._size

    def call(self, inputs, state) -> Any:
        if not self._state_is_tuple:
            sizes = [self._cell.state_size, self._size, self._size * self._length]
            state = split(state, sizes, 1)
        inner, attention, outputs = state
        outputs = api.reshape(outputs, [-1, self._length, self._size])
        size = inputs.shape.as_list()[1] if self._input_size is None else self._input_size
        output, inner = self._cell(self._linear("", [inputs, attention], size), inner)
        whole = api.concat(nest.flatten(inner), 1) if self._state_is_tuple else inner
        attention = self._attention(whole, outputs)
        output = self._linear("attn_output_projection", [output, attention], self._size)
        outputs = api.concat([outputs[:, 1:], api.expand_dims(output, 1)], 1)
        state = inner, attention, api.reshape(outputs, [-1, self._size * self._length])
        return output, state if self._state_is_tuple else api.concat(list(state), 1)

    def _attention(self, query, outputs):
        """The outputs' mean, by how well they answer the query."""
        if self._looks is None:
            with variable_scope("attention"):
                shape = [1, 1, self._size, self._vec_size]
                kernel = get_variable("attn_w", shape, query.dtype)
                self._looks = kernel, get_variable("attn_v", [self._vec_size], query.dtype)
        kernel, weights = self._looks
        flat = api.reshape(outputs, [-1, self._size])
        features = api.matmul(flat, api.reshape(kernel, [self._size, self._vec_size]))
        features = api.reshape(features, [-1, self._length, self._vec_size])
        asked = api.expand_dims(self._linear("attention", [query], self._vec_size), 1)
        share = api.softmax(api.reduce_sum(weights * api.tanh(features + asked), 2))
        return api.reduce_sum(api.expand_dims(share, 2) * outputs, 1)
