"""tensorflow.python.ops.functional_ops: control flow over declared functions."""

from zeal import _native
from zeal.dtypes import int32
from zeal.errors import InvalidArgumentError
from zeal.graph.conditions import cond as cond_of
from zeal.graph.declared import DefinedFunction
from zeal.graph.graph import get_default_graph, home_graph
from zeal.graph.loops import while_loop
from zeal.graph_def.functional import truth
from zeal.tensor_shape import TensorShape

__all__ = ["For", "Gradient", "If", "While", "partitioned_call", "remote_call", "symbolic_gradient"]


def If(cond, inputs, then_branch, else_branch, name=None):
    """What then_branch gives of inputs where `cond` holds, else what else_branch gives: a list."""
    inputs = [*map(_native.convert, inputs)]
    result = cond_of(
        truth(_native.convert(cond)),
        lambda: _listed(then_branch(*inputs)),
        lambda: _listed(else_branch(*inputs)),
        strict=True,
        name=name,
    )
    return _listed(result)


def _listed(result) -> list:
    """What a declared function gave as a list."""
    if result is None or isinstance(result, _native.Operation):
        return []
    return list(result) if isinstance(result, (list, tuple)) else [result]


def While(input_, cond, body, name=None, hostmem=None):
    """What body makes of the inputs, and so on, as long as cond of that holds: a list."""
    if cond.captured_inputs:
        raise ValueError(
            "While op 'cond' argument must be a function without implicitly captured inputs."
        )
    if cond.declared_input_types != body.declared_input_types:
        raise ValueError(
            "While op 'cond' and 'body' signatures do not match. "
            f"{cond.declared_input_types!r} vs {body.declared_input_types!r}"
        )
    tests, made = len(cond.graph.outputs), len(body.graph.outputs)
    if tests != 1:
        raise InvalidArgumentError(f"Expected a single scalar from cond, got {tests} tensors.")
    if made != len(input_):
        raise InvalidArgumentError(
            f"While loop body returned {made} arguments. Expected: {len(input_)}"
        )
    return _looped(lambda *values: truth(cond(*values)), body, input_, name)


def _looped(condition, body, inputs, name):
    inputs = [*map(_native.convert, inputs)]
    result = while_loop(
        condition,
        lambda *values: _listed(body(*values)),
        inputs,
        [TensorShape(None)] * len(inputs),  # functions are traced for all shapes
        name=name,
        return_same_structure=True,
    )
    return _listed(result)


def For(start, limit, delta, inputs, body, name=None, hostmem=None, rewrite_with_while=None):
    """What body makes of (start, *inputs), then of (start + delta, *that), ...: a list."""
    start, limit, delta = (_native.convert(x, int32) for x in (start, limit, delta))
    for what, value in (("start", start), ("limit", limit), ("delta", delta)):
        if value.shape.ndims not in (None, 0):
            raise InvalidArgumentError(f"{what} must be a scalar, its shape is {value.shape}")
    made = len(body.graph.outputs)
    if made != len(inputs):
        raise InvalidArgumentError(
            f"For loop body returned {made} arguments. Expected: {len(inputs)}"
        )
    _check_direction(start, limit, delta)
    way = _native.api.sign(delta)
    result = _looped(
        lambda i, *_: (limit - i) * way > 0,
        lambda i, *values: [i + delta, *_listed(body(i, *values))],
        [start, *inputs],
        name,
    )
    return result[1:]


def _check_direction(start, limit, delta):
    known = [_native.known_value(x) for x in (start, limit, delta)]
    if any(x is None for x in known):
        return
    first, last, step = (int(x) for x in known)
    if not step or (last - first) * step < 0:
        raise InvalidArgumentError(
            f"Invalid start/limit/delta: {first}, {last}, {step}: no step leads there"
        )


def Gradient(inputs, f, name=None):
    """The gradients of f's inputs, of these and the gradients of its outputs: a list."""
    return symbolic_gradient(inputs, [t.dtype for t in f.graph.inputs], f, name)


def symbolic_gradient(input, Tout, f, name=None):
    """The same of a function or the name of one that the graph has, with dtypes of the results."""
    f = _function_of(f)
    count = len(f.declared_input_types)

    def gradient(*values):
        from zeal.graph.gradients import gradients
        from zeal.ops.array.fill import zeros_like

        xs, dys = values[:count], values[count:]
        found = gradients(_listed(f(*xs)), list(xs), list(dys))
        return [zeros_like(x) if g is None else g for x, g in zip(xs, found, strict=True)]

    values = [*map(_native.convert, input)]
    made = DefinedFunction(gradient, [], [v.dtype for v in values], python_grad_func=None)
    return _listed(made(*values, name=name or "SymbolicGradient"))


def _function_of(f):
    if isinstance(f, DefinedFunction):
        return f
    for graph in (get_default_graph(), home_graph()):
        if graph is not None and f in graph._functions:
            return graph._functions[f]
    raise ValueError(f"Function {f} is not defined.")


def remote_call(target, args, Tout, f, name=None):
    """What f gives of args, as a list; on this device, as all functions run."""
    return _listed(f(*args))


def partitioned_call(args, f, tout=None, executing_eagerly=None, config=None, executor_type=None):
    """What f gives of args, as a list; without results the operation, None while eager."""
    result = f(*args[: len(f.declared_input_types)])  # captured ones follow
    if result is None or isinstance(result, _native.Operation):
        return result
    return _listed(result)
