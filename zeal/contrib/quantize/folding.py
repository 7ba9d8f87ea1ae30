"""Batch norms that become part of the weights of the layer before them."""

from zeal._native import api
from zeal.contrib.graph_editor.reroute import reroute_ts
from zeal.contrib.quantize.norms import norms, scope_of
from zeal.contrib.quantize.ranges import quantization_step
from zeal.graph.smart_cond import smart_cond
from zeal.ops.array.fill import ones, zeros
from zeal.state.scope import name_scope


def fold_batch_norms(graph, is_training, freeze_batch_norm_delay=None):
    """Multiplies weights by what batch norms multiply the layer's output by.

    Args:
      graph: the graph, which changes.
      is_training: whether batch norms that train keep to the batch's mean and variance.
      freeze_batch_norm_delay: after how many steps they use the averages, which stay from then on.
    """
    with graph.as_default():
        for norm in norms(graph):
            _fold(graph, norm, is_training and norm.averages is not None, freeze_batch_norm_delay)


def _fold(graph, norm, training, delay):
    with graph.name_scope(scope_of(norm.layer)):
        with graph.name_scope("BatchNorm_Fold"):
            factor = norm.gamma * api.rsqrt(norm.variance + norm.epsilon)
            bias = api.subtract(norm.beta, norm.mean * factor, name="bias")
            scale = recip = offset = None
            if training:
                scale, recip, offset = _corrections(norm, delay)
            if norm.layer.type == "DepthwiseConv2dNative":
                shape = norm.layer.inputs[1].shape.as_list()[2:]
                factor = api.reshape(factor, shape, name="scale_reshape")
                if training:
                    scale = api.reshape(scale, shape, name="correction_reshape")
        weights = norm.layer.inputs[1]
        if training:
            weights = api.multiply(scale, weights, name="correction_mult")
        y = _copied(graph, norm, api.multiply(weights, factor, name="mul_fold"))
        if training:
            y = api.multiply(recip, y, name="post_conv_mul")
            y = api.add(y, offset, name="correction_add")
        y = api.add(y, bias, name="add_fold")
    reroute_ts(y, norm.output)


def _copied(graph, norm, weights):
    """The layer once more, with other weights."""

    def copy(op, inputs):
        return graph._copy(op, inputs, graph.unique_name(op.name + "_Fold")).outputs[0]

    with graph.name_scope(None):
        y = copy(norm.layer, [norm.layer.inputs[0], weights])
        return copy(norm.spread, [y, *norm.spread.inputs[1:]]) if norm.spread else y


def _corrections(norm, delay):
    """What weights are multiplied by; what outputs are multiplied by, and what is added to them.

    Weights are scaled by the average deviation, which changes slowly, and so does their range; what
    the batch's deviation is otherwise is made good behind the layer, until the averages are frozen.
    """
    with name_scope("batch_norm_correction"):
        mean, variance = norm.averages
        average, batch = api.rsqrt(variance + norm.epsilon), api.rsqrt(norm.variance + norm.epsilon)
        scale = api.identity(average / batch, name="correction_scale")
        recip = api.reciprocal(scale, name="reciprocal_compute")
        offset = api.multiply(
            norm.gamma, norm.mean * batch - mean * average, name="offset_compute"
        )
        frozen = False
        if delay is not None:
            frozen = api.greater_equal(quantization_step(), delay, name="use_moving_average")
            _freeze(norm.decays[0], frozen, "freeze_moving_mean")
            _freeze(norm.decays[1], frozen, "freeze_moving_var")
        recip = smart_cond(frozen, lambda: ones(scale.shape), lambda: recip, "correction_recip")
        none = zeros(offset.shape)
        offset = smart_cond(frozen, lambda: offset, lambda: none, "correction_offset")
    return scale, recip, offset


def _freeze(far, frozen, name):
    readers = list(far.consumers())
    still = smart_cond(frozen, lambda: zeros(far.shape), lambda: far, name)
    reroute_ts(still, far, can_modify=readers)
