"""The calls of layers that lead from some tensors to others, in the order in which they run."""

from typing import Any

from zeal import nest
from zeal._native import Tensor, api
from zeal.keras.functional.added import ADDED
from zeal.keras.functional.node import history, mapped, node_of
from zeal.keras.functional.op_layer import lift
from zeal.keras.functional.record import is_symbolic, of_keras
from zeal.keras.layers import marks
from zeal.keras.phase import in_phase


class Network:
    """What a model of inputs and outputs does.

    Args:
      inputs, outputs: symbolic tensors, or structures of them, that layers lead between.

    Raises:
      ValueError: outputs need a tensor that is none of the inputs; an input is there twice, or two
        layers have one name.
    """

    def __init__(self, inputs, outputs) -> None:
        self.nested_inputs, self.nested_outputs = _alone(inputs), _alone(outputs)
        self.inputs, self.outputs = nest.flatten(inputs), nest.flatten(outputs)
        self._check_inputs()
        for tensor in self.outputs:
            _require_layer(tensor)
        self._given = {id(x) for x in self.inputs}
        self._find_order()
        self.input_names = [history(x)[0].name for x in self.inputs]
        self.output_names = _unique([history(x)[0].name for x in self.outputs])
        self.added_losses: list = []  # tensors
        self.added_metrics: list = []  # pairs of a metric and a tensor
        self._plan: "Plan | None" = None

    def _check_inputs(self):
        if len({id(x) for x in self.inputs}) != len(self.inputs):
            raise ValueError(
                "The list of inputs passed to the model is redundant. All inputs should only "
                f"appear once. Found: {self.inputs}"
            )
        for tensor in self.inputs:
            if not history(tensor):
                raise ValueError(
                    "Input tensors to a Model must come from `tf.keras.Input`. Received: "
                    f"{tensor} (missing previous layer metadata)."
                )

    # --- order: Keras's, which summaries, configurations and lists of weights show ---
    def _find_order(self):
        found, numbers = self._walk([node_of(x) for x in self.outputs])
        depths: dict = {}
        of_layers: dict = {}
        for node in reversed(found):
            depth = max(depths.get(node, 0), of_layers.get(node.layer, 0))
            depths[node] = of_layers[node.layer] = depth
            for parent in self._parents(node):
                depths[parent] = max(depth + 1, depths.get(parent, 0))
        for tensor in self.inputs:
            node = node_of(tensor)
            if node.layer not in of_layers:
                of_layers[node.layer], numbers[node.layer], depths[node] = 0, -1, 0
        self.layers = sorted(of_layers, key=lambda x: (-of_layers[x], numbers[x]))
        places = {node: i for i, node in enumerate(found)}
        self.nodes = sorted(depths, key=lambda n: (-depths[n], places.get(n, -1)))
        self._check_names()

    def _parents(self, node):
        """The calls that a node waits for; none where its outputs are inputs of the model."""
        if all(id(x) in self._given for x in nest.flatten(node.outputs)):
            return []
        return [node_of(x) for x in node.sources]

    def _walk(self, ends):
        """The nodes behind the ends, each behind those that it needs; and numbers of layers."""
        found: dict = {}
        numbers: dict = {}
        stack: list = [(node, False) for node in reversed(ends)]
        while stack:
            node, ready = stack.pop()
            if node in found:
                continue
            if ready:
                found[node] = None
                continue
            numbers.setdefault(node.layer, len(numbers))
            parents = self._parents(node)
            self._check_connected(node, parents, found)
            stack.append((node, True))
            stack += [(parent, False) for parent in reversed(parents)]
        return list(found), numbers

    def _check_connected(self, node, parents, found):
        tensor = nest.flatten(node.outputs)[0]
        if parents or node.call or id(tensor) in self._given:
            return
        raise ValueError(
            f'Graph disconnected: cannot obtain value for tensor {tensor} at layer '
            f'"{node.layer.name}". The following previous layers were accessed without issue: '
            f"{[n.layer.name for n in found]}"
        )

    def _check_names(self):
        names = [layer.name for layer in self.layers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(
                    f'The name "{name}" is used {names.count(name)} times in the model. All layer '
                    "names should be unique."
                )

    # --- running ---
    def run(self, inputs) -> Any:
        """The outputs for values of the inputs, and those of `added_losses` and `added_metrics`.

        Args:
          inputs: values in the structure of the inputs, or in another: of a dict, the values in
            the order of its sorted keys stand for the inputs, whatever their names, as in
            TensorFlow 1.15.

        Returns:
          Values in the structure of the outputs, the list of losses, and pairs of metrics and
          values.
        """
        if self._plan is None:
            self._plan = Plan(self)
        return self._plan.run([inputs] if type(inputs) is Tensor else self._listed(inputs))

    def _listed(self, inputs):
        return inputs if marks.are_tensors(inputs) else nest.flatten(inputs)

    def inherit(self, old) -> "Network":
        """Takes over what was added to another network of the same inputs; returns itself.

        Args:
          old: the other Network.
        """
        self.added_losses, self.added_metrics = old.added_losses, old.added_metrics
        added = self.added_losses + [x for _, x in self.added_metrics]
        found, _ = self._walk([node_of(x) for x in added])
        self.nodes += [node for node in found if node not in self.nodes]
        return self

    def add(self, layer, tensor) -> list:
        """Adds an AddLoss or AddMetric, and the calls that its tensor needs.

        Args:
          layer: the layer.
          tensor: a tensor that comes from the inputs.
        """
        _require_layer(tensor)
        found, _ = self._walk([node_of(tensor)])
        layer(tensor)
        nodes = [node for node in found if node not in self.nodes] + layer.inbound_nodes
        layers = [x for x in dict.fromkeys(n.layer for n in nodes) if x not in self.layers]
        self.nodes += nodes
        self.layers += layers
        self._plan = None
        return layers


class Plan:
    """The calls of a network by places in a list of values, which are found out once."""

    def __init__(self, network) -> None:
        self._zeal_network = network
        self._places = {id(x): i for i, x in enumerate(network.inputs)}
        self._zeal_steps = [self._step(node) for node in network.nodes if self._is_new(node)]
        self._ranks = [_rank_of(x) for x in network.inputs]
        self._losses = [self._places[id(x)] for x in network.added_losses]
        self._metrics = [(m, self._places[id(x)]) for m, x in network.added_metrics]
        self._end = network.nested_outputs
        self._one = self._places[id(self._end)] if type(self._end) is Tensor else None

    def _is_new(self, node):
        if isinstance(node.layer, ADDED):
            return False
        return not all(id(x) in self._places for x in nest.flatten(node.outputs))

    def _step(self, node):
        """A layer, its arguments as `_call` takes them, and the place of its output."""
        inputs, args, kwargs = node.call
        source: Any = node.call
        if not args and not kwargs:
            if type(inputs) is Tensor:
                source = self._places.get(id(inputs), node.call)
            elif type(inputs) is list and all(id(x) in self._places for x in inputs):
                source = [self._places[id(x)] for x in inputs]
        return in_phase(node.layer, node.phase), source, self._target(node.outputs)

    def _target(self, outputs):
        """The place of an output; of several a list, None for those that have a value already."""
        new = []
        for x in nest.flatten(outputs):
            known = id(x) in self._places
            new.append(None if known else self._places.setdefault(id(x), len(self._places)))
        return new[0] if type(outputs) is Tensor else new

    def run(self, given) -> Any:
        """The outputs for a list of values; see `Network.run`."""
        self._check(given)
        values = [
            x if x.shape.ndims == rank else _fitting(x, symbol)
            for x, rank, symbol in zip(given, self._ranks, self._zeal_network.inputs, strict=True)
        ]
        values += [None] * (len(self._places) - len(values))
        for layer, source, target in self._zeal_steps:
            if type(source) is int:
                outputs = layer(values[source])
            else:
                outputs = self._call(layer, source, values)
            if type(target) is int:
                values[target] = outputs
            else:
                self._keep(outputs, target, values)
        losses = [values[i] for i in self._losses]
        metrics = [(m, values[i]) for m, i in self._metrics]
        if self._one is not None:
            return values[self._one], losses, metrics
        return mapped(self._end, lambda x: values[self._places[id(x)]]), losses, metrics

    def _check(self, given):
        names = self._zeal_network.input_names
        if len(given) != len(names):
            raise ValueError(
                f"The model takes {len(names)} inputs ({', '.join(names)}), and was called with "
                f"{len(given)}"
            )

    def _call(self, layer, source, values):
        if type(source) is list:
            return layer([values[i] for i in source])

        def value(x):
            place = self._places.get(id(x))
            return x if place is None else values[place]

        inputs, args, kwargs = mapped(source, value)
        return layer(inputs, *args, **kwargs)

    @staticmethod
    def _keep(outputs, target, values):
        # A layer may return an object that becomes a tensor, and that tensor only when noted.
        for place, value in zip(target, nest.flatten(outputs), strict=False):
            if place is not None:
                values[place] = value


def _alone(tensors):
    """What is alone in a list without the list, which TensorFlow's models do not keep."""
    return tensors[0] if isinstance(tensors, list) and len(nest.flatten(tensors)) == 1 else tensors


def _rank_of(tensor):
    """The rank that a value of an input has as it is; -1 where none does."""
    return -1 if tensor.shape.ndims is None else tensor.shape.ndims


def _fitting(value, tensor):
    """An input with the rank that the model wants, where only a last axis of length 1 differs."""
    shape, wanted = value.shape, tensor.shape
    if shape.ndims is None or wanted.ndims is None or shape.ndims == wanted.ndims:
        return value
    if shape.ndims == wanted.ndims + 1 and shape.as_list()[-1] == 1:
        return api.squeeze(value, [-1])
    if shape.ndims == wanted.ndims - 1 and wanted.as_list()[-1] == 1:
        return api.expand_dims(value, -1)
    return value


def _require_layer(tensor):
    """Notes the ops that lead to an output as layers."""
    if is_symbolic(tensor) and not history(tensor) and of_keras(tensor):
        lift(tensor)
    if not history(tensor):
        raise ValueError(
            "Output tensors to a Model must be the output of a TensorFlow `Layer` (thus holding "
            f"past layer metadata). Found: {tensor}"
        )


def _unique(names):
    """Names of outputs: where one layer has several, numbers follow."""
    seen: dict = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, -1) + 1
        out.append(f"{name}_{seen[name]}" if seen[name] else name)
    return out
