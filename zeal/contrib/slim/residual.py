"""What residual networks of both kinds have in common."""

from zeal._native import api
from zeal.contrib import layers
from zeal.contrib.framework.scoped_arguments import arg_scope
from zeal.contrib.slim.end_points import network
from zeal.contrib.slim.nets.resnet_utils import Block, conv2d_same, stack_blocks_dense

SIZES = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3), 200: (3, 24, 36, 3)}

ARGS = """

    Args:
      inputs: floating tensor of shape `[batch, height, width, 3]`.
      num_classes: how many classes there are; None for no logits.
      is_training: whether batches are normalised by themselves.
      global_pool: whether rows and columns are averaged.
      output_stride: how many rows of the image become one; None for 32.
      reuse: whether variables are those of an earlier network of this name.
      scope: the variable scope.

    Returns:
      A pair: logits or features of shape `[batch, rows, columns, n]`, and a dict from layers' names
      to their outputs.
"""


def block(unit, scope, base_depth, num_units, stride):
    """A block whose last unit has the stride."""
    one = {"depth": base_depth * 4, "depth_bottleneck": base_depth, "stride": 1}
    return Block(scope, unit, [one] * (num_units - 1) + [{**one, "stride": stride}])


def build(
    inputs, blocks, num_classes, is_training, global_pool, output_stride, include_root_block, reuse,
    scope, unit, default, root, last,
):  # fmt: skip
    """A network.

    Args:
      unit: the function of a unit; default: name of a new scope.
      root: arguments of the first convolution; last: a function of the blocks' output.
      the others: as in the networks.
    """
    functions = [layers.conv2d, unit, stack_blocks_dense]
    with (
        network(scope, default, functions, reuse) as made,
        arg_scope([layers.batch_norm], is_training=is_training),
    ):
        value = inputs
        if include_root_block:
            if output_stride is not None:
                if output_stride % 4:
                    raise ValueError("The output_stride needs to be a multiple of 4.")
                output_stride //= 4
            with arg_scope([layers.conv2d], **root):
                value = conv2d_same(value, 64, 7, stride=2, scope="conv1")
            value = layers.max_pool2d(value, [3, 3], stride=2, scope="pool1")
        value = last(stack_blocks_dense(value, blocks, output_stride))
        if global_pool:
            value = api.reduce_mean(value, [1, 2], keepdims=True, name="pool5")
        if num_classes is not None:
            value = layers.conv2d(
                value, num_classes, [1, 1], activation_fn=None, normalizer_fn=None, scope="logits"
            )
        ends = made.end_points()
        if num_classes is not None:
            ends["predictions"] = layers.softmax(value, scope="predictions")
        return value, ends


def sized(network_fn, block_fn, name, size):
    """The network of so many layers."""

    def made(
        inputs, num_classes=None, is_training=True, global_pool=True, output_stride=None,
        reuse=None, scope=name,
    ):  # fmt: skip
        blocks = [
            block_fn(f"block{i + 1}", 64 << i, units, 1 if i == 3 else 2)
            for i, units in enumerate(SIZES[size])
        ]
        return network_fn(
            inputs, blocks, num_classes, is_training, global_pool, output_stride, True, reuse, scope
        )

    made.__name__ = made.__qualname__ = name
    made.__doc__ = f"The residual network of {size} layers that is called {name}.{ARGS}"
    made.default_image_size = 224
    return made
