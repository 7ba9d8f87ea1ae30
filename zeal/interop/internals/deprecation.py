"""tensorflow.python.util.deprecation: decorators that warn about old functions and arguments."""

import contextlib
import functools

from zeal.ops.deprecation import either

__all__ = [
    "deprecated", "deprecated_arg_values", "deprecated_args", "deprecated_argument_lookup",
    "silence",
]  # fmt: skip

# Programs set it to False to hear nothing.
_PRINT_DEPRECATION_WARNINGS = True


def deprecated(date, instructions, warn_once=True):
    """Decorates a function whose first call (every call without `warn_once`) logs a warning."""
    return _warns(lambda args, kwargs: "", date, instructions, warn_once)


def deprecated_args(date, instructions, *names_or_tuples, warn_once=True):
    """Decorates a function that warns when one of these arguments is passed by keyword."""
    names = [n if isinstance(n, str) else n[0] for n in names_or_tuples]

    def used(args, kwargs):
        found = [n for n in names if n in kwargs]
        return f" with the arguments {found}" if found else None

    return _warns(used, date, instructions, warn_once)


def deprecated_arg_values(date, instructions, warn_once=True, **values):
    """Decorates a function that warns when an argument has one of these values."""

    def used(args, kwargs):
        found = {n: v for n, v in values.items() if n in kwargs and kwargs[n] == v}
        return f" with {found}" if found else None

    return _warns(used, date, instructions, warn_once)


def deprecated_argument_lookup(new_name, new_value, old_name, old_value):
    """The value of an argument that may come under its old name. Raises ValueError for both."""
    return either(new_name, new_value, old_name, old_value)


@contextlib.contextmanager
def silence():
    """A block in which nothing is said of old functions and arguments."""
    global _PRINT_DEPRECATION_WARNINGS
    before, _PRINT_DEPRECATION_WARNINGS = _PRINT_DEPRECATION_WARNINGS, False
    try:
        yield
    finally:
        _PRINT_DEPRECATION_WARNINGS = before


def _warns(used, date, instructions, warn_once):
    def decorate(function):
        warned = []

        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            how = used(args, kwargs)
            if how is not None and _PRINT_DEPRECATION_WARNINGS and not (warn_once and warned):
                warned.append(True)
                _warn(function, how, date, instructions)
            return function(*args, **kwargs)

        return wrapped

    return decorate


def _warn(function, how, date, instructions):
    from zeal import logging

    when = "in a future version" if date is None else f"after {date}"
    logging.warning(
        "%s (from %s) is deprecated%s and will be removed %s.\nInstructions for updating:\n%s",
        function.__qualname__, function.__module__, how, when, instructions,
    )  # fmt: skip
