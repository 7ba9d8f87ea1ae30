"""Weights and outputs of layers, rounded where they are read."""

from zeal._native import api
from zeal.contrib.graph_editor.reroute import reroute_ts
from zeal.contrib.quantize.layers import layers
from zeal.contrib.quantize.ranges import (
    last_value_quantize,
    moving_average_quantize,
    quantization_step,
)
from zeal.graph.conditions import cond
from zeal.graph.keys import GraphKeys

_SKIPPED = (
    "gradients/", "RMSProp/", "Adagrad/", "Const_", "HistogramSummary", "ScalarSummary",
)  # fmt: skip
_SUMS, _RELUS = ("Add", "AddV2", "Mul"), ("Relu", "Relu6")
_ACTIVATIONS = (*_RELUS, "Identity")
_PASSING = ("Reshape", "Identity", "BatchToSpaceND", "SpaceToBatchND", "MaxPool", "Max")


def _readers(op):
    found = (c for t in op.outputs for c in t.consumers() if not c.name.startswith(_SKIPPED))
    return list(dict.fromkeys(found))


def _context(name):
    return name.rpartition("/")[0]


def _is_rounded(tensor):
    """Whether what reads the tensor first is rounding."""
    todo = list(tensor.consumers())
    while todo:
        op = todo.pop()
        if op.type.startswith("FakeQuantWithMinMax") and "Gradient" not in op.type:
            return True
        if op.type in ("Reshape", "Identity"):
            todo += [c for t in op.outputs for c in t.consumers()]
    return False


class _Rounder:
    def __init__(self, is_training, symmetric, decay, delay, collection, scope):
        self.is_training, self.symmetric, self.decay = is_training, symmetric, decay
        self.delay, self.collection = delay, collection
        self.scope = scope if not scope or scope.endswith("/") else scope + "/"
        self.done, self.shared = set(), {}

    def insert(self, name, producer, bits, within="", narrow=False, symmetric=None, low=-6.0):
        """Rounds what an op makes for all that read it.

        `within` says what must be in the scope that is asked for: p, its producer, or c, all its
        readers. Returns what is read now, or None where nothing changed.
        """
        self.done.add(producer)
        readers, y, scope = _readers(producer), producer.outputs[0], self.scope or ""
        watched = [producer] * ("p" in within) + readers * ("c" in within)
        if not all(op.name.startswith(scope) for op in watched) or _is_rounded(y):
            return None
        name = name.removeprefix(f"{y.graph.get_name_scope()}/").lstrip("/")
        quantize = last_value_quantize if narrow else moving_average_quantize
        rounded = quantize(
            y, init_min=low, is_training=self.is_training, num_bits=bits, narrow_range=narrow,
            symmetric=self.symmetric if symmetric is None else symmetric,
            vars_collection=self.collection, name_prefix=name, ema_decay=self.decay,
        )
        if self.delay and self.delay > 0:
            late = api.greater_equal(quantization_step(), self.delay, name=f"{name}/activate_quant")
            rounded = cond(late, lambda: rounded, lambda: y, name=f"{name}/delayed_quant")
        if readers:
            reroute_ts(rounded, y, can_modify=readers)
        return rounded

    def weights(self, name, read, bits):
        """Rounds weights; those that several layers share once, for all of them."""
        plain = read.type == "ReadVariableOp" and not read.control_inputs
        first = self.shared.get(read.inputs[0]) if plain else None
        readers = _readers(read)
        if first is None:
            rounded = self.insert(name, read, bits, "c", True)
            if plain and rounded is not None:
                self.shared[read.inputs[0]] = rounded
        elif readers and all(op.name.startswith(self.scope or "") for op in readers):
            reroute_ts(first, read.outputs[0], can_modify=readers)

    def layer(self, layer, weight_bits, bits):
        """Rounds weights, and outputs at each place where a device's layer would."""
        context = outer = _context(layer.op.name)
        if layer.bypass is not None:
            outer = _context(context)
        if layer.weights is not None:
            self.weights(f"{context}/weights_quant", layer.weights.op, weight_bits)
        self.insert(f"{outer}/act_quant", layer.activation, bits, "p", low=0.0)
        if layer.bypass is not None:
            self.insert(f"{context}/conv_quant", layer.bias_add, bits, "pc")
            self.sum(f"{outer}/add_quant", layer.bypass, bits, "pc", _ACTIVATIONS)
        if layer.after is not None:
            name = f"{_context(layer.after.name)}/post_activation_bypass_quant"
            self.sum(name, layer.after, bits, "p", _RELUS)

    def sum(self, name, op, bits, within, joined):
        """Rounds a sum, unless an activation that devices compute along with it comes behind."""
        if not any(reader.type in joined for reader in _readers(op)):
            self.insert(name, op, bits, within)

    def is_open(self, op):
        """Whether a sum or product of something rounded is read as it is."""
        if op in self.done or op.type not in _SUMS:
            return False
        readers = op.outputs[0].consumers()
        if len(readers) == 1 and readers[0].type in _RELUS:
            return False
        return any(self._was_rounded(t.op) for t in op.inputs)

    def _was_rounded(self, op):
        while op.type in _PASSING:
            op = op.inputs[0].op
        if op.type == "FakeQuantWithMinMaxVars" or "delayed_quant/Merge" in op.name:
            return True
        return op.type in _SUMS and any(self.is_open(t.op) for t in op.inputs)


def quantize(
    graph, is_training, weight_bits=8, activation_bits=8, symmetric=False, ema_decay=0.999,
    quant_delay=None, vars_collection=GraphKeys.GLOBAL_VARIABLES, scope=None,
):  # fmt: skip
    """Rounds weights and outputs of a graph's layers, then sums and products of what is rounded."""
    rounder = _Rounder(is_training, symmetric, ema_decay, quant_delay, vars_collection, scope)
    with graph.as_default():
        for layer in layers(graph):
            rounder.layer(layer, weight_bits, activation_bits)
        for op in graph.get_operations():
            if rounder.is_open(op):
                name = f"{op.name}/activation_{op.type}_quant"
                rounder.insert(name, op, activation_bits, "p", symmetric=False)
