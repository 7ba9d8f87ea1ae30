"""Models of inputs and outputs as configurations in Keras's form, and back."""

import inspect
from typing import Any

from zeal import nest
from zeal._native import Tensor
from zeal.keras.functional.node import history, node_of
from zeal.keras.layers.lookup import deserialize
from zeal.keras.serialization import class_of


def of_network(name, network) -> dict:
    """The configuration of a model.

    Args:
      name: the model's name.
      network: its Network.

    Returns:
      A dict.
    """
    numbers = _numbers(network)
    layers = [_layer_config(layer, numbers) for layer in network.layers]
    ends = (network.inputs, network.outputs)
    inputs, outputs = ([_place(x, numbers) for x in tensors] for tensors in ends)
    return {"name": name, "layers": layers, "input_layers": inputs, "output_layers": outputs}


def _numbers(network):
    """The number of each call among the calls of its layer that are the model's."""
    wanted, numbers = set(network.nodes), {}
    for layer in network.layers:
        own = [node for node in layer.inbound_nodes if node in wanted]
        numbers.update((node, i) for i, node in enumerate(own, _first(layer)))
    return numbers


def _first(layer):
    """What numbers of calls start with: a model's inputs and outputs count as its first call."""
    return 1 if hasattr(layer, "_zeal_network") else 0


def _place(tensor, numbers):
    return [history(tensor)[0].name, numbers[node_of(tensor)], history(tensor)[2]]


def _layer_config(layer, numbers):
    calls = [node for node in layer.inbound_nodes if node in numbers and node.call]
    return {
        "class_name": type(layer).__name__, "config": layer.get_config(), "name": layer.name,
        "inbound_nodes": [_call_config(node, numbers) for node in calls],
    }  # fmt: skip


def _call_config(node, numbers):
    inputs, args, kwargs = node.call
    names = list(inspect.signature(node.layer.call).parameters)[1:]
    kwargs = dict(zip(names, args, strict=False)) | kwargs
    kwargs = {k: _plain(v, numbers) for k, v in kwargs.items() if v is not None}
    return [[*_place(x, numbers), kwargs] for x in nest.flatten(inputs)]


def _plain(value, numbers):
    """An argument for a configuration; a tensor of the model by its place."""
    if isinstance(value, Tensor):
        return ["_CONSTANT_VALUE", -1, value.numpy().tolist()] if not value._symbolic else _place(
            value, numbers
        )
    if isinstance(value, (list, tuple)):
        return [_plain(x, numbers) for x in value]
    return value


def tensors_of(config, custom_objects=None) -> tuple[Any, Any]:
    """The inputs and outputs of a new model.

    Args:
      config: a dict that `of_network` made.
      custom_objects: a dict from names to further classes of layers.

    Returns:
      A pair of tensors, or of lists of them.

    Raises:
      ValueError: a class is unknown, or a layer is called with what no layer gives.
    """
    layers, waiting, outputs = {}, [], {}
    for given in config["layers"]:
        class_name, arguments = class_of(given)
        layer = deserialize({"class_name": class_name, "config": arguments}, custom_objects)
        layers[given["name"]] = layer
        if not given["inbound_nodes"]:
            for i, node in enumerate(layer.inbound_nodes):
                outputs[given["name"], i] = node.outputs
        waiting += [
            (given["name"], i, call) for i, call in enumerate(given["inbound_nodes"], _first(layer))
        ]
    while waiting:
        ready = [entry for entry in waiting if _is_ready(entry, waiting, outputs)]
        if not ready:
            raise ValueError(f"layers are called with what no layer gives: {waiting}")
        for name, i, call in ready:
            outputs[name, i] = _call(layers[name], call, outputs)
        waiting = [entry for entry in waiting if entry not in ready]
    found = (
        [_tensor(place, outputs) for place in _places(config[key])]
        for key in ("input_layers", "output_layers")
    )
    inputs, ends = found
    return (inputs[0] if len(inputs) == 1 else inputs), (ends[0] if len(ends) == 1 else ends)


def _places(entries):
    return [entries] if isinstance(entries[0], str) else entries


def _tensor(place, outputs):
    name, node, index = place[:3]
    if name == "_CONSTANT_VALUE":
        return index
    return nest.flatten(outputs[name, node])[index]


def _tensor_places(call):
    found = [x[:3] for x in call]
    for value in call[0][3].values() if len(call[0]) > 3 else ():
        found += _places_in(value)
    return found


def _is_place(value):
    return (
        isinstance(value, (list, tuple)) and len(value) == 3 and isinstance(value[0], str)
        and isinstance(value[1], int)
    )  # fmt: skip


def _places_in(value):
    if _is_place(value):
        return [value]
    return [p for x in value for p in _places_in(x)] if isinstance(value, (list, tuple)) else []


def _is_ready(entry, waiting, outputs):
    name, i, call = entry
    earlier = any(other[0] == name and other[1] < i for other in waiting)  # calls keep their order
    places = (p for p in _tensor_places(call) if p[0] != "_CONSTANT_VALUE")
    return not earlier and all((p[0], p[1]) in outputs for p in places)


def _call(layer, call, outputs):
    tensors = [_tensor(place, outputs) for place in call]
    kwargs = {k: _restored(v, outputs) for k, v in (call[0][3] if len(call[0]) > 3 else {}).items()}
    return layer(tensors[0] if len(tensors) == 1 else tensors, **kwargs)


def _restored(value, outputs):
    if _is_place(value):
        return _tensor(value, outputs)
    return [_restored(x, outputs) for x in value] if isinstance(value, (list, tuple)) else value
