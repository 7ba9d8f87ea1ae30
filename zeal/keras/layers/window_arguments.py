"""Arguments of layers that slide windows over images."""

from zeal._native import Tensor
from zeal.ops.nn.windows import FORMATS


def numbers(value, n: int, name: str) -> tuple:
    """A tuple of n integers from one, or from n of them.

    Args:
      value: an integer, or n of them.
      n: how many the layer wants.
      name: the argument's name, for the error.

    Raises:
      ValueError: it is neither.
    """
    if isinstance(value, int):
        return (value,) * n
    wrong = f"The `{name}` argument must be a tuple of {n} integers. Received: {value}"
    try:
        value = tuple(value)
    except TypeError:
        raise ValueError(wrong) from None
    if len(value) != n:
        raise ValueError(wrong)
    for one in value:
        try:
            int(one)
        except (ValueError, TypeError):
            raise ValueError(
                f"{wrong} including element {one} of type {type(one)}"
            ) from None
    return tuple(int(one) for one in value)


def all_axes(values: tuple, word: str) -> tuple:
    """Numbers of spatial axes, with ones for batch and channels: what ops take as it is.

    Args:
      values: one number per spatial axis.
      word: "channels_last" or "channels_first".
    """
    return (1, *values, 1) if word == "channels_last" else (1, 1, *values)


def padding_word(value) -> str:
    """"valid", "same" or "causal", in small letters.

    Raises:
      ValueError: it is none of these.
    """
    word = value.lower() if hasattr(value, "lower") else value
    if word not in ("valid", "same", "causal"):
        raise ValueError(
            'The `padding` argument must be a list/tuple or one of "valid", "same" (or "causal", '
            f"only for `Conv1D). Received: {word}"
        )
    return word


def format_word(value) -> str:
    """"channels_last" or "channels_first".

    Args:
      value: the argument `data_format`; None for the default.

    Raises:
      ValueError: it is neither.
    """
    if value is None:
        from zeal.keras.backend_parts.state import image_data_format

        return image_data_format()
    word = value.lower() if isinstance(value, str) else value
    if not isinstance(value, str) or word not in ("channels_first", "channels_last"):
        made = "; a layer is made first and called then: Flatten()(x)"
        raise ValueError(
            'The `data_format` argument must be one of "channels_first", "channels_last". '
            f"Received: {word}{made if isinstance(value, Tensor) else ''}"
        )
    return word


def op_format(word: str, n: int) -> str:
    """An op's word for a layer's data format with n spatial axes.

    Args:
      word: "channels_last" or "channels_first".
      n: how many spatial axes there are.
    """
    return FORMATS[n][word != "channels_last"]


def length_after(length, size, padding, stride, dilation=1):
    """How many windows fit along an axis.

    Args:
      length: the axis's length, or None.
      size, padding, stride, dilation: of the window.

    Raises:
      ValueError: the stride is no step.
    """
    if stride < 1:
        raise ValueError(f"strides must be larger than 0, got {stride}")
    if length is None:
        return None
    reach = size + (size - 1) * (dilation - 1)
    room = length if padding in ("same", "causal") else length - reach + 1
    return (room + stride - 1) // stride


def length_before(length, size, padding, stride, output_padding=None, dilation=1):
    """How long the output of a transposed convolution is along an axis.

    Args:
      length: the input's length, a number or a tensor; None stays.
      size, padding, stride, dilation: of the window.
      output_padding: what is added at the end; None for what the padding leaves open.
    """
    if length is None:
        return None
    size = size + (size - 1) * (dilation - 1)
    if output_padding is None:
        more = max(size - stride, 0) if padding == "valid" else 0
        return length * stride + more
    if padding == "same":
        return (length - 1) * stride + size - 2 * (size // 2) + output_padding
    return (length - 1) * stride + size + output_padding
