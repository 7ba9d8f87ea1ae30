"""Cells of `tf.contrib.rnn` that put a variable of their own before or behind a cell."""

import math
from typing import Any

from zeal import logging, nest
from zeal._native import api, composites
from zeal.ops.nn.embedding import embedding_lookup
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.wrappers import check_cell
from zeal.state.initializers import RandomUniform, Zeros
from zeal.state.scope import get_variable_scope, name_scope
from zeal.state.variable import get_variable


class AroundCell(RNNCell):
    """A cell around another one, with a variable scope of its own."""

    def __init__(self, cell, reuse) -> None:
        super().__init__(_reuse=reuse)
        check_cell("cell", cell)
        self._cell = cell
        self._weights = None  # made at the first call

    @property
    def state_size(self) -> Any:
        return self._cell.state_size

    @property
    def output_size(self) -> Any:
        return self._cell.output_size

    def zero_state(self, batch_size, dtype) -> Any:
        with name_scope(type(self).__name__ + "ZeroState"):
            return self._cell.zero_state(batch_size, dtype)

    def _linear(self, inputs, size, activation):
        """`activation(inputs @ kernel + bias)`."""
        if self._weights is None:
            shape = [inputs.shape.with_rank(2)._at(1), size]
            if shape[0] is None:
                raise ValueError(
                    f"linear expects shape[1] to be provided for shape {inputs.shape}"
                )
            kernel = get_variable("kernel", shape, inputs.dtype)
            self._weights = kernel, get_variable("bias", [size], inputs.dtype, Zeros())
        projected = composites.dense(inputs, *self._weights)
        return activation(projected) if activation else projected


@public("contrib.rnn.OutputProjectionWrapper")
class OutputProjectionWrapper(AroundCell):
    """A cell whose outputs a linear layer projects.

    Args:
      cell: the cell inside.
      output_size: length of the projected outputs' rows.
      activation: a function of them.
      reuse: whether variables are those of an earlier layer of this name.

    Raises:
      TypeError: cell is no cell; ValueError: output_size is not positive.

    Example:
      >>> cell = tf.contrib.rnn.OutputProjectionWrapper(tf.nn.rnn_cell.GRUCell(4), 2)
      >>> cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))[0].shape.as_list()
      [1, 2]
    """

    def __init__(self, cell, output_size, activation=None, reuse=None) -> None:
        super().__init__(cell, reuse)
        if output_size < 1:
            raise ValueError(f"Parameter output_size must be > 0: {output_size}.")
        self._output_size, self._activation = output_size, activation

    @property
    def output_size(self) -> int:
        """Length of the projected outputs' rows."""
        return self._output_size

    def call(self, inputs, state) -> Any:
        """One step of the cell, whose output is projected.

        Args:
          inputs, state: those of the cell.

        Returns:
          A pair of output and new state.
        """
        output, state = self._cell(inputs, state)
        return self._linear(output, self._output_size, self._activation), state


@public("contrib.rnn.InputProjectionWrapper")
class InputProjectionWrapper(AroundCell):
    """A cell whose inputs a linear layer projects.

    Args:
      num_proj: length of the projected inputs' rows.
      input_size: accepted for compatibility.
      the others: as for `OutputProjectionWrapper`.

    Raises:
      TypeError: cell is no cell.

    Example:
      >>> cell = tf.contrib.rnn.InputProjectionWrapper(tf.nn.rnn_cell.GRUCell(4), 2)
      >>> cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))[0].shape.as_list()
      [1, 4]
    """

    def __init__(self, cell, num_proj, activation=None, input_size=None, reuse=None) -> None:
        super().__init__(cell, reuse)
        if input_size is not None:
            logging.warning("%s: The input_size parameter is deprecated.", self)
        self._num_proj, self._activation = num_proj, activation

    def call(self, inputs, state) -> Any:
        """One step of the cell, for projected inputs.

        Args:
          inputs: tensor of shape `[batch, n]`.
          state: that of the cell.

        Returns:
          A pair of output and new state.
        """
        return self._cell(self._linear(inputs, self._num_proj, self._activation), state)


@public("contrib.rnn.EmbeddingWrapper")
class EmbeddingWrapper(AroundCell):
    """A cell whose inputs are rows of a matrix, chosen by integers.

    Args:
      cell: the cell inside.
      embedding_classes: number of rows.
      embedding_size: their length.
      initializer: of the matrix; by default the variable scope's, else uniform numbers of
        variance 1.
      reuse: whether variables are those of an earlier layer of this name.

    Raises:
      TypeError: cell is no cell; ValueError: a size is not positive.

    Example:
      >>> cell = tf.contrib.rnn.EmbeddingWrapper(tf.nn.rnn_cell.GRUCell(4), 10, 3)
      >>> cell(tf.constant([7]), cell.zero_state(1, tf.float32))[0].shape.as_list()
      [1, 4]
    """

    def __init__(
        self, cell, embedding_classes, embedding_size, initializer=None, reuse=None
    ) -> None:
        super().__init__(cell, reuse)
        if embedding_classes <= 0 or embedding_size <= 0:
            raise ValueError(
                "Both embedding_classes and embedding_size must be > 0: "
                f"{embedding_classes}, {embedding_size}."
            )
        self._shape, self._initializer = [embedding_classes, embedding_size], initializer

    def call(self, inputs, state) -> Any:
        """One step of the cell, for rows of the matrix.

        Args:
          inputs: an integer tensor, one number for each example.
          state: that of the cell.

        Returns:
          A pair of output and new state.
        """
        if self._weights is None:
            limit = math.sqrt(3)
            initializer = self._initializer or get_variable_scope().initializer
            self._weights = get_variable(
                "embedding", self._shape, nest.flatten(state)[0].dtype,
                initializer or RandomUniform(-limit, limit),
            )  # fmt: skip
        return self._cell(embedding_lookup(self._weights, api.reshape(inputs, [-1])), state)


@public("contrib.rnn.CompiledWrapper")
class CompiledWrapper(AroundCell):
    """The cell itself: where TensorFlow compiles a cell's ops into one, zeal runs them as they are.

    Args:
      cell: the cell inside.
      compile_stateful: accepted for compatibility.

    Raises:
      TypeError: cell is no cell.

    Example:
      >>> cell = tf.contrib.rnn.CompiledWrapper(tf.nn.rnn_cell.GRUCell(4))
      >>> cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))[0].shape.as_list()
      [2, 4]
    """

    def __init__(self, cell, compile_stateful=False) -> None:
        super().__init__(cell, None)

    def __call__(self, inputs, state, scope=None) -> Any:
        """One step of the cell, in its own scope.

        Args:
          inputs: what the cell takes.
          state: that of the cell.
          scope: the variable scope, or None.

        Returns:
          A pair of output and new state.
        """
        return self._cell(inputs, state, scope)
