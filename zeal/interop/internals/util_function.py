"""tensorflow.python.util.function_utils: what a callable is called, and what it takes."""

import functools

from zeal.interop.internals import tf_inspect
from zeal.interop.internals.tf_decorator import unwrap

__all__ = [
    "fn_args", "get_disabled_rewriter_config", "get_func_code", "get_func_name", "has_kwargs",
]  # fmt: skip


def _is_callable_object(value):
    return callable(value) and tf_inspect.ismethod(value.__call__)


def fn_args(fn):
    """The names of a callable's arguments, without those that it is bound to: a tuple."""
    if isinstance(fn, functools.partial):
        return tuple(a for a in fn_args(fn.func)[len(fn.args) :] if a not in fn.keywords)
    fn = fn.__call__ if _is_callable_object(fn) else fn
    args = tf_inspect.getfullargspec(fn).args
    bound = unwrap(fn)[1]
    is_bound = tf_inspect.ismethod(bound) and bound.__self__ is not None
    return tuple(args[1:] if is_bound else args)


def has_kwargs(fn):
    """Whether a callable takes any arguments by keyword. Raises TypeError where it is none."""
    if isinstance(fn, functools.partial):
        fn = fn.func
    elif _is_callable_object(fn):
        fn = fn.__call__
    elif not callable(fn):
        raise TypeError(f"fn should be a function-like object, but is of type {type(fn)}.")
    return tf_inspect.getfullargspec(fn).varkw is not None


def _target(func):
    target = unwrap(func)[1]
    if not callable(target):
        raise ValueError("Argument must be callable")
    return target


def get_func_name(func):
    """A callable's name. Raises ValueError where it is none."""
    func = _target(func)
    if tf_inspect.isfunction(func):
        return func.__name__
    if tf_inspect.ismethod(func):
        return f"{type(func.__self__).__name__}.{func.__func__.__name__}"
    return str(type(func))


def get_func_code(func):
    """A callable's code, None for one without. Raises ValueError where it is no callable."""
    func = _target(func)
    return getattr(func, "__code__", None) or getattr(func.__call__, "__code__", None)


def get_disabled_rewriter_config():
    """A ConfigProto that turns rewriting off, as bytes."""
    from zeal.messages.config import ConfigProto

    config = ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    return config.SerializeToString()
