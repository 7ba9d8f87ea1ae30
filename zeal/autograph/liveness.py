"""Which names are read later: what a branch or a loop must hand on is among them.

The code has no break, continue or early return any more, so this follows blocks from their ends to
their beginnings. Every `if`, `while` and `for` gets two attributes: `live_out`, the names that are
read after it, and loops `live_in`, those that are read by a next round or after it.
"""

import ast

from zeal.autograph.names import Names, bound, free


def mark(function, always=frozenset()):
    """Marks the blocks of a function.

    Args:
      function: its node.
      always: names that somebody outside may read after it has ended.
    """
    Liveness(_captured(function)).block(function.body, set(always), set())


def _captured(function):
    """By name of a local function or class, the names that reading it may read later."""
    found: dict = {}
    for node in ast.walk(function):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node is not function:
            names = free(node) if isinstance(node, ast.FunctionDef) else Names(*node.body).reads
            found.setdefault(node.name, set()).update(names)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            for name in Names(*node.targets).writes:
                found.setdefault(name, set()).update(free(node.value))
    return found


class Liveness:
    """Follows the names that are read later through the blocks of one function.

    Args:
      captured: what reading a local function may read besides.
    """

    def __init__(self, captured):
        self.captured = captured

    def reads(self, *nodes):
        """The names that some code may read, functions' captured ones included."""
        found = set()
        waiting = set(Names(*(n for n in nodes if n is not None)).reads)
        while waiting:
            found |= waiting
            waiting = set().union(*(self.captured.get(n, ()) for n in waiting)) - found
        return found

    def block(self, statements, out, exits):
        """What is read from the beginning of a block on.

        Args:
          statements: a list.
          out: what is read after it.
          exits: what is read where an exception in it leads.
        """
        for node in reversed(statements):
            step = getattr(self, "at_" + type(node).__name__, None)
            out = step(node, out, exits) if step else (out - bound(node)) | self.reads(node)
            out = out | exits
        return out

    def at_If(self, node, out, exits):
        node.live_out = out
        branches = self.block(node.body, out, exits) | self.block(node.orelse, out, exits)
        return branches | self.reads(node.test)

    def _loop(self, node, out, exits, tests, targets):
        node.live_out, node.live_in = out, None
        head = out | self.reads(*tests)
        while head != node.live_in:  # what a round reads, the one before it hands on
            node.live_in = head
            head = head | (self.block(node.body, head, exits) - targets)
        return head

    def at_While(self, node, out, exits):
        return self._loop(node, out, exits, [node.test], set())

    def at_For(self, node, out, exits):
        tests = [getattr(node, "more", None)]
        head = self._loop(node, out, exits, tests, bound(node))
        return head | self.reads(node.iter, node.target)

    def at_With(self, node, out, exits):
        inside = self.block(node.body, out, exits)
        return (inside - bound(node)) | self.reads(*node.items)

    def at_Try(self, node, out, exits):
        last = self.block(node.finalbody, out | exits, exits)
        handlers = [self.block(h.body, last, exits | last) for h in node.handlers]
        caught = last.union(*handlers) | self.reads(*(h.type for h in node.handlers))
        return self.block(node.body, self.block(node.orelse, last, exits | last), caught)

    at_TryStar = at_Try

    def at_Match(self, node, out, exits):
        cases = [self.block(case.body, out, exits) for case in node.cases]
        tests = [part for case in node.cases for part in (case.pattern, case.guard)]
        return out.union(*cases) | self.reads(node.subject, *tests)

    def at_Return(self, node, out, exits):
        return self.reads(node.value)

    def at_Raise(self, node, out, exits):
        return self.reads(node.exc, node.cause)
