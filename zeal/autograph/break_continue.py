"""break and continue become flags: `ag__break_1` ends the loop, `ag__skip_1` the round."""

import ast

from zeal.autograph.jumps import (
    LOOPS,
    blocks,
    contains,
    place,
    refuse_in_finally,
    set_flag,
    unless,
)


def lower(function):
    """Rewrites the loops of a function's node. A `for` that may end gets the test `more`."""
    function.body = Loops().block(function.body)


class Loops:
    """The pass over one function; nested functions have their own."""

    def __init__(self):
        self.count = 0

    def block(self, statements):
        """A block whose loops have no jumps."""
        done = []
        for node in statements:
            for holder, field in blocks(node):
                setattr(holder, field, self.block(getattr(holder, field)))
            done += self.loop(node) if isinstance(node, LOOPS) else [node]
        return done

    def loop(self, node):
        """The statements that stand for a loop, those inside being done."""
        breaks = any(contains(child, ast.Break) for child in node.body)
        skips = any(contains(child, ast.Continue) for child in node.body)
        orelse, node.orelse = node.orelse, []
        if not breaks and not skips:
            return [node, *orelse]
        self.count += 1
        ends, skip = f"ag__break_{self.count}", f"ag__skip_{self.count}"
        flags = [*([ends] if breaks else []), *([skip] if skips else [])]
        node.body = Jumps(flags).block(node.body)
        if skips:
            node.body.insert(0, set_flag(skip, False, node))
        if not breaks:
            return [node, *orelse]
        _end_by(node, ends)
        return [set_flag(ends, False, node), node, *unless(ends, orelse, node)]


def _end_by(node, flag):
    """Lets a loop end when the flag is set."""
    go = place(ast.UnaryOp(ast.Not(), ast.Name(flag, ast.Load())), node)
    if not isinstance(node, ast.While):
        node.more = go
    elif isinstance(node.test, ast.Constant) and node.test.value:
        node.test = go
    else:
        node.test = ast.copy_location(ast.BoolOp(ast.And(), [go, node.test]), node.test)


class Jumps:
    """The jumps of one loop, which set all of its flags, the last of which guards what follows.

    Args:
      flags: the flag of break, that of continue, or both.
    """

    def __init__(self, flags):
        self.flags = flags

    def block(self, statements):
        """A block without the loop's jumps."""
        done = []
        for i, node in enumerate(statements):
            if isinstance(node, ast.Break):
                return done + [set_flag(flag, True, node) for flag in self.flags]
            if isinstance(node, ast.Continue):
                return [*done, set_flag(self.flags[-1], True, node)]
            jumps = contains(node, (ast.Break, ast.Continue))
            done.append(self.statement(node) if jumps else node)
            if jumps:
                return done + unless(self.flags[-1], self.block(statements[i + 1 :]), node)
        return done

    def statement(self, node):
        """A statement that may jump, without jumps."""
        jumps = (ast.Break, ast.Continue)
        refuse_in_finally(node, lambda child: contains(child, jumps))
        own_else = isinstance(node, (ast.Try, ast.TryStar)) and any(
            contains(child, jumps) for child in node.body
        )
        for holder, field in blocks(node):
            if not (isinstance(holder, LOOPS) and field == "body"):
                setattr(holder, field, self.block(getattr(holder, field)))
        if own_else:
            node.orelse = unless(self.flags[-1], node.orelse, node)
        return node
