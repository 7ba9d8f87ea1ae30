"""tensorflow.python.util.keyword_args: functions that take arguments by name alone."""

import functools

from zeal.interop.internals.util_decorator import validate_callable

__all__ = ["keyword_args_only"]


def keyword_args_only(func):
    """A function that raises ValueError for arguments by position."""
    validate_callable(func, "keyword_args_only")

    @functools.wraps(func)
    def named(*args, **kwargs):
        if args:
            raise ValueError(f"Must use keyword args to call {func.__name__}.")
        return func(**kwargs)

    return named
