"""tf.keras.layers.StackedRNNCells: cells one upon another."""

import inspect
from typing import Any

from zeal import nest
from zeal.index import INDEX
from zeal.keras.layers.dropout_masks import forget_masks
from zeal.keras.layers.layer import Layer
from zeal.keras.serialization import described, deserialized
from zeal.ops.array.fill import zeros
from zeal.public import public, value_of
from zeal.tensor_shape import as_shape


def takes(function, argument):
    """Whether a function has an argument of that name."""
    return argument in inspect.signature(function).parameters


def output_size_of(cell):
    """The size of a cell's output: by default that of its first state."""
    size = getattr(cell, "output_size", None)
    if size is not None:
        return size
    return cell.state_size[0] if isinstance(cell.state_size, (list, tuple)) else cell.state_size


def cell_from(config, custom_objects):
    """The cell of a configuration.

    Raises:
      ValueError: its class is unknown.
    """
    def known(name):
        places = (INDEX[space].get(name) for space in ("keras.layers", "nn.rnn_cell"))
        return next((value_of(place) for place in places if place), None)

    return deserialized(config, known, custom_objects, "layer")


@public("keras.layers.StackedRNNCells")
class StackedRNNCells(Layer):
    """Cells one upon another, as one cell for `tf.keras.layers.RNN`.

    Args:
      cells: a list of cells.
      **kwargs: those of `Layer`; and `reverse_state_order`, whether the last cell's state comes
        first.

    Raises:
      ValueError: a cell lacks `call` or `state_size`.

    Example:
      >>> cells = tf.keras.layers.StackedRNNCells([tf.keras.layers.LSTMCell(n) for n in (4, 2)])
      >>> tf.keras.layers.RNN(cells)(tf.ones([1, 5, 3])).shape.as_list()
      [1, 2]
    """

    def __init__(self, cells, **kwargs: Any) -> None:
        for cell in cells:
            if not hasattr(cell, "call"):
                raise ValueError("All cells must have a `call` method. received cells:", cells)
            if not hasattr(cell, "state_size"):
                raise ValueError(
                    "All cells must have a `state_size` attribute. received cells:", cells
                )
        self._reverses = bool(kwargs.pop("reverse_state_order", False))
        super().__init__(**kwargs)
        self.cells = list(cells)

    def _in_order(self, values) -> tuple:
        """One value for each cell in the order of states, or back."""
        return tuple(values)[::-1] if self._reverses else tuple(values)

    @property
    def reverse_state_order(self) -> bool:
        """Whether the last cell's state comes first."""
        return self._reverses

    @property
    def state_size(self) -> tuple:
        """The cells' state sizes."""
        return self._in_order(cell.state_size for cell in self.cells)

    @property
    def output_size(self) -> Any:
        """That of the last cell."""
        return output_size_of(self.cells[-1])

    def reset_dropout_mask(self) -> None:
        """Lets the cells draw new masks of dropout."""
        for cell in self.cells:
            forget_masks(cell)

    def build(self, input_shape) -> None:
        """Builds the cells."""
        shape = as_shape(input_shape)
        for cell in self.cells:
            if isinstance(cell, Layer) and not cell.built:
                cell._dtype = cell._dtype or self._dtype
                cell.build(shape)
                cell.built = True
            shape = shape[:1].concatenate(as_shape(output_size_of(cell)))
        self.built = True

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None) -> tuple:
        """The cells' own first states.

        Args:
          inputs: a tensor that has the batch size and the dtype; or both are given.
          batch_size: an integer or a scalar tensor.
          dtype: of the states.

        Returns:
          A tuple of states.
        """
        return self._in_order(
            cell.get_initial_state(inputs=inputs, batch_size=batch_size, dtype=dtype)
            if hasattr(cell, "get_initial_state") else nest.map_structure(
                lambda size: zeros([batch_size, *as_shape(size).as_list()], dtype), cell.state_size
            )
            for cell in self.cells
        )  # fmt: skip

    def call(self, inputs, states, constants=None, training=None) -> Any:
        """One step of each cell.

        Args:
          inputs: what the first cell takes.
          states: the cells' states.
          constants: what cells get at each step that take it.
          training: whether there is dropout.

        Returns:
          A pair of the last cell's output and the tuple of new states.
        """
        new = []
        for cell, state in zip(self.cells, self._in_order(states), strict=True):
            given = {"constants": constants, "training": training}
            kwargs = {key: v for key, v in given.items() if takes(cell.call, key)}
            bare = hasattr(cell, "zero_state")
            listed = state if nest.is_nested(state) or bare else [state]
            inputs, new_state = cell.call(inputs, listed, **kwargs)
            if not nest.is_nested(state) and nest.is_nested(new_state):
                new_state = new_state[0]
            new.append(new_state)
        return inputs, self._in_order(new)

    def get_config(self) -> dict:
        cells = list(map(described, self.cells))
        order = {"reverse_state_order": True} if self._reverses else {}
        return {**super().get_config(), "cells": cells, **order}

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> "StackedRNNCells":
        config = dict(config)
        cells = [cell_from(cell, custom_objects) for cell in config.pop("cells")]
        return cls(cells, **config)
