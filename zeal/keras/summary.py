"""The table that `Model.summary` prints, laid out as Keras does."""

import math
from itertools import pairwise


def _row(cells, ends) -> str:
    line = ""
    for i, (cell, end) in enumerate(zip(cells, ends, strict=True)):
        line = (line[:-1] + " " if i else "") + str(cell)
        line = line[:end].ljust(end)
    return line


def _count(variables) -> int:
    return sum(math.prod(v._shape_tuple()) for v in {id(v): v for v in variables}.values())


def _network(model):
    return getattr(model, "_zeal_network", None)


def _shape(model, layer):
    """The shape of a layer's output as the table has it."""
    if _network(model) is None:
        known = model._output_shapes if model._is_graph_network else {}
        return known.get(id(layer), "multiple")
    try:
        return layer.output_shape
    except AttributeError:
        return "multiple"


def _shows_connections(model) -> bool:
    """Whether the model's layers are not simply one behind the other."""
    network = _network(model)
    if network is None:
        return False
    calls = [node for node in network.nodes if node.call]
    several = any(len(node.sources) > 1 for node in calls) or len(network.inputs) > 1
    chain = all(a in b.parents for a, b in pairwise(network.nodes))
    return several or not chain or len({node.layer for node in calls}) < len(calls)


def _sources(model, layer) -> list:
    """Where the inputs of a layer's calls come from: `dense[0][0]`."""
    nodes = set(_network(model).nodes)
    found = []
    for node in layer.inbound_nodes:
        for x in node.sources if node in nodes and node.call else ():
            source, call, output = x._keras_history
            found.append(f"{source.name}[{call + hasattr(source, '_zeal_network')}][{output}]")
    return found


def print_summary(model, line_length, positions, print_fn):
    """Prints name, class, output shape and number of parameters of each layer, and the totals.

    Args:
      model: a Model that was built.
      line_length: width of the table, or None.
      positions: ends of the columns as shares of the width, or None.
      print_fn: called with each line.
    """
    connected = _shows_connections(model)
    width = line_length or (98 if connected else 65)
    shares = positions or ((0.33, 0.55, 0.67, 1.0) if connected else (0.45, 0.85, 1.0))
    ends = [int(width * p) if p <= 1 else p for p in shares]
    titles = ("Layer (type)", "Output Shape", "Param #", "Connected to")
    print_fn(f'Model: "{model.name}"')
    print_fn("_" * width)
    print_fn(_row(titles if connected else titles[:3], ends))
    print_fn("=" * width)
    for i, layer in enumerate(model.layers):
        title = f"{layer.name} ({type(layer).__name__})"
        cells = (title, _shape(model, layer), layer.count_params())
        sources = _sources(model, layer) if connected else []
        print_fn(_row((*cells, *(sources[:1] or [""])) if connected else cells, ends))
        for source in sources[1:]:
            print_fn(_row(("", "", "", source), ends))
        print_fn(("=" if i == len(model.layers) - 1 else "_") * width)
    trainable, total = _count(model.trainable_weights), _count(model.weights)
    print_fn(f"Total params: {total:,}")
    print_fn(f"Trainable params: {trainable:,}")
    print_fn(f"Non-trainable params: {total - trainable:,}")
    print_fn("_" * width)
