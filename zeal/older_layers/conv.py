"""tf.layers: convolutions of sequences, images and volumes."""

from typing import Any

from zeal._native import Tensor
from zeal.keras.layers import conv
from zeal.layers import Layer
from zeal.older_layers.arguments import spells_arguments_of
from zeal.public import public


@public("layers.Conv2D")
class Conv2D(conv.Conv2D, Layer):
    __doc__ = conv.Conv2D.__doc__

    def __init__(
        self, filters, kernel_size, strides=(1, 1), padding: Any = "valid",
        data_format: Any = "channels_last", dilation_rate=(1, 1), activation=None, use_bias=True,
        kernel_initializer=None, bias_initializer: Any = "zeros", *args: Any, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, kernel_initializer, bias_initializer, *args, **kwargs,
        )


@public("layers.Conv1D")
class Conv1D(conv.Conv1D, Layer):
    __doc__ = conv.Conv1D.__doc__

    def __init__(
        self, filters, kernel_size, strides=1, padding: Any = "valid",
        data_format: Any = "channels_last", dilation_rate=1, activation=None, use_bias=True,
        kernel_initializer=None, bias_initializer: Any = "zeros", *args: Any, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, kernel_initializer, bias_initializer, *args, **kwargs,
        )


@public("layers.Conv3D")
class Conv3D(conv.Conv3D, Layer):
    __doc__ = conv.Conv3D.__doc__

    def __init__(
        self, filters, kernel_size, strides=(1, 1, 1), padding: Any = "valid",
        data_format: Any = "channels_last", dilation_rate=(1, 1, 1), activation=None,
        use_bias=True, kernel_initializer=None, bias_initializer: Any = "zeros", *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, kernel_initializer, bias_initializer, *args, **kwargs,
        )


@public("layers.conv2d")
@spells_arguments_of(Conv2D)
def conv2d(
    inputs, filters, kernel_size, strides=(1, 1), padding: Any = "valid",
    data_format: Any = "channels_last", dilation_rate=(1, 1), activation=None, use_bias=True,
    kernel_initializer=None, bias_initializer: Any = "zeros", kernel_regularizer=None,
    bias_regularizer=None, activity_regularizer=None, kernel_constraint=None,
    bias_constraint=None, trainable=True, name=None, reuse=None,
) -> Tensor:
    """Makes a Conv2D layer and calls it; its variables are new, or in graphs those of its name.

    Args:
      inputs: floating tensor of shape `[batch, height, width, channels]`.
      filters: number of the output's channels.
      kernel_size: height and width of the window, or one number for both.
      name: the variable scope; a new "conv2d" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.Conv2D`.

    Returns:
      A tensor of rank 4.

    Raises:
      ValueError: there are variables of the name and reuse is not asked for, or the reverse.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.placeholder(tf.float32, [None, 8, 8, 3])
      ...     y = tf.layers.conv2d(x, 4, 3)
      ...     print(y.shape, [v.name for v in tf.trainable_variables()])
      (?, 6, 6, 4) ['conv2d/kernel:0', 'conv2d/bias:0']
    """
    return Conv2D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias,
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
        activity_regularizer, kernel_constraint, bias_constraint, trainable=trainable, name=name,
        _scope=name, _reuse=reuse,
    )(inputs)


@public("layers.conv1d")
@spells_arguments_of(Conv1D)
def conv1d(
    inputs, filters, kernel_size, strides=1, padding: Any = "valid",
    data_format: Any = "channels_last", dilation_rate=1, activation=None, use_bias=True,
    kernel_initializer=None, bias_initializer: Any = "zeros", kernel_regularizer=None,
    bias_regularizer=None, activity_regularizer=None, kernel_constraint=None,
    bias_constraint=None, trainable=True, name=None, reuse=None,
) -> Tensor:
    """Makes a Conv1D layer and calls it; see `conv2d`.

    Args:
      inputs: floating tensor of rank 3.
      name: the variable scope; a new "conv1d" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.Conv1D`.

    Returns:
      A tensor of rank 3.

    Example:
      >>> tf.layers.conv1d(tf.zeros([1, 8, 2]), 4, 3).shape.as_list()
      [1, 6, 4]
    """
    return Conv1D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias,
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
        activity_regularizer, kernel_constraint, bias_constraint, trainable=trainable, name=name,
        _scope=name, _reuse=reuse,
    )(inputs)


@public("layers.conv3d")
@spells_arguments_of(Conv3D)
def conv3d(
    inputs, filters, kernel_size, strides=(1, 1, 1), padding: Any = "valid",
    data_format: Any = "channels_last", dilation_rate=(1, 1, 1), activation=None, use_bias=True,
    kernel_initializer=None, bias_initializer: Any = "zeros", kernel_regularizer=None,
    bias_regularizer=None, activity_regularizer=None, kernel_constraint=None,
    bias_constraint=None, trainable=True, name=None, reuse=None,
) -> Tensor:
    """Makes a Conv3D layer and calls it; see `conv2d`.

    Args:
      inputs: floating tensor of rank 5.
      name: the variable scope; a new "conv3d" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.Conv3D`.

    Returns:
      A tensor of rank 5.

    Example:
      >>> tf.layers.conv3d(tf.zeros([1, 8, 8, 8, 2]), 4, 3).shape.as_list()
      [1, 6, 6, 6, 4]
    """
    return Conv3D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias,
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
        activity_regularizer, kernel_constraint, bias_constraint, trainable=trainable, name=name,
        _scope=name, _reuse=reuse,
    )(inputs)
