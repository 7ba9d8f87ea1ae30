"""Arguments of windows: strides and dilations of one, two or all axes, paddings, layouts."""

from collections.abc import Sequence

FORMATS = {1: ("NWC", "NCW"), 2: ("NHWC", "NCHW"), 3: ("NDHWC", "NCDHW")}


def channels_first(data_format) -> bool:
    """Whether a layout has its channels second."""
    return data_format is not None and data_format.startswith("NC")


def steps(value, n: int, first: bool, name: str) -> list:
    """Strides, dilations or sizes of n spatial axes as a list with ones for batch and channels.

    Args:
      value: None for ones, a number for all spatial axes, or 1, n or n + 2 of them.
      n: how many spatial axes there are.
      first: whether channels come second.
      name: the argument's name, for the error.

    Returns:
      A list of n + 2 entries.

    Raises:
      ValueError: there are more or fewer.
    """
    if value is None:
        return [1] * (n + 2)
    if not isinstance(value, Sequence) or isinstance(value, str):
        value = list(value) if hasattr(value, "__iter__") else [value]
    if len(value) not in (1, n, n + 2):
        raise ValueError(f"{name} should be of length 1, {n} or {n + 2} but was {len(value)}")
    if len(value) == n + 2:
        return list(value)
    spatial = list(value) * (n if len(value) == 1 else 1)
    return [1, 1, *spatial] if first else [1, *spatial, 1]


def given_padding(padding) -> dict:
    """Attributes of an op for a padding: a word, or zeros before and after each axis.

    Args:
      padding: "SAME", "VALID", or a list of four pairs.

    Returns:
      A dict of `padding`, and `explicit_paddings` for pairs.

    Raises:
      TypeError: it is None.
      ValueError: a list of another form.
    """
    if padding is None:
        raise TypeError("Expected string for argument 'padding' not None.")
    if not isinstance(padding, (list, tuple)):
        return {"padding": padding}
    if len(padding) != 4:
        raise ValueError(
            f"When padding is a list, it must be of size 4. Got padding of size: {len(padding)}"
        )
    for i, pair in enumerate(padding):
        if not isinstance(pair, (list, tuple)):
            raise ValueError(
                f"When padding is a list, each element of padding must be a list/tuple of size 2. "
                f"Element with index {i} of padding is not a list or tuple"
            )
        if len(pair) != 2:
            raise ValueError(
                f"When padding is a list, each element of padding must be a list/tuple of size 2. "
                f"Element with index {i} of padding has size {len(pair)}"
            )
    flat = [n for pair in padding for n in pair]
    if not any(flat):
        return {"padding": "VALID"}
    return {"padding": "EXPLICIT", "explicit_paddings": flat}
