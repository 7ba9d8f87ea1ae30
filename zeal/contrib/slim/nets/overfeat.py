"""OverFeat (https://arxiv.org/abs/1312.6229), as in slim."""

from zeal.contrib.slim import eight_layers as _eight_layers
from zeal.public import publish_module as _publish_module
from zeal.state.initializers import Zeros as _Zeros

_publish_module(__name__)

_CONVOLUTIONS = (
    (64, 11, 4, "VALID", 2), (256, 5, 1, "VALID", 2), (512, 3, 1, "SAME", None),
    (1024, 3, 1, "SAME", None), (1024, 3, 1, "SAME", 2),
)  # fmt: skip


def overfeat_arg_scope(weight_decay=0.0005):
    """The scope of arguments for this network.

    Args:
      weight_decay: the factor of the L2 regularizer.

    Returns:
      A scope for `slim.arg_scope`.

    Example:
      >>> with tf.contrib.slim.arg_scope(tf.contrib.slim.nets.overfeat.overfeat_arg_scope()):
      ...     pass
    """
    return _eight_layers.scope_of_arguments(weight_decay, _Zeros())


def overfeat(
    inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.5, spatial_squeeze=True,
    scope="overfeat",
):  # fmt: skip
    """The network.

    Args:
      inputs: floating tensor of shape `[batch, 231, 231, 3]`.
      the others: as for `tf.contrib.slim.nets.alexnet.alexnet_v2`.

    Returns:
      A pair: logits, and a dict from layers' names to their outputs.
    """
    return _eight_layers.build(
        inputs, num_classes, is_training, dropout_keep_prob, spatial_squeeze, scope, "overfeat",
        _CONVOLUTIONS, {"pool": [2, 2], "stride": 2}, (3072, 6),
    )  # fmt: skip


overfeat.default_image_size = 231
