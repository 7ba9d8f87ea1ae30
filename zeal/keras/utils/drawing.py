"""tf.keras.utils.plot_model: models as pictures, by pydot and Graphviz."""

import os
from itertools import pairwise
from typing import Any

from zeal.keras.layers.wrapper import Wrapper
from zeal.keras.model import Model
from zeal.keras.sequential import Sequential
from zeal.public import public


def _pydot():
    try:
        import pydot

        pydot.Dot.create(pydot.Dot())  # asks Graphviz
    except Exception as e:
        raise ImportError(
            "Failed to import pydot. You must install pydot and graphviz for `pydotprint` to work."
        ) from e
    return pydot


def _shape(layer, which) -> str:
    return str(getattr(layer, which, "?")).replace("None", "?")


def _box(pydot, model):
    box = pydot.Cluster(style="dashed", graph_name=model.name)
    box.set("label", model.name)
    box.set("labeljust", "l")
    return box


def _edges(model, layers):
    """Pairs of layers of which the second takes what the first gives."""
    if isinstance(model, Sequential):
        return pairwise(layers)
    calls = set(model._zeal_network.nodes)
    return [
        (parent.layer, layer)
        for layer in layers for call in layer.inbound_nodes if call in calls
        for parent in call.parents
    ]  # fmt: skip


class _Drawing:
    """What the parts of one picture have in common."""

    def __init__(self, pydot, show_shapes, show_layer_names, expand_nested):
        self.pydot, self.show_shapes = pydot, show_shapes
        self.show_layer_names, self.expand_nested = show_layer_names, expand_nested

    def fill(self, dot, model):
        """Adds a model's layers to a graph of pydot, and edges between them."""
        if not model._is_graph_network:
            dot.add_node(self.pydot.Node(str(id(model)), label=model.name))
            return dot
        layers = model._layers
        for layer in layers:
            self._add_layer(dot, layer)
        for source, target in _edges(model, layers):
            self._add_edge(dot, self._ends(source)[1], self._ends(target)[0])
        return dot

    def _opened(self, layer):
        """The model that is drawn as its layers: this one, or the one that it wraps; or None."""
        inside = layer.layer if isinstance(layer, Wrapper) else layer
        return inside if self.expand_nested and isinstance(inside, Model) else None

    def _inside(self, model):
        """The first and the last node of a model drawn as its layers."""
        if not model._is_graph_network:
            return str(id(model)), str(id(model))
        return self._ends(model._layers[0])[0], self._ends(model._layers[-1])[1]

    def _ends(self, layer):
        """The nodes that edges lead to, and come from."""
        model, own = self._opened(layer), str(id(layer))
        if model is None:
            return own, own
        first, last = self._inside(model)
        return first if model is layer else own, last

    def _add_layer(self, dot, layer):
        model = self._opened(layer)
        if model is not None:
            dot.add_subgraph(self.fill(_box(self.pydot, model), model))
        if model is not layer:
            dot.add_node(self.pydot.Node(str(id(layer)), label=self._label(layer, model)))
            if model is not None:
                self._add_edge(dot, str(id(layer)), self._inside(model)[0])

    def _label(self, layer, opened):
        name, kind = layer.name, type(layer).__name__
        if isinstance(layer, Wrapper) and opened is None:
            name += f"({layer.layer.name})"
            kind += f"({type(layer.layer).__name__})"
        label = f"{name}: {kind}" if self.show_layer_names else kind
        if not self.show_shapes:
            return label
        shapes = _shape(layer, "input_shape"), _shape(layer, "output_shape")
        return f"{label}\n|{{input:|output:}}|{{{{{shapes[0]}}}|{{{shapes[1]}}}}}"

    def _add_edge(self, dot, source, target):
        if not dot.get_edge(source, target):
            dot.add_edge(self.pydot.Edge(source, target))


@public("keras.utils.model_to_dot")
def model_to_dot(
    model, show_shapes=False, show_layer_names=True, rankdir="TB", expand_nested=False, dpi=96,
    subgraph=False,
) -> Any:  # fmt: skip
    """A model as a graph of pydot.

    Args:
      model: a Model; one whose layers' order is not known is one node.
      show_shapes: whether nodes show the shapes of inputs and outputs.
      show_layer_names: whether nodes show names, not classes alone.
      rankdir: "TB" draws from top to bottom, "LR" from left to right.
      expand_nested: whether models inside are drawn as their layers, in boxes.
      dpi: dots per inch.
      subgraph: whether to return a box for a larger picture.

    Returns:
      A `pydot.Dot`, or a `pydot.Cluster`.

    Raises:
      ImportError: pydot or Graphviz is not installed.
    """
    pydot = _pydot()
    if subgraph:
        dot = _box(pydot, model)
    else:
        dot = pydot.Dot()
        for key, value in (("rankdir", rankdir), ("concentrate", True), ("dpi", dpi)):
            dot.set(key, value)
        dot.set_node_defaults(shape="record")
    return _Drawing(pydot, show_shapes, show_layer_names, expand_nested).fill(dot, model)


@public("keras.utils.plot_model")
def plot_model(
    model, to_file="model.png", show_shapes=False, show_layer_names=True, rankdir="TB",
    expand_nested=False, dpi=96,
) -> Any:  # fmt: skip
    """Draws a model into a file.

    Args:
      model: a Model.
      to_file: the picture's path, whose ending says its format; without any it is PNG.
      the others: those of `tf.keras.utils.model_to_dot`.

    Returns:
      The picture for notebooks where IPython is installed, else None.

    Example:
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
      >>> tf.keras.utils.plot_model(model, "model.svg")  # doctest: +SKIP
    """
    dot = model_to_dot(model, show_shapes, show_layer_names, rankdir, expand_nested, dpi)
    ending = os.path.splitext(to_file)[1][1:]
    dot.write(to_file, format=ending or "png")
    try:
        from IPython import display
    except ImportError:
        return None
    return display.Image(filename=to_file)
