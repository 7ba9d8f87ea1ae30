"""tf.keras.models.clone_model."""

from typing import Any

from zeal import nest
from zeal._native import Variable, api
from zeal.keras.functional.added import ADDED
from zeal.keras.functional.inputs import Input, InputLayer
from zeal.keras.functional.node import history, mapped, shape_of
from zeal.keras.model import Model
from zeal.keras.sequential import Sequential
from zeal.public import public


def _clone_layer(layer):
    return layer.__class__.from_config(layer.get_config())


def share_weights(layer) -> Any:
    """A `clone_function` that keeps the layer: the copy shares its weights."""
    return layer


@public("keras.models.clone_model")
def clone_model(model, input_tensors=None, clone_function=None) -> Any:
    """A model of the same layers with variables of their own.

    Args:
      model: a model of inputs and outputs, or a Sequential.
      input_tensors: tensors to build on, of `tf.keras.Input`; by default new ones.
      clone_function: a function from a layer to the one in its place; by default it is made anew
        from its configuration.

    Returns:
      A Model.

    Raises:
      ValueError: the model is a subclass, or input_tensors do not fit.

    Example:
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
      >>> copy = tf.keras.models.clone_model(model)
      >>> copy.layers[0].units, copy.layers[0] is model.layers[0]
      (2, False)
    """
    clone = clone_function or _clone_layer
    if isinstance(model, Sequential):
        return clone_sequential(model, input_tensors, clone)
    return clone_functional(model, input_tensors, clone)


def clone_sequential(model, input_tensors=None, layer_fn=_clone_layer) -> Sequential:
    """`clone_model` of a Sequential alone; layer_fn is its clone_function.

    Raises:
      ValueError: it is none, or input_tensors are not one tensor, of an Input or of none of
        Keras's layers.
    """
    if not isinstance(model, Sequential):
        raise ValueError(
            "Expected `model` argument to be a `Sequential` model instance, but got: "
            f"{model!r}"
        )
    given = [] if input_tensors is None else nest.flatten(input_tensors)
    if len(given) > 1:
        raise ValueError("To clone a `Sequential` model, we expect at most one tensor as part of "
                         "`input_tensors`.")
    origin = history(given[0]) if given else None
    if origin and not isinstance(origin[0], InputLayer):
        raise ValueError(
            "Cannot clone a `Sequential` model on top of a tensor that comes from a Keras layer "
            f"other than an `InputLayer`; it comes from {origin[0].name}. Use the functional API "
            "instead."
        )
    layers = [layer_fn(layer) for layer in model.layers]
    if given:
        layers.insert(0, _input_layer(given[0], model.name))
    elif model._input_layer is not None:
        layers.insert(0, _clone_layer(model._input_layer))
    return Sequential(layers, name=model.name)


def _input_layer(tensor, name):
    if not history(tensor):
        tensor = Input(tensor=_as_symbol(tensor), name=f"input_wrapper_for_{name}")
    return history(tensor)[0]


def _as_symbol(tensor):
    return api.identity(tensor) if isinstance(tensor, Variable) else tensor


def clone_functional(model, input_tensors=None, layer_fn=_clone_layer) -> Model:
    """`clone_model` of a model of inputs and outputs alone; layer_fn is its clone_function.

    Raises:
      ValueError: it is a subclass or a Sequential.
    """
    if isinstance(model, Sequential):
        raise ValueError(
            "Expected `model` argument to be a functional `Model` instance, got a `Sequential` "
            f"instance instead: {model!r}"
        )
    if not isinstance(model, Model) or model._zeal_network is None:
        raise ValueError(
            "Expected `model` argument to be a functional `Model` instance, but got a subclass "
            f"model instead: {model!r}"
        )
    return _clone_network(model, input_tensors, layer_fn)


def _clone_network(model, input_tensors, clone):
    network = model._zeal_network
    given = _given_inputs(network, input_tensors)
    values = {id(x): new for x, new in zip(network.inputs, given, strict=True)}
    copies: dict = {}
    added = []
    for node in network.nodes:
        if all(id(x) in values for x in nest.flatten(node.outputs)):
            continue
        if isinstance(node.layer, ADDED):
            added.append((clone(node.layer), values[id(node.inputs)]))
            continue
        if node.layer not in copies:
            copies[node.layer] = clone(node.layer)
        inputs, args, kwargs = mapped(node.call, lambda x: values.get(id(x), x))
        outputs = copies[node.layer](inputs, *args, **kwargs)
        pairs = zip(nest.flatten(node.outputs), nest.flatten(outputs), strict=True)
        values.update((id(x), new) for x, new in pairs)
    ends = (network.nested_inputs, network.nested_outputs)
    inputs, outputs = (mapped(end, lambda x: values[id(x)]) for end in ends)
    copy = Model(inputs, outputs, name=model.name)
    for layer, tensor in added:
        copy._zeal_add(layer, tensor)
    return copy


def _given_inputs(network, tensors):
    if tensors is None:
        return [
            Input(batch_shape=shape_of(x), dtype=x.dtype, name=history(x)[0].name)
            for x in network.inputs
        ]
    tensors = nest.flatten(tensors)
    if len(tensors) != len(network.inputs):
        raise ValueError(
            f"input_tensors are {len(tensors)}, and the model has {len(network.inputs)} inputs"
        )
    return [
        x if history(x) else Input(tensor=_as_symbol(x), name=f"input_wrapper_for_{name}")
        for x, name in zip(tensors, network.input_names, strict=True)
    ]
