"""Convolutions with filters of each channel's own, and what follows them in separable ones."""

from typing import Any

from zeal import _native
from zeal._native import raw
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.ops.nn.conv import conv2d
from zeal.ops.nn.space_to_batch import with_space_to_batch
from zeal.ops.nn.windows import channels_first
from zeal.public import public

_ONES = [1, 1, 1, 1]


@public("nn.depthwise_conv2d_native")
@named("DepthwiseConv2dNative")
def depthwise_conv2d_native(
    input, filter, strides, padding, data_format: Any = "NHWC", dilations=_ONES, name=None
):
    """Products of each channel's own filters with every window of the images of a batch.

    Args:
      input: floating tensor of shape `[batch, height, width, channels]`.
      filter: tensor of input's dtype, of shape
        `[filter_height, filter_width, channels, multiplier]`.
      strides: steps of the window along the four axes of input.
      padding: "SAME" for zeros around the input, so that outputs are ceil(size / stride) long;
        "VALID" for none.
      data_format: "NHWC", or "NCHW" where channels come second in input and output.
      dilations: steps between the filter's rows and columns, along the four axes.
      name: its name in graphs.

    Returns:
      A tensor of shape `[batch, out_height, out_width, channels * multiplier]`; the outputs of a
      channel lie side by side.

    Raises:
      InvalidArgumentError: shapes or strides that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.ones([1, 2, 2, 2])
      >>> w = tf.constant([1.0, 2.0, 3.0, 4.0], shape=[1, 1, 2, 2])
      >>> tf.nn.depthwise_conv2d_native(x, w, [1, 2, 2, 1], "VALID").numpy().tolist()
      [[[[1.0, 2.0, 3.0, 4.0]]]]
    """
    return raw.DepthwiseConv2dNative(
        input, filter, strides=strides, padding=padding, data_format=data_format or "NHWC",
        dilations=dilations,
    )


@public("nn.depthwise_conv2d_native_backprop_input", "nn.depthwise_conv2d_backprop_input")
@named("DepthwiseConv2dNativeBackpropInput")
def depthwise_conv2d_native_backprop_input(
    input_sizes, filter, out_backprop, strides, padding, data_format: Any = "NHWC",
    dilations=_ONES, name=None,
):
    """The gradient of `depthwise_conv2d_native` for its input.

    Args:
      input_sizes: int32 vector, the shape of the input.
      the others: those of `depthwise_conv2d_native`.
      out_backprop: what flows back, of the output's shape.

    Returns:
      A tensor of shape input_sizes.

    Example:
      >>> dy, w = tf.ones([1, 2, 2, 1]), tf.ones([2, 2, 1, 1])
      >>> tf.nn.depthwise_conv2d_backprop_input(
      ...     [1, 3, 3, 1], w, dy, [1, 1, 1, 1], "VALID").numpy().ravel().tolist()
      [1.0, 2.0, 1.0, 2.0, 4.0, 2.0, 1.0, 2.0, 1.0]
    """
    return raw.DepthwiseConv2dNativeBackpropInput(
        input_sizes, filter, out_backprop, strides=strides, padding=padding,
        data_format=data_format or "NHWC", dilations=dilations,
    )


@public("nn.depthwise_conv2d_native_backprop_filter", "nn.depthwise_conv2d_backprop_filter")
@named("DepthwiseConv2dNativeBackpropFilter")
def depthwise_conv2d_native_backprop_filter(
    input, filter_sizes, out_backprop, strides, padding, data_format: Any = "NHWC",
    dilations=_ONES, name=None,
):
    """The gradient of `depthwise_conv2d_native` for its filter.

    Args:
      the others: those of `depthwise_conv2d_native`.
      filter_sizes: int32 vector, the shape of the filter.
      out_backprop: what flows back, of the output's shape.

    Returns:
      A tensor of shape filter_sizes.

    Example:
      >>> x, dy = tf.ones([1, 3, 3, 1]), tf.ones([1, 2, 2, 1])
      >>> tf.nn.depthwise_conv2d_backprop_filter(
      ...     x, [2, 2, 1, 1], dy, [1, 1, 1, 1], "VALID").numpy().ravel().tolist()
      [4.0, 4.0, 4.0, 4.0]
    """
    return raw.DepthwiseConv2dNativeBackpropFilter(
        input, filter_sizes, out_backprop, strides=strides, padding=padding,
        data_format=data_format or "NHWC", dilations=dilations,
    )


def _depthwise(input, filter, strides, padding, rate, data_format):
    """With a rate: by dilations, or, as TensorFlow does, by strides in each part of a batch."""
    rate = [1, 1] if rate is None else [int(n) for n in rate]
    attrs = {"strides": strides, "data_format": data_format or "NHWC"}
    if max(rate) == 1 or min(rate) < 1 or len(rate) != 2 or max(strides) > 1:
        def op(image, _, padding):
            return raw.DepthwiseConv2dNative(image, filter, padding=padding, **attrs)

        return with_space_to_batch(
            input, rate, padding, op, _native.convert(filter).shape, data_format=data_format
        )
    dilations = [1, 1, *rate] if channels_first(data_format) else [1, *rate, 1]
    return raw.DepthwiseConv2dNative(
        input, filter, padding=padding, dilations=dilations, **attrs
    )


@public("nn.depthwise_conv2d")
@named("depthwise")
def depthwise_conv2d(
    input, filter, strides, padding, rate=None, name=None, data_format=None, dilations=None
):
    """Products of each channel's own filters with every window of the images of a batch.

    Args:
      the others: those of `depthwise_conv2d_native`.
      rate: steps between the filter's rows and columns, two numbers; not with strides.
      name: its name in graphs.
      data_format: "NHWC" (default), or "NCHW" where channels come second.
      dilations: another name of rate.

    Returns:
      A tensor of shape `[batch, out_height, out_width, channels * multiplier]`.

    Raises:
      InvalidArgumentError: shapes or strides that do not fit (ValueError in graphs).
      ValueError: a rate below 1.

    Example:
      >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
      >>> tf.nn.depthwise_conv2d(
      ...     x, tf.ones([2, 2, 1, 1]), [1, 1, 1, 1], "VALID", rate=[2, 2]).numpy().tolist()
      [[[[16.0]]]]
    """
    rate = either("dilations", dilations, "rate", rate)
    return _depthwise(_native.convert(input), filter, strides, padding, rate, data_format)


@public("nn.separable_conv2d")
@named("separable_conv2d")
def separable_conv2d(
    input, depthwise_filter, pointwise_filter, strides, padding, rate=None, name=None,
    data_format=None, dilations=None,
):
    """A depthwise convolution, and products of its channels at each pixel.

    Args:
      input: floating tensor of shape `[batch, height, width, channels]`.
      depthwise_filter: tensor of shape `[filter_height, filter_width, channels, multiplier]`.
      pointwise_filter: tensor of shape `[1, 1, channels * multiplier, out_channels]`.
      the others: those of `depthwise_conv2d`.

    Returns:
      A tensor of shape `[batch, out_height, out_width, out_channels]`.

    Raises:
      ValueError: the pointwise filter is none of one pixel, or a rate is below 1.
      InvalidArgumentError: shapes or strides that do not fit (ValueError in graphs).

    Example:
      >>> x, by_channel = tf.ones([1, 4, 4, 3]), tf.ones([2, 2, 3, 2])
      >>> y = tf.nn.separable_conv2d(x, by_channel, tf.ones([1, 1, 6, 5]), [1] * 4, "VALID")
      >>> y.shape.as_list(), y.numpy().max()
      ([1, 3, 3, 5], 24.0)
    """
    rate = either("dilations", dilations, "rate", rate)
    pointwise_filter = _native.convert(pointwise_filter)
    shape = pointwise_filter.shape.with_rank(4)
    for axis in (0, 1):
        shape.dims[axis].assert_is_compatible_with(1)
    depthwise = _depthwise(
        _native.convert(input), depthwise_filter, strides, padding, rate, data_format
    )
    return conv2d(depthwise, pointwise_filter, _ONES, "VALID", data_format=data_format)
