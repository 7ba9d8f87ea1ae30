"""Functions over one op, whose plain calls skip the Python code."""

from collections.abc import Callable
from typing import Any, TypeVar

from zeal import _native

F = TypeVar("F", bound=Callable[..., Any])


def op_function(op: str, targets: str, **constants: Any) -> Callable[[F], F]:
    """Decorates a function that says in Python what calls of an op may look like.

    A call is plain when it gives parameters named in `targets` (and `name`), tensors of the op's
    dtypes, variables or Python numbers for its inputs (lists of integers too for axes, sizes and
    shapes) and Python numbers or words for its attributes. The op serves it at once, errors and
    all. The function serves every other call, and must do the same for a plain one.

    Args:
      op: the op's name in the registry.
      targets: parameters of the function with what they stand for, "name", "name:input",
        "name:attribute" or "name:input.part" for an input that is part of the argument; "name[]"
        for an input that is a vector to the op, while the function takes a scalar too; "name(4)"
        for an attribute that is a list of four integers, while the function takes other forms too.
      constants: values of inputs and attributes that no parameter gives.

    Random ops have plain calls only as long as no global seed is set: their seeds come from it.
    """
    return lambda function: _native.op_function(function, op, targets, **constants)
