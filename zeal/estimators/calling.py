"""Calls of a program's functions with what they want of some arguments."""

import functools
import inspect

from zeal import logging

_MODEL_ARGUMENTS = {"features", "labels", "mode", "params", "self", "config"}


def arguments_of(function):
    """The names of a function's arguments, but for those that a partial one has by name."""
    bound = function.keywords if isinstance(function, functools.partial) else ()
    names = inspect.signature(function).parameters
    return tuple(name for name in names if name not in bound)


def call_with(function, /, *args, **values):
    """Calls a function with those of the values that it takes."""
    wanted = arguments_of(function)
    return function(*args, **{k: v for k, v in values.items() if k in wanted})


def check_model_function(model_fn, params):
    """Raises ValueError for a function that is no model function."""
    names = set(arguments_of(model_fn))
    if "features" not in names:
        raise ValueError(f"model_fn ({model_fn}) must include features argument.")
    if params is not None and "params" not in names:
        raise ValueError(
            f"model_fn ({model_fn}) does not include params argument, but params ({params}) is "
            "passed to Estimator."
        )
    if params is None and "params" in names:
        logging.warning(
            f"Estimator's model_fn ({model_fn}) includes params argument, but params are not "
            "passed to Estimator."
        )
    others = sorted(names - _MODEL_ARGUMENTS)
    if others:
        raise ValueError(f"model_fn ({model_fn}) has following not expected args: {others}")
