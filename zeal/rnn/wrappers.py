"""Cells around a cell: dropout, residual connections, devices."""

import hashlib
import sys
from typing import Any

from zeal import _native, nest
from zeal.eager.context import device
from zeal.graph.tensor_array import TensorArray
from zeal.keras.serialization import described
from zeal.ops.nn.dropout import dropout
from zeal.ops.random.distributions import random_uniform
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.lstm_cells import LSTMStateTuple
from zeal.rnn.sizes import sizes_behind
from zeal.state.scope import name_scope
from zeal.state.trackable import NoDependency

api = _native.api

_NEEDED = {
    "output_size": "'output_size' property is missing",
    "state_size": "'state_size' property is missing",
}


def check_cell(name, cell):
    """Raises TypeError where an argument is no recurrent cell, and says what it lacks."""
    kind = type(cell)
    lacks = [why for part, why in _NEEDED.items()
             if not hasattr(kind, part) and part not in getattr(cell, "__dict__", ())]
    if not any(hasattr(cell, part) for part in ("zero_state", "get_initial_state")):
        lacks.append("either 'zero_state' or 'get_initial_state' method is required")
    if not callable(cell):
        lacks.append("is not callable")
    if lacks:
        raise TypeError(
            f"The argument {name!r} ({cell}) is not an RNNCell: {', '.join(lacks)}."
        )


class CellWrapper(RNNCell):
    """A cell that changes what goes into another one, or comes out of it.

    It has no variable scope of its own: the variables are named as those of the cell inside.
    """

    def __init__(self, cell, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        check_cell("cell", cell)
        self.cell = cell

    @property
    def wrapped_cell(self) -> Any:
        """The cell inside."""
        return self.cell

    @property
    def state_size(self) -> Any:
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        return self.cell.output_size

    def zero_state(self, batch_size, dtype) -> Any:
        with name_scope(type(self).__name__ + "ZeroState"):
            return self.cell.zero_state(batch_size, dtype)

    def get_config(self) -> dict:
        """What `from_config` rebuilds the wrapper from.

        Functions among its arguments stay functions: nothing writes them to a file.

        Returns:
          A dict, with class and configuration of the cell inside.

        Example:
          >>> inner = tf.nn.rnn_cell.GRUCell(3)
          >>> config = tf.nn.rnn_cell.DeviceWrapper(inner, "/cpu:0").get_config()
          >>> config["device"], config["cell"]["class_name"]
          ('/cpu:0', 'GRUCell')
        """
        return {**super().get_config(), "cell": described(self.cell), **self._own_config()}

    def _own_config(self):
        """The arguments of the wrapper itself, by name."""
        return {}

    @classmethod
    def from_config(cls, config, custom_objects=None) -> Any:
        config = dict(config)
        cell = config.pop("cell")
        if isinstance(cell, dict):
            cells = sys.modules["zeal"].nn.rnn_cell
            own = (custom_objects or {}).get(cell["class_name"])
            kind = own or getattr(cells, cell["class_name"], None)
            if kind is None:
                raise ValueError(
                    f"tf.nn.rnn_cell has no {cell['class_name']}: give {cls.__name__}.from_config "
                    "the cell itself as 'cell'"
                )
            cell = kind.from_config(cell["config"])
        return cls(cell, **config)

    def __call__(self, inputs, state, scope=None):
        return self._around(inputs, state, {} if scope is None else {"scope": scope})

    def _around(self, inputs, state, scope):
        """Calls the cell, `self.cell(inputs, state, **scope)`, and does what the wrapper is for."""
        raise NotImplementedError


@public("nn.rnn_cell.DropoutWrapper", "contrib.rnn.DropoutWrapper")
class DropoutWrapper(CellWrapper):
    """A cell whose inputs, states and outputs are set to zero at random.

    Args:
      cell: the cell inside.
      input_keep_prob, output_keep_prob, state_keep_prob: the probability that an element stays, a
        number or a scalar tensor; 1 for no dropout.
      variational_recurrent: whether all steps and examples drop the same elements
        (https://arxiv.org/abs/1512.05287).
      input_size: lengths of the inputs' rows, needed for variational dropout of inputs.
      dtype: of inputs, states and outputs, needed for variational dropout.
      seed: an int, which makes the draws repeatable.
      dropout_state_filter_visitor: tells of a state, or of a part of one, whether it drops
        elements; by default all do but the memory `c` of an LSTM.
      **kwargs: those of `tf.layers.Layer`.

    Raises:
      TypeError: cell is no cell, or the visitor cannot be called.
      ValueError: a probability is not between 0 and 1, or variational dropout lacks what it needs.

    Example:
      >>> inner = tf.nn.rnn_cell.GRUCell(4, name="inside")
      >>> cell = tf.nn.rnn_cell.DropoutWrapper(inner, output_keep_prob=0.5)
      >>> output, _ = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), cell.variables[0].name
      ([2, 4], 'inside/gates/kernel:0')
    """

    def __init__(
        self, cell, input_keep_prob=1.0, output_keep_prob=1.0, state_keep_prob=1.0,
        variational_recurrent=False, input_size=None, dtype=None, seed=None,
        dropout_state_filter_visitor=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(cell, dtype=dtype, **kwargs)
        if dropout_state_filter_visitor is not None and not callable(dropout_state_filter_visitor):
            raise TypeError("dropout_state_filter_visitor must be callable")
        self._drops = dropout_state_filter_visitor or _all_but_memory
        self._keep = NoDependency({  # no state, so nothing to save
            "input": _probability("input_keep_prob", input_keep_prob),
            "state": _probability("state_keep_prob", state_keep_prob),
            "output": _probability("output_keep_prob", output_keep_prob),
        })
        self._variational, self._seed = variational_recurrent, seed
        self._input_size = input_size
        self._noise = NoDependency({})
        if variational_recurrent:
            self._draw_noise(input_size, dtype)

    def _own_config(self):
        config = {f"{kind}_keep_prob": keep for kind, keep in self._keep.items()}
        config.update(
            variational_recurrent=self._variational, input_size=self._input_size, seed=self._seed
        )
        if self._drops is not _all_but_memory:
            config["dropout_state_filter_visitor"] = self._drops
        return config

    def _draw_noise(self, input_size, dtype):
        """Numbers in [0, 1) that decide, for all steps, what stays."""
        if dtype is None:
            raise ValueError("When variational_recurrent=True, dtype must be provided")
        sizes = {"state": self.cell.state_size, "output": self.cell.output_size}
        if self._needed("input"):
            if input_size is None:
                raise ValueError(
                    "When variational_recurrent=True and input_keep_prob < 1.0 or is unknown, "
                    "input_size must be provided"
                )
            sizes["input"] = input_size
        for kind, size in sizes.items():
            self._noise[kind] = _numbered(
                size, lambda i, part, kind=kind: random_uniform(
                    sizes_behind([1], part), seed=self._seed_of(kind, i), dtype=dtype
                ), size,
            )  # fmt: skip

    def _needed(self, kind):
        keep = self._keep[kind]
        return not isinstance(keep, float) or keep < 1.0

    def _seed_of(self, kind, index):
        """A seed for each place, the same as TensorFlow's."""
        if self._seed is None:
            return None
        text = f"{self._seed}{kind}_{index}".encode()
        return int(hashlib.md5(text, usedforsecurity=False).hexdigest()[:8], 16) & 0x7FFFFFFF

    def _around(self, inputs, state, scope):
        inputs = self._dropped("input", inputs)
        output, new_state = self.cell(inputs, state, **scope)
        if self._needed("state"):
            new_state = self._dropped("state", new_state, _chosen(self._drops, new_state))
        return self._dropped("output", output), new_state

    def _dropped(self, kind, values, chosen=None):
        if not self._needed(kind):
            return values
        keep, chosen = self._keep[kind], values if chosen is None else chosen

        def drop(i, drops, value, noise=None):
            if drops is False:
                return value
            if noise is None:
                return dropout(value, rate=1.0 - keep, seed=self._seed_of(kind, i))
            return value / keep * api.floor(keep + noise)

        noise = [self._noise[kind]] if self._variational else []
        return _numbered(chosen, drop, chosen, values, *noise)


def _probability(name, value):
    """A number that is known now as a float; else a tensor."""
    tensor = _native.convert(value)
    known = _native.known_value(tensor)
    if known is None:
        return tensor
    number = float(known)
    if not 0.0 <= number <= 1.0:
        raise ValueError(f"Parameter {name} must be between 0 and 1: {number:g}")
    return number


def _all_but_memory(state):
    """Which parts of a state drop elements by default."""
    if isinstance(state, LSTMStateTuple):
        return LSTMStateTuple(c=False, h=True)
    return not isinstance(state, TensorArray)


def _chosen(drops, state):
    """True and False for the parts of a state, which are as deep as `drops` looks."""
    answer = drops(state)
    if not nest.is_nested(state):
        if not isinstance(answer, bool):
            raise TypeError(f"The visitor must return a bool for {state}, not {answer!r}")
        return answer
    if isinstance(answer, bool):
        if not answer:
            return False
        answer = [True] * len(state)
    elif not nest.is_nested(answer):
        raise TypeError(f"The visitor must return a bool or a structure of them, not {answer!r}")
    parts = list(state.values()) if isinstance(state, dict) else list(state)
    answers = list(answer.values()) if isinstance(answer, dict) else list(answer)
    found = [
        _chosen(drops, part) if go else False for go, part in zip(answers, parts, strict=True)
    ]
    return _like(state, found)


def _like(structure, parts):
    if isinstance(structure, dict):
        return type(structure)(zip(structure, parts, strict=True))
    return type(structure)(*parts) if hasattr(structure, "_fields") else type(structure)(parts)


def _numbered(shallow, function, *structures):
    """Maps parts of structures, as deep as `shallow` is, with their numbers."""
    count = iter(range(len(nest.flatten(shallow))))
    return nest.map_structure_up_to(shallow, lambda *xs: function(next(count), *xs), *structures)


@public("nn.rnn_cell.ResidualWrapper", "contrib.rnn.ResidualWrapper")
class ResidualWrapper(CellWrapper):
    """A cell whose inputs are added to its outputs.

    Args:
      cell: the cell inside.
      residual_fn: a function of inputs and outputs, in the place of their sum.
      **kwargs: those of `tf.layers.Layer`.

    Raises:
      TypeError, ValueError: inputs and outputs differ in structure or shape.

    Example:
      >>> cell = tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.GRUCell(2))
      >>> cell(tf.ones([1, 2]), cell.zero_state(1, tf.float32))[0].shape.as_list()
      [1, 2]
    """

    def __init__(self, cell, residual_fn=None, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn

    def _own_config(self):
        return {} if self._residual_fn is None else {"residual_fn": self._residual_fn}

    def _around(self, inputs, state, scope):
        outputs, new_state = self.cell(inputs, state, **scope)
        return (self._residual_fn or _summed)(inputs, outputs), new_state


def _summed(inputs, outputs):
    nest.assert_same_structure(inputs, outputs)
    return nest.map_structure(_sum, inputs, outputs)


def _sum(inputs, outputs):
    inputs.shape.assert_is_compatible_with(outputs.shape)
    return inputs + outputs


@public("nn.rnn_cell.DeviceWrapper", "contrib.rnn.DeviceWrapper")
class DeviceWrapper(CellWrapper):
    """A cell that runs on a device.

    Args:
      cell: the cell inside.
      device: what `tf.device` takes.
      **kwargs: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.nn.rnn_cell.DeviceWrapper(tf.nn.rnn_cell.GRUCell(2), "/cpu:0")
      >>> cell(tf.ones([1, 2]), cell.zero_state(1, tf.float32))[0].shape.as_list()
      [1, 2]
    """

    def __init__(self, cell, device, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._device = device

    def zero_state(self, batch_size, dtype) -> Any:
        """That of the cell inside, on the device."""
        with device(self._device):
            return super().zero_state(batch_size, dtype)

    def _own_config(self):
        return {"device": self._device}

    def _around(self, inputs, state, scope):
        with device(self._device):
            return self.cell(inputs, state, **scope)
