"""Checks of what solvers get."""

from zeal._native import api
from zeal.eager.control import after
from zeal.effects.check import Assert


def check_dtypes(y0, t, dt=None):
    """Raises TypeError unless values and times are floating."""
    if not (y0.dtype.is_floating or y0.dtype.is_complex):
        raise TypeError("`y0` must have a floating point or complex floating point dtype")
    if not t.dtype.is_floating:
        raise TypeError("`t` must have a floating point dtype")
    if dt is not None and not dt.dtype.is_floating:
        raise TypeError("`dt` must have a floating point dtype")


def increasing(t):
    """t behind a check that it increases."""
    check = Assert(api.reduce_all(t[1:] > t[:-1]), ["`t` must be monotonic increasing"])
    return after([check], t)
