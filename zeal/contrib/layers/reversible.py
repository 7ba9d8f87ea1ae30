"""Reversible layers, whose inputs are found again from outputs, and functions that run twice."""

import inspect
from functools import partial, wraps
from types import CellType

from zeal import nest
from zeal._native import GradientTape, Tensor, Variable
from zeal.contrib.framework.scoped_arguments import arg_scope, current_arg_scope
from zeal.contrib.layers.collecting import published
from zeal.eager.control import control_dependencies
from zeal.eager.custom_gradient import custom_gradient
from zeal.layers import Layer
from zeal.state.scope import get_variable_scope, variable_scope


def _sum(*lists):
    """The sums of gradients; None counts as nothing."""
    given = ([g for g in column if g is not None] for column in zip(*lists, strict=True))
    return [sum(some[1:], some[0]) if some else None for some in given]


def _pulled(fn, dy, x, variables):
    """`fn(x)`, and what flows back from a gradient of it to x, the side inputs and variables."""
    sources = [x, *fn.side, *variables]
    with GradientTape() as tape:
        tape.watch(_able(sources))
        y = fn(x)
    return y, _gradient(tape, y, sources, dy)


def _able(tensors):
    """Those that gradients flow to."""
    return [x for x in tensors if x.dtype.is_floating or x.dtype.is_complex]


def _gradient(tape, target, sources, dy):
    """The gradients of sources, of which integers have none: a tape would say so at each step."""
    able = {id(x): x for x in _able(sources)}
    found = dict(zip(able, tape.gradient(target, list(able.values()), dy), strict=True))
    return [found.get(id(x)) for x in sources]


class _Half:
    """One of a layer's two functions, with its side inputs and a scope of its own."""

    def __init__(self, fn, scope, side):
        self.fn, self.scope, self.side = fn, scope, side

    def __call__(self, x):
        with variable_scope(self.scope, use_resource=True):
            return self.fn(x, self.side) if self.side else self.fn(x)


@published("RevBlock")
class RevBlock(Layer):
    """Reversible residual layers as one layer; see `tf.contrib.layers.rev_block`."""

    def __init__(
        self, f, g, num_layers=1, f_side_input=None, g_side_input=None,
        use_efficient_backprop=True, name="revblock", **kwargs
    ):  # fmt: skip
        super().__init__(name=name, **kwargs)
        self.f = f if isinstance(f, list) else [f] * num_layers
        self.g = g if isinstance(g, list) else [g] * num_layers
        if len(self.f) != num_layers or len(self.g) != num_layers:
            raise ValueError(f"rev_block: f and g must be lists of {num_layers} functions")
        self.num_layers = num_layers
        self.f_side_input, self.g_side_input = f_side_input or [], g_side_input or []
        self._use_efficient_backprop = use_efficient_backprop

    def forward(self, x1, x2):
        """The pair of outputs."""
        return self.apply([x1, x2])

    def backward(self, y1, y2):
        """The inputs of outputs."""
        return self.apply([y1, y2], forward=False)

    def call(self, inputs, forward=True):
        """What `forward` and `backward` return."""
        scope = get_variable_scope()
        before = len(scope.global_variables())
        sides = [*self.f_side_input, *self.g_side_input]
        if forward and self._use_efficient_backprop:
            outputs = custom_gradient(self._with_gradient)(*inputs, *sides)
        else:
            outputs = self._run(*inputs, forward, self._halves(sides))
        self._own_weights.extend(scope.global_variables()[before:])
        return outputs

    def _halves(self, sides):
        """f and g of each layer, from the first to the last."""
        n = len(self.f_side_input)
        return [
            (_Half(f, f"revlayer_{i}/f", sides[:n]), _Half(g, f"revlayer_{i}/g", sides[n:]))
            for i, (f, g) in enumerate(zip(self.f, self.g, strict=True))
        ]

    def _run(self, x1, x2, forward, halves):
        for f, g in halves if forward else reversed(halves):
            if forward:
                x1 = x1 + f(x2)
                x2 = x2 + g(x1)
            else:
                x2 = x2 - g(x1)
                x1 = x1 - f(x2)
        return x1, x2

    def _with_gradient(self, x1, x2, *sides):
        halves = self._halves(list(sides))
        ys = self._run(x1, x2, True, halves)

        def grad(*dys, variables=()):
            with variable_scope(self.scope_name, reuse=True):
                dxs, rest = self._pull(ys, dys, halves, list(variables))
            n = len(sides)
            return ([*dxs, *rest[:n]], rest[n:]) if variables else [*dxs, *rest]

        return ys, grad

    def _pull(self, ys, dys, halves, variables):
        """Gradients of the inputs, and a list of those of the side inputs and variables."""
        (y1, y2), (dy1, dy2), n = ys, dys, len(self.f_side_input)
        total = [None] * (n + len(self.g_side_input) + len(variables))
        for f, g in reversed(halves):
            gy, (back, *by_g) = _pulled(g, dy2, y1, variables)
            y2 = y2 - gy
            (dy1,) = _sum([dy1], [back])
            fy, (back, *by_f) = _pulled(f, dy1, y2, variables)
            y1 = y1 - fy
            (dy2,) = _sum([dy2], [back])
            sides = [*by_f[:n], *by_g[: len(self.g_side_input)]]
            own = _sum(by_f[n:], by_g[len(self.g_side_input) :])
            total = _sum(total, [*sides, *own])
        return (dy1, dy2), total


@published("rev_block")
def rev_block(
    x1, x2, f, g, num_layers=1, f_side_input=None, g_side_input=None, is_training=True
):
    """Residual layers whose values the gradient computes again: `y1 = x1 + f(x2); y2 = x2 + g(y1)`.

    Args:
      x1, x2: floating tensors.
      f, g: functions of a tensor, which keep its shape and may make variables; or lists of one for
        each layer.
      num_layers: how many layers there are, each with variables of its own.
      f_side_input, g_side_input: lists of tensors, which f or g then takes as a second argument;
        other tensors from outside get no gradient.
      is_training: whether the gradient computes values again instead of keeping them.

    Returns:
      A pair of tensors of the shapes of x1 and x2.

    Raises:
      ValueError: f or g is a list of another length.

    Example:
      >>> y1, y2 = tf.contrib.layers.rev_block(tf.constant([1.0]), tf.constant([2.0]), tf.square,
      ...                                      tf.negative)
      >>> float(y1[0]), float(y2[0])
      (5.0, -3.0)

    Source: Gomez et al. 2017.
    """
    reuse = get_variable_scope().reuse
    sides = f_side_input, g_side_input
    return RevBlock(f, g, num_layers, *sides, is_training, _reuse=reuse).forward(x1, x2)


_WRONG = (
    "The variables used on recompute were different than the variables originally used. The "
    "function wrapped with @recompute_grad likely creates its own variable scope with a default "
    "name and has been called twice in the same enclosing scope. To fix, ensure each call to the "
    "function happens in its own unique variable scope."
)


def _refuse_captures(fn):
    names = getattr(getattr(fn, "__code__", None), "co_freevars", ())  # objects and ops have none
    for name, cell in zip(names, getattr(fn, "__closure__", None) or (), strict=True):
        if cell != CellType() and isinstance(cell.cell_contents, (Tensor, Variable)):
            raise ValueError(
                f"fn decorated with @recompute_grad closes over Tensor {cell.cell_contents} (local "
                f"variable name: {name}). It must be an input of fn: it gets no gradient else."
            )


@published("recompute_grad")
def recompute_grad(fn=None, use_data_dep=False, tupleize_grads=False):
    """Decorator that computes fn again for its gradient instead of keeping intermediate values.

    Args:
      fn: a function of tensors, in the variable scope and `arg_scope` of the call both times. With
        an argument `is_recomputing` it is told which time it is.
      use_data_dep, tupleize_grads: accepted for compatibility; they order ops for XLA.

    Returns:
      A function of the same tensors; without fn, the decorator.

    Raises:
      ValueError: fn uses a tensor from outside; later, it used other variables the second time.

    Example:
      >>> cube = tf.contrib.layers.recompute_grad(lambda x: x * x * x)
      >>> [g.numpy() for g in tfe.gradients_function(cube)(tf.constant(2.0))]
      [12.0]
    """
    if fn is None:
        return partial(recompute_grad, use_data_dep=use_data_dep, tupleize_grads=tupleize_grads)
    _refuse_captures(fn)

    @wraps(fn)
    def wrapped(*args):
        if not all(isinstance(a, Tensor) for a in args):
            raise ValueError("All inputs to function must be Tensors")
        return custom_gradient(partial(_twice, fn))(*args)

    return wrapped


def _twice(fn, *args):
    scope, arguments = get_variable_scope(), current_arg_scope()
    told = "is_recomputing" in inspect.signature(fn).parameters

    def run(again, quiet, inputs):
        with GradientTape() as tape:
            if quiet:  # the tapes around see variables, but keep none of fn's values
                tape._record_nothing(True)
            tape.watch(_able(inputs))
            result = fn(*inputs, is_recomputing=again) if told else fn(*inputs)
        return result, tape

    result, first = run(False, True, list(args))

    def grad(*dys, variables=()):
        late = control_dependencies(list(dys))  # values are not made before they are needed
        with late, arg_scope(arguments), variable_scope(scope, reuse=True):
            outputs, tape = run(True, False, list(args))
        if {id(v) for v in tape.watched_variables()} != {id(v) for v in first.watched_variables()}:
            raise ValueError(_WRONG)
        sources = [*args, *variables]
        grads = _gradient(tape, nest.flatten(outputs), sources, list(dys))
        return (grads[: len(args)], grads[len(args) :]) if variables else grads

    return result, grad
