"""Residual networks that normalise first (https://arxiv.org/abs/1603.05027), as in slim."""

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

_PLAIN = {"activation_fn": None, "normalizer_fn": None}


@_add_arg_scope
def bottleneck(
    inputs, depth, depth_bottleneck, stride, rate=1, outputs_collections=None, scope=None
):
    """A unit that normalises first, of three convolutions, and what goes past them.

    Args:
      all: as for `tf.contrib.slim.nets.resnet_v1.bottleneck`.

    Returns:
      A tensor.
    """
    with _variable_scope(scope, "bottleneck_v2") as made:
        first = _layers.batch_norm(inputs, activation_fn=_api.relu, scope="preact")
        if depth == inputs.shape._at(-1):
            shortcut = _subsample(inputs, stride, "shortcut")
        else:
            shortcut = _layers.conv2d(
                first, depth, [1, 1], stride=stride, scope="shortcut", **_PLAIN
            )
        value = _layers.conv2d(first, depth_bottleneck, [1, 1], stride=1, scope="conv1")
        value = _conv2d_same(value, depth_bottleneck, 3, stride, rate=rate, scope="conv2")
        value = _layers.conv2d(value, depth, [1, 1], stride=1, scope="conv3", **_PLAIN)
        return _collect_output(outputs_collections, made.name, shortcut + value)


def resnet_v2_block(scope, base_depth, num_units, stride):
    """A block whose last unit has the stride.

    Args:
      all: as for `tf.contrib.slim.nets.resnet_v1.resnet_v1_block`.

    Returns:
      A Block.

    Example:
      >>> len(tf.contrib.slim.nets.resnet_v2.resnet_v2_block("b", 8, 3, 2).args)
      3
    """
    return _residual.block(bottleneck, scope, base_depth, num_units, stride)


def resnet_v2(
    inputs, blocks, num_classes=None, is_training=True, global_pool=True, output_stride=None,
    include_root_block=True, reuse=None, scope=None,
):  # fmt: skip
    """A residual network of any blocks.

    Args:
      all: as for `tf.contrib.slim.nets.resnet_v1.resnet_v1`.

    Returns:
      A pair: logits or features, and a dict from layers' names to their outputs.
    """
    return _residual.build(
        inputs, blocks, num_classes, is_training, global_pool, output_stride, include_root_block,
        reuse, scope, bottleneck, "resnet_v2", _PLAIN,
        lambda value: _layers.batch_norm(value, activation_fn=_api.relu, scope="postnorm"),
    )  # fmt: skip


resnet_v2.default_image_size = 224
resnet_v2_50 = _residual.sized(resnet_v2, resnet_v2_block, "resnet_v2_50", 50)
resnet_v2_101 = _residual.sized(resnet_v2, resnet_v2_block, "resnet_v2_101", 101)
resnet_v2_152 = _residual.sized(resnet_v2, resnet_v2_block, "resnet_v2_152", 152)
resnet_v2_200 = _residual.sized(resnet_v2, resnet_v2_block, "resnet_v2_200", 200)
