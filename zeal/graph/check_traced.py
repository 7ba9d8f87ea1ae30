"""ZEAL_CHECK_TRACED=1: calls of traced functions run as Python code too, and give the same bits."""

import numpy as np

from zeal import _native, nest
from zeal.errors import InternalError
from zeal.graph.variable import read, write


def checked(function, concrete, tensors, args, kwargs):
    """What the trace gives, once the Python code has given the same.

    Variables have the values afterwards that the trace gave them. Functions that draw random
    numbers are not compared: the two ways have streams of their own.

    Args:
      function: the Python function.
      concrete: its trace.
      tensors: what the trace is called with.
      args, kwargs: what the program called it with.

    Raises:
      InternalError: results, or what variables hold afterwards, differ.
    """
    handles = [t for t in concrete.captured_inputs if t.dtype == "resource"]
    before = _values(handles)
    result = concrete(*tensors)
    if any("Random" in op.type for op in concrete.graph.get_operations()):
        return result
    after = _values(handles)
    _set(handles, before)
    again = function(*args, **kwargs)
    _compare(concrete, "result", nest.flatten(result), nest.flatten(again))
    _compare(concrete, "variable", after, _values(handles))
    _set(handles, after)
    return result


def _values(handles):
    return [read(h, _native.handle_dtype(h)) for h in handles]


def _set(handles, values):
    for handle, value in zip(handles, values, strict=True):
        write(handle, value)


def _compare(concrete, what, traced, eager):
    for i, (a, b) in enumerate(zip(traced, eager, strict=True)):
        if a is None or isinstance(a, str):
            continue
        a, b = np.asarray(a), np.asarray(b)
        if a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes():
            continue
        raise InternalError(
            f"{concrete.graph.name}: {what} {i} of the trace is {a!r}, of the Python code {b!r} "
            "(ZEAL_CHECK_TRACED)"
        )
