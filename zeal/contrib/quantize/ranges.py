"""Values that are rounded to a few levels between a minimum and a maximum, which variables keep."""

from zeal._native import api
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.ops.quantization.fake_quant import (
    fake_quant_with_min_max_args,
    fake_quant_with_min_max_vars,
    fake_quant_with_min_max_vars_per_channel,
)
from zeal.state.initializers import Constant, Zeros
from zeal.state.scope import name_scope, variable_scope
from zeal.state.variable import get_variable
from zeal.train.moving_averages import assign_moving_average

_STEP = "fake_quantization_step"


def quantization_step():
    """How often the graph has run so far with this run; one tensor a graph, which counts."""
    graph = get_default_graph()
    try:
        return graph.get_tensor_by_name(f"{_STEP}/Identity:0")
    except KeyError:
        pass
    with graph.name_scope(None):
        step = get_variable(
            _STEP, [], "int64", Zeros(), trainable=False, collections=[GraphKeys.GLOBAL_VARIABLES]
        )
        with graph.name_scope(step.op.name + "/"):
            return api.identity(step.assign_add(1))


def fixed_quantize(inputs, init_min=-6.0, init_max=6.0, scope=None):
    """Values rounded to 256 levels between two numbers."""
    with name_scope(scope, "FixedQuantize", [inputs]):
        return fake_quant_with_min_max_args(inputs, init_min, init_max)


def _over(inputs, per_channel):
    """The axes over which ranges are taken, and the shape of a range."""
    if not per_channel:
        return None, []
    rank = inputs.shape.ndims
    if rank not in (1, 2, 4):
        raise AssertionError(f"Expected 1D, 2D or 4D input, was: {inputs.shape}")
    return list(range(rank - 1)), [inputs.shape[-1]]


def _range_of(inputs, axes, num_bits, narrow_range, symmetric):
    """The least and the largest value, with 0 between them."""
    least = api.reduce_min(inputs, axes, name="BatchMin") if axes != [] else inputs
    most = api.reduce_max(inputs, axes, name="BatchMax") if axes != [] else inputs
    if not symmetric:
        return api.minimum(least, 0.0), api.maximum(most, 0.0)
    # In two's complement there is one negative number more, unless the range is the narrow one.
    ratio = -1.0 if narrow_range else -((1 << num_bits) - 2) / (1 << num_bits)
    return api.minimum(least, most / ratio), api.maximum(most, least * ratio)


def _quantizer(default_prefix, default_collection, moved):
    def quantize(
        inputs, per_channel=False, init_min=-6.0, init_max=6.0,
        vars_collection=default_collection, name_prefix=default_prefix, reuse=None,
        is_training=True, num_bits=8, narrow_range=False, symmetric=False, ema_decay=0.999,
    ):
        with variable_scope(None, name_prefix, [inputs], reuse=reuse) as scope:
            scope.set_partitioner(None)
            axes, shape = _over(inputs, per_channel)
            listed = [vars_collection] if vars_collection else []
            listed = list(dict.fromkeys([*listed, GraphKeys.GLOBAL_VARIABLES]))
            ends = [
                get_variable(
                    name, shape, initializer=Constant(first), trainable=False, collections=listed
                )
                for name, first in (("min", init_min), ("max", init_max))
            ]
            if is_training:
                new = _range_of(inputs, axes, num_bits, narrow_range, symmetric)
                ends = moved(*ends, *new, ema_decay)
            fake = fake_quant_with_min_max_vars
            if per_channel:
                fake = fake_quant_with_min_max_vars_per_channel
            return fake(inputs, *ends, num_bits, narrow_range)

    return quantize


def _to_last(low, high, least, most, _):
    return low.assign(least, name="AssignMinLast"), high.assign(most, name="AssignMaxLast")


def _to_average(low, high, least, most, decay):
    return (
        assign_moving_average(low, least, decay, name="AssignMinEma"),
        assign_moving_average(high, most, decay, name="AssignMaxEma"),
    )


# The range of what came last, and an average, which fades, of the ranges of what comes.
last_value_quantize = _quantizer("LastValueQuant", None, _to_last)
moving_average_quantize = _quantizer(
    "MovingAvgQuantize", GraphKeys.MOVING_AVERAGE_VARIABLES, _to_average
)
