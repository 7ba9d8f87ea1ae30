"""Steps of pipelines: native nodes made at once, or ops of a graph, which make them as it runs."""

from collections.abc import Callable
from typing import Any

from zeal import _native, errors
from zeal.dtypes import as_dtype, variant
from zeal.graph.graph import convert_apart, get_default_graph
from zeal.graph.host_call import made_object, object_of
from zeal.graph_def.hosted_attr import Given
from zeal.graph_def.hosted_datasets import OWN
from zeal.tensor_shape import TensorShape


def is_symbolic(value) -> bool:
    """Whether only a run of a graph tells what value is."""
    return isinstance(value, _native.Tensor) and value._symbolic


def as_tensor(value, dtype=None):
    """value as a tensor: a symbolic one where it is symbolic or a graph's variable, else concrete.

    What the program has at hand does not become part of the graph being built.
    """
    if _native.executing_eagerly() or isinstance(value, (_native.Tensor, _native.Variable)):
        return _native.convert(value, dtype)
    return convert_apart(value, dtype)


def known(value) -> "int | None":
    """A size for shapes: an int, or None where only a run tells."""
    if is_symbolic(value):
        value = _native.known_value(value)
    return None if value is None else int(value)


def argument(value, dtype, name):
    """What an op of the graph being built reads: a value as it is, eagerly."""
    if is_symbolic(value) or _native.executing_eagerly():
        return value
    return get_default_graph()._constant(as_tensor(value, dtype), name)


# --- kernels that GraphDefs name ---
KERNELS: "dict[str, Callable[..., Any]]" = {}


def dataset_op(op, *attrs) -> Callable[..., Any]:
    """Decorator of what makes the native node of one of TensorFlow's ops.

    The function takes the nodes of the inputs, the function of tensors if the op has one, and
    values, in the order in which `zeal/graph_def/hosted_datasets.py` declares them.

    Args:
      op: the op's name.
      *attrs: attributes that it takes by keyword.
    """

    def note(make):
        KERNELS[op] = make
        make.op, make.attrs = op, attrs
        return make

    return note


def step(make: Callable[..., Any], inputs, values=(), trace=None, **attrs):
    """`make(*inputs, [function,] *values, **attrs)`, or what an op that makes it in each run gives.

    Args:
      make: makes a native node; it holds no value of a graph, which would keep that from dying.
      inputs: native nodes, and what ops give; lists of them where the op has one.
      values: tensors, symbolic or not, and whatever else make takes.
      trace: the Trace of the function.
      **attrs: attributes.
    """
    values = [_native.convert(v) if isinstance(v, _native.Variable) else v for v in values]
    if _native.executing_eagerly() and not any(map(is_symbolic, _flat([*inputs, *values]))):
        return make(*inputs, *values, **attrs)
    captured = () if trace is None else [trace.values]
    if not hasattr(make, "op"):
        make, values = _with_fixed(make, len(inputs) + len(captured), values)
        return add(make, inputs, [*captured, *values], trace, {})
    arguments = list(_declared(make.op)[0].items())[len(inputs) + len(captured) :]
    given = [_given(v, *a) for v, a in zip(values, arguments, strict=True)]
    return add(make, inputs, [*captured, *given], trace, attrs)


def _flat(values) -> list:
    return [part for v in values for part in (v if type(v) is list else (v,))]


def _declared(op):
    from zeal.graph_def.hosted import HOSTED

    return HOSTED[op]


def _given(value, name, kind):
    count, _, dtype = kind.rpartition("*")
    if type(value) is list:
        return [argument(v, as_dtype(dtype) if count else None, name) for v in value]
    return argument(value, as_dtype(dtype), name)


def _with_fixed(make, before, values):
    """A maker of symbolic values alone, which stand behind so many other arguments, and these."""
    places = list(map(is_symbolic, values))
    fixed = [None if symbolic else v for symbolic, v in zip(places, values, strict=True)]

    def made(*parts):
        given = iter(parts[before:])
        every = zip(places, fixed, strict=True)
        return make(*parts[:before], *[next(given) if symbolic else v for symbolic, v in every])

    return made, [v for v in values if is_symbolic(v)]


def handle_of(node):
    """What stands for a native node, or for that of an op, in elements and graphs."""
    return node if is_symbolic(node) else _native.keep_object(node)


def add(make, inputs, others, trace, attrs, name=None, told=()):
    """The op of the graph in force that makes a node whenever it runs.

    Args:
      make: makes the native node.
      inputs: nodes, what ops give, lists of them.
      others: what else it reads, tensors and lists: what the trace captures comes first.
      trace: the Trace of its function, or None.
      attrs: attributes that make takes.
      name: the op's name.
      told: further attributes, by name.
    """
    inputs = [list(map(handle_of, i)) if type(i) is list else handle_of(i) for i in inputs]
    groups = [*inputs, *others]
    layout = [len(group) if type(group) is list else None for group in groups]
    kernel = _kernel(make, len(inputs), layout, trace and trace.calls, attrs)
    op = getattr(make, "op", OWN)
    noted = _OF_OWN if op == OWN else _noted(op, groups, trace, {**dict(told), **attrs})
    return made_object(op, kernel, _flat(groups), name, noted)


def _kernel(make, nodes, layout, calls, attrs):
    def run(tensors):
        rest = iter(tensors)
        groups = [next(rest) if n is None else [next(rest) for _ in range(n)] for n in layout]
        parts, others = list(map(_object_of, groups[:nodes])), groups[nodes:]
        if calls is not None:
            captured, *others = others
            parts.append(lambda tensors: calls([*tensors, *captured])[1])
        try:
            return make(*parts, *others, **attrs)
        except ValueError as e:  # what is wrong with values of a run is one of tf.errors
            raise e if isinstance(e, errors.OpError) else errors.InvalidArgumentError(str(e)) from e

    return run


def _object_of(handle):
    return list(map(object_of, handle)) if type(handle) is list else object_of(handle)


def _noted(op, groups, trace, attrs):
    """All attributes of an op but those that tell of its elements."""
    inputs, _, declared = _declared(op)
    for kind, group in zip(inputs.values(), groups, strict=True):
        if type(group) is list:
            count = kind.rpartition("*")[0]
            attrs[count or kind] = len(group) if count else [t.dtype for t in group]
    for attr, default in declared.items():
        if getattr(default, "kind", None) == "func":
            attrs[attr] = trace.calls
        elif not isinstance(default, Given):
            attrs.setdefault(attr, default)
    return {attr: value for attr, value in attrs.items() if attr in declared}


_OF_OWN = {"dtype": variant, "shape": TensorShape(None)}


def tell_elements(node, spec):
    """Notes at an op that makes a node what its elements look like."""
    noted = node.op.graph._host_attrs.get(node.op.name)
    if noted is None or noted is _OF_OWN:
        return
    declared = _declared(node.op.type)[2]
    told = {"output_types": spec.types, "Toutput_types": spec.types, "output_shapes": spec.shapes}
    noted.update((attr, list(value)) for attr, value in told.items() if attr in declared)
