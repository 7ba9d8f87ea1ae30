"""Attributes and elements that a block assigns: `self.x = ...`, `a[i] = ...`."""

import ast

from zeal.autograph.expressions import call, later
from zeal.autograph.names import FUNCTIONS, mangled


def parts(statements, writes, around):
    """Expressions that make the slots of what a block assigns in objects from outside of it.

    Args:
      statements: the block.
      writes: the names that it binds: what is reached through those is no state.
      around: the name of the class around the function, or None.

    Returns:
      An expression: a tuple of one slot per attribute or element, in the order of the text.
    """
    found = {}
    for target in _targets(statements):
        if _steady(target.value, writes) and _steady(getattr(target, "slice", None), writes):
            found.setdefault(ast.unparse(target), target)
    slots = [_slot(label, target, around) for label, target in found.items()]
    return ast.Tuple(slots, ast.Load())


def _targets(statements):
    waiting = list(statements)[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            continue
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            yield node
        waiting += list(ast.iter_child_nodes(node))[::-1]


def _steady(node, writes):
    """Whether an expression means the same object all through the block."""
    if isinstance(node, ast.Attribute):
        return _steady(node.value, writes)
    if isinstance(node, ast.Subscript):
        return _steady(node.value, writes) and _steady(node.slice, writes)
    if isinstance(node, ast.Name):
        return node.id not in writes
    return node is None or isinstance(node, ast.Constant)


def _slot(label, target, around):
    holder = later(_loaded(target.value))
    text = ast.Constant(label)
    if isinstance(target, ast.Attribute):
        return call("attribute", target, holder, ast.Constant(mangled(target.attr, around)), text)
    return call("element", target, holder, later(_loaded(target.slice)), text)


def _loaded(node):
    return ast.parse(ast.unparse(node), mode="eval").body
