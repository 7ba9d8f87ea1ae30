"""What converted code calls: functions of programs converted, all others as they are."""

import functools
import linecache
import os
import sys
import weakref
from types import BuiltinFunctionType, CellType, FunctionType, MethodType

from zeal import logging
from zeal.autograph import operators
from zeal.autograph.conversion import ByCode, converted, kind_of
from zeal.autograph.errors import NotConvertible
from zeal.autograph.layers import is_layer, with_converted_calls
from zeal.autograph.leaves import building
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
        vars(self).update((n, v) for n, v in vars(operators).items() if not n.startswith("_"))
        self.options = options
        self.cell = CellType(self)

    def call(self, function):
        """What converted code calls for a callable: a function converted, or the callable itself.
        """
        if type(function) in (BuiltinFunctionType, type):
            return OVERLOADS.get(function, function)
        return self.convert(function) if self.options.recursive else function

    def convert(self, function):
        """A callable converted, or itself where that cannot be."""
        kind = type(function)
        if kind is FunctionType:
            return self._function(function)
        if kind is MethodType:
            return self._bound(function, function.__func__, function.__self__)
        if kind is functools.partial:
            inner = self.convert(function.func)
            return functools.partial(inner, *function.args, **function.keywords)
        if isinstance(function, type):
            return function
        if is_layer(function):
            return with_converted_calls(function, self.convert) if building() else function
        if kind in weakref.ProxyTypes:  # as traced methods have of their object
            kind = function.__class__
        return self._bound(function, _call_of(kind), function)

    def _function(self, function):
        if _stays(function):
            return function
        try:
            return converted(function, self)
        except NotConvertible as why:
            _warn(
                function, "could not be transformed and will be executed as-is. Cause: %s", why
            )
            return function

    def _bound(self, callable_, function, owner):
        if type(function) is not FunctionType or _is_test(owner):
            return callable_
        if hasattr(function, "_zeal_runs_fn"):  # a method of zeal's that runs code of the program
            return lambda fn, *args, **kwargs: callable_(self.convert(fn), *args, **kwargs)
        inner = self._function(function)
        return callable_ if inner is function else MethodType(inner, owner)


@functools.cache
def runtime(options):
    """The Runtime of some Options."""
    return Runtime(options)


def _warn(function, text, *args):
    """Says once why a function stays as it is."""
    if _warned.get(function.__code__) is None:
        _warned.set(function.__code__, True)
        logging.warning(f"Entity %s {text}", function, *args)


_warned = ByCode()


def _call_of(kind):
    return next((vars(k)["__call__"] for k in kind.__mro__ if "__call__" in vars(k)), None)


def _is_test(value):
    unittest = sys.modules.get("unittest")
    return unittest is not None and isinstance(value, unittest.TestCase)


def _stays(function):
    """Whether a function is none of a program's, is converted, or is a generator or the like."""
    code = function.__code__
    known = _stay.get(code)
    if known is None:
        known = bool(kind_of(code)) or _is_left(function) or _is_generator(function)
        _stay.set(code, known)
    return known


_stay = ByCode()


def _is_generator(function):
    if not function.__code__.co_flags & _GENERATOR:
        return False
    _warn(function, "appears to be a generator function. It will not be converted by AutoGraph.")
    return True


def _is_left(function):
    file = function.__code__.co_filename
    package = (function.__globals__.get("__name__") or "").partition(".")[0]
    if is_own_file(file) or (package in _LEFT_PACKAGES and package != "zeal"):
        return True
    if file.startswith("<") and not linecache.getlines(file, function.__globals__):
        return True  # of exec and the like
    return file.startswith(_STANDARD_LIBRARY) and not any(part in file for part in _INSTALLED)
