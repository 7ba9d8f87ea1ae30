"""Layers with a batch norm behind them, as they are found in graphs."""

from dataclasses import dataclass
from typing import Any

from zeal.contrib.quantize.matching import AnyPattern, OpPattern
from zeal.ops.array.fill import ones, zeros
from zeal.ops.nn.norm import moments

LAYERS = ("Conv2D", "DepthwiseConv2dNative", "MatMul")


@dataclass
class Norm:
    """A layer, its batch norm, and the averages that move while training, of (mean, variance)."""

    layer: Any
    spread: Any  # the BatchToSpaceND of a layer with holes
    gamma: Any
    beta: Any
    mean: Any
    variance: Any
    epsilon: Any
    output: Any
    averages: Any = None
    decays: Any = None


def _layer_below(tensor):
    """The layer whose output this is, and its BatchToSpaceND."""
    op, passed = tensor.op, {}
    while op.type in ("Identity", "Reshape", "BatchToSpaceND"):
        passed[op.type] = op
        op = op.inputs[0].op
    if op.type not in LAYERS or ("Reshape" in passed and op.type != "MatMul"):
        return None, None
    return op, passed.get("BatchToSpaceND")


def _moved_by(tensor):
    """`average` and `far` of `average -= (average - tensor) * far`, or None."""
    for sub in tensor.consumers():
        if sub.type == "Sub" and sub.inputs[1] is tensor:
            for mul in sub.outputs[0].consumers():
                if mul.type == "Mul" and mul.inputs[0] is sub.outputs[0]:
                    return sub.inputs[0], mul.inputs[1]
    return None


def _with_averages(norm, mean, variance):
    moved = _moved_by(mean), _moved_by(variance)
    if None not in moved:
        norm.averages, norm.decays = zip(*moved, strict=True)
    return norm


def _fused(op):
    layer, spread = _layer_below(op.inputs[0])
    if layer is None:
        return None
    if op._attrs()["data_format"] != "NHWC":
        raise NotImplementedError(f"{op.name}: batch norms of NCHW are not folded")
    output = op.outputs[0]
    if layer.type == "MatMul":  # the batch norm's vectors are images of one pixel
        shaped = [c for c in output.consumers() if c.type == "Reshape"]
        output = shaped[0].outputs[0] if shaped else output
    _, gamma, beta, mean, variance = op.inputs
    epsilon = op._attrs()["epsilon"]
    norm = Norm(layer, spread, gamma, beta, mean, variance, epsilon, output)
    if op._attrs()["is_training"]:
        # The op's own mean and variance pass no gradients on, and its variance is the unbiased one.
        y = op.inputs[0] if spread else layer.outputs[0]
        norm.mean, norm.variance = moments(y, list(range(y.shape.ndims - 1)), name="moments")
        _with_averages(norm, *op.outputs[1:3])
    return norm


def _product(*inputs):
    return OpPattern("Mul", inputs=inputs, ordered_inputs=False)


_VARIANCE, _GAMMA, _MEAN, _BETA, _INPUT = (OpPattern("*") for _ in range(5))
_EPSILON = OpPattern("Const")
_ROOT = OpPattern("Rsqrt", inputs=[OpPattern("Add|AddV2", inputs=[_VARIANCE, _EPSILON])])
_SCALE = AnyPattern([_product(_ROOT, _GAMMA), _ROOT])
_SCALED, _SHIFT = _product(_INPUT, _SCALE), _product(_MEAN, _SCALE)
_COMPOSED = AnyPattern([
    OpPattern("Add|AddV2", inputs=[_SCALED, OpPattern("Sub", inputs=[_BETA, _SHIFT])]),
    OpPattern("Add|AddV2", inputs=[_SCALED, _product(OpPattern("Neg", inputs=[_MEAN]), _SCALE)]),
])  # fmt: skip


def _composed(match, op):
    layer, spread = _layer_below(match.get_tensor(_INPUT))
    if layer is None:
        return None
    mean, variance = match.get_tensor(_MEAN), match.get_tensor(_VARIANCE)
    gamma, beta = match.get_tensor(_GAMMA), match.get_tensor(_BETA)
    norm = Norm(
        layer, spread, ones(mean.shape) if gamma is None else gamma,
        zeros(mean.shape) if beta is None else beta, mean, variance,
        match.get_tensor(_EPSILON), op.outputs[0],
    )  # fmt: skip
    return _with_averages(norm, mean, variance)


def _norm_of(op, graph):
    with graph.name_scope(scope_of(op)):
        if op.type.startswith("FusedBatchNorm") and "Grad" not in op.type:
            return _fused(op)
        match = _COMPOSED.match(op)
        return match and _composed(match, op)


def scope_of(op):
    """The scope that an op is in, as `name_scope` takes it."""
    return op.name[: op.name.rfind("/") + 1] or None


def norms(graph):
    """The layers whose batch norm is read by something; one batch norm for each layer."""
    found = {}
    for op in graph.get_operations():
        norm = _norm_of(op, graph) if op.outputs and op.outputs[0].consumers() else None
        if norm and norm.output.consumers():
            found.setdefault(norm.layer, norm)
    return list(found.values())
