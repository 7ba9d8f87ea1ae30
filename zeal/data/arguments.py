"""Numbers that methods of datasets take."""

import operator
import os

from zeal import errors
from zeal.data.pending import is_symbolic


def integer(value) -> int:
    """An int from an int, or from a scalar integer array or tensor.

    Raises:
      ValueError: it is None, or int64 has no room for it.
      TypeError: it is anything else, a float for example.
    """
    return _within_int64(value if type(value) is int else _index(value))


def _index(value) -> int:
    if value is None:
        raise ValueError(
            "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a "
            "Tensor: an integer is expected"
        )
    try:
        return operator.index(value)
    except TypeError:
        rank = _rank(value)
        if rank:
            raise ValueError(f"Shape must be rank 0 but is rank {rank}: got {value!r}") from None
        raise TypeError(
            f"Cannot convert {value!r} to EagerTensor of dtype int64: an integer is expected"
        ) from None


def _rank(value) -> int:
    if isinstance(value, (list, tuple)):
        return 1 + _rank(value[0] if value else 0)
    return getattr(value, "ndim", 0) or 0


def _within_int64(number: int) -> int:
    if not -(2**63) <= number < 2**63:
        raise ValueError(
            "Can't convert Python sequence with out-of-range integer to Tensor: "
            f"{number} is out of range for dtype int64"
        )
    return number


def positive(value, otherwise: str) -> int:
    """The same for a number above 0.

    Raises:
      InvalidArgumentError: it is not; `otherwise` says so.
    """
    number = integer(value)
    if number <= 0:
        raise errors.InvalidArgumentError(f"{otherwise} Got {number}")
    return number


def calls_at_once(value) -> int:
    """How many calls of a function may be at work: above 0, or -1 for one to each processor."""
    number = integer(value)
    return -1 if number == -1 else positive(number, "num_parallel_calls must be greater than zero.")


def check_calls(value) -> None:
    """Raises where such a number is known, and is none; where only a run tells, that raises."""
    if value is not None and not is_symbolic(value):
        calls_at_once(value)


def processors() -> int:
    """How many processors the program may use: what -1 stands for."""
    if hasattr(os, "sched_getaffinity"):  # not of every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
