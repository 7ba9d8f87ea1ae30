"""The syntax tree of a function, with the lines and columns that it has in its file."""

import ast
import linecache
from functools import lru_cache
from typing import NamedTuple

from zeal.autograph.errors import NotConvertible
from zeal.autograph.names import arguments, mangled


class Place(NamedTuple):
    """Where a file has a `def` or `lambda`.

    Args:
      start, end: the lines and columns, (line, column), of all of it; columns count bytes.
      body: those of its first statement, or of a lambda's expression, and of its end.
      arguments: the names of its arguments.
      around: the name of the class around it, or None.
    """

    start: tuple
    end: tuple
    body: tuple
    arguments: tuple
    around: str | None


def definition(function):
    """Finds where a function is defined.

    Returns:
      Its `def` or `lambda` node, and the name of the class around it, or None.

    Raises:
      NotConvertible: the source is missing, or not that of the function.
    """
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    if not lines:
        raise NotConvertible("its source code is not available")
    try:
        places = _places("".join(lines)).get((code.co_name, code.co_firstlineno), ())
    except SyntaxError:
        raise NotConvertible(f"{code.co_filename} is no Python source") from None
    fitting = [place for place in places if _fits(place, code)]
    if code.co_name == "<lambda>":
        fitting = _at_position(code, fitting)
    if len(fitting) != 1:
        what = "several definitions" if fitting else "no definition"
        raise NotConvertible(
            f"{code.co_filename} has {what} of {code.co_name} at line {code.co_firstlineno}"
        )
    parse = _parsed_lambda if code.co_name == "<lambda>" else _parsed_def
    return parse(lines, fitting[0]), fitting[0].around


@lru_cache(maxsize=64)  # of files; trees would take a hundred times as much memory
def _places(text):
    """By name and first line, the definitions in a file."""
    found: dict = {}
    waiting: list = [(ast.parse(text), None)]
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            place = _place(node, around)
            name = getattr(node, "name", "<lambda>")
            found.setdefault((name, place.start[0]), []).append(place)
        inside = node.name if isinstance(node, ast.ClassDef) else around
        waiting += [(child, inside) for child in ast.iter_child_nodes(node)]
    return found


def _place(node, around):
    first = min([node, *getattr(node, "decorator_list", ())], key=lambda part: part.lineno)
    body = node.body if isinstance(node, ast.Lambda) else node.body[0]
    return Place(
        (first.lineno, node.col_offset),
        (node.end_lineno, node.end_col_offset),
        ((body.lineno, body.col_offset), (body.end_lineno, body.end_col_offset)),
        tuple(arguments(node)),
        around,
    )


def _fits(place, code):
    stars = bool(code.co_flags & 4) + bool(code.co_flags & 8)  # *args, **kwargs
    variables = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + stars]
    return tuple(mangled(name, place.around) for name in place.arguments) == variables


def _at_position(code, lambdas):
    """The lambda around the columns that the code comes from: a line may have several."""
    spots = [p for p in list(code.co_positions())[1:] if p[3]]
    if not spots:
        return lambdas
    start = min((p[0], p[2]) for p in spots)
    end = max((p[1], p[3]) for p in spots)
    around = [place for place in lambdas if place.body[0] <= start and end <= place.body[1]]
    return sorted(around)[-1:]  # the innermost


def _parsed_def(lines, place):
    """The node of a `def`, which has lines of its own; their indentation stays."""
    text = "".join(lines[place.start[0] - 1 : place.end[0]])
    indented = text[:1].isspace()
    parsed = ast.parse(f"if 1:\n{text}" if indented else text)
    node = parsed.body[0].body[0] if indented else parsed.body[0]
    return ast.increment_lineno(node, place.start[0] - 1 - indented)


def _parsed_lambda(lines, place):
    """The node of a `lambda`, in brackets, so that it may go over lines, at its column."""
    part = [line.encode() for line in lines[place.start[0] - 1 : place.end[0]]]
    part[-1] = part[-1][: place.end[1]]
    column = place.start[1]
    text = b"(" + b" " * (column - 1) + part[0][column:] + b"".join(part[1:])
    node = ast.parse(text + b"\n)", mode="eval").body
    return ast.increment_lineno(node, place.start[0] - 1)
