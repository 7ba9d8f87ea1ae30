"""Values of tensors of a function that is being traced, by which it initialises variables."""

from zeal import _native


def value_while_traced(value):
    """What a tensor is in the call that traces its function, which runs what it needs alone.

    Raises:
      ValueError: it depends on an argument of which the trace knows no value.
    """
    if not value._symbolic:
        return value
    graph, needed = value.graph, _needed(value)
    sources = [*graph.arguments, *((place, given) for given, place in graph._captures())]
    feeds = {place: given for place, given in sources if place in needed}
    _refuse_arguments(needed, {t for t, x in feeds.items() if isinstance(x, _native.Tensor)})
    program = _native.Program(graph, list(feeds), [value])
    return program.run(_native.SessionState(), [value_while_traced(t) for t in feeds.values()])[0]


def moved_to(graph, value):
    """A tensor of a function's graph as one of a graph around it, which gets what it needs.

    Returns:
      A tensor of that graph, or the value itself where it is of no function.

    Raises:
      ValueError: it depends on an argument of the function.
    """
    if not value._symbolic or not getattr(value.graph, "_captures_values", False):
        return value
    from zeal.graph_def.graph_util import extract_sub_graph
    from zeal.graph_def.import_graph import import_graph_def

    needed = _needed(value)
    known = {place: given for given, place in value.graph._captures() if place in needed}
    _refuse_arguments(needed, known)
    part = extract_sub_graph(value.graph.as_graph_def(), [value.op.name])
    given = {place.name: moved_to(graph, outer) for place, outer in known.items()}
    with graph.as_default():
        return import_graph_def(part, given, [value.name], "lifted")[0]


def _refuse_arguments(needed, known):
    unknown = [t.name for t in needed if t.op.type == "Placeholder" and t not in known]
    if unknown:
        raise ValueError(
            "the initial value of a variable that a traced function makes depends on "
            f"{unknown[0]}, which has no value while it is traced; call the function with values "
            "first, or give the initial value as a function without arguments"
        )


def _needed(value):
    """The tensors of its graph that a tensor is computed from."""
    found, left = {value}, [value]
    while left:
        new = [t for t in left.pop().op.inputs if t not in found]
        found.update(new)
        left += new
    return found
