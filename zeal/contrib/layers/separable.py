"""Layers of contrib: convolutions that keep channels apart."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import published
from zeal.contrib.layers.initializers import xavier_initializer
from zeal.contrib.layers.parameters import Parameters, channels_of
from zeal.keras.layers.window_arguments import numbers, padding_word
from zeal.ops.nn.depthwise import depthwise_conv2d
from zeal.ops.nn.depthwise import separable_conv2d as separate
from zeal.ops.nn.windows import channels_first
from zeal.state.initializers import Zeros
from zeal.state.scope import variable_scope

_XAVIER, _ZEROS = xavier_initializer(), Zeros()


@published("separable_conv2d", "separable_convolution2d")
@add_arg_scope
def separable_convolution2d(
    inputs, num_outputs, kernel_size, depth_multiplier=1, stride=1, padding: Any = "SAME",
    data_format: Any = "NHWC", rate=1, activation_fn=api.relu, normalizer_fn=None,
    normalizer_params=None, weights_initializer=_XAVIER, pointwise_initializer=None,
    weights_regularizer=None, biases_initializer=_ZEROS, biases_regularizer=None, reuse=None,
    variables_collections=None, outputs_collections=None, trainable=True, scope=None,
):
    """A convolution of each channel of images, products across the channels, and an activation.

    Args:
      inputs: floating tensor of shape `[batch, height, width, channels]`.
      num_outputs: number of the output's channels; None for no products across channels.
      kernel_size: height and width of the window, or one number for both.
      depth_multiplier: number of filters of each channel.
      stride: steps of the window, likewise.
      data_format: "NHWC", or "NCHW" where channels come second.
      rate: steps between the rows and columns of the window.
      weights_initializer, pointwise_initializer, biases_initializer: functions of (shape, dtype);
        the second is the first by default, and without the third there are no biases.
      scope: the variable scope; a new "SeparableConv2d" by default.
      the others: as for `tf.contrib.layers.convolution`.

    Returns:
      A tensor of rank 4.

    Example:
      >>> with tf.Graph().as_default():
      ...     y = tf.contrib.layers.separable_conv2d(tf.ones([1, 8, 8, 3]), 4, 3)
      ...     print(y.shape, [v.name.split("/")[1] for v in tf.global_variables()])
      (1, 8, 8, 4) ['depthwise_weights:0', 'pointwise_weights:0', 'biases:0']
    """
    if data_format not in ("NCHW", "NHWC"):
        raise ValueError("data_format has to be either NCHW or NHWC.")
    with variable_scope(scope, "SeparableConv2d", [inputs], reuse=reuse) as sc:
        inputs, first = _native.convert(inputs), channels_first(data_format)
        inputs.shape.with_rank(4)
        make = Parameters(
            sc.name, inputs.dtype, trainable, variables_collections, num_outputs is not None
        )
        size, steps = numbers(kernel_size, 2, "kernel_size"), numbers(stride, 2, "strides")
        channels = channels_of(inputs, first)

        def weights(name, shape, initializer):
            return make.variable(name, shape, initializer, weights_regularizer, "weights")

        by_channel = weights(
            "depthwise_weights", [*size, channels, depth_multiplier], weights_initializer
        )
        how = {
            "strides": [1, 1, *steps] if first else [1, *steps, 1], "padding": padding,
            "rate": numbers(rate, 2, "rate"), "data_format": data_format,
        }
        outputs, n = None, channels * depth_multiplier
        if num_outputs is None:
            outputs = depthwise_conv2d(inputs, by_channel, **how)
        else:
            across = weights(
                "pointwise_weights", [1, 1, n, num_outputs],
                pointwise_initializer or weights_initializer,
            )
            how["padding"] = padding_word(padding).upper()
            outputs = separate(inputs, by_channel, across, **how)
        return make.finish(
            outputs, num_outputs or n, first, normalizer_fn, normalizer_params,
            biases_initializer, biases_regularizer, activation_fn, outputs_collections,
        )


@published("conv2d_in_plane", "convolution2d_in_plane")
@add_arg_scope
def convolution2d_in_plane(
    inputs, kernel_size, stride=1, padding: Any = "SAME", activation_fn=api.relu,
    normalizer_fn=None, normalizer_params=None, weights_initializer=_XAVIER,
    weights_regularizer=None, biases_initializer=_ZEROS, biases_regularizer=None, reuse=None,
    variables_collections=None, outputs_collections=None, trainable=True, scope=None,
):
    """The same convolution of each channel of images, and an activation.

    Args:
      inputs: floating tensor of shape `[batch, height, width, channels]`.
      kernel_size: height and width of the window, or one number for both.
      the others: those of `conv2d`; the scope is "ConvInPlane" by default.

    Returns:
      A tensor of rank 4.

    Raises:
      ValueError: rank or channels of inputs are unknown, or arguments do not fit.

    Example:
      >>> tf.contrib.layers.conv2d_in_plane(tf.ones([1, 8, 8, 3]), 2).shape.as_list()
      [1, 8, 8, 3]
    """
    with variable_scope(scope, "ConvInPlane", [inputs], reuse=reuse) as sc:
        inputs = _native.convert(inputs)
        inputs.shape.with_rank(4)
        make = Parameters(sc.name, inputs.dtype, trainable, variables_collections, core=False)
        size, steps = numbers(kernel_size, 2, "kernel_size"), numbers(stride, 2, "strides")
        channels = channels_of(inputs, False)
        weights = make.variable(
            "weights", [*size, 1, 1], weights_initializer, weights_regularizer
        )
        outputs = depthwise_conv2d(
            inputs, api.tile(weights, [1, 1, channels, 1]), [1, *steps, 1], padding
        )
        return make.finish(
            outputs, channels, False, normalizer_fn, normalizer_params, biases_initializer,
            biases_regularizer, activation_fn, outputs_collections,
        )
