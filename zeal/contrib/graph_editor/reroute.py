"""tf.contrib.graph_editor: ops that read other tensors, and wait for other ops.

`sgv0` and `sgv1` are views, which follow, or what `make_view` takes; both views are returned.
"""

from zeal import _native
from zeal.contrib.graph_editor.subgraph import make_view
from zeal.contrib.graph_editor.util import (
    check_graphs,
    get_consuming_ops,
    make_list_of_op,
    make_list_of_t,
)
from zeal.public import public, publish

publish(__name__, "", "contrib.graph_editor.reroute")


def _check_pairs(ts0, ts1):
    if len(ts0) != len(ts1):
        raise ValueError(f"ts0 and ts1 have different sizes: {len(ts0)} != {len(ts1)}")
    for a, b in zip(ts0, ts1, strict=True):
        if a.dtype != b.dtype:
            raise ValueError(f"Dtypes {a.dtype} and {b.dtype} are not compatible.")
        if not a.shape.is_compatible_with(b.shape):
            raise ValueError(f"Shapes {a.shape} and {b.shape} are not compatible.")


def _reroute(ts0, ts1, swap, can_modify, cannot_modify):
    """Readers of ts1 read ts0, all at once; how many inputs that were."""
    ts0, ts1 = make_list_of_t(ts0), make_list_of_t(ts1)
    _check_pairs(ts0, ts1)
    may = None if can_modify is None else set(make_list_of_op(can_modify))
    may_not = set(make_list_of_op(() if cannot_modify is None else cannot_modify))
    pairs = [(a, b) for a, b in zip(ts0, ts1, strict=True) if a is not b]
    pairs += [(b, a) for a, b in pairs] if swap else []
    edges = [
        (op, i, new)
        for new, old in pairs
        for op in get_consuming_ops(old)
        if op not in may_not and (may is None or op in may)
        for i, t in enumerate(op.inputs)
        if t is old
    ]
    if edges:
        edges[0][0].graph._rewire(edges)
    return len(edges)


@public("contrib.graph_editor.swap_ts")
def swap_ts(ts0, ts1, can_modify=None, cannot_modify=None):
    """What reads one tensor of each pair reads the other from now on."""
    return _reroute(ts0, ts1, True, can_modify, cannot_modify)


@public("contrib.graph_editor.reroute_ts")
def reroute_ts(ts0, ts1, can_modify=None, cannot_modify=None):
    """What reads a tensor of `ts1` reads the one of `ts0` in its place from now on.

    Args:
      ts0: tensors.
      ts1: as many, of the same dtypes and of shapes that fit.
      can_modify: the ops that may change; None for all.
      cannot_modify: ops that stay.

    Returns:
      How many inputs changed.

    Raises:
      ValueError: dtypes, shapes or numbers differ.

    ```
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     a, b = tf.constant(1.0), tf.constant(2.0)
    ...     y = a + 10.0
    ...     tf.contrib.graph_editor.reroute_ts(b, a), session.run(y).item()
    (1, 12.0)

    ```
    """
    return _reroute(ts0, ts1, False, can_modify, cannot_modify)


def _take_inputs(view, of, old):
    """A view reads what another one read; what goes through comes out as well."""
    became = dict(zip(old._input_ts, of._input_ts, strict=True))
    passing = set(old._passthrough_ts)
    view._output_ts = [became.get(t, t) if t in passing else t for t in old._output_ts]
    view._input_ts, view._passthrough_ts = list(of._input_ts), list(of._passthrough_ts)


def _views(sgv0, sgv1):
    """Both as views, of one graph."""
    views = make_view(sgv0), make_view(sgv1)
    check_graphs(*views)
    return views


def _reroute_inputs(sgv0, sgv1, swap):
    sgv0, sgv1 = _views(sgv0, sgv1)
    readers = get_consuming_ops(sgv0.passthroughs + sgv1.passthroughs)
    _reroute(sgv0.inputs, sgv1.inputs, swap, sgv0.ops + sgv1.ops + readers, None)
    old0, old1 = sgv0.copy(), sgv1.copy()
    _take_inputs(sgv1, old0, old1)
    if swap:
        _take_inputs(sgv0, old1, old0)
    return sgv0, sgv1


def _reroute_outputs(sgv0, sgv1, swap):
    sgv0, sgv1 = _views(sgv0, sgv1)
    _reroute(sgv0.outputs, sgv1.outputs, swap, None, sgv0.ops + sgv1.ops)
    return sgv0, sgv1


def _reroute_both(sgv0, sgv1, swap):
    return _reroute_inputs(*_reroute_outputs(sgv0, sgv1, swap), swap)


@public("contrib.graph_editor.swap_inputs")
def swap_inputs(sgv0, sgv1):
    """Two parts of a graph read each other's inputs."""
    return _reroute_inputs(sgv0, sgv1, True)


@public("contrib.graph_editor.reroute_inputs")
def reroute_inputs(sgv0, sgv1):
    """The second part of a graph reads the first one's inputs."""
    return _reroute_inputs(sgv0, sgv1, False)


@public("contrib.graph_editor.swap_outputs")
def swap_outputs(sgv0, sgv1):
    """What reads the outputs of one part of a graph reads the other's."""
    return _reroute_outputs(sgv0, sgv1, True)


@public("contrib.graph_editor.reroute_outputs")
def reroute_outputs(sgv0, sgv1):
    """What reads the outputs of the second part of a graph reads the first one's."""
    return _reroute_outputs(sgv0, sgv1, False)


@public("contrib.graph_editor.swap_ios")
def swap_ios(sgv0, sgv1):
    """`swap_outputs` and `swap_inputs`."""
    return _reroute_both(sgv0, sgv1, True)


@public("contrib.graph_editor.reroute_ios")
def reroute_ios(sgv0, sgv1):
    """`reroute_outputs` and `reroute_inputs`."""
    return _reroute_both(sgv0, sgv1, False)


def _controls(op, cops, want, wrong):
    if not isinstance(op, _native.Operation):
        raise TypeError(f"Expected a tf.Operation, got: {type(op)}")
    cops = make_list_of_op(cops, allow_graph=False)
    for before in cops:
        if (before in op.control_inputs) is not want:
            raise ValueError(f"{before.name} is {wrong} a control_input of {op.name}")
    return cops


@public("contrib.graph_editor.remove_control_inputs")
def remove_control_inputs(op, cops):
    """An op waits for some ops no longer.

    Raises:
      ValueError: it does not wait for one of them.
      TypeError: these are no ops.
    """
    cops = set(_controls(op, cops, True, "not"))
    op._set_controls([before for before in op.control_inputs if before not in cops])


@public("contrib.graph_editor.add_control_inputs")
def add_control_inputs(op, cops):
    """An op waits for some ops too.

    Raises:
      ValueError: it waits for one of them already.
      TypeError: these are no ops.
    """
    op._add_control_inputs(_controls(op, cops, False, "already"))
