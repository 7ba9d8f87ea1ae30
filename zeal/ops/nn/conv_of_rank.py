"""Convolutions of sequences and of volumes."""

from typing import Any

from zeal._native import Tensor, api, raw
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.ops.nn.conv import conv2d, conv2d_transpose
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


@public("nn.conv1d_transpose", "contrib.nn.conv1d_transpose")
@named("conv1d_transpose", "Squeeze")
def conv1d_transpose(
    input, filters, output_shape, strides, padding: Any = "SAME", data_format: Any = "NWC",
    dilations=None, name=None,
):
    """The transpose (gradient) of `conv1d`, which makes sequences longer.

    Args:
      input: floating tensor of shape `[batch, length, in_channels]`.
      filters: tensor of shape `[filter_length, out_channels, in_channels]`.
      output_shape: integer vector, the shape of the result.
      the others: those of the `conv1d` that it transposes.
      name: its name in graphs.

    Returns:
      A tensor of shape output_shape.

    Raises:
      ValueError: unknown data_format.
      InvalidArgumentError: output_shape is none that input can come from.

    Example:
      >>> tf.nn.conv1d_transpose(
      ...     tf.ones([1, 2, 1]), tf.ones([2, 1, 1]), [1, 4, 1], 2).numpy().ravel().tolist()
      [1.0, 1.0, 1.0, 1.0]
    """
    if data_format not in (None, "NWC", "NCW"):
        raise ValueError("data_format must be \"NWC\" or \"NCW\".")
    first = channels_first(data_format)
    axis = 2 if first else 1
    if isinstance(output_shape, Tensor):
        output_shape = api.concat([output_shape[:axis], [1], output_shape[axis:]], 0)
    else:
        output_shape = [*list(output_shape)[:axis], 1, *list(output_shape)[axis:]]
    result = conv2d_transpose(
        api.expand_dims(input, axis), api.expand_dims(filters, 0), output_shape,
        [1, *steps(strides, 1, first, "stride")], padding, "NCHW" if first else "NHWC",
        dilations=[1, *steps(dilations, 1, first, "dilations")],
    )
    return api.squeeze(result, [axis])


@public("nn.conv3d_transpose")
@named("conv3d_transpose")
def conv3d_transpose(
    value=None, filter=None, output_shape=None, strides=None, padding: Any = "SAME",
    data_format: Any = "NDHWC", name=None, input=None, filters=None, dilations=None,
):
    """The transpose (gradient) of `conv3d`, which makes volumes larger.

    Args:
      value: floating tensor of shape `[batch, depth, height, width, in_channels]`.
      filter: tensor of shape `[depth, height, width, out_channels, in_channels]` of the window.
      output_shape: integer vector, the shape of the result.
      the others: those of the `conv3d` that it transposes.
      name: its name in graphs.
      input, filters: other names of value and filter.

    Returns:
      A tensor of shape output_shape.

    Raises:
      InvalidArgumentError: output_shape is none that value can come from.

    Example:
      >>> x, w = tf.ones([1, 2, 2, 2, 1]), tf.ones([2, 2, 2, 3, 1])
      >>> tf.nn.conv3d_transpose(x, w, [1, 4, 4, 4, 3], 2).shape.as_list()
      [1, 4, 4, 4, 3]
    """
    value = either("input", input, "value", value)
    filters = either("filters", filters, "filter", filter)
    first = channels_first(data_format)
    return raw.Conv3DBackpropInputV2(
        output_shape, filters, value, strides=steps(strides, 3, first, "strides"),
        padding=padding, data_format=data_format or "NDHWC",
        dilations=steps(dilations, 3, first, "dilations"),
    )


@public("nn.conv3d_backprop_filter", "nn.conv3d_backprop_filter_v2")
@named("Conv3DBackpropFilterV2")
def conv3d_backprop_filter(
    input, filter_sizes, out_backprop, strides, padding, data_format: Any = "NDHWC",
    dilations=None, name=None,
):
    """The gradient of `conv3d` for its filter.

    Args:
      the others: those of `conv3d`.
      filter_sizes: int32 vector, the shape of the filter.
      out_backprop: what flows back, of the output's shape.
      name: its name in graphs.

    Returns:
      A tensor of shape filter_sizes.

    Example:
      >>> x, dy = tf.ones([1, 2, 2, 2, 1]), tf.ones([1, 1, 1, 1, 1])
      >>> dw = tf.nn.conv3d_backprop_filter(x, [2, 2, 2, 1, 1], dy, [1] * 5, "VALID")
      >>> dw.numpy().sum()
      8.0
    """
    first = channels_first(data_format)
    return raw.Conv3DBackpropFilterV2(
        input, filter_sizes, out_backprop, strides=steps(strides, 3, first, "strides"),
        padding=padding, data_format=data_format or "NDHWC",
        dilations=steps(dilations, 3, first, "dilations"),
    )
