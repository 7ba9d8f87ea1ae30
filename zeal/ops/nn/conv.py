"""Convolutions of images, and their gradients as functions."""

from typing import Any

from zeal._native import raw
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.ops.nn.windows import channels_first, given_padding, steps
from zeal.ops.op_function import op_function
from zeal.public import public

_ONES = [1, 1, 1, 1]


def _attrs(strides, padding, cudnn, data_format, dilations) -> dict[str, Any]:
    data_format = "NHWC" if data_format is None else data_format
    first = channels_first(data_format)
    attrs = given_padding(padding)
    if dilations is not None and dilations is not _ONES:
        attrs["dilations"] = steps(dilations, 2, first, "dilations")
    return {
        "strides": steps(strides, 2, first, "strides"), "use_cudnn_on_gpu": cudnn,
        "data_format": data_format, **attrs,
    }


_ATTRS = "strides(4), padding, use_cudnn_on_gpu, data_format, dilations(4)"


@public("nn.conv2d")
@op_function("Conv2D", "input, filter, " + _ATTRS)
@named("Conv2D")
def conv2d(
    input, filter=None, strides=None, padding=None, use_cudnn_on_gpu=True,
    data_format: Any = "NHWC", dilations=_ONES, name=None, filters=None,
):
    """Products of a filter with every window of the images of a batch (a cross-correlation).

    Args:
      input: floating tensor of shape `[batch, height, width, in_channels]`.
      filter: tensor of input's dtype, of shape
        `[filter_height, filter_width, in_channels, out_channels]`.
      strides: steps of the window: a number, one per spatial axis, or one per axis of input.
      padding: "SAME" for zeros around the input, so that outputs are ceil(size / stride) long;
        "VALID" for none; or `[[0, 0], [top, bottom], [left, right], [0, 0]]`.
      use_cudnn_on_gpu: accepted for compatibility.
      data_format: "NHWC", or "NCHW" where channels come second in input and output.
      dilations: steps between the filter's rows and columns, in the form of strides.
      name: its name in graphs.
      filters: another name of filter.

    Returns:
      A tensor of shape `[batch, out_height, out_width, out_channels]`.

    Raises:
      InvalidArgumentError: shapes, strides or paddings that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
      >>> tf.nn.conv2d(x, tf.ones([2, 2, 1, 1]), 1, "VALID").numpy().ravel().tolist()
      [8.0, 12.0, 20.0, 24.0]
    """
    filters = either("filters", filters, "filter", filter)
    attrs = _attrs(strides, padding, use_cudnn_on_gpu, data_format, dilations)
    return raw.Conv2D(input, filters, **attrs)


@public("nn.conv2d_backprop_input")
@op_function("Conv2DBackpropInput", "input_sizes, filter, out_backprop, " + _ATTRS)
@named("Conv2DBackpropInput")
def conv2d_backprop_input(
    input_sizes, filter=None, out_backprop=None, strides=None, padding=None, use_cudnn_on_gpu=True,
    data_format: Any = "NHWC", dilations=_ONES, name=None, filters=None,
):
    """The gradient of `conv2d` for its input.

    Args:
      input_sizes: int32 vector, the shape of the input.
      the others: those of `conv2d`.
      out_backprop: what flows back, of the output's shape.
      name: its name in graphs.

    Returns:
      A tensor of shape input_sizes.

    Example:
      >>> dy = tf.ones([1, 2, 2, 1])
      >>> dx = tf.nn.conv2d_backprop_input([1, 3, 3, 1], tf.ones([2, 2, 1, 1]), dy, 1, "VALID")
      >>> dx.numpy().ravel().tolist()
      [1.0, 2.0, 1.0, 2.0, 4.0, 2.0, 1.0, 2.0, 1.0]
    """
    filters = either("filters", filters, "filter", filter)
    attrs = _attrs(strides, padding, use_cudnn_on_gpu, data_format, dilations)
    return raw.Conv2DBackpropInput(input_sizes, filters, out_backprop, **attrs)


@public("nn.conv2d_backprop_filter")
@op_function("Conv2DBackpropFilter", "input, filter_sizes, out_backprop, " + _ATTRS)
@named("Conv2DBackpropFilter")
def conv2d_backprop_filter(
    input, filter_sizes, out_backprop, strides, padding, use_cudnn_on_gpu=True,
    data_format: Any = "NHWC", dilations=_ONES, name=None,
):
    """The gradient of `conv2d` for its filter.

    Args:
      the others: those of `conv2d`.
      filter_sizes: int32 vector, the shape of the filter.
      out_backprop: what flows back, of the output's shape.
      name: its name in graphs.

    Returns:
      A tensor of shape filter_sizes.

    Example:
      >>> x, dy = tf.ones([1, 3, 3, 1]), tf.ones([1, 2, 2, 1])
      >>> tf.nn.conv2d_backprop_filter(x, [2, 2, 1, 1], dy, 1, "VALID").numpy().ravel().tolist()
      [4.0, 4.0, 4.0, 4.0]
    """
    attrs = _attrs(strides, padding, use_cudnn_on_gpu, data_format, dilations)
    return raw.Conv2DBackpropFilter(input, filter_sizes, out_backprop, **attrs)


@public("nn.conv2d_transpose")
@named("conv2d_transpose")
def conv2d_transpose(
    value=None, filter=None, output_shape=None, strides=None, padding: Any = "SAME",
    data_format: Any = "NHWC", name=None, input=None, filters=None, dilations=None,
):
    """The transpose (gradient) of `conv2d`, which networks use to make images larger.

    Args:
      value: floating tensor of shape `[batch, height, width, in_channels]`.
      filter: tensor of shape `[filter_height, filter_width, out_channels, in_channels]`.
      output_shape: int32 vector, the shape of the result.
      the others: those of the `conv2d` that it transposes.
      name: its name in graphs.
      input, filters: other names of value and filter.

    Returns:
      A tensor of shape output_shape.

    Raises:
      InvalidArgumentError: output_shape is none that value can come from.

    Example:
      >>> x = tf.ones([1, 2, 2, 1])
      >>> tf.nn.conv2d_transpose(x, tf.ones([2, 2, 1, 1]), [1, 4, 4, 1], 2).shape.as_list()
      [1, 4, 4, 1]
    """
    value = either("input", input, "value", value)
    filters = either("filters", filters, "filter", filter)
    attrs = _attrs(strides, padding, True, data_format, dilations)
    return raw.Conv2DBackpropInput(output_shape, filters, value, **attrs)
