"""AlexNet in its second form (https://arxiv.org/abs/1404.5997), as in slim."""

from zeal.contrib.slim import eight_layers as _eight_layers
from zeal.public import publish_module as _publish_module
from zeal.state.initializers import Constant as _Constant

_publish_module(__name__)

_CONVOLUTIONS = (
    (64, 11, 4, "VALID", 3), (192, 5, 1, "SAME", 3), (384, 3, 1, "SAME", None),
    (384, 3, 1, "SAME", None), (256, 3, 1, "SAME", 3),
)  # fmt: skip


def alexnet_v2_arg_scope(weight_decay=0.0005):
    """The scope of arguments for this network.

    Args:
      weight_decay: the factor of the L2 regularizer.

    Returns:
      A scope for `slim.arg_scope`.

    Example:
      >>> with tf.contrib.slim.arg_scope(tf.contrib.slim.nets.alexnet.alexnet_v2_arg_scope()):
      ...     pass
    """
    return _eight_layers.scope_of_arguments(weight_decay, _Constant(0.1))


def alexnet_v2(
    inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.5, spatial_squeeze=True,
    scope="alexnet_v2",
):  # fmt: skip
    """The network.

    Args:
      inputs: floating tensor of shape `[batch, 224, 224, 3]`.
      num_classes: how many classes there are.
      is_training: whether dropout is on.
      dropout_keep_prob: the share of outputs that it keeps.
      spatial_squeeze: whether logits lose their second and third axis; False for larger images.
      scope: the variable scope.

    Returns:
      A pair: logits, and a dict from layers' names to their outputs.
    """
    return _eight_layers.build(
        inputs, num_classes, is_training, dropout_keep_prob, spatial_squeeze, scope, "alexnet_v2",
        _CONVOLUTIONS, {"pool": [3, 3], "stride": 2}, (4096, 5),
    )  # fmt: skip


alexnet_v2.default_image_size = 224
