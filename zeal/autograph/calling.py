"""What converted code calls: functions of programs converted, all others as they are."""

import functools
import os
import threading
from types import CellType, FunctionType, MethodType

from zeal import logging
from zeal.autograph import operators
from zeal.autograph.conversion import ByCode, converted, is_converted
from zeal.autograph.errors import NotConvertible
from zeal.autograph.features import Options
from zeal.autograph.overloads import OVERLOADS
from zeal.called_function import is_own_file

_LEFT_PACKAGES = frozenset(("numpy", "scipy", "zeal", "pytest", "_pytest"))
_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
_INSTALLED = ("site-packages", "dist-packages")
_GENERATOR = 0x20 | 0x80 | 0x200  # flags of the code of generators, coroutines, async generators


class Runtime:
    """What the name `ag__` means in converted code: the operators, and calls with its options.

    Args:
      options: the Options of the conversion.
    """

    def __init__(self, options):
        self.options = options
        self.cell = CellType(self)

    def __getattr__(self, name):
        return getattr(operators, name)

    def call(self, function):
        """What converted code calls for a callable: a function converted, or the callable itself.

        Args:
          function: the callable.
        """
        kind = type(function)
        if kind is FunctionType:
            return self._function(function)
        if kind is MethodType:
            return self._method(function)
        if kind is functools.partial:
            inner = self.call(function.func)
            return functools.partial(inner, *function.args, **function.keywords)
        if isinstance(function, type) or kind.__module__ == "builtins":
            return _overload(function)
        return self._object(function)

    def _function(self, function):
        if not self.options.recursive or _stays(function):
            return function
        return attempt(function, self)

    def _method(self, method):
        function = method.__func__
        if type(function) is not FunctionType or _is_test(method.__self__):
            return method
        inner = self._function(function)
        return method if inner is function else MethodType(inner, method.__self__)

    def _object(self, value):
        own = getattr(type(value), "__call__", None)
        if type(own) is not FunctionType:
            return value
        inner = self._function(own)
        return value if inner is own else MethodType(inner, value)


@functools.cache
def runtime(options=Options()):
    """The Runtime of some options."""
    return Runtime(options)


def attempt(function, using):
    """A function converted, or itself where that cannot be, which a warning says once.

    Args:
      function: a Python function.
      using: a Runtime.
    """
    try:
        return converted(function, using)
    except NotConvertible as why:
        if _warned.get(function.__code__) is None:
            _warned.set(function.__code__, True)
            logging.warning(
                "Entity %s could not be transformed and will be executed as-is. Cause: %s",
                function,
                why,
            )
        return function


_warned = ByCode()


def _overload(function):
    try:
        return OVERLOADS.get(function, function)
    except TypeError:  # it cannot be hashed
        return function


def _is_test(value):
    import sys

    unittest = sys.modules.get("unittest")
    return unittest is not None and isinstance(value, unittest.TestCase)


def _stays(function):
    """Whether a function is none of a program's, is converted, or is a generator or the like."""
    code = function.__code__
    known = _stay.get(code)
    if known is None:
        known = bool(code.co_flags & _GENERATOR) or is_converted(function) or _is_left(function)
        _stay.set(code, known)
    return known


_stay = ByCode()


def _is_left(function):
    file = function.__code__.co_filename
    package = (function.__globals__.get("__name__") or "").partition(".")[0]
    if is_own_file(file) or (package in _LEFT_PACKAGES and package != "zeal"):
        return True
    if file.startswith("<") and not file.startswith(("<ipython", "<doctest", "<python-input")):
        return True  # of exec and the like: there is no source
    return file.startswith(_STANDARD_LIBRARY) and not any(part in file for part in _INSTALLED)
