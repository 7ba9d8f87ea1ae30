"""Loops and conditions of a GraphDef, made by `tf.while_loop` and `tf.cond`."""

from zeal.graph.graph import get_default_graph
from zeal.tensor_shape import TensorShape


def add_choice(importer, entry):
    """Adds a `cond`.

    Args:
      importer: the Import of the graph around it.
      entry: a Choice.

    Returns:
      A list of tensors.
    """
    from zeal.graph.control_flow import cond

    pred, *outside = [importer.output(entry.name, *source) for source in entry.inputs]
    known = dict(zip(entry.outside, outside, strict=True))
    no, yes = (_function(importer, body, known) for body in entry.branches)
    with importer.behind(entry):
        return _listed(cond(pred, yes, no, strict=True))


def add_loop(importer, entry):
    """Adds a `while_loop`.

    Args:
      importer: the Import of the graph around it.
      entry: a Loop.

    Returns:
      A list of tensors.
    """
    from zeal.graph.control_flow import while_loop

    tensors = [importer.output(entry.name, *source) for source in entry.inputs]
    count = len(entry.body.given)
    starts, known = tensors[:count], dict(zip(entry.outside, tensors[count:], strict=True))
    step, goes_on = (_function(importer, body, known) for body in (entry.body, entry.cond))

    def ends(*values):
        return goes_on(*values)[0]

    with importer.behind(entry):
        try:
            return _listed(while_loop(ends, step, starts))
        except ValueError:  # a variable's shape changes
            open_shapes = [TensorShape(None)] * count
            return _listed(while_loop(ends, step, starts, shape_invariants=open_shapes))


def _listed(values) -> list:
    return list(values) if isinstance(values, (list, tuple)) else [values]


def _function(importer, body, known):
    """A body as a function of its arguments that adds its nodes to the graph in force."""

    def run(*arguments):
        given = dict(zip(body.given, arguments, strict=True))
        inner = importer.inside(get_default_graph(), {**known, **given})
        inner.add_all(body.entries)
        return [inner.output("", *source) for source in body.outputs]

    return run
