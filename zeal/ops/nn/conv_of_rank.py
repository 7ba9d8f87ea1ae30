"""Convolutions of sequences and of volumes."""

from typing import Any

from zeal._native import api, raw
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.ops.nn.conv import conv2d
from zeal.ops.nn.windows import channels_first, steps
from zeal.public import public


@public("nn.conv1d")
@named("conv1d", "Squeeze")
def conv1d(
    value=None, filters=None, stride=None, padding=None, use_cudnn_on_gpu=None, data_format=None,
    name=None, input=None, dilations=None,
):
    """Products of a filter with every window of the sequences of a batch.

    Args:
      value: floating tensor of shape `[batch, length, in_channels]`.
      filters: tensor of value's dtype, of shape `[filter_length, in_channels, out_channels]`.
      stride: step of the window: a number, or a list of one or three.
      padding: "SAME" or "VALID".
      use_cudnn_on_gpu: accepted for compatibility.
      data_format: "NWC" (default), or "NCW" where channels come second.
      name: its name in graphs.
      input: another name of value.
      dilations: step between the filter's taps, in the form of stride.

    Returns:
      A tensor of shape `[batch, out_length, out_channels]`.

    Raises:
      ValueError: unknown data_format, or stride of another form.
      InvalidArgumentError: shapes that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 4, 1])
      >>> tf.nn.conv1d(x, tf.ones([2, 1, 1]), 1, "VALID").numpy().ravel().tolist()
      [1.0, 3.0, 5.0]
    """
    value = either("input", input, "value", value)
    if data_format not in (None, "NWC", "NHWC", "NCW", "NCHW"):
        raise ValueError("data_format must be \"NWC\" or \"NCW\".")
    first = channels_first(data_format)
    axis = 2 if first else 1
    outputs = conv2d(
        api.expand_dims(value, axis), api.expand_dims(filters, 0),
        [1, *steps(stride, 1, first, "stride")], padding, data_format="NCHW" if first else "NHWC",
        dilations=[1, *steps(dilations, 1, first, "dilations")],
    )
    return api.squeeze(outputs, [axis])


@public("nn.conv3d")
@named("Conv3D")
def conv3d(
    input, filter=None, strides=None, padding=None, data_format: Any = "NDHWC", dilations=None,
    name=None, filters=None,
):
    """Products of a filter with every window of the volumes of a batch.

    Args:
      input: floating tensor of shape `[batch, depth, height, width, in_channels]`.
      filter: tensor of input's dtype, of shape
        `[filter_depth, filter_height, filter_width, in_channels, out_channels]`.
      strides: steps of the window: a number, one per spatial axis, or one per axis of input.
      padding: "SAME" or "VALID".
      data_format: "NDHWC", or "NCDHW" where channels come second.
      dilations: steps between the filter's taps, in the form of strides.
      name: its name in graphs.
      filters: another name of filter.

    Returns:
      A tensor of rank 5.

    Raises:
      InvalidArgumentError: shapes or strides that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.ones([1, 2, 2, 2, 1])
      >>> tf.nn.conv3d(x, tf.ones([2, 2, 2, 1, 1]), 1, "VALID").numpy().ravel().tolist()
      [8.0]
    """
    filters = either("filters", filters, "filter", filter)
    first = channels_first(data_format)
    return raw.Conv3D(
        input, filters, strides=steps(strides, 3, first, "strides"), padding=padding,
        data_format=data_format or "NDHWC", dilations=steps(dilations, 3, first, "dilations"),
    )
