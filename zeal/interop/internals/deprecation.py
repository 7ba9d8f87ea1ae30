"""tensorflow.python.util.deprecation: decorators that warn about old functions and arguments."""

import contextlib
import functools
import inspect
import re
import sys

from zeal.ops.deprecation import either

__all__ = [
    "deprecated", "deprecated_arg_values", "deprecated_args", "deprecated_argument_lookup",
    "silence",
]  # fmt: skip

# Programs set it to False to hear nothing.
_PRINT_DEPRECATION_WARNINGS = True


def deprecated(date, instructions, warn_once=True):
    """Decorates a function that warns when it is called, and says so in its documentation.

    Args:
      date: when it is to go, "2030-01-31", or None.
      instructions: what to do instead.
      warn_once: whether only its first call warns.

    Returns:
      A decorator.

    Raises:
      ValueError: the date is none, or there are no instructions.

    Example:
      >>> @tf.contrib.framework.deprecated(None, "Write x + x.")
      ... def double(x):
      ...     return 2 * x
      >>> double(1), double.__doc__.partition(chr(10))[0]
      (2, 'DEPRECATED FUNCTION')
    """
    notice = "THIS FUNCTION IS DEPRECATED. It will be removed"

    def used(function, args, kwargs):
        return [("", f"{_name(function)} (from {function.__module__})")]

    words = ("DEPRECATED FUNCTION", "(deprecated)", notice)
    return _warns(used, lambda function: None, words, date, instructions, warn_once)


def deprecated_args(date, instructions, *deprecated_arg_names_or_tuples, **kwargs):
    """Decorates a function that warns when arguments are given.

    Args:
      date, instructions: as of `deprecated`.
      *deprecated_arg_names_or_tuples: names, or pairs of a name and a value that may be given.
      **kwargs: `warn_once`, as of `deprecated`.

    Returns:
      A decorator.

    Raises:
      ValueError: as `deprecated`, or there are no names, or (when it decorates) no such arguments.
      TypeError: there is another keyword.

    Example:
      >>> @tf.contrib.framework.deprecated_args(None, "Leave y out.", ("y", 0))
      ... def add(x, y=0):
      ...     return x + y
      >>> add(1, y=2)
      3
    """
    warn_once = kwargs.pop("warn_once", True)
    if kwargs:
        raise TypeError(f"deprecated_args() got an unexpected keyword argument {min(kwargs)!r}")
    if not deprecated_arg_names_or_tuples:
        raise ValueError("Specify which argument is deprecated.")
    pairs = [(n,) if isinstance(n, str) else tuple(n) for n in deprecated_arg_names_or_tuples]
    harmless = {name: value for name, *value in pairs}

    def check(function):
        known = list(inspect.signature(function).parameters)
        missing = [name for name in harmless if name not in known]
        if missing:
            raise ValueError(
                "The following deprecated arguments are not present in the function signature: "
                f"{missing}. Found next arguments: {known}."
            )

    def used(function, args, kwargs):
        given = inspect.signature(function).bind(*args, **kwargs).arguments
        return [
            (name, _with(function, name)) for name, value in harmless.items()
            if name in given and not (value and _same(given[name], value[0]))
        ]  # fmt: skip

    names = ", ".join(sorted(harmless))
    notice = f"SOME ARGUMENTS ARE DEPRECATED: `({names})`. They will be removed"
    words = ("DEPRECATED FUNCTION ARGUMENTS", "(deprecated arguments)", notice)
    return _warns(used, check, words, date, instructions, warn_once)


def deprecated_arg_values(date, instructions, warn_once=True, **deprecated_kwargs):
    """Decorates a function that warns when arguments have values.

    Args:
      date, instructions, warn_once: as of `deprecated`.
      **deprecated_kwargs: the values by the arguments' names.

    Returns:
      A decorator.

    Raises:
      ValueError: as `deprecated`, or there are no arguments.

    Example:
      >>> @tf.contrib.framework.deprecated_arg_values(None, "Take another y.", y=0)
      ... def add(x, y):
      ...     return x + y
      >>> add(1, 0)
      1
    """
    if not deprecated_kwargs:
        raise ValueError("Specify which argument values are deprecated.")

    def used(function, args, kwargs):
        given = inspect.signature(function).bind(*args, **kwargs)
        given.apply_defaults()
        return [
            (name, _with(function, f"{name}={value}")) for name, value in deprecated_kwargs.items()
            if name in given.arguments and _same(given.arguments[name], value)
        ]  # fmt: skip

    values = ", ".join(f"{name}={value!r}" for name, value in sorted(deprecated_kwargs.items()))
    notice = f"SOME ARGUMENT VALUES ARE DEPRECATED: `({values})`. They will be removed"
    words = ("DEPRECATED FUNCTION ARGUMENT VALUES", "(deprecated argument values)", notice)
    return _warns(used, lambda function: None, words, date, instructions, warn_once)


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


def _name(function):
    return function.__qualname__.replace("<locals>.", "")


def _with(function, what):
    return f"calling {_name(function)} (from {function.__module__}) with {what}"


def _same(a, b):
    if a is b:
        return True
    equal = a == b
    return isinstance(equal, bool) and equal


def _warns(used, check, words, date, instructions, warn_once):
    """A decorator; `used` gives what a call is warned of: pairs of a key and words."""
    if date is not None and not re.match(r"20\d\d-[01]\d-[0123]\d", date):
        raise ValueError("Date must be YYYY-MM-DD.")
    if not instructions:
        raise ValueError("Don't deprecate things without conversion instructions!")
    when = "in a future version" if date is None else f"after {date}"

    def decorate(function):
        check(function)
        warned = set()

        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            if _PRINT_DEPRECATION_WARNINGS:
                for key, what in used(function, args, kwargs):
                    if not (warn_once and key in warned):
                        warned.add(key)
                        _warn(what, when, instructions)
            return function(*args, **kwargs)

        wrapped.__doc__ = _documented(function, *words, when, instructions)
        return wrapped

    return decorate


def _documented(function, title, mark, notice, when, instructions):
    first, *rest = (inspect.getdoc(function) or "").splitlines() or [""]
    lines = [f"{first} {mark}" if first else title, "", f"Warning: {notice} {when}."]
    lines += ["Instructions for updating:", instructions]
    return "\n".join([*lines, *([] if not rest or not rest[0].strip() else [""]), *rest])


def _warn(what, when, instructions):
    from zeal import logging

    caller = sys._getframe(2)
    logging.warning(
        "From %s:%s: %s is deprecated and will be removed %s.\nInstructions for updating:\n%s",
        caller.f_code.co_filename, caller.f_lineno, what, when, instructions,
    )  # fmt: skip
