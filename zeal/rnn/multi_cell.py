"""tf.nn.rnn_cell.MultiRNNCell: cells one upon another."""

from typing import Any

from zeal import nest
from zeal._native import api
from zeal.keras.layers.layer import Layer
from zeal.ops.array.join import split
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.state.scope import name_scope, variable_scope
from zeal.state.trackable import NoDependency


@public("nn.rnn_cell.MultiRNNCell", "contrib.rnn.MultiRNNCell")
class MultiRNNCell(RNNCell):
    """Cells one upon another: each one's output is the next one's input.

    Args:
      cells: a list of cells.
      state_is_tuple: whether a state is the tuple of the cells' states; else they stand side by
        side.

    Raises:
      ValueError: there are no cells, or some have tuples as states and state_is_tuple is False.
      TypeError: cells is no list or tuple.

    Example:
      >>> cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(n) for n in (4, 2)])
      >>> output, state = cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))
      >>> output.shape.as_list(), len(state), len(cell.variables)
      ([1, 2], 2, 8)
    """

    def __init__(self, cells, state_is_tuple=True) -> None:
        super().__init__()
        if not cells:
            raise ValueError("Must specify at least one cell for MultiRNNCell.")
        if not isinstance(cells, (list, tuple)):
            raise TypeError(f"cells must be a list or tuple, but saw: {cells}.")
        self._cells = NoDependency(list(cells))  # which names cells in checkpoints as below
        for i, cell in enumerate(cells):
            if isinstance(cell, Layer):
                self._track_trackable(cell, f"cell-{i}", overwrite=True)
        self._state_is_tuple = state_is_tuple
        sizes = [cell.state_size for cell in cells]
        if not state_is_tuple and any(nest.is_nested(size) for size in sizes):
            raise ValueError(
                "Some cells return tuples of states, but the flag state_is_tuple is not set.  "
                f"State sizes are: {sizes}"
            )

    @property
    def state_size(self) -> Any:
        """The cells' state sizes, a tuple; or their sum."""
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        """The last cell's."""
        return self._cells[-1].output_size

    def zero_state(self, batch_size, dtype) -> Any:
        """The cells' own zero states."""
        if not self._state_is_tuple:
            return super().zero_state(batch_size, dtype)
        with name_scope(type(self).__name__ + "ZeroState"):
            return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)

    def call(self, inputs, state) -> Any:
        """One step of each cell.

        Args:
          inputs: what the first cell takes.
          state: the cells' states.

        Returns:
          A pair of the last cell's output and the new states.

        Raises:
          ValueError: state is no tuple of as many states as there are cells.
        """
        states = self._states(state)
        new_states = []
        for i, (cell, cell_state) in enumerate(zip(self._cells, states, strict=True)):
            with variable_scope(f"cell_{i}"):
                inputs, new_state = cell(inputs, cell_state)
            new_states.append(new_state)
        new_states = tuple(new_states) if self._state_is_tuple else api.concat(new_states, 1)
        return inputs, new_states

    def _states(self, state):
        if not self._state_is_tuple:
            return split(state, [cell.state_size for cell in self._cells], 1)
        n = len(self._cells)
        if not nest.is_nested(state) or len(state) != n:
            raise ValueError(f"Expected state to be a tuple of length {n}, but received: {state}")
        return state
