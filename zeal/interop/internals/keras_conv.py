"""tensorflow.python.keras.utils.conv_utils: arguments and lengths of windows along axes."""

import itertools

from zeal.keras.layers.window_arguments import (
    format_word,
    length_after,
    length_before,
    numbers,
    op_format,
    padding_word,
)

__all__ = [
    "conv_input_length", "conv_kernel_mask", "conv_output_length", "convert_data_format",
    "deconv_output_length", "normalize_data_format", "normalize_padding", "normalize_tuple",
]  # fmt: skip

normalize_data_format = format_word
normalize_padding = padding_word
normalize_tuple = numbers


def convert_data_format(data_format, ndim):
    """The word of ops, such as "NHWC", for that of layers and so many axes in all."""
    if ndim not in (3, 4, 5):
        raise ValueError(f"Input rank not supported: {ndim}")
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(f"Invalid data_format: {data_format}")
    return op_format(data_format, ndim - 2)


def conv_output_length(input_length, filter_size, padding, stride, dilation=1):
    """How many windows fit along an axis; None where its length is."""
    if padding == "full" and input_length is not None:  # room for a window's last element alone
        input_length, padding = input_length + 2 * (filter_size - 1) * dilation, "valid"
    return length_after(input_length, filter_size, padding, stride, dilation)


def conv_input_length(output_length, filter_size, padding, stride):
    """The least length of an axis along which so many windows fit; None for None."""
    if output_length is None:
        return None
    around = {"same": filter_size // 2, "valid": 0, "full": filter_size - 1}
    return (output_length - 1) * stride - 2 * around[padding] + filter_size


def deconv_output_length(
    input_length, filter_size, padding, output_padding=None, stride=0, dilation=1
):
    """How long the output of a transposed convolution is along an axis; None for None."""
    if padding != "full" or input_length is None:
        return length_before(
            input_length, filter_size, padding, stride, output_padding, dilation
        )
    reach = filter_size + (filter_size - 1) * (dilation - 1)
    if output_padding is None:
        return input_length * stride - (stride + reach - 2)
    return (input_length - 1) * stride - reach + 2 + output_padding


def conv_kernel_mask(input_shape, kernel_shape, strides, padding):
    """Which elements of the input each window sees.

    Args:
      input_shape: the sizes of the axes of space.
      kernel_shape, strides: of the windows, an integer or one for each axis.
      padding: "same" or "valid".

    Returns:
      An array of booleans of the shape of the input and that of the output behind it.

    Raises:
      NotImplementedError: there is another padding.
      ValueError: the arguments are for different numbers of axes.
    """
    import numpy as np

    if padding not in ("same", "valid"):
        raise NotImplementedError(f"Padding type {padding} not supported.")
    n = len(input_shape)
    kernel = numbers(kernel_shape, n, "kernel_shape")
    strides = numbers(strides, n, "strides")
    each = list(zip(input_shape, kernel, strides, strict=True))
    output = tuple(size and conv_output_length(size, k, padding, s) for size, k, s in each)
    mask = np.zeros((*input_shape, *output), bool)
    for place in itertools.product(*map(range, output)):
        starts = [p * s - (k // 2 if padding == "same" else 0)
                  for p, (_, k, s) in zip(place, each, strict=True)]  # fmt: skip
        seen = tuple(slice(max(0, a), a + k) for a, k in zip(starts, kernel, strict=True))
        mask[seen + place] = True
    return mask
