"""Calls, loops and conditions of a GraphDef, made by `tf.cond` and `tf.while_loop`."""

from zeal import _native
from zeal.dtypes import as_dtype, string
from zeal.graph.function import defun
from zeal.graph.graph import get_default_graph
from zeal.graph_def.append import outside_python_errors
from zeal.graph_def.bodies import Choice, Derived, Loop
from zeal.ops.array.fill import zeros_like
from zeal.ops.indexed_slices import IndexedSlices
from zeal.tensor_shape import TensorShape


def add(importer, entry) -> list:
    """Adds an entry with bodies.

    Args:
      importer: the Import of the graph around it.
      entry: a Call, a Loop or a Choice.

    Returns:
      A list of tensors: its outputs.
    """
    tensors = [importer.output(entry.name, *source) for source in entry.inputs]
    count = len(tensors) - len(entry.outside)
    own, known = tensors[:count], dict(zip(entry.outside, tensors[count:], strict=True))
    kind = next((f for cls, f in _KINDS if isinstance(entry, cls)), _call)
    with importer.behind(entry), outside_python_errors(entry.name):
        values = kind(importer, entry, own, known)
    if entry.results is None:
        return values
    return [
        values[r] if isinstance(r, int) else importer.output(entry.name, *r) for r in entry.results
    ]


def _call(importer, entry, own, known):
    with importer.graph.name_scope(f"{importer.scope}{entry.name}/"):
        if entry.declared is None:
            return _function(importer, entry.body, known)(*own) or [_done()]
        made = entry.declared(*own)
        return [_done()] if isinstance(made, _native.Operation) else _listed(made)


def _choice(importer, entry, own, known):
    from zeal.graph.cases import switch_case
    from zeal.graph.conditions import cond

    pred, args = own[0], own[1:]
    functions = [_function(importer, body, known) for body in entry.branches]
    calls = [lambda f=f: f(*args) or [_done()] for f in functions]
    if entry.op == "Case":
        return _listed(switch_case(pred, calls, name=_apart(entry)))
    return _listed(cond(truth(pred), calls[1], calls[0], strict=True, name=_apart(entry)))


def _derivative(importer, entry, own, known):
    """The gradient of the imported loop or condition by its inputs, and not beyond."""
    n = len(entry.seeds)
    seeds, ys, around = own[:n], own[n : 2 * n], own[2 * n :]
    xs = [around[place] for place, _ in entry.targets]
    with importer.graph.name_scope(f"{importer.scope}{_apart(entry)}/"):
        found = _native.gradients(ys, seeds, xs, around)
        parts, seen = [], set()
        for x, g, (_, sparse) in zip(xs, found, entry.targets, strict=True):
            if g is None or (sparse and not isinstance(g, IndexedSlices)):
                raise ValueError(f"Node '{entry.name}': no such gradient leads to {x.name}")
            found_parts = g._to_components() if sparse else [_native.convert(g)]
            if x in seen:  # what goes in twice has one gradient, which the graph adds up
                found_parts[0] = zeros_like(found_parts[0])
            seen.add(x)
            parts += [importer.graph._import(part) for part in found_parts]
        return parts


def _apart(entry) -> str:
    """A scope that no node of the GraphDef lies in."""
    return f"{entry.name}/call"


def _done():
    """What stands for a body without results."""
    return _native.api.identity(True)


def truth(pred):
    """A predicate as a boolean: numbers hold where they are not 0, strings where not empty."""
    if pred.dtype == "bool":
        return pred
    return _native.api.not_equal(pred, "" if pred.dtype == string else zeros_like(pred))


def _loop(importer, entry, own, known):
    from zeal.graph.loops import ShapeChanges, while_loop

    step = _function(importer, entry.body, known)
    condition = _function(importer, entry.cond, known)

    def goes_on(*values):
        return condition(*values)[0]

    def loop(shapes=None):
        return while_loop(
            goes_on, step, own, shapes, name=_apart(entry), return_same_structure=True
        )

    try:
        return _listed(loop())
    except ShapeChanges:
        return _listed(loop([TensorShape(None)] * len(own)))


def functions_of(importer, entry) -> dict:
    """The functions that attributes of an entry name, each with its arguments' dtypes."""
    return {
        attr: (_function(importer, body, {}), list(map(as_dtype, types)))
        for attr, (body, types) in entry.functions.items()
    }


def _listed(values) -> list:
    return list(values) if isinstance(values, (list, tuple)) else [values]


def _function(importer, body, known):
    """A body as a function of its arguments that adds its nodes to the graph in force."""

    def run(*arguments):
        given = dict(zip(body.given, arguments, strict=True))
        graph = get_default_graph()
        part = importer.inside(graph, {**known, **given})
        part.add_all(body.entries)
        outputs = [part.output("", *source) for source in body.outputs]
        if not body.effects:
            return outputs
        with graph.control_dependencies([part.ops[name] for name in body.effects]):
            if not outputs:
                return [_done()]
            return graph._append("IdentityN", outputs, {}, graph.unique_name("results")).outputs

    if body.shared:
        return importer.shared.setdefault(body, defun(run, autograph=False))
    return run


_KINDS = [(Choice, _choice), (Loop, _loop), (Derived, _derivative)]
