"""Expressions: and, or, not, conditional expressions, calls, and what features add to them."""

import ast
from typing import NamedTuple

from zeal.autograph.features import Feature

_LOGIC = {ast.And: "and_", ast.Or: "or_"}
_EQUALITY = {ast.Eq: "eq", ast.NotEq: "not_eq"}


def operator(name):
    """The expression `ag__.name`."""
    return ast.Attribute(ast.Name("ag__", ast.Load()), name, ast.Load())


def _is_operator(node):
    return isinstance(node, ast.Attribute) and getattr(node.value, "id", None) == "ag__"


def later(expression):
    """The expression `lambda: expression`."""
    nothing = ast.arguments([], [], None, [], [], None, [])
    return ast.Lambda(nothing, expression)


def call(name, where, *args):
    """The expression `ag__.name(*args)`, at the place of another node."""
    made = ast.Call(operator(name), list(args), [])
    ast.fix_missing_locations(ast.copy_location(made, where))
    for part in (made.func, made.func.value):  # whose end tells Python the line of the call
        part.end_lineno, part.end_col_offset = part.lineno, part.col_offset
    return made


def _binds(*nodes):
    """Whether `:=` binds a name there, which a lambda would keep for itself."""
    return any(isinstance(part, ast.NamedExpr) for node in nodes for part in ast.walk(node))


class Setting(NamedTuple):
    """What a conversion knows of its function.

    Args:
      features: the Features in use.
      around: the name of the class around the function, or None.
      has_class: whether `super()` means something in it.
    """

    features: frozenset
    around: str | None
    has_class: bool


class Expressions(ast.NodeTransformer):
    """The pass over the expressions of one function; nested ones have their own.

    Args:
      setting: the Setting of the conversion.
      function: the `def`.
    """

    def __init__(self, setting, function):
        self.features, self.function = setting.features, function
        first = [*function.args.posonlyargs, *function.args.args][:1]
        self.first = first[0].arg if first and setting.has_class else None

    def statements(self):
        """Converts the function's statements, where they are."""
        self.function.body = [self.visit(node) for node in self.function.body]

    def visit_ClassDef(self, node):
        return node  # its methods are converted when they are called

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef

    def visit_For(self, node):
        if hasattr(node, "more"):
            node.more = self.visit(node.more)
        return self.generic_visit(node)

    def visit_With(self, node):
        """Managers are called as they are: some look at the frame that enters them."""
        node.body = [self.visit(child) for child in node.body]
        return node

    def visit_BoolOp(self, node):
        self.generic_visit(node)
        if _binds(*node.values[1:]):
            return node
        result = node.values[-1]
        for value in reversed(node.values[:-1]):
            result = call(_LOGIC[type(node.op)], node, value, later(result))
        return result

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return call("not_", node, node.operand) if isinstance(node.op, ast.Not) else node

    def visit_IfExp(self, node):
        self.generic_visit(node)
        if _binds(node.body, node.orelse):
            return node
        return call("if_exp", node, node.test, later(node.body), later(node.orelse))

    def visit_Compare(self, node):
        self.generic_visit(node)
        if Feature.EQUALITY_OPERATORS not in self.features or _binds(*node.comparators[:-1]):
            return node
        result = None
        left = [node.left, *node.comparators]
        for a, op, b in reversed(list(zip(left, node.ops, node.comparators, strict=False))):
            one = self._comparison(node, a, op, b)
            result = one if result is None else call("and_", node, one, later(result))
        return result

    def _comparison(self, node, a, op, b):
        if type(op) in _EQUALITY:
            return call(_EQUALITY[type(op)], node, a, b)
        return ast.copy_location(ast.Compare(a, [op], [b]), node)

    def visit_Assert(self, node):
        self.generic_visit(node)
        if Feature.ASSERT_STATEMENTS not in self.features:
            return node
        message = node.msg or ast.Constant("Assertion error")
        done = call("assert_stmt", node, node.test, later(message))
        return ast.copy_location(ast.Expr(done), node)

    def visit_Call(self, node):
        self.generic_visit(node)
        if _is_operator(node.func):
            return node
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if name == "super":
            if not node.args and self.first:
                own = [ast.Name("__class__", ast.Load()), ast.Name(self.first, ast.Load())]
                node.args = [ast.copy_location(part, node) for part in own]
            return node
        if name == "print" and Feature.BUILTIN_FUNCTIONS not in self.features:
            return node
        if isinstance(node.func, ast.Attribute):  # Python tells the line of the method's name
            node.lineno = node.func.end_lineno
            node.col_offset = node.func.end_col_offset - len(node.func.attr.encode())
        node.func = call("call", node.func, node.func)
        return node
