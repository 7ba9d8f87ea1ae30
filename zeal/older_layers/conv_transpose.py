"""tf.layers: transposed convolutions of images and volumes."""

from typing import Any

from zeal._native import Tensor
from zeal.keras.layers import conv_transpose
from zeal.layers import Layer
from zeal.older_layers.arguments import spells_arguments_of
from zeal.public import public


@public("layers.Conv2DTranspose")
class Conv2DTranspose(conv_transpose.Conv2DTranspose, Layer):
    __doc__ = conv_transpose.Conv2DTranspose.__doc__

    def __init__(
        self, filters, kernel_size, strides=(1, 1), padding: Any = "valid",
        data_format: Any = "channels_last", activation=None, use_bias=True,
        kernel_initializer=None, bias_initializer: Any = "zeros", *args: Any, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, kwargs.pop("output_padding", None),
            data_format, kwargs.pop("dilation_rate", (1, 1)), activation, use_bias,
            kernel_initializer, bias_initializer, *args, **kwargs,
        )


@public("layers.Conv3DTranspose")
class Conv3DTranspose(conv_transpose.Conv3DTranspose, Layer):
    __doc__ = conv_transpose.Conv3DTranspose.__doc__

    def __init__(
        self, filters, kernel_size, strides=(1, 1, 1), padding: Any = "valid",
        data_format: Any = "channels_last", activation=None, use_bias=True,
        kernel_initializer=None, bias_initializer: Any = "zeros", *args: Any, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, kwargs.pop("output_padding", None),
            data_format, activation, use_bias, kernel_initializer, bias_initializer, *args,
            **kwargs,
        )


@public("layers.conv2d_transpose")
@spells_arguments_of(Conv2DTranspose)
def conv2d_transpose(
    inputs, filters, kernel_size, strides=(1, 1), padding: Any = "valid",
    data_format: Any = "channels_last", activation=None, use_bias=True, kernel_initializer=None,
    bias_initializer: Any = "zeros", kernel_regularizer=None, bias_regularizer=None,
    activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True,
    name=None, reuse=None,
) -> Tensor:
    """Makes a Conv2DTranspose layer and calls it; see `conv2d`.

    Args:
      inputs: floating tensor of shape `[batch, height, width, channels]`.
      name: the variable scope; a new "conv2d_transpose" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.Conv2DTranspose`.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.layers.conv2d_transpose(tf.zeros([1, 4, 4, 2]), 3, 2, strides=2).shape.as_list()
      [1, 8, 8, 3]
    """
    return Conv2DTranspose(
        filters, kernel_size, strides, padding, data_format, activation, use_bias,
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
        activity_regularizer, kernel_constraint, bias_constraint, trainable=trainable, name=name,
        _scope=name, _reuse=reuse,
    )(inputs)


@public("layers.conv3d_transpose")
@spells_arguments_of(Conv3DTranspose)
def conv3d_transpose(
    inputs, filters, kernel_size, strides=(1, 1, 1), padding: Any = "valid",
    data_format: Any = "channels_last", activation=None, use_bias=True, kernel_initializer=None,
    bias_initializer: Any = "zeros", kernel_regularizer=None, bias_regularizer=None,
    activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True,
    name=None, reuse=None,
) -> Tensor:
    """Makes a Conv3DTranspose layer and calls it; see `conv2d`.

    Args:
      inputs: floating tensor of shape `[batch, depth, height, width, channels]`.
      name: the variable scope; a new "conv3d_transpose" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.Conv3DTranspose`.

    Returns:
      A tensor of rank 5.

    Example:
      >>> tf.layers.conv3d_transpose(tf.zeros([1, 2, 4, 4, 2]), 3, 2, strides=2).shape.as_list()
      [1, 4, 8, 8, 3]
    """
    return Conv3DTranspose(
        filters, kernel_size, strides, padding, data_format, activation, use_bias,
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
        activity_regularizer, kernel_constraint, bias_constraint, trainable=trainable, name=name,
        _scope=name, _reuse=reuse,
    )(inputs)
