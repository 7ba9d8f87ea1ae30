"""Blocks of residual networks, and convolutions that keep strides where they are."""

from typing import NamedTuple as _NamedTuple

from zeal._native import api as _api
from zeal.contrib import layers as _layers
from zeal.contrib.framework.scoped_arguments import add_arg_scope as _add_arg_scope
from zeal.contrib.framework.scoped_arguments import arg_scope as _arg_scope
from zeal.contrib.layers.collecting import collect_output as _collect_output
from zeal.graph.keys import GraphKeys as _GraphKeys
from zeal.ops.array.pad import pad as _pad
from zeal.public import publish_module as _publish_module
from zeal.state.scope import variable_scope as _variable_scope

_publish_module(__name__)


class _Block(_NamedTuple):
    scope: str
    unit_fn: object
    args: list


class Block(_Block):
    """A block of a residual network.

    Args:
      scope: its variable scope.
      unit_fn: the function of a unit.
      args: list of dicts, the arguments of each unit.
    """

    __slots__ = ()


def subsample(inputs, factor, scope=None):
    """Every so manieth row and column.

    Args:
      inputs: tensor of shape `[batch, height, width, channels]`.
      factor: how many rows become one.
      scope: the scope of the op.

    Returns:
      A tensor.

    Example:
      >>> tf.contrib.slim.nets.resnet_utils.subsample(tf.ones([1, 4, 4, 1]), 2).shape.as_list()
      [1, 2, 2, 1]
    """
    if factor == 1:
        return inputs
    return _layers.max_pool2d(inputs, [1, 1], stride=factor, scope=scope)


def conv2d_same(inputs, num_outputs, kernel_size, stride, rate=1, scope=None):
    """A convolution whose padding does not depend on the image's size.

    Args:
      inputs: tensor of shape `[batch, height, width, channels]`.
      the others: as for `tf.contrib.layers.conv2d`.

    Returns:
      A tensor.

    Example:
      >>> tf.contrib.slim.nets.resnet_utils.conv2d_same(
      ...     tf.ones([1, 5, 5, 1]), 2, 3, stride=2).shape.as_list()
      [1, 3, 3, 2]
    """
    if stride == 1:
        return _layers.conv2d(
            inputs, num_outputs, kernel_size, stride=1, rate=rate, padding="SAME", scope=scope
        )
    total = (kernel_size - 1) * rate
    sides = [total // 2, total - total // 2]
    return _layers.conv2d(
        _pad(inputs, [[0, 0], sides, sides, [0, 0]]), num_outputs, kernel_size, stride=stride,
        rate=rate, padding="VALID", scope=scope,
    )  # fmt: skip


@_add_arg_scope
def stack_blocks_dense(net, blocks, output_stride=None, outputs_collections=None):
    """Blocks one behind the other; from a stride on, strides become rates of dilation.

    Args:
      net: tensor of shape `[batch, height, width, channels]`.
      blocks: list of Blocks.
      output_stride: how many rows of the image become one at the end; None for all strides.
      outputs_collections: collections that blocks' outputs join.

    Returns:
      A tensor.

    Raises:
      ValueError: the strides do not give output_stride.

    Example:
      >>> tf.contrib.slim.nets.resnet_utils.stack_blocks_dense(
      ...     tf.ones([1, 2]), []).shape.as_list()
      [1, 2]
    """
    stride, rate = 1, 1
    for block in blocks:
        with _variable_scope(block.scope, "block") as scope:
            for number, unit in enumerate(block.args, 1):
                if output_stride is not None and stride > output_stride:
                    raise ValueError("The target output_stride cannot be reached.")
                with _variable_scope(f"unit_{number}"):
                    if stride == output_stride:
                        net = block.unit_fn(net, rate=rate, **{**unit, "stride": 1})
                        rate *= unit.get("stride", 1)
                    else:
                        net = block.unit_fn(net, rate=1, **unit)
                        stride *= unit.get("stride", 1)
            net = _collect_output(outputs_collections, scope.name, net)
    if output_stride is not None and stride != output_stride:
        raise ValueError("The target output_stride cannot be reached.")
    return net


def resnet_arg_scope(
    weight_decay=0.0001, batch_norm_decay=0.997, batch_norm_epsilon=1e-5, batch_norm_scale=True
):
    """The scope of arguments for residual networks.

    Args:
      weight_decay: the factor of the L2 regularizer.
      batch_norm_decay, batch_norm_epsilon, batch_norm_scale: as for `tf.contrib.layers.batch_norm`.

    Returns:
      A scope for `slim.arg_scope`.

    Example:
      >>> with tf.contrib.slim.arg_scope(tf.contrib.slim.nets.resnet_utils.resnet_arg_scope()):
      ...     pass
    """
    norm = {
        "decay": batch_norm_decay, "epsilon": batch_norm_epsilon, "scale": batch_norm_scale,
        "updates_collections": _GraphKeys.UPDATE_OPS,
    }  # fmt: skip
    with (
        _arg_scope(
            [_layers.conv2d], weights_regularizer=_layers.l2_regularizer(weight_decay),
            weights_initializer=_layers.variance_scaling_initializer(), activation_fn=_api.relu,
            normalizer_fn=_layers.batch_norm, normalizer_params=norm,
        ),
        _arg_scope([_layers.batch_norm], **norm),
        _arg_scope([_layers.max_pool2d], padding="SAME") as scope,
    ):  # fmt: skip
        return scope
