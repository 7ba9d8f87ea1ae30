"""tf.keras.layers.Bidirectional."""

from typing import Any

from zeal._native import api
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.recurrent import split_inputs
from zeal.keras.layers.stacked_cells import cell_from, takes
from zeal.keras.layers.wrapper import Wrapper
from zeal.keras.serialization import described
from zeal.keras.utils.custom_objects import CustomObjectScope
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import as_shape

_MERGES = {
    "concat": lambda x, y: api.concat([x, y], -1),
    "sum": lambda x, y: x + y,
    "ave": lambda x, y: (x + y) / 2.0,
    "mul": lambda x, y: x * y,
    None: lambda x, y: [x, y],
}


@public("keras.layers.Bidirectional")
class Bidirectional(Wrapper):
    """Runs a recurrent layer over sequences, and another one from their ends.

    Args:
      layer: a recurrent layer, of which two copies are made.
      merge_mode: what becomes of both outputs: "concat", "sum", "mul", "ave", or None for a list.
      weights: arrays to start with.
      backward_layer: the layer that goes backwards, in the place of a copy.
      **kwargs: those of `Layer`.

    Raises:
      ValueError: layer is no layer, merge_mode unknown, or the layers do not fit.

    Example:
      >>> layer = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(5, return_sequences=True))
      >>> layer(tf.ones([2, 7, 3])).shape.as_list(), len(layer.weights)
      ([2, 7, 10], 6)
    """

    supports_masking = True

    def __init__(
        self, layer, merge_mode: Any = "concat", weights=None, backward_layer=None, **kwargs: Any
    ) -> None:
        super().__init__(layer, **kwargs)
        del self.layer  # it stays as it is: copies of it run
        self.__dict__["layer"] = layer
        if backward_layer is not None and not isinstance(backward_layer, Layer):
            raise ValueError(
                f"`backward_layer` need to be a `Layer` instance. You passed: {backward_layer}"
            )
        if merge_mode not in _MERGES:
            raise ValueError(
                "Invalid merge mode. Merge mode should be one of "
                '{"sum", "mul", "ave", "concat", None}'
            )
        self._given_backward = backward_layer and described(backward_layer)  # by its first name
        self._num_constants = 0
        self.forward_layer = _copied(layer)
        self.backward_layer = backward_layer or _copied(layer, not layer.go_backwards)
        self.forward_layer._name = f"forward_{self.forward_layer.name}"
        self.backward_layer._name = f"backward_{self.backward_layer.name}"
        self._check_layers()
        for each in (self.forward_layer, self.backward_layer):
            each.zero_output_for_mask = each.return_sequences
        if weights:
            half = len(weights) // 2
            self.forward_layer._initial_weights = weights[:half]
            self.backward_layer._initial_weights = weights[half:]
        self.merge_mode, self.stateful = merge_mode, layer.stateful
        self.return_sequences, self.return_state = layer.return_sequences, layer.return_state
        self.input_spec = layer.input_spec

    def _check_layers(self):
        first, second = self.forward_layer, self.backward_layer
        if first.go_backwards == second.go_backwards:
            raise ValueError(
                "Forward layer and backward layer should have different `go_backwards` value."
            )
        for key in ("stateful", "return_sequences", "return_state"):
            if getattr(first, key) != getattr(second, key):
                raise ValueError(
                    "Forward layer and backward layer are expected to have the same value for "
                    f"attribute {key}, got {getattr(first, key)} and {getattr(second, key)}"
                )

    def build(self, input_shape) -> None:
        """Builds both layers."""
        for layer in (self.forward_layer, self.backward_layer):
            if not layer.built:
                layer._dtype = layer._dtype or self._dtype
                with name_scope(layer.name):
                    layer._run_build(input_shape)
        self.built = True

    def __call__(self, inputs, initial_state=None, constants=None, **kwargs: Any) -> Any:
        inputs, initial_state, constants = split_inputs(
            inputs, initial_state, constants, self._num_constants
        )
        if initial_state is not None:
            if len(initial_state) % 2:
                raise ValueError(
                    "When passing `initial_state` to a Bidirectional RNN, the state should be a "
                    "list containing the states of the underlying RNNs. Found: "
                    f"{initial_state}"
                )
            kwargs["initial_state"] = initial_state
        if constants is not None:
            self._num_constants = len(constants)
            kwargs["constants"] = constants
        return super().__call__(inputs, **kwargs)

    def call(
        self, inputs, training=None, mask=None, initial_state=None, constants=None
    ) -> Any:
        """Runs both layers, and merges their outputs.

        Args:
          inputs: tensor of shape `[batch, time, ...]`.
          training: whether there is dropout.
          mask: a boolean tensor `[batch, time]`.
          initial_state: a list of the first states, those of the forward layer first.
          constants: a list of tensors that the cells get at each step.

        Returns:
          The merged output, or a list of it and all last states.
        """
        states = [None, None]
        if initial_state is not None:
            half = len(initial_state) // 2
            states = [initial_state[:half], initial_state[half:]]
        layers = (self.forward_layer, self.backward_layer)
        given = {"training": training, "mask": mask, "constants": constants}
        given = {key: value for key, value in given.items() if takes(self.layer.call, key)}
        y, z = (
            layer(inputs, initial_state=state, **given)
            for layer, state in zip(layers, states, strict=True)
        )
        last = []
        if self.return_state:
            (y, *last), (z, *more) = y, z
            last += more
        if self.return_sequences:
            z = api.reverse(z, [0 if self.forward_layer.time_major else 1])
        output = _MERGES[self.merge_mode](y, z)
        if not self.return_state:
            return output
        return [*output, *last] if isinstance(output, list) else [output, *last]

    @property
    def constraints(self) -> dict:
        """The constraints of variables that have one, by the variables' names."""
        return {v.name: v.constraint for v in self.weights if v.constraint is not None}

    def reset_states(self) -> None:
        """Sets the states of stateful layers to zero."""
        self.forward_layer.reset_states()
        self.backward_layer.reset_states()

    def compute_mask(self, inputs, mask=None) -> Any:
        """The mask of the output: that of the inputs, if there is an output for each step."""
        mask = mask if self.return_sequences else None
        masks = [mask, mask] if self.merge_mode is None else [mask]
        if self.return_state:
            masks += [None for _ in self.forward_layer.states] * 2
        return masks if len(masks) > 1 else masks[0]

    def compute_output_shape(self, input_shape) -> Any:
        """The shapes of what a call returns."""
        shapes = self.forward_layer.compute_output_shape(input_shape)
        output, *states = map(as_shape, shapes if self.return_state else [shapes])
        if self.merge_mode == "concat":
            output = output[:-1].concatenate([2 * output._at(-1)])
        outputs = [output, output] if self.merge_mode is None else [output]
        outputs += states * 2
        return outputs if len(outputs) > 1 else outputs[0]

    def get_config(self) -> dict:
        config = {**super().get_config(), "merge_mode": self.merge_mode}
        if self._num_constants:
            config["num_constants"] = self._num_constants
        if self._given_backward is not None:
            config["backward_layer"] = self._given_backward
        return config

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> "Bidirectional":
        config = dict(config)
        if (backward := config.pop("backward_layer", None)) is not None:
            config["backward_layer"] = cell_from(backward, custom_objects)
        count = config.pop("num_constants", 0)
        layer = super().from_config(config, custom_objects)
        layer._num_constants = count
        return layer


def _copied(layer, go_backwards=None):
    """A layer of the same configuration."""
    config = layer.get_config()
    if go_backwards is not None:
        config["go_backwards"] = go_backwards
    cells = getattr(layer, "cell", None)
    known = [cells, *getattr(cells, "cells", ())]
    with CustomObjectScope({type(cell).__name__: type(cell) for cell in known}):
        return type(layer).from_config(config)
