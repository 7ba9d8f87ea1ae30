"""One call of a layer on symbolic tensors, and where a tensor comes from."""

from typing import Any

from zeal import nest
from zeal._native import Tensor
from zeal.keras.phase import phase_that_is_set


def history(tensor) -> Any:
    """The (layer, number of the call, number of the output) that a tensor comes from, or None."""
    return getattr(tensor, "_keras_history", None)


def mapped(structure, function):
    """A structure with a function of each leaf; other arguments of layers as they are."""
    return nest.pack_sequence_as(structure, [function(x) for x in nest.flatten(structure)])


def shape_of(tensor):
    """A tensor's shape as Keras gives it: a tuple."""
    shape = tensor.shape
    return None if shape.ndims is None else tuple(shape.as_list())


class Node:
    """A call of a layer.

    Args:
      layer: the layer.
      call: its arguments: inputs, args, kwargs.
      outputs: what it returned.
    """

    lists = False  # whether shapes are in lists, as those of the calls that ops were made from

    def __init__(self, layer, call, outputs) -> None:
        self.layer, self.call, self.outputs = layer, call, outputs
        self.phase = phase_that_is_set()
        self.sources = [x for x in nest.flatten(call) if history(x)]
        index = len(layer.inbound_nodes)
        layer.__dict__.setdefault("_inbound_nodes", []).append(self)
        for i, tensor in enumerate(nest.flatten(outputs)):
            if tensor is None:
                raise ValueError(
                    "A layer's `call` method should return a Tensor or a list of Tensors, not None "
                    f"(layer: {layer.name})."
                )
            tensor._keras_history = layer, index, i
            if isinstance(tensor, Tensor):
                tensor.graph.__dict__.setdefault("_keras_tensors", {})[tensor.name] = tensor
        for node in self.parents:
            node.layer.__dict__.setdefault("_outbound_nodes", []).append(self)

    @property
    def index(self) -> int:
        """Its number among the layer's calls."""
        return self.layer.inbound_nodes.index(self)

    @property
    def parents(self) -> "list[Node]":
        """The calls that its inputs come from."""
        return [node_of(x) for x in self.sources]

    @property
    def inputs(self) -> Any:
        """What the layer was called with; of an InputLayer its own tensor."""
        return self.call[0] if self.call else self.outputs

    @property
    def inbound_layers(self) -> Any:
        """The layers that its inputs come from: one, or a list."""
        layers = [node.layer for node in self.parents]
        return layers[0] if len(layers) == 1 else layers

    @property
    def outbound_layer(self) -> Any:
        """The layer that was called."""
        return self.layer

    @property
    def output_tensors(self) -> Any:
        """What the call returned; of an InputLayer in a list."""
        return self.outputs if self.call else [self.outputs]

    @property
    def input_tensors(self) -> Any:
        """What the layer was called with, by keywords too; of an InputLayer as `output_tensors`."""
        if not self.call:
            return self.output_tensors
        several = len(self.sources) > len(nest.flatten(self.inputs))
        return self.sources if several else self.inputs

    @property
    def output_shapes(self) -> Any:
        """Shapes of what the call returned; of an InputLayer in a list."""
        return self._listed(mapped(self.outputs, shape_of))

    @property
    def input_shapes(self) -> Any:
        """Shapes of what the layer was called with."""
        return self._listed(mapped(self.inputs, shape_of))

    def _listed(self, shapes):
        return [shapes] if not self.call or self.lists and isinstance(shapes, tuple) else shapes


def node_of(tensor) -> Node:
    """The call that a tensor comes from."""
    layer, index, _ = tensor._keras_history
    return layer.inbound_nodes[index]
