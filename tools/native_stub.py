"""The type stub of the native module."""

import inspect

import package_stubs

from zeal import _native

_HEAD = f'''{package_stubs.HEAD}from collections.abc import Iterator as _Iterator
from collections.abc import Callable, Sequence
from typing import Any as _A

from zeal.dtypes import DType
from zeal.tensor_shape import TensorShape

TensorLike = _A
"""What ops accept as a tensor: tensors, variables, numbers, nested lists, arrays."""
_T = TensorLike
_F = Callable[..., _A]
'''


def _method(op):
    inputs, kind = package_stubs.op_types(op)
    return f"(self, {package_stubs.parameters(op, inputs)}) -> {kind}: ..."


def _api():
    """A class of the ops that have public names; those called alike are said to be the first."""
    ops = {n: o for n, o in vars(_native.api).items() if isinstance(o, package_stubs.OP)}
    lines, first = ["class _Api:"], {}
    for name in sorted(n for n in ops if n.isidentifier()):
        known = first.setdefault(_method(ops[name]), name)
        same = f"    {name}={known}"
        lines.append(same if known != name else f"    def {name}{_method(ops[name])}")
    return "\n".join(lines)


def _members(cls):
    operators = {n for n in vars(cls) if n.startswith("__") and n in _OPERATORS}
    shared = _SHARED if operators >= _SHARED else set()
    lines = [f"class {cls.__name__}{'(_Operators)' if shared else ''}:"]
    lines.append("    def __init__(self, *args, **kwargs) -> None: ...")
    for name, member in sorted(vars(cls).items()):
        if name.startswith("_") and name not in ("__enter__", "__exit__"):
            continue  # programs have no business there
        if inspect.isgetsetdescriptor(member):
            kind = _PROPERTIES.get(name, "_A")
            lines += ["    @property", f"    def {name}(self) -> {kind}: ..."]
        elif name in _METHODS or name == "__enter__":
            kind = _METHODS.get(name, cls.__name__)
            lines.append(f"    def {name}(self, *args, **kwargs) -> {kind}: ...")
        elif callable(member):
            lines.append(f"    {name}:_F")
    return "\n".join(lines + _operators(operators - shared))


def _operators(names):
    return [f"    def {n}(self, *args) -> {_OPERATORS[n]}: ..." for n in sorted(names)]


_PROPERTIES = {"dtype": "DType", "shape": "TensorShape", "device": "str", "ndim": "int"}
_METHODS = {"get_shape": "TensorShape", "cpu": "Tensor", "gpu": "Tensor", "read_value": "Tensor"}
_METHODS |= dict.fromkeys(("watch", "reset"), "None")
_BINARY = "add sub mul truediv floordiv mod pow matmul and or xor"
_OPERATORS = {f"__{side}{n}__": "Tensor" for n in _BINARY.split() for side in ("", "r")}
_OPERATORS |= dict.fromkeys(("__neg__", "__abs__", "__invert__", "__pos__"), "Tensor")
_OPERATORS |= dict.fromkeys(("__lt__", "__le__", "__gt__", "__ge__", "__getitem__"), "Tensor")
_OPERATORS |= dict.fromkeys(("__len__", "__int__", "__index__"), "int")
_OPERATORS |= {"__float__": "float", "__bool__": "bool", "__next__": "_A"}
# Those that tensors and variables have.
_SHARED = _OPERATORS.keys() & vars(_native.Tensor).keys() & vars(_native.Variable).keys()


def text():
    """The whole stub."""
    classes = [o for n, o in sorted(vars(_native).items()) if isinstance(o, type)]
    functions = sorted(
        n for n, o in vars(_native).items() if inspect.isbuiltin(o) and not n.startswith("__")
    )
    parts = [_HEAD, "\n".join(["class _Operators:", *_operators(_SHARED)])]
    parts += [_members(c) for c in classes]
    parts.append("\n".join(f"{n}:_F" for n in functions))
    parts += [_api(), "api: _Api\nraw: _A\ncomposites: _A"]  # of these, programs see nothing
    return package_stubs.tight("\n\n".join(parts) + "\n")
