"""Loops become calls of `ag__.while_stmt` and `ag__.for_stmt` with functions for test and body."""

import ast

from zeal.autograph.expressions import call
from zeal.autograph.jumps import place
from zeal.autograph.parts import parts


def convert_while(node, scope):
    """The statements that stand for a `while`.

    Args:
      node: the loop, with `live_in` and `live_out` marked.
      scope: the Scope of its function.

    Returns:
      A list: the functions of the test and the body, and the call.
    """
    number = scope.number()
    writes = scope.writes(node.test, *node.body)
    slots = parts(node.body, writes, scope.around)
    test = _test(f"ag__test_{number}", node.test, node, scope)
    body = scope.function(f"ag__body_{number}", scope.statements(node.body), writes, node)
    made = call("while_stmt", node, *_named(test, body), *_state(node, writes, slots, scope))
    return [test, body, ast.copy_location(ast.Expr(made), node)]


def convert_for(node, scope):
    """The statements that stand for a `for`.

    Args:
      node: the loop, with `live_in` and `live_out` marked, and perhaps `more`, whether to go on.
      scope: the Scope of its function.

    Returns:
      A list: the function of the body, perhaps one of the test, and the call.
    """
    number = scope.number()
    writes = scope.writes(node.target, *node.body)
    slots = parts([node.target, *node.body], writes, scope.around)
    item = ast.Name("ag__item", ast.Load())
    begin = ast.copy_location(ast.Assign([node.target], item), node.target)
    statements = [place(begin, node.target), *scope.statements(node.body)]
    functions = [scope.function(f"ag__body_{number}", statements, writes, node, ["ag__item"])]
    named = _named(*functions)
    if more := getattr(node, "more", None):
        functions.append(_test(f"ag__test_{number}", more, node, scope))
        named = _named(*functions)
    else:
        named.append(ast.Constant(None))
    made = call("for_stmt", node, node.iter, *named, *_state(node, writes, slots, scope))
    return [*functions, ast.copy_location(ast.Expr(made), node)]


def leave(node):
    """A `for` that stays one; a flag that ends it is tested in it."""
    if more := getattr(node, "more", None):
        stop = ast.If(ast.UnaryOp(ast.Not(), more), [ast.Break()], [])
        node.body.insert(0, place(stop, node))
    return node


def _test(name, test, node, scope):
    returned = ast.copy_location(ast.Return(test), test)
    return scope.function(name, [returned], scope.writes(test), node)


def _named(*functions):
    return [ast.Name(f.name, ast.Load()) for f in functions]


def _state(node, writes, slots, scope):
    """What operators of loops take besides functions: the loop's variables, and its options."""
    names = scope.texts([n for n in writes if n in node.live_in])
    options = getattr(node, "options", {})
    keys = [ast.Constant(key) for key in options]
    return names, slots, ast.Dict(keys, list(options.values()))
