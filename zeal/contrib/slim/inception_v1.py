"""Inception v1 (https://arxiv.org/abs/1409.4842), as in slim."""

from zeal.contrib import layers
from zeal.contrib.framework.scoped_arguments import arg_scope
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
Mixed_3b 0a_1x1:64 | 0a_1x1:96 0b_3x3:128 | 0a_1x1:16 0b_3x3:32 | MaxPool_0a_3x3 0b_1x1:32
Mixed_3c 0a_1x1:128 | 0a_1x1:128 0b_3x3:192 | 0a_1x1:32 0b_3x3:96 | MaxPool_0a_3x3 0b_1x1:64
MaxPool_4a_3x3
Mixed_4b 0a_1x1:192 | 0a_1x1:96 0b_3x3:208 | 0a_1x1:16 0b_3x3:48 | MaxPool_0a_3x3 0b_1x1:64
Mixed_4c 0a_1x1:160 | 0a_1x1:112 0b_3x3:224 | 0a_1x1:24 0b_3x3:64 | MaxPool_0a_3x3 0b_1x1:64
Mixed_4d 0a_1x1:128 | 0a_1x1:128 0b_3x3:256 | 0a_1x1:24 0b_3x3:64 | MaxPool_0a_3x3 0b_1x1:64
Mixed_4e 0a_1x1:112 | 0a_1x1:144 0b_3x3:288 | 0a_1x1:32 0b_3x3:64 | MaxPool_0a_3x3 0b_1x1:64
Mixed_4f 0a_1x1:256 | 0a_1x1:160 0b_3x3:320 | 0a_1x1:32 0b_3x3:128 | MaxPool_0a_3x3 0b_1x1:128
MaxPool_5a_2x2
Mixed_5b 0a_1x1:256 | 0a_1x1:160 0b_3x3:320 | 0a_1x1:32 0a_3x3:128 | MaxPool_0a_3x3 0b_1x1:128
Mixed_5c 0a_1x1:384 | 0a_1x1:192 0b_3x3:384 | 0a_1x1:48 0b_3x3:128 | MaxPool_0a_3x3 0b_1x1:128
"""


@public("contrib.slim.nets.inception.inception_v1_base")
def inception_v1_base(inputs, final_endpoint="Mixed_5c", scope="InceptionV1"):
    """The network up to an end point.

    Args:
      inputs: floating tensor of shape `[batch, rows, columns, channels]`.
      final_endpoint: the last end point, such as "Mixed_4c".
      scope: the variable scope.

    Returns:
      A pair: its output, and a dict from end points to theirs.

    Raises:
      ValueError: there is no such end point.
    """
    functions = [layers.conv2d, layers.fully_connected]
    with arg_scope(functions, weights_initializer=TruncatedNormal(0.0, 0.01)):
        blocks = inception_blocks.Blocks(_TABLE, "InceptionV1")
        return blocks.build(inputs, final_endpoint, scope)


@public("contrib.slim.nets.inception.inception_v1")
def inception_v1(
    inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.8,
    prediction_fn=layers.softmax, spatial_squeeze=True, reuse=None, scope="InceptionV1",
):  # fmt: skip
    """The network.

    Args:
      inputs: floating tensor of shape `[batch, 224, 224, 3]`.
      num_classes: how many classes there are.
      is_training: whether dropout is on and batches are normalized by themselves.
      dropout_keep_prob: the share of outputs that dropout keeps.
      prediction_fn: the function from logits to predictions.
      spatial_squeeze: whether logits lose their second and third axis; False for larger images.
      reuse: whether variables are those of an earlier network of this name.
      scope: the variable scope.

    Returns:
      A pair: logits, and a dict from end points to their outputs.

    Example:
      >>> inception = tf.contrib.slim.nets.inception
      >>> with tf.Graph().as_default():
      ...     images = tf.placeholder(tf.float32, [1, 224, 224, 3])
      ...     logits, ends = inception.inception_v1(images, 10)
      >>> print(logits.shape, ends["Mixed_4c"].shape)
      (1, 10) (1, 14, 14, 512)
    """
    with (
        variable_scope(scope, "InceptionV1", reuse=reuse) as scope,
        inception_blocks.training(is_training),
    ):
        value, ends = inception_v1_base(inputs, scope=scope)
        with variable_scope("Logits"):
            _, logits = inception_blocks.classes(
                value, num_classes, dropout_keep_prob, spatial_squeeze, ("0b", "0c"),
                kernel_size=[7, 7], stride=1, scope="MaxPool_0a_7x7",
            )  # fmt: skip
            ends["Logits"] = logits
            ends["Predictions"] = prediction_fn(logits, scope="Predictions")
    return logits, ends


inception_v1.default_image_size = 224


@public("contrib.slim.nets.inception.inception_v1_arg_scope")
def inception_v1_arg_scope(
    weight_decay=0.00004, use_batch_norm=True, batch_norm_var_collection="moving_vars"
):
    """The scope of arguments for this network.

    Args:
      weight_decay: the factor of the L2 regularizer.
      use_batch_norm: whether convolutions are normalized.
      batch_norm_var_collection: the collection of moving averages.

    Returns:
      A scope for `slim.arg_scope`.
    """
    return inception_blocks.scope_of_arguments(
        weight_decay, batch_norm_var_collection, use_batch_norm
    )
