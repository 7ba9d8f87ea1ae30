"""The syntax tree of a function, with the lines and columns that it has in its file."""

import ast
import copy
import linecache
from functools import lru_cache

from zeal.autograph.errors import NotConvertible


def definition(function):
    """Finds where a function is defined.

    Args:
      function: a Python function.

    Returns:
      A copy of its `def` or `lambda` node, and the name of the class around it, or None.

    Raises:
      NotConvertible: the source is missing, or not that of the function.
    """
    code = function.__code__
    text = "".join(linecache.getlines(code.co_filename, function.__globals__))
    if not text:
        raise NotConvertible("its source code is not available")
    try:
        found = _definitions(text)
    except SyntaxError:
        raise NotConvertible(f"{code.co_filename} is no Python source") from None
    fitting = [(n, c) for n, c in found.get(_key(code), ()) if _arguments(n) == _variables(code)]
    if code.co_name == "<lambda>":
        fitting = _at_position(code, fitting)
    if len(fitting) != 1:
        what = "several definitions" if fitting else "no definition"
        raise NotConvertible(
            f"{code.co_filename} has {what} of {code.co_name} at line {code.co_firstlineno}"
        )
    return copy.deepcopy(fitting[0][0]), fitting[0][1]


@lru_cache(maxsize=1)  # functions of one file mostly follow each other
def _definitions(text):
    """By name and first line, the definitions in a file and the classes around them."""
    found: dict = {}
    waiting: list = [(ast.parse(text), None)]
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            found.setdefault(_node_key(node), []).append((node, around))
        inside = node.name if isinstance(node, ast.ClassDef) else around
        waiting += [(child, inside) for child in ast.iter_child_nodes(node)]
    return found


def _node_key(node):
    if isinstance(node, ast.Lambda):
        return "<lambda>", node.lineno
    return node.name, min([node.lineno, *(d.lineno for d in node.decorator_list)])


def _key(code):
    return code.co_name, code.co_firstlineno


def _arguments(node):
    a = node.args
    stars = [x for x in (a.vararg, a.kwarg) if x]
    return tuple(x.arg for x in [*a.posonlyargs, *a.args, *a.kwonlyargs, *stars])


def _variables(code):
    stars = bool(code.co_flags & 4) + bool(code.co_flags & 8)  # *args, **kwargs
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + stars]


def _at_position(code, lambdas):
    """The lambda around the columns that the code comes from: a line may have several."""
    spots = [p for p in list(code.co_positions())[1:] if p[3]]
    if not spots:
        return lambdas
    start = min((p[0], p[2]) for p in spots)
    end = max((p[1], p[3]) for p in spots)
    around = [
        found
        for found in lambdas
        if (found[0].body.lineno, found[0].body.col_offset) <= start
        and end <= (found[0].body.end_lineno, found[0].body.end_col_offset)
    ]
    around.sort(key=lambda found: (found[0].lineno, found[0].col_offset))
    return around[-1:]  # the innermost
