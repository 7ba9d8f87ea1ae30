"""What the passes over return, break and continue share: code that jumps away becomes flags."""

import ast

from zeal.autograph.errors import NotConvertible

LOOPS = (ast.For, ast.AsyncFor, ast.While)


def set_flag(name, value, where):
    """The statement `name = value`, at the place of another node."""
    target = ast.Name(name, ast.Store())
    return place(ast.Assign([target], ast.Constant(value)), where)


def unless(flag, statements, where):
    """`if not flag: statements`; nothing if there are none."""
    if not statements:
        return []
    test = ast.UnaryOp(ast.Not(), ast.Name(flag, ast.Load()))
    return [place(ast.If(test, statements, []), where)]


def place(node, where):
    """Gives a made node, and what is in it, the lines and columns of another one."""
    for part in ast.walk(node):
        if "lineno" in part._attributes and not hasattr(part, "lineno"):
            ast.copy_location(part, where)
    return node


def blocks(node):
    """The lists of statements in a compound statement, as (holder, field); not those of scopes."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    for field in ("body", "orelse", "finalbody"):
        if getattr(node, field, None):
            yield node, field
    for part in [*getattr(node, "handlers", ()), *getattr(node, "cases", ())]:
        yield part, "body"


def inside(node):
    """The statements directly in a compound statement, of all its blocks."""
    for holder, field in blocks(node):
        yield from getattr(holder, field)


def contains(node, kind):
    """Whether a statement has a break or continue that belongs to a loop around it."""
    if isinstance(node, kind):
        return True
    for holder, field in blocks(node):
        own = isinstance(holder, LOOPS) and field == "body"
        if not own and any(contains(child, kind) for child in getattr(holder, field)):
            return True
    return False


def refuse_in_finally(node, jumps):
    """Raises if a `finally` jumps away, which drops an exception: flags cannot do that."""
    if isinstance(node, (ast.Try, ast.TryStar)) and any(map(jumps, node.finalbody)):
        raise NotConvertible(f"a `finally` at line {node.lineno} jumps out of itself")
