"""Convolutions of any rank, with holes, and their transposes."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, Variable
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.ops.nn.conv import conv2d, conv2d_transpose
from zeal.ops.nn.conv_of_rank import conv1d, conv1d_transpose, conv3d, conv3d_transpose
from zeal.ops.nn.windows import channels_first, steps
from zeal.public import public


def _spatial_rank(input, filters):
    """How many spatial axes there are, by the first shape whose rank is known."""
    for shape in (input.shape, filters.shape):
        if shape.ndims is not None:
            if not 3 <= shape.ndims <= 5:
                raise ValueError(f"Input tensor must be of rank 3, 4 or 5 but was {shape.ndims}.")
            return shape.ndims - 2
    raise ValueError("rank of input or filter must be known")


def check_steps(strides, dilations):
    """Raises TensorFlow's errors for steps along the axes of space that do not go together."""
    if min(dilations) < 1:
        raise ValueError("all values of dilation_rate must be positive")
    if min(strides) < 1:
        raise ValueError("all values of strides must be positive")
    if max(strides) > 1 and max(dilations) > 1:
        raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")


def check_shapes(input_shape, filter_shape, n, first):
    """Raises TensorFlow's errors for shapes that do not go together, of n axes of space."""
    for name, shape in (("input", input_shape), ("filter", filter_shape)):
        if shape.ndims not in (None, n + 2):
            raise ValueError(f"{name} tensor must have rank {n + 2}")
    if input_shape.ndims is None or filter_shape.ndims is None:
        return
    have, want = input_shape.dims[1 if first else n + 1], filter_shape.dims[n]
    if not have.is_compatible_with(want):
        raise ValueError(
            "number of input channels does not match corresponding dimension of filter, "
            f"{have} != {want}"
        )


# TensorFlow names what comes out of its way over batches.
_WITH_HOLES = [named("convolution", "BatchToSpaceND")(f) for f in (conv1d, conv2d, conv3d)]


@public("nn.convolution")
def convolution(
    input, filter=None, padding=None, strides=None, dilation_rate=None, name=None,
    data_format=None, filters=None, dilations=None,
):
    """Products of a filter with every window of sequences, images or volumes.

    Args:
      input: floating tensor of rank 3, 4 or 5, channels last.
      filter: tensor of input's dtype, of shape `[*window, in_channels, out_channels]`.
      padding: "SAME" for zeros around the input, "VALID" for none.
      strides: steps of the window: a number, or one per spatial axis.
      dilation_rate: steps between the filter's taps, in the same form; not with strides.
      name: its name in graphs.
      data_format: "NWC", "NHWC", "NDHWC" (default), or "NC..." where channels come second.
      filters, dilations: other names of filter and dilation_rate.

    Returns:
      A tensor of input's rank.

    Raises:
      ValueError: ranks are unknown, or arguments do not fit.
      InvalidArgumentError: shapes that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
      >>> tf.nn.convolution(x, tf.ones([2, 2, 1, 1]), "VALID", dilation_rate=[2, 2]).numpy()
      array([[[[16.]]]], dtype=float32)
    """
    filters = either("filters", filters, "filter", filter)
    rates = either("dilations", dilations, "dilation_rate", dilation_rate)
    input = _native.convert(input)
    made = isinstance(filters, (Tensor, Variable))  # of a dtype, which the op is to check
    filters = _native.convert(filters, None if made else input.dtype)
    n, first = _spatial_rank(input, filters), channels_first(data_format)
    strides, rates = steps(strides, n, first, "strides"), steps(rates, n, first, "dilations")
    function = (conv1d, conv2d, conv3d)[n - 1]
    if any(rate != 1 for rate in rates):
        inside = slice(2, None) if first else slice(1, -1)
        check_steps(strides[inside], rates[inside])
        check_shapes(input.shape, filters.shape, n, first)
        function = _WITH_HOLES[n - 1]
    if n == 1:
        data_format = {"NHWC": "NWC", "NCHW": "NCW"}.get(data_format, data_format)
    return function(
        input, filters, strides, padding, data_format=data_format, dilations=rates,
        name=name or "convolution",
    )


@public("nn.atrous_conv2d")
def atrous_conv2d(value, filters, rate, padding, name=None):
    """A convolution of images whose windows have holes: `conv2d` with dilations.

    Args:
      value: floating tensor of shape `[batch, height, width, in_channels]`.
      filters: tensor of shape `[filter_height, filter_width, in_channels, out_channels]`.
      rate: steps between the filter's rows and columns: one number, or two.
      padding: "SAME" or "VALID".
      name: its name in graphs.

    Returns:
      A tensor of shape `[batch, out_height, out_width, out_channels]`.

    Raises:
      ValueError: a rate below 1, or channels that do not fit.

    Example:
      >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
      >>> tf.nn.atrous_conv2d(x, tf.ones([2, 2, 1, 1]), 2, "VALID").numpy().ravel().tolist()
      [16.0]
    """
    rates = list(rate) if hasattr(rate, "__len__") else [rate] * 2
    return convolution(value, filters, padding, dilation_rate=[int(n) for n in rates], name=name)


@public("nn.atrous_conv2d_transpose")
@named("atrous_conv2d_transpose", "BatchToSpaceND")
def atrous_conv2d_transpose(value, filters, output_shape, rate, padding, name=None):
    """The transpose (gradient) of `atrous_conv2d`.

    Args:
      filters: tensor of shape `[filter_height, filter_width, out_channels, in_channels]`.
      output_shape: integer vector, the shape of the result.
      rate: steps between the filter's rows and columns.
      the others: as for `atrous_conv2d`.

    Returns:
      A tensor of shape output_shape.

    Raises:
      ValueError: rate is below 1, or shapes or padding do not fit.

    Example:
      >>> x = tf.ones([1, 1, 1, 1])
      >>> y = tf.nn.atrous_conv2d_transpose(x, tf.ones([2, 2, 1, 1]), [1, 3, 3, 1], 2, "VALID")
      >>> y.numpy().ravel().tolist()
      [1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0]
    """
    value, filters = _native.convert(value), _native.convert(filters)
    if value.shape.ndims is not None and filters.shape.ndims is not None:
        have, want = value.shape.with_rank(4).dims[3], filters.shape.with_rank(4).dims[3]
        if not have.is_compatible_with(want):
            raise ValueError(
                "value's input channels does not match filters' input channels, "
                f"{have} != {want}"
            )
    if rate < 1:
        raise ValueError(f"rate {rate} cannot be less than one")
    if padding not in ("SAME", "VALID"):
        raise ValueError(f"padding must be either VALID or SAME: {padding}")
    sizes = _native.convert(output_shape)
    if not sizes.shape.is_compatible_with([4]):
        raise ValueError(f"output_shape must have shape (4,), got {sizes.shape}")
    given = None if isinstance(output_shape, Tensor) else output_shape[3]
    if filters.shape.ndims is not None and not filters.shape.dims[2].is_compatible_with(given):
        raise ValueError(
            f"output_shape does not match filter's output channels, {given} != {filters.shape[2]}"
        )
    return conv2d_transpose(value, filters, output_shape, 1, padding, dilations=[rate, rate])


@public("nn.conv_transpose")
def conv_transpose(
    input, filters, output_shape, strides, padding: Any = "SAME", data_format=None,
    dilations=None, name=None,
):
    """The transpose (gradient) of `convolution`, of sequences, images or volumes.

    Args:
      input: floating tensor of rank 3, 4 or 5, channels last.
      filters: tensor of shape `[*window, out_channels, in_channels]`.
      output_shape: integer vector, the shape of the result.
      the others: those of the `convolution` that it transposes.
      name: its name in graphs.

    Returns:
      A tensor of shape output_shape.

    Raises:
      ValueError: output_shape is no vector of 3, 4 or 5 sizes.

    Example:
      >>> tf.nn.conv_transpose(
      ...     tf.ones([1, 2, 1]), tf.ones([2, 1, 1]), [1, 4, 1], 2).shape.as_list()
      [1, 4, 1]
    """
    if isinstance(output_shape, Tensor):
        n = output_shape.shape.as_list()[0]
    elif hasattr(output_shape, "__len__"):
        n = len(output_shape)
    else:
        raise ValueError("output_shape must be a tensor or sized collection.")
    if n not in (3, 4, 5):
        raise ValueError(f"output_shape must be of length 3, 4 or 5 but was {n}.")
    function = (conv1d_transpose, conv2d_transpose, conv3d_transpose)[n - 3]
    return function(
        input, filters, output_shape, strides, padding=padding, data_format=data_format,
        dilations=dilations, name=name or "conv_transpose",
    )
