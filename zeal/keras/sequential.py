"""tf.keras.Sequential: layers one after the other."""

from typing import Self

from zeal._native import Tensor
from zeal.keras import tracking
from zeal.keras.layers.layer import Layer
from zeal.keras.model import Model
from zeal.keras.serialization import class_of, serialize
from zeal.public import public
from zeal.state.trackable import Trackable
from zeal.tensor_shape import TensorShape, as_shape


def _given_shape(layer):
    """The input's shape that a layer, or the first one in it, was given; None otherwise."""
    while isinstance(layer, Sequential) and layer._steps:
        layer = layer._steps[0]
    return layer._batch_input_shape


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

    def __init__(self, layers=None, name=None) -> None:
        super().__init__(name=name)
        self._steps = []
        self._shape = None  # of the last layer's output, where it is known
        self.__dict__["_output_shapes"] = {}
        layers = () if layers is None else layers
        for layer in layers if isinstance(layers, (list, tuple)) else [layers]:
            self.add(layer)

    def add(self, layer) -> None:
        """Appends a layer.

        Args:
          layer: a Layer.

        Raises:
          TypeError: it is no Layer.

        Example:
          >>> model = tf.keras.Sequential()
          >>> model.add(tf.keras.layers.Dense(2))
          >>> len(model.layers)
          1
        """
        if not isinstance(layer, Layer):
            raise TypeError(f"The added layer must be an instance of class Layer. Found: {layer}")
        first = not self._steps
        self._steps.append(layer)
        self._makes_masks = self._makes_masks or layer._makes_masks
        if first:
            self._shape = _given_shape(layer)
        if self._shape is not None:
            self._build_step(layer)
        else:
            self._ready, self._called = False, False
        for name, step in self._step_edges().items():
            self._handle_deferred_dependencies(name, step)

    def _edges(self):
        """TensorFlow's names of the steps, and other attributes by theirs."""
        own = {name: node for name, node in super()._edges().items() if name != "_steps"}
        return {**self._step_edges(), **own}

    def _step_edges(self):
        steps = self.__dict__.get("_steps", ())
        if not steps or _given_shape(self) is None:
            plain = {f"layer-{i}": step for i, step in enumerate(steps)}
            return {**plain, **self._weighted(steps)}
        # TensorFlow has a layer more, for the input; and names of built layers come first.
        found: dict = {"layer-0": self.__dict__.setdefault("_input_place", Trackable())}
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
        """Builds a layer for the shape that reaches it, outside the model's own name scope."""
        layer._build_for(self._shape)
        self._shape = tuple(layer.compute_output_shape(self._shape).as_list())
        self._output_shapes[id(layer)] = self._shape
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
        if not self._steps:
            raise TypeError("There are no layers in the model.")
        self._output_shapes.pop(id(self._steps.pop()), None)
        last = self._steps[-1] if self._steps else None
        self._shape = self._output_shapes.get(id(last))
        self.built = self.built and last is not None
        tracking.changed()

    def build(self, input_shape=None) -> None:
        """Builds the layers for an input's shape, the batch axis included.

        Args:
          input_shape: a TensorShape or what converts to one; not read where the first
            layer gave one.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
          >>> model.build([None, 3])
          >>> len(model.variables)
          2
        """
        if input_shape is not None and self._shape is None:
            self._shape = tuple(as_shape(input_shape).as_list())
            for layer in self._steps:
                self._build_step(layer)
        self.built = True

    def _maybe_build(self, inputs):
        self._take_dtype(inputs)
        self.built = True  # the layers build themselves

    def call(self, inputs, training=None, mask=None) -> Tensor:
        """Passes the input through all layers; `training` reaches them by itself.

        Args:
          inputs: what the first layer takes.
          training: accepted for compatibility.
          mask: a boolean tensor for the first layer; layers that make masks, such as
            `tf.keras.layers.Masking`, give theirs to the ones behind.

        Returns:
          The last layer's output.

        Example:
          >>> tf.keras.Sequential([tf.keras.layers.Dense(2)])(tf.zeros([4, 3])).shape.as_list()
          [4, 2]
        """
        if self._makes_masks or mask is not None:
            return self._call_masked(inputs, mask)
        for layer in self._steps:
            inputs = layer(inputs)
        return inputs

    def _call_masked(self, inputs, mask):
        """The same where a layer tells which steps of sequences the ones behind it skip."""
        for layer in self._steps:
            takes = mask is not None and "mask" in layer._call_takes
            outputs = layer(inputs, mask=mask) if takes else layer(inputs)
            inputs, mask = outputs, layer.compute_mask(inputs, mask)
        return inputs

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The output's shape for an input's, the batch axis included.

        Args:
          input_shape: a TensorShape or what converts to one; None entries are unknown lengths.

        Returns:
          A TensorShape.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(5)])
          >>> model.compute_output_shape([None, 3, 4]).as_list()
          [None, 5]
        """
        shape = as_shape(input_shape)
        for layer in self._steps:
            shape = layer.compute_output_shape(shape)
        return shape

    def get_config(self) -> dict:
        """What `from_config` rebuilds the model from.

        Returns:
          A dict.

        Example:
          >>> config = tf.keras.Sequential([tf.keras.layers.Dense(2)]).get_config()
          >>> [layer["class_name"] for layer in config["layers"]]
          ['Dense']
        """
        return {"name": self.name, "layers": [serialize(step) for step in self._steps]}

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> Self:
        """A model of that configuration.

        Args:
          config: a dict that `get_config` returned.
          custom_objects: dict from names to classes of layers that are not Keras's own; those of
            `tf.keras.utils.custom_object_scope` are known too.

        Returns:
          A Sequential with variables of its own.

        Raises:
          ValueError: a class is unknown.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
          >>> tf.keras.Sequential.from_config(model.get_config()).layers[0].units
          2
        """
        from zeal.keras import layers
        from zeal.keras.utils.custom_objects import get_custom_objects

        known = {"Sequential": Sequential, **vars(layers), **get_custom_objects()}
        known.update(custom_objects or {})
        model = cls(name=config["name"])
        for step in config["layers"]:
            name, arguments = class_of(step)
            if name not in known:
                raise ValueError(f"Unknown layer: {name}; name it in custom_objects")
            model.add(known[name].from_config(arguments))
        return model

    # `training` passes through the context: plain calls may take the short way.
    _call_takes = frozenset()

    @property
    def layers(self) -> list[Layer]:
        """The layers, in order."""
        return list(self._steps)

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """Shape of the input, the batch axis included; AttributeError if it is unknown."""
        shape = _given_shape(self)
        if shape is None:
            raise AttributeError(
                "The layer has never been called and thus has no defined input shape."
            )
        return shape

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """Shape of the output, the batch axis included; AttributeError if it is unknown."""
        if self._shape is None:
            raise AttributeError(
                "The layer has never been called and thus has no defined output shape."
            )
        return self._shape
