"""Calls that tell the conversion something, and are no calls at run time."""

import ast

_OPTIONS = ("parallel_iterations", "back_prop", "swap_memory", "maximum_iterations")


def collect(function):
    """Takes the directives out of a function's node, and notes them on what they are about.

    Loops get `options`: expressions by the names of arguments of `tf.while_loop`. Nested functions
    that are not to be converted get `left`.
    """
    for node in ast.walk(function):
        if isinstance(node, (ast.For, ast.While)):
            _take_options(node)
        if isinstance(node, ast.FunctionDef) and node is not function:
            node.left = _is_left(node)


def _take_options(loop):
    given = [s for s in loop.body if _is_call(s, "set_loop_options")]
    loop.options = {}
    for statement in given:
        call = statement.value
        loop.options.update(zip(_OPTIONS, call.args, strict=False))
        loop.options.update((k.arg, k.value) for k in call.keywords)
        loop.body[loop.body.index(statement)] = ast.copy_location(ast.Pass(), statement)


def _is_call(statement, name):
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    return _last_name(statement.value.func) == name


def _last_name(node):
    return getattr(node, "attr", getattr(node, "id", None))


def _is_left(function):
    """Whether a nested function stays as it is: generators, and those that ask for it."""
    if any(_last_name(d) == "do_not_convert" for d in function.decorator_list):
        return True
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)
    return False
