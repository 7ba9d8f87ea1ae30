"""Models of inputs and outputs as configurations in Keras's form, and back."""

import inspect
from typing import Any

from zeal import nest
from zeal._native import Tensor
from zeal.keras.functional.added import ADDED
from zeal.keras.functional.node import history, node_of
from zeal.keras.layers.lookup import deserialize
from zeal.keras.serialization import class_of, described
from zeal.nest.composite_tensor import CompositeTensor


def of_network(name, network) -> dict:
    """The configuration of a model."""
    numbers = _numbers(network)
    layers = [_layer_config(layer, numbers) for layer in network.layers]
    ends = (network.nested_inputs, network.nested_outputs)
    inputs, outputs = ([end] if isinstance(end, Tensor) else end for end in ends)
    inputs, outputs = (_plain(end, numbers) for end in (inputs, outputs))
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
        "name": layer.name, **described(layer),
        "inbound_nodes": [_call_config(node, numbers) for node in calls],
    }  # fmt: skip


def _call_config(node, numbers):
    inputs, args, kwargs = node.call
    names = list(inspect.signature(node.layer.call).parameters)[1:]
    kwargs = dict(zip(names, args, strict=False)) | kwargs
    kwargs = {k: _plain(v, numbers) for k, v in kwargs.items() if v is not None}
    inputs = inputs if isinstance(inputs, (list, tuple, dict)) else [inputs]
    return nest.map_structure(lambda x: [*_place(x, numbers), kwargs], inputs)


def _plain(value, numbers):
    """An argument for a configuration; a tensor of the model by its place."""
    if isinstance(value, (Tensor, CompositeTensor)):
        if history(value):
            return _place(value, numbers)
        from zeal.keras.backend_parts.state import get_value

        return ["_CONSTANT_VALUE", -1, get_value(value).tolist()]
    return _each(value, lambda x: _plain(x, numbers))


def _each(value, function):
    """Lists and dicts with a function of each element; anything else as it is."""
    if isinstance(value, dict):
        return {key: function(x) for key, x in value.items()}
    return [function(x) for x in value] if isinstance(value, (list, tuple)) else value


def tensors_of(config, custom_objects=None) -> tuple[Any, Any, list]:
    """The inputs and outputs of a new model, and what it is to be given.

    Args:
      config: a dict that `of_network` made.
      custom_objects: a dict from names to further classes of layers.

    Returns:
      The inputs and the outputs, tensors or structures of them; and pairs of a layer and a tensor
      for what `add_loss` and `add_metric` added.

    Raises:
      ValueError: a class is unknown, or a layer is called with what no layer gives.
    """
    layers, waiting, outputs, added = {}, [], {}, {}
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
            if isinstance(layers[name], ADDED):
                added[name] = layers[name], _tensor(call[0], outputs)
            else:
                outputs[name, i] = _call(layers[name], call, outputs)
        waiting = [entry for entry in waiting if entry not in ready]
    inputs, ends = (_ends(config[key], outputs) for key in ("input_layers", "output_layers"))
    return inputs, ends, [added[name] for name in layers if name in added]


def _ends(entries, outputs):
    found = _restored(entries, outputs)
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _tensor(place, outputs):
    name, node, index = place[:3]
    if name == "_CONSTANT_VALUE":
        return index
    return nest.flatten(outputs[name, node])[index]


def _tensor_places(call):
    return _places_in(call) + _places_in(_arguments(call))


def _arguments(call):
    """The keyword arguments of a call, which stand behind the place of each of its inputs."""
    return (*_places_in(call)[0], {})[3]


def _is_place(value):
    return (
        isinstance(value, (list, tuple)) and len(value) in (3, 4) and isinstance(value[0], str)
        and isinstance(value[1], int)
    )  # fmt: skip


def _places_in(value):
    if _is_place(value):
        return [value]
    inner = list(value.values()) if isinstance(value, dict) else value
    return [p for x in inner for p in _places_in(x)] if isinstance(inner, (list, tuple)) else []


def _is_ready(entry, waiting, outputs):
    name, i, call = entry
    earlier = any(other[0] == name and other[1] < i for other in waiting)  # calls keep their order
    places = (p for p in _tensor_places(call) if p[0] != "_CONSTANT_VALUE")
    return not earlier and all((p[0], p[1]) in outputs for p in places)


def _call(layer, call, outputs):
    return layer(_ends(call, outputs), **_restored(_arguments(call), outputs))


def _restored(value, outputs):
    if _is_place(value):
        return _tensor(value, outputs)
    return _each(value, lambda x: _restored(x, outputs))
