"""Layers of contrib: pooling of images and volumes."""

from typing import Any

from zeal import _native
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import collect_output, published
from zeal.keras.layers.window_arguments import numbers, padding_word
from zeal.ops.nn import pool as flat
from zeal.ops.nn import pool_of_rank as deep
from zeal.ops.nn.windows import FORMATS
from zeal.state.scope import name_scope, variable_scope


def _pooled(
    function, name, inputs, kernel_size, stride, padding, data_format, collections, scope, n=2
):
    if data_format not in FORMATS[n]:
        raise ValueError(f"data_format has to be either {' or '.join(FORMATS[n][::-1])}.")
    with variable_scope(scope, name, [inputs]) as sc:
        inputs = _native.convert(inputs)
        outputs = function(
            inputs, numbers(kernel_size, n, "pool_size"), numbers(stride, n, "strides"),
            padding_word(padding).upper(), data_format,
        )
        return collect_output(collections, sc.name, outputs)


@published("max_pool2d")
@add_arg_scope
def max_pool2d(
    inputs, kernel_size, stride=2, padding: Any = "VALID", data_format: Any = "NHWC",
    outputs_collections=None, scope=None,
):
    """The largest element of each window.

    Args:
      inputs: tensor of shape `[batch, height, width, channels]`.
      kernel_size: height and width of the window, or one number for both.
      stride: its steps, likewise.
      padding: "VALID" or "SAME".
      data_format: "NHWC", or "NCHW" where channels come second.
      outputs_collections: collections of the output.
      scope: the name scope; a new "MaxPool2D" by default.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.contrib.layers.max_pool2d(tf.ones([1, 4, 4, 3]), 2).shape.as_list()
      [1, 2, 2, 3]
    """
    return _pooled(
        flat.max_pool, "MaxPool2D", inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope,
    )


@published("avg_pool2d")
@add_arg_scope
def avg_pool2d(
    inputs, kernel_size, stride=2, padding: Any = "VALID", data_format: Any = "NHWC",
    outputs_collections=None, scope=None,
):
    """The mean of each window.

    Args:
      inputs: floating tensor of shape `[batch, height, width, channels]`.
      the others: those of `max_pool2d`; the scope is "AvgPool2D" by default.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.contrib.layers.avg_pool2d(tf.ones([1, 4, 4, 3]), 2).shape.as_list()
      [1, 2, 2, 3]
    """
    return _pooled(
        flat.avg_pool, "AvgPool2D", inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope,
    )


@published("max_pool3d")
@add_arg_scope
def max_pool3d(
    inputs, kernel_size, stride=2, padding: Any = "VALID", data_format: Any = "NDHWC",
    outputs_collections=None, scope=None,
):
    """The largest element of each window.

    Args:
      inputs: floating tensor of shape `[batch, depth, height, width, channels]`.
      kernel_size: depth, height and width of the window, or one number for all.
      stride: its steps, likewise.
      padding: "VALID" or "SAME".
      data_format: "NDHWC", or "NCDHW" where channels come second.
      outputs_collections: collections of the output.
      scope: the name scope; a new "MaxPool3D" by default.

    Returns:
      A tensor of rank 5.

    Example:
      >>> tf.contrib.layers.max_pool3d(tf.ones([1, 4, 4, 4, 3]), 2).shape.as_list()
      [1, 2, 2, 2, 3]
    """
    return _pooled(
        deep.max_pool3d, "MaxPool3D", inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope, 3,
    )


@published("avg_pool3d")
@add_arg_scope
def avg_pool3d(
    inputs, kernel_size, stride=2, padding: Any = "VALID", data_format: Any = "NDHWC",
    outputs_collections=None, scope=None,
):
    """The mean of each window.

    Args:
      scope: the name scope; a new "AvgPool3D" by default.
      the others: as for `max_pool3d`.

    Returns:
      A tensor of rank 5.

    Example:
      >>> tf.contrib.layers.avg_pool3d(tf.ones([1, 4, 4, 4, 3]), 2).shape.as_list()
      [1, 2, 2, 2, 3]
    """
    return _pooled(
        deep.avg_pool3d, "AvgPool3D", inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope, 3,
    )


@add_arg_scope
def pool(
    inputs, kernel_size, pooling_type, padding: Any = "VALID", data_format=None, dilation_rate=1,
    stride=1, outputs_collections=None, scope=None,
):
    """The mean or the largest element of each window, along one to three axes.

    Args:
      inputs: tensor of shape `[batch, sizes ..., channels]`.
      kernel_size: the sizes of the window, or one number for all.
      pooling_type: "AVG" or "MAX".
      padding: "VALID" or "SAME".
      data_format: None, or one that begins with "NC" where channels come second.
      dilation_rate: steps between the elements of a window, numbers or one number.
      stride: steps of the window, likewise; one of both is 1.
      outputs_collections: collections of the output.
      scope: the name scope; a new "avg_pool" or "max_pool" by default.

    Returns:
      A tensor of the rank of inputs.

    Raises:
      ValueError: the rank is unknown or less than 3.

    Example:
      >>> from zeal.contrib.layers.pooling import pool
      >>> pool(tf.ones([1, 6, 3]), 2, "AVG").shape.as_list()
      [1, 5, 3]
    """
    with name_scope(scope, f"{pooling_type.lower()}_pool", [inputs]) as sc:
        inputs = _native.convert(inputs)
        if inputs.shape.ndims is None:
            raise ValueError("Rank of inputs must be known")
        n = inputs.shape.ndims - 2
        if n < 1:
            raise ValueError("Rank of inputs must be >= 3")
        sizes = [n_positive_integers(n, x) for x in (kernel_size, dilation_rate, stride)]
        outputs = deep.pool(
            inputs, sizes[0], pooling_type, padding, sizes[1], sizes[2], sc, data_format
        )
        return collect_output(outputs_collections, sc, outputs)


def n_positive_integers(n, value):
    """So many positive integers: a sequence of them, or one for all.

    Raises:
      TypeError: value is neither; ValueError: there are not n, or they are not positive.
    """
    n = int(n)
    if n < 1:
        raise ValueError("n must be a positive integer")
    try:
        numbers = (int(value),) * n
    except (TypeError, ValueError):
        numbers = tuple(-1 if x is None else int(x) for x in value)
    if len(numbers) != n:
        raise ValueError(f"Expected sequence of length {n}, but got {len(numbers)}")
    if any(x < 1 for x in numbers):
        raise ValueError(f"Expected positive integers, got {numbers}")
    return numbers
