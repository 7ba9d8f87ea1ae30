"""tensorflow.python.keras.utils.generic_utils: names, arguments and parts of arrays."""

import base64
import inspect
import marshal
import re
from types import CellType, FunctionType

from zeal.keras.utils import (
    Progbar,
    custom_object_scope,
    deserialize_keras_object,
    get_custom_objects,
    serialize_keras_object,
)  # fmt: skip

__all__ = [
    "Progbar", "custom_object_scope", "deserialize_keras_object", "func_dump", "func_load",
    "get_custom_objects", "has_arg", "serialize_keras_object", "slice_arrays", "to_list",
    "to_snake_case",
]  # fmt: skip


def has_arg(fn, name, accept_all=False):
    """Whether a function takes an argument of that name."""
    found = inspect.getfullargspec(fn)
    if accept_all and found.varkw is not None:
        return True
    return name in found.args or name in found.kwonlyargs


def func_dump(func):
    """A function as a tuple of its bytecode, which this version of Python alone reads, the defaults
    of its parameters and the values that it captured (None without any)."""
    code = base64.encodebytes(marshal.dumps(func.__code__)).decode("ascii")
    values = tuple(cell.cell_contents for cell in func.__closure__ or ())
    return code, func.__defaults__, values or None


def func_load(code, defaults=None, closure=None, globs=None):
    """The function that `func_dump` took apart. Whoever wrote the bytecode decides what it does.

    Args:
      code: the bytecode, or the whole tuple.
      defaults: of its last parameters.
      closure: values that it captured, or their cells.
      globs: the variables of its module; by default those of this one.
    """
    if isinstance(code, (tuple, list)):
        code, defaults, closure = code
    made = marshal.loads(base64.b64decode(code))
    cells = closure and tuple(v if isinstance(v, CellType) else CellType(v) for v in closure)
    defaults = None if defaults is None else tuple(defaults)
    globs = globals() if globs is None else globs
    return FunctionType(made, globs, made.co_name, defaults, cells)


def to_list(x):
    """A list as it is, and anything else in one."""
    return x if isinstance(x, list) else [x]


def to_snake_case(name):
    """`SomeName` as `some_name`; a private one begins with "private"."""
    words = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    snake = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
    return f"private{snake}" if snake[0] == "_" else snake


def slice_arrays(arrays, start=None, stop=None):
    """The same rows of each array; None stays, and so does what has no rows.

    Args:
      arrays: a list of arrays, or one; None for an empty list.
      start: an index, or a list of indices.
      stop: the index behind the last, where start is one.
    """
    if arrays is None:
        return [None]
    if isinstance(start, list) and stop is not None:
        raise ValueError(f"The stop argument has to be None if start is a list: {stop}")
    rows = getattr(start, "tolist", lambda: start)()
    at = rows if isinstance(rows, list) else slice(rows, stop)
    if isinstance(arrays, list):
        return [x[at] if hasattr(x, "shape") else None for x in arrays]
    return arrays[at] if hasattr(arrays, "shape") and start is not None else [None]
