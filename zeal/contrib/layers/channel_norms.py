"""Layers of contrib that normalize each example by channels: by themselves or in groups."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import collect_output, collections_of, published
from zeal.ops.nn.norm import (
    batch_normalization,
    moments,
    normalize_moments,
    sufficient_statistics,
)
from zeal.state.initializers import Ones, Zeros
from zeal.state.scope import variable_scope


def _parameters(inputs, channels, center, scale, initializers, collections, trainable, shape):
    """beta and gamma, as tensors of a shape that broadcasts; None for those not asked for."""
    def make(name, default):
        variable = model_variable(
            name, [channels], inputs.dtype, (initializers or {}).get(name, default), None,
            trainable, collections_of(collections, name),
        )
        return variable if shape is None else api.reshape(variable, shape)

    beta = make("beta", Zeros()) if center else None
    return beta, make("gamma", Ones()) if scale else None


def _word(inputs):
    return getattr(inputs, "name", "") if inputs._symbolic else "tensor"


@published("instance_norm")
@add_arg_scope
def instance_norm(
    inputs, center=True, scale=True, epsilon=1e-6, activation_fn=None, param_initializers=None,
    reuse=None, variables_collections=None, outputs_collections=None, trainable=True,
    data_format: Any = "NHWC", scope=None,
):
    """Normalizes each channel of each example over its pixels.

    Args:
      inputs: floating tensor of known rank and channels, `[batch, ..., channels]`.
      center: whether a variable "beta" is added.
      scale: whether a variable "gamma" multiplies.
      epsilon: added to the variance.
      activation_fn: function of the result; None for none.
      param_initializers: dict of functions of (shape, dtype) by "beta" and "gamma".
      the others: those of `conv2d`; the scope is "InstanceNorm" by default.
      data_format: "NHWC", or "NCHW" where channels come second.

    Returns:
      A tensor of the shape of inputs.

    Raises:
      ValueError: the rank or the channels are unknown, or another data_format.

    Example:
      >>> x = tf.constant([1.0, 3.0], shape=[1, 2, 1, 1])
      >>> tf.contrib.layers.instance_norm(x, epsilon=0.0).numpy().ravel().tolist()
      [-1.0, 1.0]

    Source: Ulyanov et al. 2016.
    """
    inputs = _native.convert(inputs)
    rank = inputs.shape.ndims
    if rank is None:
        raise ValueError(f"Inputs {_word(inputs)} has undefined rank.")
    if data_format not in ("NCHW", "NHWC"):
        raise ValueError("data_format has to be either NCHW or NHWC.")
    with variable_scope(scope, "InstanceNorm", [inputs], reuse=reuse) as sc:
        axis = 1 if data_format == "NCHW" else rank - 1
        channels = inputs._shape_tuple()[axis]
        if channels is None:
            raise ValueError(
                f"Inputs {_word(inputs)} has undefined channels dimension "
                f"{inputs.shape[axis:axis + 1]}."
            )
        shape = [1, channels] + [1] * (rank - 2) if axis == 1 else None
        beta, gamma = _parameters(
            inputs, channels, center, scale, param_initializers, variables_collections, trainable,
            shape,
        )
        axes = [i for i in range(1, rank) if i != axis]
        mean, variance = moments(inputs, axes, keepdims=True)
        outputs = batch_normalization(
            inputs, mean, variance, beta, gamma, epsilon, name="instancenorm"
        )
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        return collect_output(outputs_collections, sc.name, outputs)


def _checked_axes(inputs, channels_axis, reduction_axes, groups):
    """The axis of channels, their number and the axes of moments, counted from the front."""
    rank, known = inputs.shape.ndims, inputs._shape_tuple()
    if rank is None:
        raise ValueError(f"Inputs {_word(inputs)} has undefined rank.")
    if channels_axis > rank - 1:
        raise ValueError("Axis is out of bounds.")
    channels_axis += rank if channels_axis < 0 else 0
    channels = known[channels_axis]
    if channels is None:
        raise ValueError(
            f"Inputs {_word(inputs)} has undefined channel dimension: {channels_axis}."
        )
    axes = [axis + rank if axis < 0 else axis for axis in reduction_axes]
    for axis in axes:
        if not 0 <= axis < rank:
            raise ValueError("Axis is out of bounds.")
        if known[axis] is None:
            raise ValueError(f"Inputs {_word(inputs)} has undefined dimensions {axis}.")
        if axis == channels_axis:
            raise ValueError("reduction_axis must be mutually exclusive with channels_axis")
    if groups > channels:
        raise ValueError(f"Invalid groups {groups} for {channels} channels.")
    if channels % groups:
        raise ValueError(f"{channels} channels is not commensurate with {groups} groups.")
    return channels_axis, channels, axes


@published("group_norm")
@add_arg_scope
def group_norm(
    inputs, groups=32, channels_axis=-1, reduction_axes=(-3, -2), center=True, scale=True,
    epsilon=1e-6, activation_fn=None, param_initializers=None, reuse=None,
    variables_collections=None, outputs_collections=None, trainable=True, scope=None,
    mean_close_to_zero=False,
):
    """Normalizes groups of channels of each example over its pixels.

    Args:
      inputs: floating tensor of known rank.
      groups: number of groups; it divides the number of channels.
      channels_axis: the axis of channels.
      reduction_axes: the axes of pixels, of known lengths.
      center, scale, epsilon, activation_fn, param_initializers: those of `instance_norm`.
      the others: those of `conv2d`; the scope is "GroupNorm" by default.
      mean_close_to_zero: whether variances are found in one pass, from squares.

    Returns:
      A tensor of the shape of inputs.

    Raises:
      ValueError: sizes that are needed are unknown, or arguments do not fit.

    Example:
      >>> x = tf.constant([1.0, 3.0, 7.0, 9.0], shape=[1, 1, 1, 4])
      >>> tf.contrib.layers.group_norm(x, 2, epsilon=0.0).numpy().ravel().tolist()
      [-1.0, 1.0, -1.0, 1.0]

    Source: Wu and He 2018.
    """
    inputs = _native.convert(inputs)
    at, channels, axes = _checked_axes(inputs, channels_axis, reduction_axes, groups)
    known, shape = inputs._shape_tuple(), api.shape(inputs)
    sizes = [shape[i] if n is None else n for i, n in enumerate(known)]
    parts = [groups, channels // groups]
    grouped = api.reshape(inputs, [*sizes[:at], *parts, *sizes[at + 1:]])
    with variable_scope(scope, "GroupNorm", [inputs], reuse=reuse) as sc:
        beta, gamma = _parameters(
            inputs, channels, center, scale, param_initializers, variables_collections, trainable,
            [1] * at + parts + [1] * (len(sizes) - at - 1),
        )
        over = [at + 1, *(axis + 1 if axis > at else axis for axis in axes)]
        if mean_close_to_zero:
            sums = sufficient_statistics(grouped, over, keepdims=True)
            mean, variance = normalize_moments(*sums[:3], None)
        else:
            mean, variance = moments(grouped, over, keepdims=True)
        gain = api.rsqrt(variance + epsilon)
        offset = -mean * gain
        if gamma is not None:
            gain, offset = gain * gamma, offset * gamma
        if beta is not None:
            offset = offset + beta
        outputs = api.reshape(grouped * gain + offset, sizes)
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        return collect_output(outputs_collections, sc.name, outputs)
