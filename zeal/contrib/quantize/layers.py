"""Layers whose weights and outputs can be rounded, as they are found in graphs."""

from dataclasses import dataclass
from typing import Any

from zeal.contrib.quantize.matching import AnyPattern, OpPattern, matches
from zeal.contrib.quantize.norms import LAYERS


@dataclass
class Layer:
    """The ops of a layer, in the order in which values pass them."""

    op: Any
    weights: Any
    bias_add: Any = None
    bypass: Any = None
    activation: Any = None
    after: Any = None


def _either(op_type, *inputs):
    return OpPattern(op_type, inputs=inputs, ordered_inputs=False)


_ADD, _LAYER = "Add|AddV2", "|".join(LAYERS)
_OLD_READ = OpPattern("Identity", inputs=["Variable|VariableV2"])
_PARTS = OpPattern(
    "ConcatV2", inputs=[AnyPattern([_OLD_READ, OpPattern("ReadVariableOp")]), "*", "*"]
)
_WEIGHTS = [
    OpPattern("Identity", inputs=[AnyPattern([_OLD_READ, _PARTS])]),
    _OLD_READ,
    OpPattern("ReadVariableOp"),
    OpPattern("Mul"),  # folded weights
]
_OP = _either(_LAYER, "*", AnyPattern(_WEIGHTS))
_OUTPUT = AnyPattern([OpPattern("BatchToSpaceND", inputs=[_OP, "*", "*"]), _OP])
_BEHIND = _either(_LAYER, _OUTPUT, "*")  # the second half of a separable convolution
_CORRECTED = _either(_ADD, _either("Mul", "*", _OUTPUT), "*")
_FOLDED_BIAS = _either(_ADD, _CORRECTED, "*")
_UPDATED = OpPattern("Identity", inputs=[_FOLDED_BIAS])
_BIAS = _either("Add|AddV2|BiasAdd", _OUTPUT, "*")
_BYPASS = _either(_ADD, AnyPattern([_BIAS, _FOLDED_BIAS, _UPDATED]), "*")
_ACTIVATION = OpPattern(
    "Relu|Relu6|Identity",
    inputs=[AnyPattern([_BIAS, _FOLDED_BIAS, _UPDATED, _BYPASS, _OP])],
)
_AFTER = _either(_ADD, "*", _ACTIVATION)
_FINAL = AnyPattern([_BIAS, _FOLDED_BIAS])


def _layer_of(match, ends_at_activation):
    tensors = map(match.get_tensor, _WEIGHTS)
    layer = Layer(match.get_op(_OP), next((t for t in tensors if t is not None), None))
    bias = match.get_op(_BIAS) or match.get_op(_FOLDED_BIAS)
    if ends_at_activation:
        layer.bias_add, layer.bypass = bias, match.get_op(_BYPASS)
        layer.activation, layer.after = match.get_op(_ACTIVATION), match.get_op(_AFTER)
    else:  # the last of all, or the first half of a separable convolution
        layer.activation = bias or layer.op
    return layer


def _feeds_norm(op):
    """Whether the op only gives a layer's output to a batch norm, which is folded now."""
    readers = op.outputs[0].consumers()
    return (
        op.type == "Identity" and len(readers) == 1
        and readers[0].type in ("FusedBatchNorm", "FusedBatchNormV3")
    )


def layers(graph):
    """The layers of a graph; each once, as the largest of the patterns that it matches."""
    found = {}
    for pattern in (_AFTER, _ACTIVATION, _FINAL, _BEHIND):
        for match in matches(pattern, graph):
            layer = _layer_of(match, pattern in (_AFTER, _ACTIVATION))
            if pattern is _ACTIVATION and _feeds_norm(layer.activation):
                continue
            found.setdefault(layer.op, layer)
    return list(found.values())
