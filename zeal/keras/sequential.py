"""tf.keras.Sequential: layers one after the other."""

from typing import Any, Self

from zeal import logging, nest
from zeal._native import Tensor
from zeal.keras import tracking
from zeal.keras.float_dtype import floatx
from zeal.keras.functional.inputs import Input, InputLayer
from zeal.keras.functional.network import Network
from zeal.keras.functional.node import history, shape_of
from zeal.keras.layers.calls import calls
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.lookup import deserialize
from zeal.keras.model import Model
from zeal.keras.phase import in_phase, phase_that_is_set
from zeal.keras.serialization import serialize
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape
from zeal.tensor_spec import TensorSpec


def _given(layer):
    """Shape and dtype of the input that a layer, or the first one in it, was given."""
    while isinstance(layer, Model) and layer._batch_input_shape is None and layer.layers:
        if isinstance(layer, Sequential) and layer._input is not None:
            return shape_of(layer._input), layer._input.dtype
        layer = layer.layers[0]
    return layer._batch_input_shape, layer.dtype or floatx()


@public("keras.Sequential", "keras.models.Sequential")
class Sequential(Model):
    """Layers one after the other.

    Args:
      layers: list of layers, or one; where the first one says its input_shape, all are built at
        once.
      name: the model's name.

    Example:
      >>> model = tf.keras.Sequential([
      ...     tf.keras.layers.Dense(10, input_shape=(784,)), tf.keras.layers.Dense(10)])
      >>> model(tf.zeros([2, 784])).shape
      TensorShape([Dimension(2), Dimension(10)])
    """

    _autocast = False  # its layers do

    def __init__(self, layers=None, name=None) -> None:
        super().__init__(name=name)
        self._zeal_steps = []
        # The symbolic input, and what each step makes of it, where the input's shape is known.
        self.__dict__.update(_input=None, _tensors=[], _input_layer=None)
        # Of the last layer's output, where it is known; and what `build` was given.
        self.__dict__.update(_shape=None, _build_shape=None)
        self.__dict__.update(_output_shapes={}, _zeal_phases={})  # by ids of steps
        # The steps as a Network, and the further layers of losses and metrics that were added.
        self.__dict__.update(_zeal_joint=None, _zeal_further=[])
        layers = () if layers is None else layers
        for layer in layers if isinstance(layers, (list, tuple)) else [layers]:
            self.add(layer)

    def add(self, layer) -> None:
        """Appends a layer.

        Args:
          layer: a Layer, or what `tf.keras.Input` returned, for its layer.

        Raises:
          TypeError: it is neither.

        Example:
          >>> model = tf.keras.Sequential()
          >>> model.add(tf.keras.layers.Dense(2))
          >>> len(model.layers)
          1
        """
        origin = None if isinstance(layer, Layer) else history(layer)
        if origin and isinstance(origin[0], InputLayer):
            layer = origin[0]
        if not isinstance(layer, Layer):
            raise TypeError(f"The added layer must be an instance of class Layer. Found: {layer}")
        if self._input is None and not self._zeal_steps and self._take_input(layer):
            return
        self._zeal_steps.append(layer)
        if self._input is not None:
            self._build_step(layer)
        elif self._shape is not None:
            self._build_for_shape(layer)
        else:
            self._ready, self._zeal_called = False, False
        self._zeal_changed()
        for name, step in self._step_edges().items():
            self._handle_deferred_dependencies(name, step)

    def _zeal_changed(self):
        """After layers came or went, what was compiled trains those that there are."""
        if self._compiled_parts is not None:
            self._compiled_parts._collected = None
            self.__dict__["_steps_in_graph"] = {}
        known = self._zeal_outer[0]
        joint, self.__dict__["_zeal_joint"] = self._zeal_joint, None
        if joint is not None and self._zeal_whole() is not None:
            self._zeal_joint.inherit(joint)
        if known:  # their outputs are others now
            noted = TensorSpec(known[0].shape, known[0].dtype)
            self.__dict__.update(_zeal_outer=([], []), _zeal_batch=noted)

    def _zeal_whole(self):
        if self._zeal_joint is None and self._tensors and not calls.depth:
            self.__dict__["_zeal_joint"] = Network(self._input, self._tensors[-1])
        return self._zeal_joint

    def _zeal_beside(self):
        self.__dict__.update(_ready=False, _zeal_called=False)  # calls have more to do from now on
        return self._zeal_further

    def _take_input(self, layer):
        """Finds the input in the first layer; says whether that is all that the layer is."""
        if isinstance(layer, InputLayer):
            self.__dict__.update(_input=layer.inbound_nodes[0].outputs, _input_layer=layer)
            return True
        shape, dtype = _given(layer)
        if shape is not None:
            tensor = Input(batch_shape=shape, dtype=dtype, name=f"{layer.name}_input")
            self.__dict__.update(_input=tensor, _input_layer=history(tensor)[0])
        return False

    def _zeal_edges(self):
        """TensorFlow's names of the steps, and other attributes by theirs."""
        own = {name: node for name, node in super()._zeal_edges().items() if name != "_zeal_steps"}
        return {**self._step_edges(), **own}

    def _zeal_parts(self):
        # TensorFlow counts no layers of other attributes.
        return iter([*self._zeal_steps, *self._zeal_further])

    def _step_edges(self):
        steps = self.__dict__.get("_zeal_steps", ())
        if self.__dict__.get("_input") is None:
            plain = {f"layer-{i}": step for i, step in enumerate(steps)}
            return {**plain, **self._weighted(steps)}
        # TensorFlow has a layer more, for the input; and names of built layers come first.
        found: dict = {"layer-0": self._input_layer}
        weighted = {id(step): name for name, step in self._weighted(steps).items()}
        for i, step in enumerate(steps, 1):
            if id(step) in weighted:
                found[weighted[id(step)]] = step
            found[f"layer-{i}"] = step
        return found

    def _weighted(self, steps):
        """Further names of the steps that were built when the model was."""
        built = [step for step in steps if id(step) in self._output_shapes and step.weights]
        return {f"layer_with_weights-{i}": step for i, step in enumerate(built)}

    def _build_step(self, layer):
        """Calls a layer on what the one before gives, outside the model's own name scope."""
        outputs = layer(self._tensors[-1] if self._tensors else self._input)
        if nest.is_nested(outputs):
            error = TypeError if self._tensors else ValueError
            raise error(
                "All layers in a Sequential model should have a single output tensor. For "
                "multi-output layers, use the functional API."
            )
        self._tensors.append(outputs)
        phase = phase_that_is_set()
        if phase is not None:
            self._zeal_phases[id(layer)] = phase
        self._note_shape(layer, shape_of(outputs))

    def _build_for_shape(self, layer):
        """Builds a layer for the shape that reaches it."""
        layer._build_for(self._shape)
        self._note_shape(layer, tuple(layer.compute_output_shape(self._shape).as_list()))

    def _note_shape(self, layer, shape):
        self.__dict__["_shape"] = self._output_shapes[id(layer)] = shape
        self.built = True

    def pop(self) -> None:
        """Removes the last layer.

        Raises:
          TypeError: there is none.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
          >>> model.pop()
          >>> model.layers
          []
        """
        if not self._zeal_steps:
            raise TypeError("There are no layers in the model.")
        gone = id(self._zeal_steps.pop())
        self._output_shapes.pop(gone, None)
        self._zeal_phases.pop(gone, None)
        del self._tensors[len(self._zeal_steps) :]
        last = self._zeal_steps[-1] if self._zeal_steps else None
        self.__dict__["_shape"] = self._output_shapes.get(id(last))
        self.built = self.built and last is not None
        self._zeal_changed()
        tracking.changed()

    def build(self, input_shape=None) -> None:
        """Builds the layers for an input's shape, the batch axis included."""
        if input_shape is not None and self._shape is None:
            shape = tuple(as_shape(input_shape).as_list())
            self.__dict__.update(_shape=shape, _build_shape=shape)
            for layer in self._zeal_steps:
                self._build_for_shape(layer)
        self.built = True

    def _maybe_build(self, inputs):
        self._take_dtype(inputs)
        self.built = True  # the layers build themselves

    def call(self, inputs, training=None, mask=None) -> Tensor:
        """Passes the input through all layers; `training` reaches them by itself.

        Args:
          inputs: what the first layer takes.
          training, mask: accepted for compatibility.

        Returns:
          The last layer's output.
        """
        if type(inputs) is not Tensor and self._input is not None:
            inputs = self._only(inputs)
        if self._zeal_joint is not None:
            return self._zeal_walk(self._zeal_joint, inputs)
        for layer in self._zeal_phased() if self._zeal_phases else self._zeal_steps:
            inputs = layer(inputs)
        return inputs

    def _zeal_phased(self):
        phases = self._zeal_phases
        return [in_phase(step, phases.get(id(step))) for step in self._zeal_steps]

    _computes_mask = False  # as of other models

    def compute_mask(self, inputs, mask=None) -> Any:
        """The mask of the output, as the layers make it."""
        return self._zeal_masks(inputs, mask)

    def _only(self, inputs):
        """The one tensor in lists and dicts, since a model of known input takes their values."""
        leaves = nest.flatten(inputs)
        if len(leaves) != 1:
            raise ValueError(
                f"Layer {self.name} expects 1 inputs, but it received {len(leaves)} input tensors. "
                f"Inputs received: {leaves}"
            )
        return leaves[0]

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The output's shape for an input's, the batch axis included."""
        shape = as_shape(input_shape)
        for layer in self._zeal_steps:
            shape = layer.compute_output_shape(shape)
        return shape

    def get_config(self) -> dict:
        layers = [serialize(step) for step in self._zeal_steps]
        if layers and self._input is not None:  # TensorFlow keeps no InputLayer but its shape
            layers[0]["config"].setdefault("batch_input_shape", shape_of(self._input))
        elif self._input is not None:
            layers = [serialize(self._input_layer)]
        config = {"name": self.name, "layers": layers}
        shape = self._build_shape or self._noted_shape()
        if shape is not None:
            config["build_input_shape"] = shape
        return config

    def _zeal_note_batch(self, inputs):
        """As of other models; of dicts only a layer of features may make a tensor."""
        first = self._zeal_steps[0] if self._zeal_steps and not self.built else None
        if isinstance(inputs, dict) and not getattr(first, "_is_feature_layer", first is None):
            raise ValueError(
                "Passing a dictionary input to a Sequential Model which doesn't have FeatureLayer "
                "as the first layer is an error."
            )
        super()._zeal_note_batch(inputs)

    def _noted_shape(self):
        """The input's shape as the first batch told it."""
        known = self._zeal_outer[0]
        noted = known[0] if len(known) == 1 else self._zeal_batch
        return shape_of(noted) if hasattr(noted, "shape") else None

    def predict_proba(self, x, batch_size=32, verbose=0) -> Any:
        """The outputs for examples, of a model whose outputs are probabilities.

        Args:
          x, batch_size, verbose: those of `predict`.

        Returns:
          An array; a warning is logged where outputs lie outside [0, 1].

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, "softmax")])
          >>> model.predict_proba(np.ones([1, 3])).sum().round(3)
          1.0
        """
        found = self.predict(x, batch_size, verbose)
        if found.min() < 0.0 or found.max() > 1.0:
            logging.warning(
                "Network returning invalid probability values. The last layer might not normalize "
                "predictions into probabilities (like softmax or sigmoid would)."
            )
        return found

    def predict_classes(self, x, batch_size=32, verbose=0) -> Any:
        """The class of each example: the largest output's place; of one output whether it is > 0.5.

        Args:
          x, batch_size, verbose: those of `predict`.

        Returns:
          An array of integers.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Activation("softmax")])
          >>> model.predict_classes(np.array([[0.0, 3.0, 1.0]])).tolist()
          [1]
        """
        found = self.predict(x, batch_size, verbose)
        if found.shape[-1] > 1:
            return found.argmax(-1)
        return (found > 0.5).astype("int32")

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> Self:
        model = cls(name=config["name"])
        for step in config["layers"]:
            model.add(deserialize(step, custom_objects))
        if not model.inputs and config.get("build_input_shape"):
            model.build(config["build_input_shape"])
        return model

    # `training` passes through the context: plain calls may take the short way.
    _call_takes = frozenset()

    @property
    def layers(self) -> list[Layer]:
        """The layers, in order."""
        return list(self._zeal_steps)

    def _zeal_listed(self):
        before = [] if self._input_layer is None else [self._input_layer]
        return [*before, *self._zeal_steps]

    @property
    def _is_graph_network(self):
        return bool(self._tensors)

    @property
    def _zeal_inputs(self):
        return super()._zeal_inputs if self._input is None else [self._input]

    @property
    def _zeal_outputs(self):
        return self._tensors[-1:] or super()._zeal_outputs

    @property
    def outputs(self) -> Any:
        """The symbolic tensor that the last layer gives, in a list; see `inputs`."""
        return super().outputs

    @outputs.setter
    def outputs(self, value):
        # Programs set what they are after `pop`, or None before it.
        if value is not None and nest.flatten(value) != self.outputs:
            Model.outputs.fset(self, value)

    @Model.inputs.setter
    def inputs(self, value):
        if value is not None and nest.flatten(value) != self.inputs:
            raise NotImplementedError(f"The inputs of {self.name} are what its first layer takes")

    def _zeal_names(self, inputs=False):
        if self._input is None:
            return super()._zeal_names(inputs)
        if inputs:
            return [self._input_layer.name]
        return [self._zeal_steps[-1].name] if self._tensors else []

    @property
    def input(self) -> Tensor:
        """The symbolic input; AttributeError if its shape is unknown."""
        if self._input is None:
            raise AttributeError(f"Layer {self.name} is not connected, no input to return.")
        return self._input

    @property
    def output(self) -> Tensor:
        """The symbolic output; AttributeError if the input's shape is unknown."""
        if not self._tensors:
            raise AttributeError(f"Layer {self.name} has no inbound nodes.")
        return self._tensors[-1]

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """Shape of the input, the batch axis included; AttributeError if it is unknown."""
        if self._input is None:
            raise AttributeError(
                "The layer has never been called and thus has no defined input shape."
            )
        return shape_of(self._input)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """Shape of the output, the batch axis included; AttributeError if it is unknown."""
        if self._shape is None:
            raise AttributeError(
                "The layer has never been called and thus has no defined output shape."
            )
        return self._shape
