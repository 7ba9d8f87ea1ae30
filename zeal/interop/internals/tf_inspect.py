"""tensorflow.python.util.tf_inspect: Python's inspect, which looks through decorators."""

import functools
import inspect
from collections import namedtuple

from zeal.interop.internals.tf_decorator import unwrap

ArgSpec = namedtuple("ArgSpec", "args varargs keywords defaults")
FullArgSpec = inspect.FullArgSpec
_inspect = inspect  # what libraries call Python's own by


def getargspec(obj):
    """Names and defaults of a callable's parameters, as an `ArgSpec`.

    Raises:
      ValueError: an ArgSpec cannot say it.
      TypeError: it is no callable.
    """
    if isinstance(obj, functools.partial):
        return _of_partial(obj)
    decorators, target = unwrap(obj)
    given = next((d.decorator_argspec for d in decorators if d.decorator_argspec), None)
    return given or _spec_of(target)


def _spec_of(target):
    candidates = [target]
    if inspect.isclass(target):
        candidates = [f for f in (target.__init__, target.__new__) if _is_written(f)] or [target]
    elif not inspect.isroutine(target) and callable(target):
        candidates = [type(target).__call__]
    spec = inspect.getfullargspec(candidates[0])
    return ArgSpec(spec.args, spec.varargs, spec.varkw, spec.defaults)


def _is_written(function):
    return inspect.isfunction(unwrap(function)[1])


def _of_partial(obj):
    args, varargs, keywords, defaults = getargspec(obj.func)
    known = dict(zip(args[::-1], (defaults or ())[::-1], strict=False))
    args = args[len(obj.args) :]
    if not keywords and any(name not in args for name in obj.keywords):
        raise ValueError(
            "Function does not have **kwargs parameter, but contains an unknown partial keyword."
        )
    known |= obj.keywords
    given = [name for name in args if name in known]
    if not given:
        return ArgSpec(args, varargs, keywords, None)
    late = [name for name in args[args.index(given[0]) :] if name not in known]
    if late:
        raise ValueError(
            f"Some arguments {late} do not have default value, but they are positioned after those "
            "with default values. This can not be expressed with ArgSpec."
        )
    return ArgSpec(args, varargs, keywords, tuple(known[name] for name in given))


def getfullargspec(obj):
    """The same as a `FullArgSpec`, with parameters by keyword alone."""
    decorators, target = unwrap(obj)
    for spec in (d.decorator_argspec for d in decorators):
        if isinstance(spec, FullArgSpec):
            return spec
        if spec is not None:
            return FullArgSpec(spec.args, spec.varargs, spec.keywords, spec.defaults, [], None, {})
    return inspect.getfullargspec(target)


def getcallargs(*func_and_positional, **named):
    """A dict of the values that a function's parameters would have in a call.

    Args:
      *func_and_positional: the function, and arguments by position.
      **named: arguments by name.
    """
    function, *positional = func_and_positional
    spec, values = getfullargspec(function), dict(named)
    owner = getattr(function, "__self__", None)
    if ismethod(function) and owner is not None:
        positional.insert(0, owner)
    values.update(zip((a for a in spec.args if a not in named), positional, strict=False))
    defaults = dict(zip(spec.args[::-1], (spec.defaults or ())[::-1], strict=False))
    return {**defaults, **(spec.kwonlydefaults or {}), **values}


def getfile(object):
    """The file that an object was written in."""
    target = unwrap(object)[1]
    named = getattr(target, "f_globals", {}).get("__file__")
    return named or inspect.getfile(target)


def currentframe():
    """The caller's frame."""
    return inspect.stack()[1][0]


def stack(context=1):
    """The frames around the caller, innermost first."""
    return inspect.stack(context)[1:]


def getsource(object):
    """The text of what an object decorates."""
    return inspect.getsource(unwrap(object)[1])


def getsourcefile(object):
    """The file of that text."""
    return inspect.getsourcefile(unwrap(object)[1])


def getsourcelines(object):
    """Its lines, and the number of the first."""
    return inspect.getsourcelines(unwrap(object)[1])


def _looking_through(test):
    @functools.wraps(test)
    def tests(object):
        return test(unwrap(object)[1])

    return tests


isbuiltin = _looking_through(inspect.isbuiltin)
isclass = _looking_through(inspect.isclass)
isfunction = _looking_through(inspect.isfunction)
isframe = _looking_through(inspect.isframe)
isgenerator = _looking_through(inspect.isgenerator)
isgeneratorfunction = _looking_through(inspect.isgeneratorfunction)
ismethod = _looking_through(inspect.ismethod)
ismodule = _looking_through(inspect.ismodule)
isroutine = _looking_through(inspect.isroutine)


def __getattr__(name):
    return getattr(inspect, name)
