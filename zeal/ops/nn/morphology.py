"""Dilation and erosion of images."""

from zeal import _native
from zeal._native import api, raw
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.public import public


@public("nn.dilation2d")
@named("Dilation2D")
def dilation2d(
    input, filter=None, strides=None, rates=None, padding=None, name=None, filters=None,
    dilations=None,
):
    """The largest sum of a filter and each window of images, for each channel.

    Args:
      input: tensor of real numbers, of shape `[batch, height, width, channels]`.
      filter: tensor of input's dtype, of shape `[filter_height, filter_width, channels]`.
      strides: steps of the window along the four axes of input.
      rates: steps between the filter's rows and columns, along the four axes.
      padding: "SAME" or "VALID".
      name: its name in graphs.
      filters, dilations: other names of filter and rates.

    Returns:
      A tensor of shape `[batch, out_height, out_width, channels]`. A NaN is the largest sum.

    Raises:
      InvalidArgumentError: shapes, strides or rates that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
      >>> tf.nn.dilation2d(x, tf.zeros([2, 2, 1]), [1] * 4, [1] * 4, "VALID").numpy().ravel()
      array([3.], dtype=float32)
    """
    filters = either("filters", filters, "filter", filter)
    rates = either("dilations", dilations, "rates", rates)
    return raw.Dilation2D(input, filters, strides=strides, rates=rates, padding=padding)


@public("nn.erosion2d")
@named("erosion2d", "Neg_1")
def erosion2d(value, kernel, strides, rates, padding, name=None):
    """The least difference of each window of images and a kernel, for each channel.

    Args:
      value: tensor of real numbers, of shape `[batch, height, width, channels]`.
      kernel: tensor of value's dtype, of shape `[kernel_height, kernel_width, channels]`.
      strides, rates, padding, name: those of `dilation2d`.

    Returns:
      A tensor of shape `[batch, out_height, out_width, channels]`.

    Example:
      >>> x = tf.reshape(tf.range(1.0, 5.0), [1, 2, 2, 1])
      >>> tf.nn.erosion2d(x, tf.zeros([2, 2, 1]), [1] * 4, [1] * 4, "VALID").numpy().ravel()
      array([1.], dtype=float32)
    """
    turned = api.reverse(_native.convert(kernel), [0, 1])
    return -raw.Dilation2D(
        -_native.convert(value), turned, strides=strides, rates=rates, padding=padding
    )


def _require_channels_last(data_format):
    if data_format != "NHWC":
        raise ValueError("Data formats other than NHWC are not yet supported")


def dilation2d_v2(input, filters, strides, padding, data_format, dilations, name=None):
    """`tf.nn.dilation2d` with the dilations in place of rates; data_format is "NHWC"."""
    _require_channels_last(data_format)
    return dilation2d(input, filters, strides, dilations, padding, name)


def erosion2d_v2(value, filters, strides, padding, data_format, dilations, name=None):
    """`tf.nn.erosion2d` with the dilations in place of rates; data_format is "NHWC"."""
    _require_channels_last(data_format)
    return erosion2d(value, filters, strides, dilations, padding, name)
