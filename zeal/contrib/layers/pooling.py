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
    function, name, inputs, kernel_size, stride, padding, data_format, collections, scope, n
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


def _layer(function, kind, what, n):
    """The layer that pools windows of n spatial axes by a function."""
    default, first_format, second_format = f"{kind}Pool{n}D", *FORMATS[n]

    def layer(
        inputs, kernel_size, stride=2, padding: Any = "VALID", data_format: Any = FORMATS[n][0],
        outputs_collections=None, scope=None,
    ):  # fmt: skip
        return _pooled(
            function, default, inputs, kernel_size, stride, padding, data_format,
            outputs_collections, scope, n,
        )

    sizes = "height, width" if n == 2 else "depth, height, width"
    layer.__name__ = layer.__qualname__ = f"{kind.lower()}_pool{n}d"
    layer.__doc__ = f"""{what} of each window.

    Args:
      inputs: tensor of shape `[batch, {sizes}, channels]`.
      kernel_size: {sizes} of the window, or one number for all.
      stride: its steps, likewise.
      padding: "VALID" or "SAME".
      data_format: "{first_format}", or "{second_format}" where channels come second.
      outputs_collections: collections of the output.
      scope: the name scope; a new "{default}" by default.

    Returns:
      A tensor of rank {n + 2}.

    Example:
      >>> tf.contrib.layers.{layer.__name__}(tf.ones({[1, *[4] * n, 3]}), 2).shape.as_list()
      {[1, *[2] * n, 3]}
    """
    return published(layer.__name__)(add_arg_scope(layer))


max_pool2d = _layer(flat.max_pool, "Max", "The largest element", 2)
avg_pool2d = _layer(flat.avg_pool, "Avg", "The mean", 2)
max_pool3d = _layer(deep.max_pool3d, "Max", "The largest element", 3)
avg_pool3d = _layer(deep.avg_pool3d, "Avg", "The mean", 3)


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
