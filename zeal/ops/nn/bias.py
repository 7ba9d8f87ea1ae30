"""Biases on channels, and layers of one call."""

from zeal._native import api, raw
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public


@public("nn.bias_add")
@op_function("BiasAdd", "value, bias")
@named("BiasAdd")
def bias_add(value, bias, data_format=None, name=None):
    """Adds a vector to the channels of a tensor.

    Args:
      value: tensor of rank 2 or more.
      bias: vector as long as the channel axis, of value's dtype.
      data_format: "NHWC" (channels last, default), "NCHW" (channels second) or "N...C", "NC...".
      name: its name in graphs.

    Returns:
      A tensor of value's shape.

    Raises:
      ValueError: unknown data_format.

    Example:
      >>> tf.nn.bias_add([[1.0, 2.0], [3.0, 4.0]], [10.0, 20.0]).numpy().tolist()
      [[11.0, 22.0], [13.0, 24.0]]
    """
    if data_format is None or (data_format.startswith("N") and data_format.endswith("C")):
        return raw.BiasAdd(value, bias)
    if data_format.startswith("NC"):
        return raw.BiasAdd(value, bias, data_format="NCHW")
    raise ValueError("data_format must be of the form `N...C` or `NC...`")


@public("nn.xw_plus_b")
@named("xw_plus_b")
def xw_plus_b(x, weights, biases, name=None):
    """matmul(x, weights) + biases.

    Args:
      x: tensor [batch, in_units].
      weights: tensor [in_units, out_units].
      biases: vector [out_units].
      name: its name in graphs.

    Returns:
      A tensor [batch, out_units].

    Example:
      >>> tf.nn.xw_plus_b([[1.0, 2.0]], [[1.0], [1.0]], [0.5]).numpy().tolist()
      [[3.5]]
    """
    return raw.BiasAdd(api.matmul(x, weights), biases)


@public("nn.relu_layer")
@named("relu_layer")
def relu_layer(x, weights, biases, name=None):
    """relu(matmul(x, weights) + biases); see `xw_plus_b`.

    Args:
      x: floating tensor [batch, in_units].
      weights: tensor [in_units, out_units] of x's dtype.
      biases: vector [out_units] of x's dtype.
      name: its name in graphs.

    Returns:
      A tensor [batch, out_units].

    Example:
      >>> tf.nn.relu_layer([[1.0, 2.0]], [[1.0, -1.0], [1.0, -1.0]], [0.5, 0.5]).numpy().tolist()
      [[3.5, 0.0]]
    """
    return api.relu(xw_plus_b(x, weights, biases))
