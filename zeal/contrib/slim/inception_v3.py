"""Inception v3 (https://arxiv.org/abs/1512.00567), as in slim."""

from zeal.contrib import layers
from zeal.contrib.slim import inception_blocks
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.initializers import TruncatedNormal
from zeal.state.scope import variable_scope

_TABLE = """
Conv2d_1a_3x3:32
Conv2d_2a_3x3:32
Conv2d_2b_3x3:64
MaxPool_3a_3x3
Conv2d_3b_1x1:80
Conv2d_4a_3x3:192
MaxPool_5a_3x3
Mixed_5b 0a_1x1:64 | 0a_1x1:48 0b_5x5:64 | 0a_1x1:64 0b_3x3:96 0c_3x3:96 | AvgPool_0a_3x3 0b_1x1:32
Mixed_5c 0a_1x1:64 | 0b_1x1:48 Conv_1_0c_5x5:64 | 0a_1x1:64 0b_3x3:96 0c_3x3:96 | AvgPool_0a_3x3 0b_1x1:64
Mixed_5d 0a_1x1:64 | 0a_1x1:48 0b_5x5:64 | 0a_1x1:64 0b_3x3:96 0c_3x3:96 | AvgPool_0a_3x3 0b_1x1:64
Mixed_6a 1a_1x1@3x3:384 | 0a_1x1:64 0b_3x3:96 1a_1x1@3x3:96 | MaxPool_1a_3x3
Mixed_6b 0a_1x1:192 | 0a_1x1:128 0b_1x7:128 0c_7x1:192 | 0a_1x1:128 0b_7x1:128 0c_1x7:128 0d_7x1:128 0e_1x7:192 | AvgPool_0a_3x3 0b_1x1:192
Mixed_6c 0a_1x1:192 | 0a_1x1:160 0b_1x7:160 0c_7x1:192 | 0a_1x1:160 0b_7x1:160 0c_1x7:160 0d_7x1:160 0e_1x7:192 | AvgPool_0a_3x3 0b_1x1:192
Mixed_6d 0a_1x1:192 | 0a_1x1:160 0b_1x7:160 0c_7x1:192 | 0a_1x1:160 0b_7x1:160 0c_1x7:160 0d_7x1:160 0e_1x7:192 | AvgPool_0a_3x3 0b_1x1:192
Mixed_6e 0a_1x1:192 | 0a_1x1:192 0b_1x7:192 0c_7x1:192 | 0a_1x1:192 0b_7x1:192 0c_1x7:192 0d_7x1:192 0e_1x7:192 | AvgPool_0a_3x3 0b_1x1:192
Mixed_7a 0a_1x1:192 1a_3x3:320 | 0a_1x1:192 0b_1x7:192 0c_7x1:192 1a_3x3:192 | MaxPool_1a_3x3
Mixed_7b 0a_1x1:320 | 0a_1x1:384 0b_1x3+0b_3x1:384 | 0a_1x1:448 0b_3x3:384 0c_1x3+0d_3x1:384 | AvgPool_0a_3x3 0b_1x1:192
Mixed_7c 0a_1x1:320 | 0a_1x1:384 0b_1x3+0c_3x1:384 | 0a_1x1:448 0b_3x3:384 0c_1x3+0d_3x1:384 | AvgPool_0a_3x3 0b_1x1:192
"""  # noqa: E501


class _Blocks(inception_blocks.Blocks):
    def stem(self, value, step):
        stride = 2 if "Pool" in step or "_1a_" in step else 1
        return self.layer(value, step, stride, "SAME" if "2b" in step else "VALID")

    def options(self, steps, index):
        return {"padding": "VALID"} if "1a_" in steps[index] else {}

    def side_classes(self, value, num_classes, squeezes):
        """Logits of the sixth block's output, for a second loss."""
        with variable_scope("AuxLogits"):
            value = self.layer(value, "AvgPool_1a_5x5", 3, "VALID")
            value = self.layer(value, "1b_1x1:128")
            step = "2a_{}x{}:768".format(*inception_blocks.fitting(value, 5))
            value = self.layer(
                value, step, 1, "VALID", weights_initializer=TruncatedNormal(0.0, 0.01)
            )
            weights = TruncatedNormal(0.0, 0.001)
            value = inception_blocks.linear(
                value, num_classes, weights_initializer=weights, scope="Conv2d_2b_1x1"
            )
            return inception_blocks.squeezed(value) if squeezes else value


@public("contrib.slim.nets.inception.inception_v3_base")
def inception_v3_base(
    inputs, final_endpoint="Mixed_7c", min_depth=16, depth_multiplier=1.0, scope=None
):
    """The network up to an end point.

    Args:
      inputs: floating tensor of shape `[batch, rows, columns, channels]`.
      final_endpoint: the last end point, such as "Mixed_6c".
      min_depth: the least number of channels of a layer.
      depth_multiplier: what numbers of channels are multiplied by.
      scope: the variable scope.

    Returns:
      A pair: its output, and a dict from end points to theirs.

    Raises:
      ValueError: there is no such end point, or `depth_multiplier` is not positive.
    """
    blocks = _Blocks(_TABLE, "InceptionV3", min_depth, depth_multiplier)
    return blocks.build(inputs, final_endpoint, scope)


@public("contrib.slim.nets.inception.inception_v3")
def inception_v3(
    inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.8, min_depth=16,
    depth_multiplier=1.0, prediction_fn=layers.softmax, spatial_squeeze=True, reuse=None,
    scope="InceptionV3",
):  # fmt: skip
    """The network.

    Args:
      inputs: floating tensor of shape `[batch, 299, 299, 3]`.
      min_depth, depth_multiplier: as for `inception_v3_base`.
      the others: as for `inception_v1`.

    Returns:
      A pair: logits, and a dict from end points to their outputs; "AuxLogits" are those of the
      sixth block, for a second loss.

    Raises:
      ValueError: `depth_multiplier` is not positive.
    """
    blocks = _Blocks(_TABLE, "InceptionV3", min_depth, depth_multiplier)
    with (
        variable_scope(scope, "InceptionV3", reuse=reuse) as scope,
        inception_blocks.training(is_training),
    ):
        value, ends = blocks.build(inputs, "Mixed_7c", scope)
        ends["AuxLogits"] = blocks.side_classes(
            ends["Mixed_6e"], num_classes, spatial_squeeze
        )
        ends["PreLogits"], logits = inception_blocks.classes_of_window(
            value, 8, num_classes, dropout_keep_prob, spatial_squeeze
        )
        ends["Logits"] = logits
        ends["Predictions"] = prediction_fn(logits, scope="Predictions")
    return logits, ends


inception_v3.default_image_size = 299


@public("contrib.slim.nets.inception.inception_v3_arg_scope")
def inception_v3_arg_scope(
    weight_decay=0.00004, batch_norm_var_collection="moving_vars", batch_norm_decay=0.9997,
    batch_norm_epsilon=0.001, updates_collections=GraphKeys.UPDATE_OPS, use_fused_batchnorm=True,
):  # fmt: skip
    """The scope of arguments for this network.

    Args:
      weight_decay: the factor of the L2 regularizer.
      batch_norm_var_collection: the collection of moving averages.
      batch_norm_decay, batch_norm_epsilon, updates_collections, use_fused_batchnorm: `decay`,
        `epsilon`, `updates_collections` and `fused` of `slim.batch_norm`.

    Returns:
      A scope for `slim.arg_scope`.
    """
    return inception_blocks.scope_of_arguments(
        weight_decay, batch_norm_var_collection, decay=batch_norm_decay,
        epsilon=batch_norm_epsilon, updates_collections=updates_collections,
        fused=use_fused_batchnorm,
    )  # fmt: skip
