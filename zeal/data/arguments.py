"""Numbers that methods of datasets take."""

import operator

from zeal import errors


def integer(value) -> int:
    """An int from an int, or from a scalar integer array or tensor.

    Raises:
      ValueError: it is None.
      TypeError: it is anything else, a float for example.
    """
    if type(value) is int:
        return value
    if value is None:
        raise ValueError(
            "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a "
            "Tensor: an integer is expected"
        )
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(
            f"Cannot convert {value!r} to EagerTensor of dtype int64: an integer is expected"
        ) from None


def positive(value, otherwise: str) -> int:
    """The same for a number above 0.

    Raises:
      InvalidArgumentError: it is not; `otherwise` says so.
    """
    number = integer(value)
    if number <= 0:
        raise errors.InvalidArgumentError(f"{otherwise} Got {number}")
    return number
