"""Feature.LISTS: appending to, and elements of, what may be a tf.TensorArray."""

import ast

from zeal.autograph.expressions import call


class Lists(ast.NodeTransformer):
    """The pass over one function. A call that changes an array binds its name anew."""

    def visit_FunctionDef(self, node):
        return node  # nested functions have passes of their own

    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef

    def visit_Expr(self, node):
        self.generic_visit(node)
        done = node.value
        if not isinstance(done, ast.Call) or not _is_method(done, "append"):
            return node
        holder = done.func.value
        return _bind(holder, call("list_append", done, holder, *done.args), node)

    def visit_Assign(self, node):
        self.generic_visit(node)
        target = node.targets[0]
        if len(node.targets) > 1 or not isinstance(target, ast.Subscript):
            return node
        if _is_slice(target) or not _can_bind(target.value):
            return node
        done = call("set_item", node, target.value, target.slice, node.value)
        return _bind(target.value, done, node)

    def visit_Subscript(self, node):
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or _is_slice(node):
            return node
        return call("get_item", node, node.value, node.slice)

    def visit_Call(self, node):
        self.generic_visit(node)
        if not _is_method(node, "stack"):
            return node
        return call("list_stack", node, node.func, *node.args)


def _is_method(node, name):
    called = node.func
    if not isinstance(called, ast.Attribute) or called.attr != name:
        return False
    return len(node.args) == 1 and not node.keywords and _can_bind(called.value)


def _can_bind(node):
    return isinstance(node, (ast.Name, ast.Attribute))


def _is_slice(node):
    return any(isinstance(part, ast.Slice) for part in ast.walk(node.slice))


def _bind(holder, value, where):
    if isinstance(holder, ast.Name):
        target = ast.Name(holder.id, ast.Store())
    else:
        target = ast.Attribute(holder.value, holder.attr, ast.Store())
    assigned = ast.Assign([ast.copy_location(target, holder)], value)
    return ast.copy_location(assigned, where)
