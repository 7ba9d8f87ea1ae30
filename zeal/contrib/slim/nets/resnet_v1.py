"""Residual networks (https://arxiv.org/abs/1512.03385), as in slim."""

from zeal._native import api as _api
from zeal.contrib import layers as _layers
from zeal.contrib.framework.scoped_arguments import add_arg_scope as _add_arg_scope
from zeal.contrib.layers.collecting import collect_output as _collect_output
from zeal.contrib.slim import residual as _residual
from zeal.contrib.slim.nets.resnet_utils import conv2d_same as _conv2d_same
from zeal.contrib.slim.nets.resnet_utils import resnet_arg_scope as resnet_arg_scope
from zeal.contrib.slim.nets.resnet_utils import subsample as _subsample
from zeal.public import publish_module as _publish_module
from zeal.state.scope import variable_scope as _variable_scope

_publish_module(__name__)


@_add_arg_scope
def bottleneck(
    inputs, depth, depth_bottleneck, stride, rate=1, outputs_collections=None, scope=None
):
    """A unit of three convolutions, and what goes past them.

    Args:
      inputs: tensor of shape `[batch, height, width, channels]`.
      depth: how many channels it gives.
      depth_bottleneck: how many the convolutions have between them.
      stride, rate: of the second convolution.
      outputs_collections: collections that its output joins.
      scope: the variable scope.

    Returns:
      A tensor.
    """
    with _variable_scope(scope, "bottleneck_v1") as made:
        if depth == inputs.shape._at(-1):
            shortcut = _subsample(inputs, stride, "shortcut")
        else:
            shortcut = _layers.conv2d(
                inputs, depth, [1, 1], stride=stride, activation_fn=None, scope="shortcut"
            )
        value = _layers.conv2d(inputs, depth_bottleneck, [1, 1], stride=1, scope="conv1")
        value = _conv2d_same(value, depth_bottleneck, 3, stride, rate=rate, scope="conv2")
        value = _layers.conv2d(
            value, depth, [1, 1], stride=1, activation_fn=None, scope="conv3"
        )
        return _collect_output(outputs_collections, made.name, _api.relu(shortcut + value))


def resnet_v1_block(scope, base_depth, num_units, stride):
    """A block whose last unit has the stride.

    Args:
      scope: its variable scope.
      base_depth: how many channels its units have inside; a fourth of what they give.
      num_units: how many units it has.
      stride: of the last one.

    Returns:
      A Block.

    Example:
      >>> len(tf.contrib.slim.nets.resnet_v1.resnet_v1_block("b", 8, 3, 2).args)
      3
    """
    return _residual.block(bottleneck, scope, base_depth, num_units, stride)


def resnet_v1(
    inputs, blocks, num_classes=None, is_training=True, global_pool=True, output_stride=None,
    include_root_block=True, reuse=None, scope=None,
):  # fmt: skip
    """A residual network of any blocks.

    Args:
      inputs: floating tensor of shape `[batch, height, width, channels]`.
      blocks: list of Blocks.
      num_classes: how many classes there are; None for no logits.
      is_training: whether batches are normalised by themselves.
      global_pool: whether rows and columns are averaged.
      output_stride: how many rows of the image become one; None for all strides.
      include_root_block: whether a convolution of 7 x 7 and a pooling come first.
      reuse: whether variables are those of an earlier network of this name.
      scope: the variable scope.

    Returns:
      A pair: logits or features, and a dict from layers' names to their outputs.

    Raises:
      ValueError: the strides do not give output_stride.
    """
    return _residual.build(
        inputs, blocks, num_classes, is_training, global_pool, output_stride, include_root_block,
        reuse, scope, bottleneck, "resnet_v1", {}, lambda value: value,
    )  # fmt: skip


resnet_v1.default_image_size = 224
resnet_v1_50 = _residual.sized(resnet_v1, resnet_v1_block, "resnet_v1_50", 50)
resnet_v1_101 = _residual.sized(resnet_v1, resnet_v1_block, "resnet_v1_101", 101)
resnet_v1_152 = _residual.sized(resnet_v1, resnet_v1_block, "resnet_v1_152", 152)
resnet_v1_200 = _residual.sized(resnet_v1, resnet_v1_block, "resnet_v1_200", 200)
