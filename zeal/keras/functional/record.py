"""Calls of layers on symbolic tensors: in graphs their ops stand there; eagerly, shapes stand.

Eager programs have a graph for this, Keras's: what `tf.keras.Input` returns is of it, and what
layers return of that. A layer's own ops are not: it is traced apart, for dtypes and shapes, and
runs anew in each call of a model.
"""

import weakref
from typing import Any

from zeal import nest
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.graph.body import FuncGraph
from zeal.graph.graph import Graph, get_default_graph
from zeal.graph.placeholder import sizes
from zeal.keras.float_dtype import floatx
from zeal.keras.functional.node import Node, history, mapped
from zeal.keras.layers import marks
from zeal.keras.layers.calls import apart
from zeal.keras.layers.inputs import as_shapes, shapes_of
from zeal.nest.composite_tensor import CompositeTensor
from zeal.state.scope import name_scope


class _KerasGraph(Graph):
    """The graph of symbolic tensors in eager programs."""

    _captures_values = made_eagerly = True  # variables made meanwhile are the program's
    may_make_variables = True
    name = "keras_graph"

    def __init__(self):
        super().__init__()
        self.made_variables = []


class _Current:
    graph: Any = None  # a weak reference: the graph lives as long as its tensors do


def keras_graph() -> Graph:
    """The graph of `tf.keras.Input`: the default one, in eager programs Keras's."""
    if not executing_eagerly():
        return get_default_graph()
    graph = _Current.graph and _Current.graph()
    if graph is None:
        graph = _KerasGraph()
        _Current.graph = weakref.ref(graph)
    return graph


def forget() -> None:
    """Lets later tensors be of a new graph."""
    _Current.graph = None


def is_symbolic(value) -> bool:
    """Whether a value is a tensor of a graph, or made of such."""
    if isinstance(value, CompositeTensor):
        return any(part._symbolic for part in value._to_components())
    return isinstance(value, Tensor) and value._symbolic


def of_keras(inputs) -> bool:
    """Whether a tensor among inputs comes from a `tf.keras.Input`."""
    return any(_from_input(x) for x in nest.flatten(inputs) if is_symbolic(x))


def _from_input(tensor) -> bool:
    """Whether a tensor comes from an Input, ops between included."""
    if history(tensor):
        return True
    if isinstance(tensor, CompositeTensor):
        return any(_from_input(part) for part in tensor._to_components())
    known = getattr(tensor.graph, "_keras_tensors", None)
    if not known:
        return False
    seen, queue = set(), [tensor.op]
    while queue:
        for x in queue.pop().inputs:
            if x.name in known:
                return True
            if x.op.name not in seen:
                seen.add(x.op.name)
                queue.append(x.op)
    return False


def record(layer, inputs, args, kwargs, given) -> Any:
    """Calls a layer on tensors that come from Inputs, and notes the call.

    Args:
      layer: the layer.
      inputs, args, kwargs: what it is called with.
      given: the inputs before they became tensors.

    Returns:
      What it returns; eagerly, tensors of Keras's graph.
    """
    from zeal.keras.functional.op_layer import lift

    call = (inputs, args, kwargs)
    for leaf in nest.flatten(call):
        if isinstance(leaf, Tensor) and leaf._symbolic and not history(leaf) and _from_input(leaf):
            lift(leaf)
    if layer.dynamic:
        outputs = promised(layer, inputs, keras_graph())
    else:
        outputs = _traced(layer, call) if executing_eagerly() else _called(layer, call)
    # Layers may return objects that become tensors; a later call of a model has others.
    Node(layer, (given if history(given) else inputs, args, kwargs), outputs)
    return outputs


def promised(layer, inputs, graph):
    """Tensors of a graph, of the shapes that a dynamic layer says; nothing computes them."""
    with layer._own_scope():
        layer._maybe_build(inputs)
    shapes = as_shapes(layer.compute_output_shape(shapes_of(inputs)))
    return nest.map_structure(
        lambda s: graph._placeholder(as_dtype(layer.dtype or floatx()), sizes(s), layer.name),
        shapes,
    )


def _called(layer, call):
    """The call in a graph. An output is a new tensor, even where the layer returns an input."""
    outputs = layer._nested_call(call[0], call[1], dict(call[2]))

    def own(x):
        if not history(x):
            return x
        with name_scope(layer.name):
            return _with_mask(each_part(x, api.identity), x)

    return mapped(outputs, own)


def each_part(x, function):
    """A function of a tensor; of what is made of several, the same made of its results."""
    if isinstance(x, CompositeTensor):
        return x._from_components([function(part) for part in x._to_components()])
    return function(x)


def _with_mask(tensor, other):
    marks.set_mask(tensor, getattr(other, "_keras_mask", None))
    return tensor


def _traced(layer, call):
    """Tensors of Keras's graph like those that the call returns."""
    graph, traced = keras_graph(), FuncGraph(layer.name)
    with traced.as_default():
        inputs, args, kwargs = mapped(call, lambda x: _like(x, traced))
        with apart() as losses:
            outputs = layer._nested_call(inputs, args, kwargs)
        outputs = mapped(outputs, lambda x: each_part(x, _as_tensor))
    for owner, loss in losses:
        owner._zeal_note_loss(_like(loss, graph))
    return mapped(outputs, lambda x: _like(x, graph))


def _as_tensor(value):
    if isinstance(value, Tensor) and value._symbolic and value.graph is get_default_graph():
        return value
    return api.identity(value)


def _like(x, graph):
    """A placeholder like a symbolic tensor, its mask too; anything else as it is."""
    if not is_symbolic(x):
        return x
    if isinstance(x, CompositeTensor):
        with graph.as_default():
            return each_part(x, lambda part: _like(part, graph))
    found = graph._placeholder(x.dtype, sizes(x.shape), x.op.name)
    mask = getattr(x, "_keras_mask", None)
    if mask is not None:
        marks.set_mask(found, _like(mask, graph))
    return found
