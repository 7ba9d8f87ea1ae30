"""Convolutions of images with what layers do to their outputs, in one op where that is the same."""

from zeal._native import api
from zeal.ops.nn.bias import bias_add
from zeal.ops.nn.conv import conv2d
from zeal.ops.op_function import op_function

_TARGETS = "input, filter, bias, strides(4), padding, data_format, dilations(4)"


@op_function("Conv2DBias", _TARGETS)
def conv2d_bias(input, filter, bias, strides, padding, data_format, dilations):
    """`bias_add(conv2d(input, filter, ...), bias)`: so in graphs, which have TensorFlow's ops.

    Args:
      the others: those of `conv2d`.
      bias: vector of a number for each output channel.
    """
    outputs = conv2d(input, filter, strides, padding, True, data_format, dilations)
    return bias_add(outputs, bias, data_format=data_format)


@op_function("Conv2DBiasRelu", _TARGETS)
def conv2d_bias_relu(input, filter, bias, strides, padding, data_format, dilations):
    """`relu(conv2d_bias(...))`, likewise."""
    return api.relu(conv2d_bias(input, filter, bias, strides, padding, data_format, dilations))
