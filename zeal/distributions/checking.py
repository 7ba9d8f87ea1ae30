"""Checks of parameters and samples, which `validate_args` asks for."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.eager.control import after
from zeal.effects.check import (
    assert_equal,
    assert_greater_equal,
    assert_less,
    assert_less_equal,
    assert_negative,
    assert_non_negative,
    assert_positive,
    assert_rank_at_least,
)
from zeal.effects.check_kind import assert_near, assert_same_float_dtype
from zeal.state.scope import name_scope

__all__ = [
    "after", "assert_equal", "assert_greater_equal", "assert_integer_form", "assert_less",
    "assert_less_equal", "assert_near", "assert_negative", "assert_non_negative",
    "assert_positive", "assert_rank_at_least", "check_counts", "check_event_size",
    "assert_same_float_dtype", "check_whole",
]  # fmt: skip

_INTEGER_OF = {dtypes.float16: "int16", dtypes.float32: "int32", dtypes.float64: "int64"}


def assert_integer_form(x, message=None, int_dtype=None, name="assert_integer_form"):
    """Asserts that all numbers are whole.

    Args:
      x: tensor of numbers.
      message: what the error says.
      int_dtype: the integers that x is compared in; by default those of x's size.
      name: its name in graphs.

    Raises:
      TypeError: x's dtype has no such integers.
      tf.errors.InvalidArgumentError: a number is not whole.
    """
    x = _native.convert(x, None, "x")
    if x.dtype.is_integer:
        return None
    int_dtype = int_dtype or _INTEGER_OF.get(x.dtype)
    if int_dtype is None:
        raise TypeError(f"Unrecognized type {x.dtype.name}")
    whole = api.cast(api.cast(x, int_dtype), x.dtype)
    message = message or f"{x} has non-integer components"
    return assert_equal(x, whole, message=message, name=name)


def check_counts(x):
    """x behind a check that it holds numbers of things: whole, not negative."""
    with name_scope("embed_check_nonnegative_integer_form"):
        return after(
            [
                assert_non_negative(x, message=f"'{x}' must be non-negative."),
                assert_integer_form(x, f"'{x}' cannot contain fractional components."),
            ],
            x,
        )


def check_whole(x, dtype, non_negative=True):
    """x behind a check that a cast to an integer dtype keeps it.

    Args:
      x: tensor of numbers.
      dtype: the integers, or tf.bool.
      non_negative: whether it is checked that no number is negative.
    """
    smallest, largest = (0, 1) if dtype is dtypes.bool else (dtype.min, dtype.max)
    checks = []
    if non_negative:
        checks.append(assert_non_negative(x, message="Elements must be non-negative."))
    if x.dtype.is_floating:
        words = f"Elements must be {dtype.name}-equivalent."
        return after([*checks, assert_integer_form(x, words, dtype)], x)
    if x.dtype.max > largest:
        words = f"Elements cannot exceed {largest}."
        checks.append(assert_less_equal(x, api.cast(largest, x.dtype), message=words))
    if not non_negative and x.dtype.min < smallest:
        words = f"Elements cannot be smaller than {smallest}."
        checks.append(assert_greater_equal(x, api.cast(smallest, x.dtype), message=words))
    return after(checks, x)


def check_event_size(x):
    """x behind a check that its last axis has a number of classes that its dtype can count.

    Raises:
      TypeError: x is not floating; ValueError: there are fewer than two, or too many.
    """
    import numpy as np

    if not x.dtype.is_floating:
        raise TypeError(f"Unable to validate size of unrecognized dtype ({x.dtype.name}).")
    largest = 2 ** (np.finfo(x.dtype.as_numpy_dtype).nmant + 1)
    rank, few = "at least 1 dimension.", "at least 2 events."
    must = "A categorical-distribution parameter must have "
    if x.shape.ndims == 0:
        raise ValueError(must + rank)
    size = x.shape._at(-1) if x.shape.ndims is not None else None
    if size is None:
        size = api.shape(x)[-1]
        many = "Number of classes exceeds `dtype` precision."
        checks = [
            assert_rank_at_least(x, 1, message=must + rank),
            assert_greater_equal(size, 2, message=must + few),
            assert_less_equal(size, largest, message=many),
        ]
        return after(checks, x)
    if size < 2:
        raise ValueError(must + few)
    if size > largest:
        raise ValueError(
            f"Number of classes exceeds `dtype` precision, i.e., {x.dtype.name} implies shape "
            f"({size}) cannot exceed {largest}."
        )
    return x
