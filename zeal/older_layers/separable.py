"""tf.layers: separable convolutions of sequences and images."""

from typing import Any

from zeal._native import Tensor
from zeal.keras.layers import separable
from zeal.layers import Layer
from zeal.older_layers.arguments import spells_arguments_of
from zeal.public import public


@public("layers.SeparableConv1D")
class SeparableConv1D(separable.SeparableConv1D, Layer):
    __doc__ = separable.SeparableConv1D.__doc__

    def __init__(
        self, filters, kernel_size, strides=1, padding: Any = "valid",
        data_format: Any = "channels_last", dilation_rate=1, depth_multiplier=1,
        activation=None, use_bias=True, depthwise_initializer=None, pointwise_initializer=None,
        *args: Any, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier,
            activation, use_bias, depthwise_initializer, pointwise_initializer, *args, **kwargs,
        )


@public("layers.SeparableConv2D")
class SeparableConv2D(separable.SeparableConv2D, Layer):
    __doc__ = separable.SeparableConv2D.__doc__

    def __init__(
        self, filters, kernel_size, strides=(1, 1), padding: Any = "valid",
        data_format: Any = "channels_last", dilation_rate=(1, 1), depth_multiplier=1,
        activation=None, use_bias=True, depthwise_initializer=None, pointwise_initializer=None,
        *args: Any, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier,
            activation, use_bias, depthwise_initializer, pointwise_initializer, *args, **kwargs,
        )


@public("layers.separable_conv1d")
@spells_arguments_of(SeparableConv1D)
def separable_conv1d(
    inputs, filters, kernel_size, strides=1, padding: Any = "valid",
    data_format: Any = "channels_last", dilation_rate=1, depth_multiplier=1, activation=None,
    use_bias=True, depthwise_initializer=None, pointwise_initializer=None,
    bias_initializer: Any = "zeros", depthwise_regularizer=None, pointwise_regularizer=None,
    bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None,
    pointwise_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None,
) -> Tensor:
    """Makes a SeparableConv1D layer and calls it; see `conv2d`.

    Args:
      inputs: floating tensor of rank 3.
      name: the variable scope; a new "separable_conv1d" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.SeparableConv1D`.

    Returns:
      A tensor of rank 3.

    Example:
      >>> tf.layers.separable_conv1d(tf.zeros([1, 8, 2]), 4, 3).shape.as_list()
      [1, 6, 4]
    """
    return SeparableConv1D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier,
        activation, use_bias, depthwise_initializer, pointwise_initializer, bias_initializer,
        depthwise_regularizer, pointwise_regularizer, bias_regularizer, activity_regularizer,
        depthwise_constraint, pointwise_constraint, bias_constraint, trainable=trainable,
        name=name, _scope=name, _reuse=reuse,
    )(inputs)


@public("layers.separable_conv2d")
@spells_arguments_of(SeparableConv2D)
def separable_conv2d(
    inputs, filters, kernel_size, strides=(1, 1), padding: Any = "valid",
    data_format: Any = "channels_last", dilation_rate=(1, 1), depth_multiplier=1, activation=None,
    use_bias=True, depthwise_initializer=None, pointwise_initializer=None,
    bias_initializer: Any = "zeros", depthwise_regularizer=None, pointwise_regularizer=None,
    bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None,
    pointwise_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None,
) -> Tensor:
    """Makes a SeparableConv2D layer and calls it; see `conv2d`.

    Args:
      inputs: floating tensor of rank 4.
      name: the variable scope; a new "separable_conv2d" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.SeparableConv2D`.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.layers.separable_conv2d(tf.zeros([1, 8, 8, 2]), 4, 3).shape.as_list()
      [1, 6, 6, 4]
    """
    return SeparableConv2D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier,
        activation, use_bias, depthwise_initializer, pointwise_initializer, bias_initializer,
        depthwise_regularizer, pointwise_regularizer, bias_regularizer, activity_regularizer,
        depthwise_constraint, pointwise_constraint, bias_constraint, trainable=trainable,
        name=name, _scope=name, _reuse=reuse,
    )(inputs)
