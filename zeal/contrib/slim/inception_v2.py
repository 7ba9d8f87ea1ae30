"""Inception v2 (https://arxiv.org/abs/1502.03167), as in slim."""

from zeal.contrib import layers
from zeal.contrib.slim import inception_blocks
from zeal.public import public
from zeal.state.initializers import TruncatedNormal
from zeal.state.scope import variable_scope

_TABLE = """
Conv2d_1a_7x7:64
MaxPool_2a_3x3
Conv2d_2b_1x1:64
Conv2d_2c_3x3:192
MaxPool_3a_3x3
Mixed_3b 0a_1x1:64 | 0a_1x1:64 0b_3x3:64 | 0a_1x1:64 0b_3x3:96 0c_3x3:96 | AvgPool_0a_3x3 0b_1x1:32
Mixed_3c 0a_1x1:64 | 0a_1x1:64 0b_3x3:96 | 0a_1x1:64 0b_3x3:96 0c_3x3:96 | AvgPool_0a_3x3 0b_1x1:64
Mixed_4a 0a_1x1:128 1a_3x3:160 | 0a_1x1:64 0b_3x3:96 1a_3x3:96 | MaxPool_1a_3x3
Mixed_4b 0a_1x1:224 | 0a_1x1:64 0b_3x3:96 | 0a_1x1:96 0b_3x3:128 0c_3x3:128 | AvgPool_0a_3x3 0b_1x1:128
Mixed_4c 0a_1x1:192 | 0a_1x1:96 0b_3x3:128 | 0a_1x1:96 0b_3x3:128 0c_3x3:128 | AvgPool_0a_3x3 0b_1x1:128
Mixed_4d 0a_1x1:160 | 0a_1x1:128 0b_3x3:160 | 0a_1x1:128 0b_3x3:160 0c_3x3:160 | AvgPool_0a_3x3 0b_1x1:96
Mixed_4e 0a_1x1:96 | 0a_1x1:128 0b_3x3:192 | 0a_1x1:160 0b_3x3:192 0c_3x3:192 | AvgPool_0a_3x3 0b_1x1:96
Mixed_5a 0a_1x1:128 1a_3x3:192 | 0a_1x1:192 0b_3x3:256 1a_3x3:256 | MaxPool_1a_3x3
Mixed_5b 0a_1x1:352 | 0a_1x1:192 0b_3x3:320 | 0a_1x1:160 0b_3x3:224 0c_3x3:224 | AvgPool_0a_3x3 0b_1x1:128
Mixed_5c 0a_1x1:352 | 0a_1x1:192 0b_3x3:320 | 0a_1x1:192 0b_3x3:224 0c_3x3:224 | MaxPool_0a_3x3 0b_1x1:128
"""  # noqa: E501


def _normal(deviation):
    return {"weights_initializer": TruncatedNormal(0.0, deviation)}


class _Blocks(inception_blocks.Blocks):
    def stem(self, value, step):
        if "_2b_" in step:
            return self.layer(value, step, **_normal(0.1))
        if "_1a_" not in step:
            return super().stem(value, step)
        depth = self.depth(64)
        return layers.separable_conv2d(
            value, depth, [7, 7], depth_multiplier=min(depth // 3, 8), stride=2, padding="SAME",
            scope="Conv2d_1a_7x7", **_normal(1.0),
        )  # fmt: skip

    def options(self, steps, index):
        if index:
            return _normal(0.1) if "Pool" in steps[index - 1] else {}
        return _normal(0.09) if len(steps) > 1 else {}


@public("contrib.slim.nets.inception.inception_v2_base")
def inception_v2_base(
    inputs, final_endpoint="Mixed_5c", min_depth=16, depth_multiplier=1.0, scope=None
):
    """The network up to an end point.

    Args:
      inputs: floating tensor of shape `[batch, rows, columns, channels]`, of 32 rows or more.
      final_endpoint: the last end point, such as "Mixed_4c".
      min_depth: the least number of channels of a layer.
      depth_multiplier: what numbers of channels are multiplied by.
      scope: the variable scope.

    Returns:
      A pair: its output, and a dict from end points to theirs.

    Raises:
      ValueError: there is no such end point, or `depth_multiplier` is not positive.
    """
    blocks = _Blocks(_TABLE, "InceptionV2", min_depth, depth_multiplier)
    return blocks.build(inputs, final_endpoint, scope)


@public("contrib.slim.nets.inception.inception_v2")
def inception_v2(
    inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.8, min_depth=16,
    depth_multiplier=1.0, prediction_fn=layers.softmax, spatial_squeeze=True, reuse=None,
    scope="InceptionV2",
):  # fmt: skip
    """The network.

    Args:
      inputs: floating tensor of shape `[batch, 224, 224, 3]`.
      min_depth, depth_multiplier: as for `inception_v2_base`.
      the others: as for `inception_v1`.

    Returns:
      A pair: logits, and a dict from end points to their outputs.

    Raises:
      ValueError: `depth_multiplier` is not positive.
    """
    with (
        variable_scope(scope, "InceptionV2", reuse=reuse) as scope,
        inception_blocks.training(is_training),
    ):
        value, ends = inception_v2_base(
            inputs, min_depth=min_depth, depth_multiplier=depth_multiplier, scope=scope
        )
        _, logits = inception_blocks.classes_of_window(
            value, 7, num_classes, dropout_keep_prob, spatial_squeeze
        )
        ends["Logits"] = logits
        ends["Predictions"] = prediction_fn(logits, scope="Predictions")
    return logits, ends


inception_v2.default_image_size = 224


@public("contrib.slim.nets.inception.inception_v2_arg_scope")
def inception_v2_arg_scope(weight_decay=0.00004, batch_norm_var_collection="moving_vars"):
    """The scope of arguments for this network.

    Args:
      weight_decay: the factor of the L2 regularizer.
      batch_norm_var_collection: the collection of moving averages.

    Returns:
      A scope for `slim.arg_scope`.
    """
    return inception_blocks.scope_of_arguments(weight_decay, batch_norm_var_collection)
