"""VGG networks of 11, 16 and 19 layers (https://arxiv.org/abs/1409.1556), as in slim."""

from zeal._native import api as _api
from zeal.contrib import layers as _layers
from zeal.contrib.framework.scoped_arguments import arg_scope as _arg_scope
from zeal.contrib.slim.eight_layers import ended as _ended
from zeal.contrib.slim.end_points import network as _network
from zeal.public import publish_module as _publish_module
from zeal.state.initializers import Zeros as _Zeros

_publish_module(__name__)

_ARGS = """

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


def vgg_arg_scope(weight_decay=0.0005):
    """The scope of arguments for these networks.

    Args:
      weight_decay: the factor of the L2 regularizer.

    Returns:
      A scope for `slim.arg_scope`.

    Example:
      >>> with tf.contrib.slim.arg_scope(tf.contrib.slim.nets.vgg.vgg_arg_scope()):
      ...     pass
    """
    with _arg_scope(
        [_layers.conv2d, _layers.fully_connected], activation_fn=_api.relu,
        weights_regularizer=_layers.l2_regularizer(weight_decay), biases_initializer=_Zeros(),
    ), _arg_scope([_layers.conv2d], padding="SAME") as scope:  # fmt: skip
        return scope


def _vgg(name, repeats):
    def build(
        inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.5, spatial_squeeze=True,
        scope=name,
    ):  # fmt: skip
        functions = [_layers.conv2d, _layers.fully_connected, _layers.max_pool2d]
        with _network(scope, name, functions) as made:
            value = inputs
            for number, (times, width) in enumerate(
                zip(repeats, (64, 128, 256, 512, 512), strict=True), 1
            ):
                value = _layers.repeat(
                    value, times, _layers.conv2d, width, [3, 3], scope=f"conv{number}"
                )
                value = _layers.max_pool2d(value, [2, 2], scope=f"pool{number}")
            for number, size, padding in ((6, 7, "VALID"), (7, 1, "SAME")):
                value = _layers.conv2d(
                    value, 4096, [size, size], padding=padding, scope=f"fc{number}"
                )
                value = _layers.dropout(
                    value, dropout_keep_prob, is_training=is_training, scope=f"dropout{number}"
                )
            value = _layers.conv2d(
                value, num_classes, [1, 1], activation_fn=None, normalizer_fn=None, scope="fc8"
            )
            return _ended(made, value, spatial_squeeze)

    build.__name__ = build.__qualname__ = name
    build.__doc__ = f"The VGG network of {sum(repeats) + 3} layers that is called {name}.{_ARGS}"
    build.default_image_size = 224
    return build


vgg_a = _vgg("vgg_a", (1, 1, 2, 2, 2))
vgg_16 = vgg_d = _vgg("vgg_16", (2, 2, 3, 3, 3))
vgg_19 = vgg_e = _vgg("vgg_19", (2, 2, 4, 4, 4))
