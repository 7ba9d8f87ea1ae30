"""tf.custom_gradient, tf.recompute_grad, tf.grad_pass_through."""

import functools
import inspect

from zeal import _native, nest
from zeal._native import GradientTape, convert
from zeal.public import public


def _takes_variables(grad_fn):
    try:
        spec = inspect.getfullargspec(grad_fn)
    except TypeError:  # a callable that does not tell
        return False
    return "variables" in spec.args or "variables" in spec.kwonlyargs or spec.varkw is not None


def _checked(f, returned):
    """The pair that f returned.

    Raises:
      TypeError: it is none, or its gradient function cannot be called.
    """
    pair = isinstance(returned, (tuple, list)) and len(returned) == 2
    if pair and callable(returned[1]):
        return returned
    what = type(returned).__name__
    if isinstance(returned, (tuple, list)):
        what = f"a {what} of {', '.join(type(r).__name__ for r in returned) or 'nothing'}"
    raise TypeError(
        f"custom_gradient: {getattr(f, '__name__', f)} must return a pair: its results and a "
        f"gradient function. It returned {what}"
    )


def _run(f, args, kwargs):
    """Calls f; returns its results, gradient function and the variables it read."""
    with GradientTape() as tape:
        tape._record_nothing(False)
        result, grad_fn = _checked(f, f(*args, **kwargs))
    given = {id(a) for a in nest.flatten([args, list(kwargs.values())])}
    variables = [v for v in tape.watched_variables() if id(v) not in given]
    if variables and not _takes_variables(grad_fn):
        raise TypeError(
            "If using @custom_gradient with a function that uses variables, then grad_fn must "
            "accept a keyword argument 'variables'."
        )
    return result, grad_fn, variables


def _backward(name, grad_fn, num_args, variables):
    """The gradient of all inputs, arguments then variables, as one function of dy."""

    def backward(*dys):
        if not variables:
            input_grads, variable_grads = grad_fn(*dys), []
        else:
            input_grads, variable_grads = grad_fn(*dys, variables=variables)
            if len(variable_grads) != len(variables):
                raise ValueError(
                    "Must return gradient for each variable from @custom_gradient grad_fn: "
                    f"that of {name} returned {len(variable_grads)} for {len(variables)} variables."
                )
        flat = nest.flatten(input_grads)
        if len(flat) != num_args:
            raise ValueError(
                f"custom_gradient function expected to return {num_args} gradients but returned "
                f"{len(flat)} instead: the gradient function of {name}, for {num_args} arguments."
            )
        return flat + list(variable_grads)

    return backward


@public("custom_gradient", "contrib.eager.custom_gradient")
def custom_gradient(f):
    """Decorator that gives a function a gradient of its own.

    Args:
      f: a function of tensors that returns a pair: its results (a tensor or a nested structure),
        and `grad_fn(*dy)`. That takes the gradients of the results, one tensor each, and returns
        those of f's positional arguments, None where there is none. When f reads variables,
        grad_fn also takes the keyword `variables`, a list, and returns a pair: the gradients of
        the arguments, and a list of those of the variables.

    Returns:
      A function of the same arguments that returns the results. The gradient is itself
      differentiable when grad_fn is made of ops.

    Raises:
      TypeError: f returned no such pair, or read variables and grad_fn does not take them.
      ValueError: grad_fn returned a wrong number of gradients (when differentiated).
      InvalidArgumentError: a gradient differs from its input in shape or dtype.

    Example:
      >>> @tf.custom_gradient
      ... def log1pexp(x):
      ...     e = tf.exp(x)
      ...     return tf.log(1 + e), lambda dy: dy * (1 - 1 / (1 + e))
      >>> [g.numpy() for g in tfe.gradients_function(log1pexp)(100.)]
      [1.0]
    """
    name = getattr(f, "__name__", type(f).__name__)

    @functools.wraps(f)
    def decorated(*args, **kwargs):
        result, grad_fn, variables = _run(f, args, kwargs)
        inputs = [*args, *variables]
        backward = _backward(name, grad_fn, len(args), variables)
        flat = [convert(t) for t in nest.flatten(result)]
        outputs = _native.record_gradient(name, flat, inputs, backward)
        return nest.pack_sequence_as(result, outputs)

    return decorated


@public("recompute_grad")
def recompute_grad(f):
    """Decorator that computes f again for its gradient instead of keeping intermediate values.

    Args:
      f: a function of tensors; it may read variables.

    Returns:
      A function of the same arguments.

    Example:
      >>> cube = tf.recompute_grad(lambda x: x * x * x)
      >>> [g.numpy() for g in tfe.gradients_function(cube)(2.0)]
      [12.0]
    """

    @custom_gradient
    @functools.wraps(f, updated=())
    def inner(*args, **kwargs):
        args = [a if isinstance(a, _native.Variable) else convert(a) for a in args]
        with GradientTape() as quiet:  # the tapes around see variables, but keep none of f's values
            quiet._record_nothing(True)
            result = f(*args, **kwargs)

        def grad(*dys, variables=()):
            with GradientTape() as tape:
                tape.watch(args)
                tape.watch(list(variables))
                again = f(*args, **kwargs)
            sources = [*args, *variables]
            grads = tape.gradient(nest.flatten(again), sources, output_gradients=list(dys))
            by_args = grads[: len(args)]
            return (by_args, grads[len(args) :]) if variables else by_args

        return result, grad

    return inner


@public("grad_pass_through")
def grad_pass_through(f):
    """Decorator that makes the gradient of f that of the identity.

    Args:
      f: a function of one tensor whose result has the same shape and dtype.

    Returns:
      A function with f's results; gradients pass it unchanged.

    Example:
      >>> step = tf.grad_pass_through(tf.round)
      >>> [g.numpy() for g in tfe.gradients_function(lambda x: step(x) * 3.0)(2.4)]
      [3.0]
    """

    @custom_gradient
    def inner(*args, **kwargs):
        def grad(*dys, variables=()):
            return (dys, [None] * len(variables)) if variables else dys

        return f(*args, **kwargs), grad

    return inner
