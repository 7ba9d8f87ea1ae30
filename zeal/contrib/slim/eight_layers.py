"""Networks of five convolutions and three wide layers, which are convolutions too."""

from zeal._native import api
from zeal.contrib import layers
from zeal.contrib.framework.scoped_arguments import arg_scope
from zeal.contrib.slim.end_points import network
from zeal.state.initializers import Constant, TruncatedNormal, Zeros


def scope_of_arguments(weight_decay, biases):
    """The scope of arguments; `biases`: their initializer."""
    with (
        arg_scope(
            [layers.conv2d, layers.fully_connected], activation_fn=api.relu,
            weights_regularizer=layers.l2_regularizer(weight_decay), biases_initializer=biases,
        ),
        arg_scope([layers.conv2d], padding="SAME"),
        arg_scope([layers.max_pool2d], padding="VALID") as scope,
    ):  # fmt: skip
        return scope


def build(
    inputs, num_classes, is_training, dropout_keep_prob, spatial_squeeze, scope, default,
    convolutions, pooling, first_wide,
):  # fmt: skip
    """A network.

    Args:
      convolutions: tuples of channels, size, stride, padding, and whether a pooling follows.
      pooling: size and stride of the poolings.
      first_wide: channels and size of the first wide layer.
      the others: as in the networks.
    """
    functions = [layers.conv2d, layers.fully_connected, layers.max_pool2d]
    with network(scope, default, functions) as made:
        value = inputs
        for number, (width, size, stride, padding, pools) in enumerate(convolutions, 1):
            value = layers.conv2d(
                value, width, [size, size], stride, padding=padding, scope=f"conv{number}"
            )
            if pools:
                value = layers.max_pool2d(
                    value, pooling["pool"], pooling["stride"], scope=f"pool{number}"
                )
        with arg_scope(
            [layers.conv2d], weights_initializer=TruncatedNormal(0.0, 0.005),
            biases_initializer=Constant(0.1),
        ):  # fmt: skip
            value = _wide(value, num_classes, is_training, dropout_keep_prob, first_wide)
        return ended(made, value, spatial_squeeze)


def _wide(value, num_classes, is_training, keep, first):
    width, size = first
    for number, channels, side, padding in ((6, width, size, "VALID"), (7, 4096, 1, "SAME")):
        value = layers.conv2d(
            value, channels, [side, side], padding=padding, scope=f"fc{number}"
        )
        value = layers.dropout(value, keep, is_training=is_training, scope=f"dropout{number}")
    return layers.conv2d(
        value, num_classes, [1, 1], activation_fn=None, normalizer_fn=None,
        biases_initializer=Zeros(), scope="fc8",
    )  # fmt: skip


def ended(made, value, squeezes):
    """Logits and end points.

    Args:
      made: the Network.
      value: logits of shape `[batch, rows, columns, classes]`.
      squeezes: whether rows and columns are one, and go.
    """
    ends = made.end_points()
    if squeezes:
        value = api.squeeze(value, [1, 2], name="fc8/squeezed")
        ends[f"{made.scope.name}/fc8"] = value
    return value, ends
