"""tensorflow.python.util.deprecation: decorators that warn about old functions and arguments."""

import contextlib
import functools
import inspect
import re
import sys

from zeal.ops.deprecation import either

__all__ = [
    "DeprecatedNamesAlreadySet", "deprecated", "deprecated_alias", "deprecated_arg_values",
    "deprecated_args", "deprecated_argument_lookup", "deprecated_endpoints",
    "rewrite_argument_docstring", "silence",
]  # fmt: skip

# Programs set it to False to hear nothing.
_PRINT_DEPRECATION_WARNINGS = True


class DeprecatedNamesAlreadySet(Exception):
    """Old names are given to a function or class that has some."""


def deprecated(date, instructions, warn_once=True):
    """Decorates a function whose first call (every call without `warn_once`) logs a warning.

    Raises:
      ValueError: date is no YYYY-MM-DD or None, there are no instructions, or a property is given.
    """
    _check(date, instructions)

    def decorate(function):
        if isinstance(function, property):
            raise ValueError(
                f"{function} is a property: make sure @property appears before @deprecated in your "
                "source code"
            )
        said = "THIS FUNCTION IS DEPRECATED. It"
        return _warns(function, "", said, lambda given: [""], date, instructions, warn_once)

    return decorate


def deprecated_args(date, instructions, *names_or_tuples, warn_once=True):
    """Decorates a function that warns of each of these arguments that a call passes.

    Args:
      date, instructions: of the warning.
      *names_or_tuples: names, or pairs of a name and a value that may be passed.
      warn_once: whether an argument is warned of at its first use alone.

    Raises:
      ValueError: as of `deprecated`; there are no names, or the function has no such arguments.
    """
    _check(date, instructions)
    if not names_or_tuples:
        raise ValueError("Specify which argument is deprecated.")
    fine = dict(n if isinstance(n, tuple) else (n, _NOTHING) for n in names_or_tuples)

    def used(given):
        found = {name: given.arguments[name] for name in fine if name in given.arguments}
        return [n for n, v in found.items() if fine[n] is _NOTHING or v != fine[n]]

    def decorate(function):
        missing = [name for name in fine if name not in inspect.signature(function).parameters]
        if missing:
            raise ValueError(f"The following deprecated arguments are not present in the function "
                             f"signature: {missing}.")
        said = f"SOME ARGUMENTS ARE DEPRECATED: `({', '.join(sorted(fine))})`. They"
        return _warns(function, " arguments", said, used, date, instructions, warn_once)

    return decorate


def deprecated_arg_values(date, instructions, warn_once=True, **values):
    """Decorates a function that warns of each argument that has one of these values.

    Raises:
      ValueError: as of `deprecated`; there are no values.
    """
    _check(date, instructions)
    if not values:
        raise ValueError("Specify which argument values are deprecated.")

    def used(given):
        given.apply_defaults()
        return [f"{n}={v}" for n, v in values.items() if given.arguments.get(n, _NOTHING) == v]

    shown = ", ".join(f"{name}={value!r}" for name, value in sorted(values.items()))
    said = f"SOME ARGUMENT VALUES ARE DEPRECATED: `({shown})`. They"
    return lambda function: _warns(
        function, " argument values", said, used, date, instructions, warn_once)


def deprecated_alias(deprecated_name, name, func_or_class, warn_once=True):
    """A function or class under an old name, whose calls log a warning."""
    warned = []

    def warn():
        if _PRINT_DEPRECATION_WARNINGS and not (warn_once and warned):
            warned.append(True)
            _log("From %s: The name %s is deprecated. Please use %s instead.\n", deprecated_name,
                 name)

    if not inspect.isclass(func_or_class):

        @functools.wraps(func_or_class)
        def alias(*args, **kwargs):
            warn()
            return func_or_class(*args, **kwargs)

        return alias

    @functools.wraps(func_or_class.__init__)
    def __init__(self, *args, **kwargs):
        warn()
        func_or_class.__init__(self, *args, **kwargs)

    members = {"__init__": __init__, "__doc__": func_or_class.__doc__,
               "__module__": func_or_class.__module__}
    return type(func_or_class)(func_or_class.__name__, (func_or_class,), members)


def deprecated_endpoints(*args):
    """Decorates what has these old names, which it keeps as `_tf_deprecated_api_names`.

    Raises:
      DeprecatedNamesAlreadySet: it has some already.
    """

    def decorate(value):
        if "_tf_deprecated_api_names" in value.__dict__:
            raise DeprecatedNamesAlreadySet(
                f"Cannot set deprecated names for {value.__name__} to {args}. Deprecated names are "
                f"already set to {value._tf_deprecated_api_names}."
            )
        value._tf_deprecated_api_names = args
        return value

    return decorate


def deprecated_argument_lookup(new_name, new_value, old_name, old_value):
    """The value of an argument that may come under its old name. Raises ValueError for both."""
    return either(new_name, new_value, old_name, old_value)


def rewrite_argument_docstring(old_doc, old_argument, new_argument):
    """A docstring in which an argument has another name."""
    text = old_doc.replace(f"`{old_argument}`", f"`{new_argument}`")
    return text.replace(f"{old_argument}:", f"{new_argument}:")


@contextlib.contextmanager
def silence():
    """A block in which nothing is said of old functions and arguments."""
    global _PRINT_DEPRECATION_WARNINGS
    before, _PRINT_DEPRECATION_WARNINGS = _PRINT_DEPRECATION_WARNINGS, False
    try:
        yield
    finally:
        _PRINT_DEPRECATION_WARNINGS = before


_NOTHING = object()


def _check(date, instructions):
    if date is not None and not re.match(r"20\d\d-[01]\d-[0123]\d", date):
        raise ValueError("Date must be YYYY-MM-DD.")
    if not instructions:
        raise ValueError("Don't deprecate things without conversion instructions!")


def _when(date):
    return "in a future version" if date is None else f"after {date}"


def _noted(function, part, notice):
    """The function's docstring with the notice behind its first line."""
    doc = inspect.getdoc(function)
    if not doc:
        return "\n".join([f"DEPRECATED FUNCTION{part.upper()}", *notice])
    first, *rest = doc.splitlines()
    gap = [""] if rest and rest[0].strip() else []
    return "\n".join([f"{first} (deprecated{part})", *notice, *gap, *rest])


def _warns(function, part, said, used, date, instructions, warn_once):
    """The function, which warns of what `used` finds among the arguments; `part`: what is old."""
    notice = ["", f"Warning: {said} will be removed {_when(date)}.", "Instructions for updating:",
              instructions]  # fmt: skip
    signature, warned = inspect.signature(function), set()

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        if _PRINT_DEPRECATION_WARNINGS and not (warn_once and "" in warned):
            with contextlib.suppress(TypeError):  # of arguments: the call says so
                for what in used(signature.bind(*args, **kwargs)):
                    if not (warn_once and what in warned):
                        warned.add(what)
                        _warn(function, what, date, instructions)
        return function(*args, **kwargs)

    wrapped.__doc__ = _noted(function, part, notice)
    return wrapped


def _warn(function, what, date, instructions):
    calling, parts = ("calling ", [what]) if what else ("", [])
    text = (f"From %s: {calling}%s (from %s) {'with %s ' * len(parts)}is deprecated and will be "
            "removed %s.\nInstructions for updating:\n%s")
    _log(text, function.__qualname__, function.__module__, *parts, _when(date), instructions)


def _log(text, *parts):
    from zeal import logging

    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals is globals():
        frame = frame.f_back
    logging.warning(text, f"{frame.f_code.co_filename}:{frame.f_lineno}", *parts)
