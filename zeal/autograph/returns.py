"""Early returns become one return at the end: `ag__done` and `ag__value` say whether and what."""

import ast

from zeal.autograph.jumps import (
    LOOPS,
    blocks,
    contains,
    inside,
    place,
    refuse_in_finally,
    set_flag,
    unless,
)

DONE, VALUE = "ag__done", "ag__value"


def lower(function):
    """Rewrites the returns of a function's node, if any stands in a branch or loop."""
    if any(map(_returns, function.body[:-1])) or _nested(function.body[-1]):
        Returns().function(function)


def _returns(node):
    if isinstance(node, ast.Return):
        return True
    return any(map(_returns, inside(node)))


def _nested(node):
    return _returns(node) and not isinstance(node, ast.Return)


def _ends(statements):
    """Whether a block surely returns or raises."""
    if not statements:
        return False
    last = statements[-1]
    if isinstance(last, (ast.Return, ast.Raise)):
        return True
    if isinstance(last, ast.While):
        forever = isinstance(last.test, ast.Constant) and bool(last.test.value)
        return forever and not any(contains(child, ast.Break) for child in last.body)
    return isinstance(last, ast.If) and _ends(last.body) and _ends(last.orelse)


def _surely_returns(statements):
    if not statements:
        return False
    last = statements[-1]
    if isinstance(last, ast.If):
        return _surely_returns(last.body) and _surely_returns(last.orelse)
    return isinstance(last, ast.Return)


def _folded(statements):
    """`if c: return a`, then more: the more moves to the `else`, so that both branches return."""
    for i, node in enumerate(statements):
        for holder, field in blocks(node):
            setattr(holder, field, _folded(getattr(holder, field)))
        rest = statements[i + 1 :]
        if isinstance(node, ast.Return):
            return statements[: i + 1]
        if rest and isinstance(node, ast.If) and _surely_returns(node.body):
            node.orelse = _folded(node.orelse + rest)
            return statements[: i + 1]
        if rest and isinstance(node, ast.If) and _surely_returns(node.orelse):
            node.body = _folded(node.body + rest)
            return statements[: i + 1]
    return statements


class Returns:
    """The pass over one function."""

    def __init__(self):
        self.tested = False  # whether anybody asks ag__done

    def function(self, function):
        """Rewrites a function whose returns are not just one at its end."""
        last = function.body[-1]
        body = function.body if _ends(function.body) else [
            *function.body, place(ast.Return(None), last)
        ]
        body = self.block(_folded(body), False)
        end = place(ast.Return(ast.Name(VALUE, ast.Load())), last)
        start = set_flag(DONE, False, function.body[0])
        function.body = [start, *body, end] if self.tested else [*body, end]

    def block(self, statements, in_loop):
        """A block without returns; what follows one that may have happened is guarded."""
        done = []
        for i, node in enumerate(statements):
            if isinstance(node, ast.Return):
                return done + self.jump(node, in_loop)
            returns = _returns(node)
            done.append(self.statement(node, in_loop) if returns else node)
            if returns:
                return done + self.after(node, statements[i + 1 :], in_loop)
        return done

    def jump(self, node, in_loop):
        """What stands for `return value`."""
        value = node.value or ast.Constant(None)
        kept = place(ast.Assign([ast.Name(VALUE, ast.Store())], value), node)
        leave = [place(ast.Break(), node)] if in_loop else []
        return [kept, set_flag(DONE, True, node), *leave]  # the value first: it may raise

    def statement(self, node, in_loop):
        """A statement that may return, without returns."""
        refuse_in_finally(node, _returns)
        own_else = isinstance(node, (ast.Try, ast.TryStar)) and any(map(_returns, node.body))
        deeper = in_loop or isinstance(node, LOOPS)
        for holder, field in blocks(node):
            after_loop = field == "orelse" and isinstance(node, LOOPS)
            lowered = self.block(getattr(holder, field), in_loop if after_loop else deeper)
            setattr(holder, field, lowered)
        if own_else and not deeper:  # in loops, break does it
            self.tested = True
            node.orelse = unless(DONE, node.orelse, node)
        return node

    def after(self, node, rest, in_loop):
        """What follows a statement that may have returned."""
        if in_loop and isinstance(node, LOOPS):
            self.tested = True
            test = ast.Name(DONE, ast.Load())
            return [
                place(ast.If(test, [ast.Break()], []), node), *self.block(rest, in_loop)
            ]
        if in_loop or not rest:  # in loops, break leaves
            return self.block(rest, in_loop)
        self.tested = True
        return unless(DONE, self.block(rest, in_loop), node)
