"""Names that the ops of a call have in graphs."""

from collections.abc import Callable
from typing import Any, TypeVar

from zeal import _native
from zeal.ops.op_counts import more_ops

F = TypeVar("F", bound=Callable[..., Any])


def named(scope: str, *results: str) -> Callable[[F], F]:
    """Decorates a function of several ops: in graphs they have names in a scope of each call.

    While ops run at once, a call costs a compare more.

    Args:
      scope: what the scope is called when the function's `name` is None, or when it has none.
      *results: what its results are called in that scope, or None where they have their names.
        Without any, as the scope itself; more results than names take the last name and a
        number, as "Squeeze_1".
    """
    results = () if results == (None,) else results or ("",)

    def decorate(function):
        return _native.named_function(function, scope, more_ops(function.__name__), *results)

    return decorate
