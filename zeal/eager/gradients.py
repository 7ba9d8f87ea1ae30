"""Functions that differentiate functions: tfe.gradients_function and its family, tfe.make_vjp."""

import inspect

from zeal import _native, nest
from zeal._native import GradientTape, api, convert
from zeal.public import public


def _no_value(f):
    name = getattr(f, "__name__", repr(f))
    return ValueError(
        "Cannot differentiate a function that returns None; "
        f"did you forget to return a value from {name}?"
    )


# --- by variables ---
@public("contrib.eager.implicit_value_and_gradients")
def implicit_value_and_gradients(f):
    """Returns a function that computes f and its gradient by the variables it reads.

    Args:
      f: returns a tensor or a nested structure of tensors, which are added up.

    Returns:
      A function of f's arguments that returns a pair: the value of f, and a list of
      (gradient, variable) pairs of all trainable variables that f read.

    Raises:
      ValueError: f returned None or read no trainable variable (when called).

    Example:
      >>> v = tf.Variable(3.0)
      >>> value, pairs = tfe.implicit_value_and_gradients(lambda x: x * v * v)(2.0)
      >>> float(value), float(pairs[0][0])
      (18.0, 12.0)
    """

    def grad_fn(*args, **kwds):
        with GradientTape() as tape:
            end_node = f(*args, **kwds)
        if end_node is None:
            raise _no_value(f)
        variables = tape.watched_variables()
        if not variables:
            raise ValueError(
                "No trainable variables were accessed while the function was being computed."
            )
        grads = tape.gradient(end_node, variables)
        return end_node, list(zip(grads, variables, strict=True))

    return grad_fn


@public("contrib.eager.implicit_gradients")
def implicit_gradients(f):
    """Returns a function that computes the gradient of f by the variables it reads.

    Args:
      f: returns a tensor or a nested structure of tensors, which are added up.

    Returns:
      A function of f's arguments that returns a list of (gradient, variable) pairs.

    Raises:
      ValueError: f returned None or read no trainable variable (when called).

    Example:
      >>> v = tf.Variable(3.0)
      >>> [(grad, variable)] = tfe.implicit_gradients(lambda x: x * v * v)(2.0)
      >>> float(grad)
      12.0
    """
    value_and_grads = implicit_value_and_gradients(f)

    def grad_fn(*args, **kwds):
        return value_and_grads(*args, **kwds)[1]

    return grad_fn


# --- by parameters ---
def _positions(f, params, num_args):
    """Which positional arguments to differentiate by."""
    try:
        names = inspect.getfullargspec(f).args
    except TypeError as e:
        if params is None:
            return range(num_args)
        if all(isinstance(p, int) for p in params):
            return params
        raise ValueError(
            "Either callable provided is not a function or could not inspect its arguments by "
            f"name: {f}. Original error: {e}"
        ) from None
    if inspect.ismethod(f):
        names = names[1:]
    if params is None:  # defaults that were left out stay as they are
        return range(min(len(names), num_args) if names else num_args)
    if all(isinstance(p, str) for p in params):
        return [_position(f, names, p) for p in params]
    if all(isinstance(p, int) for p in params):
        return _existing(f, params, num_args)
    raise ValueError(f"params must be all strings or all integers; got {params}.")


def _position(f, names, name):
    if name in names:
        return names.index(name)
    raise ValueError(
        f"params: '{name}' is not in list of arguments of {_name(f)}: ({', '.join(names)})"
    )


def _existing(f, positions, num_args):
    for i in positions:
        if not -num_args <= i < num_args:
            raise IndexError(
                f"params: list index {i} is out of range: {_name(f)} was called with "
                f"{num_args} positional arguments"
            )
    return positions


def _name(f):
    return getattr(f, "__name__", type(f).__name__)


def _converted(args, positions):
    """Arguments with those of `positions` as tensors (or variables), each an object of its own."""
    args, seen = list(args), set()
    for i in positions:
        if not isinstance(args[i], _native.Variable):
            args[i] = convert(args[i])
        if id(args[i]) in seen:
            args[i] = api.identity(args[i])
        seen.add(id(args[i]))
    return args


@public("contrib.eager.make_vjp")
def make_vjp(f, params=None, persistent=True):
    """Returns a function that computes f and its vector-Jacobian product.

    Args:
      f: a function of tensors. Several results are added up after their product with `dy`.
      params: names or positions of the parameters to differentiate by; all by default.
      persistent: whether the product may be computed more than once.

    Returns:
      A function of f's positional arguments that returns a pair: the value of f, and a function
      `vjp(dy=None)` that returns a list of gradients, one per parameter.

    Raises:
      ValueError: params mix names and positions, f returned None, or keyword arguments were
        given (when called).

    Example:
      >>> value, vjp = tfe.make_vjp(lambda x: x * x)(tf.constant(3.0))
      >>> [g.numpy() for g in vjp(dy=tf.constant(2.0))]
      [12.0]
    """

    def decorated(*args, **kwds):
        positions = _positions(f, params, len(args))
        if kwds:
            raise ValueError("The gradient function cannot take keyword arguments.")
        args = _converted(args, positions)
        sources = [args[i] for i in positions]
        with GradientTape(persistent) as tape:
            tape.watch(sources)
            result = f(*args)
            if result is None:
                raise _no_value(f)
            result = nest.map_structure(api.identity, result)  # never a source, which would
            # give even an integer a gradient

        def vjp(dy=None):
            if dy is not None:
                dy = [convert(d) for d in nest.flatten(dy)]
            return tape.gradient(nest.flatten(result), sources, output_gradients=dy)

        return result, vjp

    return decorated


@public("contrib.eager.value_and_gradients_function")
def value_and_gradients_function(f, params=None):
    """Returns a function that computes f and its gradient by its parameters.

    Args:
      f: a function of tensors. Several results are added up.
      params: a list of names or of positions of parameters; all by default.

    Returns:
      A function of f's positional arguments that returns a pair: the value of f and a list of
      gradients. Its keyword argument `dy` multiplies the results of f.

    Raises:
      ValueError: as for `make_vjp` (when called).

    Example:
      >>> value, (dx, dy) = tfe.value_and_gradients_function(lambda x, y: x * x * y)(2.0, 3.0)
      >>> float(value), float(dx), float(dy)
      (12.0, 12.0, 4.0)
    """

    def decorated(*args, **kwds):
        dy = kwds.pop("dy", None)
        if kwds:
            raise ValueError("Functions to be differentiated cannot receive keyword arguments.")
        value, vjp = make_vjp(f, params, persistent=False)(*args)
        return value, vjp(dy=dy)

    return decorated


@public("contrib.eager.gradients_function")
def gradients_function(f, params=None):
    """Returns a function that computes the gradient of f by its parameters.

    Args:
      f: a function of tensors. Several results are added up.
      params: a list of names or of positions of parameters; all by default.

    Returns:
      A function of f's positional arguments that returns a list of gradients, None for
      parameters that f does not depend on. Its keyword argument `dy` multiplies the results.

    Raises:
      ValueError: as for `make_vjp` (when called).

    Example:
      >>> square_grad = tfe.gradients_function(lambda x: x * x)
      >>> [g.numpy() for g in square_grad(3.0)]
      [6.0]
    """
    value_and_grads = value_and_gradients_function(f, params)

    def decorated(*args, **kwds):
        return value_and_grads(*args, **kwds)[1]

    return decorated
