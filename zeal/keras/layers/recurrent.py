"""tf.keras.layers.RNN: a cell over the steps of sequences."""

from typing import Any

from zeal import _native, nest
from zeal._native import Tensor
from zeal.eager.context import executing_eagerly
from zeal.keras import regularizers
from zeal.keras.float_dtype import floatx
from zeal.keras.layers.dropout_masks import forget_masks
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.inputs import are_shapes, as_shapes
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.recurrent_loop import RecurrentLoop
from zeal.keras.layers.stacked_cells import StackedRNNCells, cell_from, output_size_of, takes
from zeal.keras.serialization import described
from zeal.ops.array.fill import zeros
from zeal.ops.array.shape import size_along
from zeal.public import public
from zeal.state.scope import name_prefix
from zeal.state.variable import make_variable
from zeal.tensor_shape import as_shape


@public("keras.layers.RNN")
class RNN(Layer):
    """Runs a cell over the second axis of its inputs.

    Args:
      cell: a cell, which has `call(inputs, states)` that returns an output and the new states, and
        `state_size`, an int or shape or a list of them; or a list of cells, one upon another.
      return_sequences: whether all outputs are returned, or the last one.
      return_state: whether the last states are returned behind the output.
      go_backwards: whether the steps are taken from the last to the first.
      stateful: whether the states of one call are the first ones of the next; the batch size must
        be given, by `batch_input_shape`.
      unroll: whether graphs have the steps one by one in the place of a loop.
      time_major: whether the first axis is time and the second the batch.
      **kwargs: those of `Layer`, and `zero_output_for_mask`: whether outputs of masked steps are
        zero in the place of the ones before.

    Inputs: shape `[batch, time, ...]`. Output: `[batch, time, ...]` or `[batch, ...]`.

    Raises:
      ValueError: the cell lacks `call` or `state_size`.

    Example:
      >>> layer = tf.keras.layers.RNN(tf.keras.layers.LSTMCell(5), return_sequences=True)
      >>> layer(tf.ones([2, 7, 3])).shape.as_list(), layer.weights[0].shape.as_list()
      ([2, 7, 5], [3, 20])
    """

    supports_masking = True
    stateful = False

    def __init__(
        self, cell, return_sequences=False, return_state=False, go_backwards=False, stateful=False,
        unroll=False, time_major=False, **kwargs: Any,
    ) -> None:  # fmt: skip
        cell = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell
        for part in ("call", "state_size"):
            if not hasattr(cell, part):
                raise ValueError(
                    f"`cell` should have a `{part}` "
                    f"{'method' if part == 'call' else 'attribute'}. The RNN was passed: {cell}"
                )
        self.zero_output_for_mask = kwargs.pop("zero_output_for_mask", False)
        if "input_shape" not in kwargs and ("input_dim" in kwargs or "input_length" in kwargs):
            kwargs["input_shape"] = kwargs.pop("input_length", None), kwargs.pop("input_dim", None)
        super().__init__(**kwargs)
        self.cell = cell
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful, self.unroll = go_backwards, stateful, unroll
        self.time_major, self._num_constants = time_major, 0
        self.__dict__["_states"] = None

    # --- variables and states ---
    def build(self, input_shape) -> None:
        """Builds the cell for one step, and makes the states of a stateful layer."""
        shapes = _first_shapes(input_shape)
        self._batch = nest.flatten(shapes)[0].as_list()[1 if self.time_major else 0]
        if isinstance(self.cell, Layer) and not self.cell.built:
            if self.cell._dtype is None:
                self.cell._dtype = self._dtype
            self.cell.build(nest.map_structure(self._zeal_of_a_step, shapes))
            self.cell.built = True
        if not nest.is_nested(shapes):
            self.input_spec = self._zeal_spec(as_shape(shapes).as_list())
        if self.stateful:
            self.reset_states()
        self.built = True

    def _zeal_spec(self, sizes):
        """What later inputs must be like: only a stateful layer minds their number."""
        batch, time = (1, 0) if self.time_major else (0, 1)
        sizes[time] = None
        if not self.stateful:
            sizes[batch] = None
        return InputSpec(shape=tuple(sizes))

    def _zeal_of_a_step(self, shape):
        return as_shape([self._batch, *shape.as_list()[2:]])

    @property
    def states(self) -> list:
        """The variables of a stateful layer's states; else None for each state."""
        if self._states is None:
            return [None for _ in self._sizes()]
        return self._states

    @states.setter
    def states(self, states) -> None:
        self.__dict__["_states"] = states

    def _sizes(self):
        """The sizes of the states, a list."""
        size = self.cell.state_size
        return list(size) if isinstance(size, (list, tuple)) else [size]

    def get_initial_state(self, inputs) -> list:
        """Zeros for a batch.

        Args:
          inputs: the layer's inputs.

        Returns:
          A list of states.
        """
        first = nest.flatten(inputs)[0]
        batch = size_along(first, 1 if self.time_major else 0)
        if hasattr(self.cell, "get_initial_state"):
            state = self.cell.get_initial_state(inputs=None, batch_size=batch, dtype=first.dtype)
        else:
            state = nest.map_structure(
                lambda size: zeros([batch, *_lengths(size)], first.dtype), self.cell.state_size
            )
        return list(state) if nest.is_nested(state) else [state]

    def reset_states(self, states=None) -> None:
        """Sets the states of a stateful layer.

        Args:
          states: arrays, one for each state; zeros by default.

        Raises:
          AttributeError: the layer is not stateful.
          ValueError: the batch size is unknown, or states are of another number or shape.
        """
        if not self.stateful:
            raise AttributeError("Layer must be stateful.")
        if not self.__dict__.get("_batch"):
            raise ValueError(
                "If a RNN is stateful, it needs to know its batch size. Specify the batch size of "
                "your input tensors: by `batch_input_shape` of the first layer, or by calling the "
                "layer on a tensor whose batch size is known"
            )
        if self._states is None:
            self.__dict__["_states"] = nest.map_structure(self._state_variable, self._sizes())
        flat = nest.flatten(self._states)
        values = self._checked_states(flat, states)
        for variable, value in zip(flat, values, strict=True):
            if executing_eagerly():
                variable.assign(value)
            elif states is not None or self.built:
                variable.load(value)

    def _state_variable(self, size):
        shape, dtype = [self._batch, *_lengths(size)], self._dtype or floatx()
        return make_variable(lambda: zeros(shape, dtype), f"{name_prefix()}Variable", False)

    def _checked_states(self, variables, states):
        import numpy as np

        if states is None:
            return [np.zeros(v.shape.as_list(), v.dtype.as_numpy_dtype) for v in variables]
        values = [np.asarray(value) for value in nest.flatten(states)]
        if len(values) != len(variables):
            raise ValueError(
                f"Layer {self.name} expects {len(variables)} states, but it received "
                f"{len(values)} state values. Input received: {states}"
            )
        for i, (value, v) in enumerate(zip(values, variables, strict=True)):
            if list(value.shape) != v.shape.as_list():
                raise ValueError(
                    f"State {i} is incompatible with layer {self.name}: expected "
                    f"shape={tuple(v.shape.as_list())}, found shape={value.shape}"
                )
        return values

    # --- calling ---
    def __call__(self, inputs, initial_state=None, constants=None, **kwargs: Any) -> Any:
        inputs, initial_state, constants = split_inputs(
            inputs, initial_state, constants, self._num_constants
        )
        if initial_state is not None:
            kwargs["initial_state"] = initial_state
        if constants is not None:
            self._num_constants = len(constants)
            kwargs["constants"] = constants
        return super().__call__(inputs, **kwargs)

    def call(
        self, inputs, mask=None, training=None, initial_state=None, constants=None
    ) -> "Tensor | list[Tensor]":
        """Runs the cell.

        Args:
          inputs: tensor of shape `[batch, time, ...]`.
          mask: a boolean tensor `[batch, time]`: at steps where it is False, states and outputs
            stay.
          training: whether there is dropout.
          initial_state: a list of the first states.
          constants: a list of tensors that the cell gets at each step.

        Returns:
          The output, or a list of it and the last states.

        Raises:
          ValueError: initial states are not as many as the cell has, or a graph is to be unrolled
            over an unknown number of steps.
        """
        states = self._first_states(inputs, initial_state)
        output, states = self._recur(inputs, states, mask, training, constants)
        if self.stateful:
            pairs = zip(nest.flatten(self._states), nest.flatten(states), strict=True)
            self.add_update([variable.assign(state) for variable, state in pairs])
        if not self.return_state:
            return output
        return [*(output if type(output) is list else [output]), *states]

    def _recur(self, inputs, states, mask, training, constants):
        """The output and the last states."""
        forget_masks(self.cell)
        return RecurrentLoop(self, self._step(training, constants), inputs, states, mask).run()

    def _first_states(self, inputs, initial_state):
        if initial_state is None:
            if self.stateful:
                return nest.map_structure(lambda state: state.value(), self._states)
            return self.get_initial_state(inputs)
        initial_state = nest.map_structure(_native.convert, list(initial_state))
        if not self._zeal_called:
            _check_states(initial_state, self._sizes())
        if len(initial_state) != len(self.states):
            raise ValueError(
                f"Layer has {len(self.states)} states but was passed {len(initial_state)} "
                "initial states."
            )
        return initial_state

    def _step(self, training, constants):
        """A function of inputs and a list of states that gives output and new states."""
        call, kwargs = self.cell.call, {}
        if takes(call, "training"):
            kwargs["training"] = training
        if constants is not None:
            if not takes(call, "constants"):
                raise ValueError("RNN cell does not support constants")
            kwargs["constants"] = constants
        # Cells of tf.nn.rnn_cell take a lone state as it is.
        bare = hasattr(self.cell, "zero_state")

        def step(inputs, states):
            given = states[0] if bare and len(states) == 1 else states
            output, new_states = call(inputs, given, **kwargs)
            return output, list(new_states) if nest.is_nested(new_states) else [new_states]

        return step

    def compute_mask(self, inputs, mask=None) -> Any:
        """The mask of the output: that of the inputs, if there is an output for each step."""
        mask = mask[0] if isinstance(mask, list) else mask
        mask = mask if self.return_sequences else None
        return [mask, *(None for _ in self.states)] if self.return_state else mask

    def compute_output_shape(self, input_shape) -> Any:
        """The shapes of output and states."""
        lengths = nest.flatten(_first_shapes(input_shape))[0]
        batch, time = lengths.as_list()[:2][:: -1 if self.time_major else 1]
        first = [batch]
        if self.return_sequences:
            first = [time, batch] if self.time_major else [batch, time]
        output = nest.map_structure(
            lambda size: as_shape([*first, *_lengths(size)]), output_size_of(self.cell)
        )
        if not self.return_state:
            return output
        sizes = nest.flatten(self._sizes())
        return [output, *(as_shape([batch, *_lengths(size)]) for size in sizes)]

    def get_config(self) -> dict:
        config = {**super().get_config(), **self._own_config()}
        config["cell"] = described(self.cell)
        if self._num_constants:
            config["num_constants"] = self._num_constants
        return config

    def _own_config(self):
        keys = "return_sequences return_state go_backwards stateful unroll time_major".split()
        config = {key: getattr(self, key) for key in keys}
        if self.zero_output_for_mask:
            config["zero_output_for_mask"] = True
        return config

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> "RNN":
        config = dict(config)
        count = config.pop("num_constants", 0)
        layer = cls(cell_from(config.pop("cell"), custom_objects), **config)
        layer._num_constants = count
        return layer


def _first_shapes(shape):
    """The shape of the inputs, or their structure of them: in a list what comes first."""
    return as_shapes(shape[0] if isinstance(shape, list) and are_shapes(shape) else shape)


def _lengths(size):
    return as_shape(size).as_list()


def _check_states(states, sizes):
    """Raises where the first states are not what the cell has."""
    shapes = [x.shape for x in nest.flatten(states)]
    wanted = nest.flatten(sizes)
    fits = len(shapes) == len(wanted) and all(
        shape[1:].is_compatible_with(as_shape(_lengths(size)))
        for shape, size in zip(shapes, wanted, strict=True)
    )
    if not fits:
        specs = ", ".join(f"InputSpec(shape={shape}, ndim={shape.ndims})" for shape in shapes)
        raise ValueError(
            "An `initial_state` was passed that is not compatible with `cell.state_size`. Received "
            f"`state_spec`=[{specs}]; however `cell.state_size` is {sizes}"
        )


def split_inputs(inputs, initial_state, constants, num_constants):
    """Inputs, states and constants, which may all come in one list."""
    if isinstance(inputs, list) and len(inputs) > 1 and all(hasattr(x, "shape") for x in inputs):
        end = len(inputs) - num_constants if num_constants else len(inputs)
        constants = inputs[end:] or constants
        initial_state = inputs[1:end] or initial_state
        inputs = inputs[0]

    def listed(values):
        if values is None or isinstance(values, list):
            return values
        return list(values) if isinstance(values, tuple) else [values]

    return inputs, listed(initial_state), listed(constants)


class SimpleRecurrent(RNN):
    """A recurrent layer with a cell of Keras, whose arguments and attributes are the cell's too."""

    cell_class: Any = None
    cell_keys = (
        "units activation use_bias kernel_initializer recurrent_initializer bias_initializer "
        "kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout recurrent_dropout"
    )

    def __init__(self, units, *args: Any, **kwargs: Any) -> None:
        keys = self.cell_keys.split()
        given = dict(zip(keys[1:], args, strict=False))
        own = {key: kwargs.pop(key) for key in keys[1:] if key in kwargs}
        if twice := given.keys() & own.keys():
            raise TypeError(f"{type(self).__name__}() got multiple values for {sorted(twice)[0]!r}")
        activity_regularizer = kwargs.pop("activity_regularizer", None)
        cell = self.cell_class(units, **given, **own, dtype=kwargs.get("dtype"))
        super().__init__(cell, **kwargs)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.input_spec = InputSpec(ndim=3)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for key in cls.cell_keys.split():
            setattr(cls, key, property(lambda self, key=key: getattr(self.cell, key)))

    def get_config(self) -> dict:
        config = Layer.get_config(self)
        cell = self.cell.get_config()
        regularizer = regularizers.serialize(self.activity_regularizer)
        config.update(self._own_config(), activity_regularizer=regularizer)
        config.update({key: cell[key] for key in self.cell_keys.split()})
        return config

    @classmethod
    def from_config(cls, config: dict) -> "RNN":
        return cls(**config)
