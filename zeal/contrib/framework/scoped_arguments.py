"""Scopes of arguments: defaults that layer functions take within a `with` block."""

import functools
import inspect
import threading
from contextlib import contextmanager
from typing import Any

from zeal.public import public

_taken: dict = {}  # key of a function -> names of its arguments that have a default


class _Stack(threading.local):
    def __init__(self):
        self.scopes = [{}]


_stack = _Stack()


@public("contrib.framework.current_arg_scope", "contrib.slim.current_arg_scope")
def current_arg_scope() -> dict[str, dict[str, Any]]:
    """The scope in force in this thread.

    Returns:
      A dict from functions' keys to dicts of arguments.

    Example:
      >>> tf.contrib.framework.current_arg_scope()
      {}
    """
    return _stack.scopes[-1]


@public("contrib.slim.arg_scope_func_key")
def arg_scope_func_key(op):
    """What stands for a function in scopes of arguments.

    Args:
      op: a function.

    Returns:
      A string.

    Example:
      >>> with tf.contrib.slim.arg_scope([tf.contrib.slim.conv2d], stride=2) as scope:
      ...     print(scope[tf.contrib.slim.arg_scope_func_key(tf.contrib.slim.conv2d)])
      {'stride': 2}
    """
    return getattr(op, "_key_op", str(op))


@public("contrib.framework.arg_scope", "contrib.slim.arg_scope")
@contextmanager
def arg_scope(list_ops_or_scope, **kwargs):
    """Gives functions default arguments within a `with` block.

    Args:
      list_ops_or_scope: a list or tuple of functions that `add_arg_scope` decorates; or a scope
        that this returned, to enter it again.
      **kwargs: the arguments.

    Returns:
      A context manager, whose value is the scope.

    Raises:
      TypeError: list_ops_or_scope is none of these.
      ValueError: a function is not decorated, or arguments go with a scope.

    Example:
      >>> layers = tf.contrib.layers
      >>> with tf.contrib.framework.arg_scope([layers.fully_connected], activation_fn=None):
      ...     print(layers.fully_connected(tf.zeros([2, 3]), 4).shape)
      (2, 4)
    """
    scope = _scope(list_ops_or_scope, kwargs)
    _stack.scopes.append(scope)
    try:
        yield scope
    finally:
        _stack.scopes.pop()


def _scope(functions, arguments):
    if isinstance(functions, dict):
        if arguments:
            raise ValueError(
                "When attempting to re-use a scope by suppling a dictionary, kwargs must be empty."
            )
        return functions.copy()
    if not isinstance(functions, (list, tuple)):
        raise TypeError(
            "list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)"
        )
    scope = current_arg_scope().copy()
    for function in functions:
        _check_decorated(function)
        key = arg_scope_func_key(function)
        scope[key] = {**scope.get(key, {}), **arguments}
    return scope


def _check_decorated(function):
    if not has_arg_scope(function):
        raise ValueError(f"{function} is not decorated with @add_arg_scope")


@public("contrib.framework.add_arg_scope", "contrib.slim.add_arg_scope")
def add_arg_scope(func):
    """Decorates a function so that `arg_scope` may give it arguments.

    Args:
      func: the function.

    Returns:
      A function of the same arguments; those of a call go before those of the scope.

    Example:
      >>> @tf.contrib.framework.add_arg_scope
      ... def scale(x, by=1):
      ...     return x * by
      >>> with tf.contrib.framework.arg_scope([scale], by=3):
      ...     print(scale(2))
      6
    """
    key = str(func)

    @functools.wraps(func)
    def in_scope(*args, **kwargs):
        return func(*args, **{**current_arg_scope().get(key, {}), **kwargs})

    parameters = inspect.signature(func).parameters.values()
    _taken[key] = tuple(p.name for p in parameters if p.default is not p.empty)
    in_scope._key_op = key
    return in_scope


@public("contrib.framework.has_arg_scope", "contrib.slim.has_arg_scope")
def has_arg_scope(func) -> bool:
    """Whether `arg_scope` may give a function arguments.

    Args:
      func: a function.

    Returns:
      A bool.

    Example:
      >>> tf.contrib.framework.has_arg_scope(tf.contrib.layers.flatten)
      True
    """
    return arg_scope_func_key(func) in _taken


@public("contrib.framework.arg_scoped_arguments", "contrib.slim.arg_scoped_arguments")
def arg_scoped_arguments(func) -> tuple[str, ...]:
    """Names of the arguments that `arg_scope` may give a function.

    Args:
      func: a function that `add_arg_scope` decorates.

    Returns:
      A tuple of strings.

    Raises:
      ValueError: the function is not decorated.

    Example:
      >>> tf.contrib.framework.arg_scoped_arguments(tf.contrib.layers.flatten)
      ('outputs_collections', 'scope')
    """
    _check_decorated(func)
    return _taken[arg_scope_func_key(func)]
