"""tensorflow.python.util.tf_inspect: Python's inspect, with Python 2's argument specs."""

import inspect
from collections import namedtuple

ArgSpec = namedtuple("ArgSpec", "args varargs keywords defaults")
FullArgSpec = inspect.FullArgSpec


def getargspec(obj):
    """Names and defaults of a callable's positional parameters, as an `ArgSpec`.

    Raises:
      ValueError: it has keyword-only parameters.
    """
    if inspect.isclass(obj):
        obj = obj.__init__
    elif not inspect.isroutine(obj) and callable(obj):
        obj = type(obj).__call__
    spec = inspect.getfullargspec(obj)
    if spec.kwonlyargs:
        raise ValueError(f"{obj!r} has keyword-only parameters: call getfullargspec")
    return ArgSpec(spec.args, spec.varargs, spec.varkw, spec.defaults)


def __getattr__(name):
    return getattr(inspect, name)
