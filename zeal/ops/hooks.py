"""Installs the Python functions that the native binding calls; each is off the hot path."""

import ast
import copyreg

from zeal import _native, dtypes, printing
from zeal.dtypes import as_dtype
from zeal.ops.conversion import convert
from zeal.ops.deprecation import warn_once
from zeal.ops.foreign_names import absent_names
from zeal.ops.overloads import OVERLOADABLE_OPERATORS, PYTHON_2, as_tf_output
from zeal.public import publish
from zeal.tensor_shape import TensorShape


def _string_array(tensor):
    """A string tensor as an array of bytes objects, or as bytes."""
    import numpy as np

    array = np.empty(tensor._shape_tuple(), dtype=object)
    array[...] = tensor._tolist() if array.size else array
    return array if array.ndim else array[()]


def _restore(dtype_name, shape, data):
    """Rebuilds a pickled tensor."""
    import numpy as np

    dtype = as_dtype(dtype_name)
    if dtype is dtypes.string:
        return _native.api.reshape(_native.convert(data, dtype), shape)
    wire = np.uint16 if dtype is dtypes.bfloat16 else dtype.as_numpy_dtype
    tensor = _native.convert(np.frombuffer(data, wire).reshape(shape))
    return _native.bitcast(tensor, dtype)


def _reduce(tensor):
    shape = tensor._shape_tuple()
    if tensor.dtype is dtypes.string:
        return _restore, ("string", shape, _native.api.reshape(tensor, [-1])._tolist())
    data = _native.bitcast(tensor, dtypes.uint16) if tensor.dtype is dtypes.bfloat16 else tensor
    return _restore, (tensor.dtype.name, shape, bytes(memoryview(data)))


def default_value(text):
    """The value of a default that is told as text: programs compare signatures."""
    return as_dtype(text[3:]) if text.startswith("tf.") else ast.literal_eval(text)


def _split(text):
    """Splits at the commas outside brackets: "shape, axes=[0, 1]" has two parts."""
    parts, depth = [""], 0
    for c in text:
        depth += (c in "[(") - (c in "])")
        if c == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    return parts


def _signature(text):
    """The inspect.Signature of an op callable, from "(x, y, name=None)"."""
    import inspect

    params = []
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    for part in filter(None, (p.strip() for p in _split(text[1:-1]))):
        name, _, default = part.partition("=")
        if not default and params and params[-1].default is not inspect.Parameter.empty:
            kind = inspect.Parameter.KEYWORD_ONLY  # a required attribute after optional ones
        default = default_value(default) if default else inspect.Parameter.empty
        params.append(inspect.Parameter(name, kind, default=default))
    return inspect.Signature(params)


def _install():
    _native.set_hook("signature", _signature)
    _native.set_hook("old_name", warn_once)
    _native.set_hook("shape", TensorShape)
    _native.set_hook("as_dtype", as_dtype)
    _native.set_hook("string_array", _string_array)
    _native.set_hook("convert", convert)
    _native.set_hook("str", printing.tensor_str)
    _native.set_hook("repr", printing.tensor_repr)
    _native.set_hook("format", printing.tensor_format)
    _native.set_hook("html", printing.tensor_html)
    for number, dtype in dtypes._BY_ENUM.items():
        if number < dtypes._REF_OFFSET:
            _native.set_dtype(number, dtype)
    own = {
        "OVERLOADABLE_OPERATORS": OVERLOADABLE_OPERATORS, "_USE_EQUALITY": False,
        "_as_tf_output": as_tf_output,
    }  # fmt: skip
    _native.add_tensor_methods(absent_names() | PYTHON_2 | own)
    _native.add_variable_methods(absent_names() | PYTHON_2)
    copyreg.pickle(_native.Tensor, _reduce)
    copyreg.pickle(_native.VariableSlice, _reduce)


_install()

publish("zeal._native", "Tensor")
