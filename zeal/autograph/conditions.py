"""`if` becomes a call of `ag__.if_stmt` with a function per branch."""

import ast

from zeal.autograph.expressions import call
from zeal.autograph.parts import parts


def convert(node, scope):
    """The statements that stand for an `if`.

    Args:
      node: the `if`, with `live_out` marked.
      scope: the Scope of its function.

    Returns:
      A list: a function per branch, and the call.
    """
    body, orelse = (scope.writes(*block) for block in (node.body, node.orelse))
    writes = list(dict.fromkeys(body + orelse))
    slots = parts([*node.body, *node.orelse], writes, scope.around)
    number = scope.number()
    branches = [_branch(f"ag__if_{number}", node.body, body, node, scope)]
    if node.orelse:
        branches.append(_branch(f"ag__else_{number}", node.orelse, orelse, node, scope))
    functions = [ast.Name(f.name, ast.Load()) for f in branches]
    if not node.orelse:
        functions.append(ast.Constant(None))
    names = [n for n in writes if n in node.live_out]
    made = call("if_stmt", node, node.test, *functions, scope.texts(names), slots)
    return [*branches, ast.copy_location(ast.Expr(made), node)]


def _branch(name, block, writes, node, scope):
    return scope.function(name, scope.statements(block), writes, node)
