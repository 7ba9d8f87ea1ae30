"""tf.contrib.graph_editor: ops and tensors selected by name, by neighbours and by walks.

All functions give lists. `ops` are an op, several, or a graph; a regular expression is looked for
in names; `control_inputs` says whether ops that are waited for count, `control_outputs`, a
`ControlOutputs`, that those that wait do, and `control_ios` both.
"""

import re

from zeal import _native
from zeal.contrib.graph_editor.util import (
    ControlOutputs,
    check_graph,
    get_consuming_ops,
    get_generating_ops,
    in_list,
    make_list_of_op,
    make_list_of_t,
    readers,
)
from zeal.public import public, publish

publish(__name__, "", "contrib.graph_editor.select")


@public("contrib.graph_editor.can_be_regex")
def can_be_regex(obj):
    """Whether something is a regular expression, or text that can become one."""
    return isinstance(obj, str | re.Pattern)


@public("contrib.graph_editor.make_regex")
def make_regex(obj):
    """A compiled regular expression.

    Raises:
      ValueError: it is something else.
    """
    if not can_be_regex(obj):
        raise ValueError(f"Expected a string or a regex, got: {type(obj)}")
    return re.compile(obj)


def _get_input_ts(ops):
    return list(dict.fromkeys(t for op in make_list_of_op(ops) for t in op.inputs))


def _get_output_ts(ops):
    return [t for op in make_list_of_op(ops) for t in op.outputs]


def _passing(elements, positive_filter):
    return elements if positive_filter is True else [e for e in elements if positive_filter(e)]


def _named(regex):
    regex = make_regex(regex)
    return lambda element: regex.search(element.name)


@public("contrib.graph_editor.filter_ts")
def filter_ts(ops, positive_filter):
    """The tensors that ops read or make and a function lets pass."""
    ts = list(dict.fromkeys(_get_input_ts(ops) + _get_output_ts(ops)))
    return _passing(ts, positive_filter)


@public("contrib.graph_editor.filter_ts_from_regex")
def filter_ts_from_regex(ops, regex):
    """The tensors that ops read or make and whose names match."""
    return filter_ts(ops, _named(regex))


@public("contrib.graph_editor.filter_ops")
def filter_ops(ops, positive_filter):
    """The ops that a function lets pass."""
    return _passing(make_list_of_op(ops), positive_filter)


@public("contrib.graph_editor.filter_ops_from_regex")
def filter_ops_from_regex(ops, regex):
    """The ops whose names match."""
    return filter_ops(ops, _named(regex))


@public("contrib.graph_editor.get_name_scope_ops")
def get_name_scope_ops(ops, scope):
    """The ops of a scope."""
    return filter_ops_from_regex(ops, f"^{scope.removesuffix('/')}(/.*)?$")


@public("contrib.graph_editor.check_cios")
def check_cios(control_inputs=False, control_outputs=None, control_ios=None):
    """What is said of control edges, by one argument or by two.

    Args:
      control_inputs: whether ops that others wait for count.
      control_outputs: a `ControlOutputs`, or None where those that wait do not count.
      control_ios: a `ControlOutputs` for both.

    Returns:
      `control_inputs` and `control_outputs`, the latter up to date.

    Raises:
      TypeError: it is no `ControlOutputs`.
      ValueError: it is given twice.
    """
    for given in (control_outputs, control_ios):
        if given is not None and not isinstance(given, ControlOutputs):
            raise TypeError(f"Expected a util.ControlOutputs, got: {type(given)}")
    if control_ios is not None:
        if control_outputs is not None:
            raise ValueError("control_outputs should be None when using control_ios.")
        control_inputs, control_outputs = True, control_ios
    return control_inputs, control_outputs and control_outputs.update()


def _before(op, control_inputs, stops=()):
    waited_for = op.control_inputs if control_inputs else []
    return [t.op for t in op.inputs if t not in stops] + waited_for


def _after(op, control_outputs, stops=()):
    found = readers(op.graph)
    ops = [reader for t in op.outputs if t not in stops for reader in found.get(t, ())]
    return ops + list(control_outputs.get(op) if control_outputs else ())


@public("contrib.graph_editor.get_ops_ios")
def get_ops_ios(ops, control_inputs=False, control_outputs=None, control_ios=None):
    """The ops next to some."""
    wait, waiting = check_cios(control_inputs, control_outputs, control_ios)
    ops = make_list_of_op(ops)
    return list(dict.fromkeys(o for op in ops for o in (*_before(op, wait), *_after(op, waiting))))


@public("contrib.graph_editor.compute_boundary_ts")
def compute_boundary_ts(ops):
    """The tensors of some ops by where they are made and read.

    Returns:
      Three lists: tensors that come from outside; those that are not read by these ops alone; those
      that these ops make and read.
    """
    ops = make_list_of_op(ops)
    read, made = _get_input_ts(ops), _get_output_ts(ops)
    own, inside = set(ops), set(read) & set(made)
    hidden = {t for t in inside if own.issuperset(readers(t.graph)[t])}
    inputs = [t for t in read if t not in inside]
    return inputs, [t for t in made if t not in hidden], [t for t in read if t in inside]


@public("contrib.graph_editor.get_within_boundary_ops")
def get_within_boundary_ops(
    ops,
    seed_ops,
    boundary_ops=(),
    inclusive=True,
    control_inputs=False,
    control_outputs=None,
    control_ios=None,
):
    """The ops that are reached in either direction without passing a boundary.

    Returns:
      A list of ops.
    """
    wait, waiting = check_cios(control_inputs, control_outputs, control_ios)
    seeds = make_list_of_op(seed_ops, allow_graph=False)
    boundary = set(make_list_of_op(boundary_ops))
    if not boundary.isdisjoint(seeds):
        raise ValueError("Boundary is intersecting with the seeds.")

    def beside(op):
        return () if op in boundary else (*_before(op, wait), *_after(op, waiting))

    found = _reached(seeds, beside)
    return [op for op in make_list_of_op(ops) if op in found and (inclusive or op not in boundary)]


def _reached(seeds, step, is_within=lambda op: True):
    """Ops that are found step by step, as keys of a dict."""
    found = dict.fromkeys(seeds)
    wave = list(found)
    while wave:
        near = dict.fromkeys(o for op in wave for o in step(op))
        wave = [op for op in near if op not in found and is_within(op)]
        found.update(dict.fromkeys(wave))
    return found


def _walk(seed_ops, ops_of_ts, step, inclusive, within_ops, within_ops_fn):
    seeds = in_list(seed_ops)
    are_ts = bool(seeds) and isinstance(seeds[0], _native.Tensor)
    seeds = ops_of_ts(seeds) if are_ts else make_list_of_op(seeds, allow_graph=False)
    within = within_ops and set(make_list_of_op(within_ops, allow_graph=False))
    if within:
        seeds = [op for op in seeds if op in within]

    def is_within(op):
        return (within is None or op in within) and (within_ops_fn is None or within_ops_fn(op))

    found = _reached(seeds, step, is_within)
    return list(found) if inclusive else [op for op in found if op not in set(seeds)]


@public("contrib.graph_editor.get_forward_walk_ops")
def get_forward_walk_ops(
    seed_ops,
    inclusive=True,
    within_ops=None,
    within_ops_fn=None,
    stop_at_ts=(),
    control_outputs=None,
):
    """The ops that follow from some.

    Args:
      seed_ops: ops where to start, or tensors whose readers to start with.
      inclusive: whether these belong to it.
      within_ops: those among which to stay; None for all.
      within_ops_fn: a function that says whether to go to an op.
      stop_at_ts: tensors behind which not to look.
      control_outputs: a `ControlOutputs`, where ops that wait count as well.

    Returns:
      A list of ops.

    ```
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, name="x")
    ...     y = tf.exp(tf.sin(x, name="s"), name="y")
    ...     [op.name for op in tf.contrib.graph_editor.get_forward_walk_ops(x.op)]
    ['x', 's', 'y']

    ```
    """
    _, waiting = check_cios(False, control_outputs)
    stops = set(make_list_of_t(stop_at_ts))

    def step(op):
        return _after(op, waiting, stops)

    return _walk(seed_ops, get_consuming_ops, step, inclusive, within_ops, within_ops_fn)


@public("contrib.graph_editor.get_backward_walk_ops")
def get_backward_walk_ops(
    seed_ops,
    inclusive=True,
    within_ops=None,
    within_ops_fn=None,
    stop_at_ts=(),
    control_inputs=False,
):
    """The ops that some follow from."""
    stops = set(make_list_of_t(stop_at_ts))

    def step(op):
        return _before(op, control_inputs, stops)

    return _walk(seed_ops, get_generating_ops, step, inclusive, within_ops, within_ops_fn)


def _two_walks(name, doc, joined):
    """A function of two walks."""

    def walks(
        forward_seed_ops, backward_seed_ops, forward_inclusive=True, backward_inclusive=True,
        within_ops=None, within_ops_fn=None, control_inputs=False, control_outputs=None,
        control_ios=None,
    ):  # fmt: skip
        wait, waiting = check_cios(control_inputs, control_outputs, control_ios)
        within = {"within_ops": within_ops, "within_ops_fn": within_ops_fn}
        return joined(
            get_forward_walk_ops(
                forward_seed_ops, forward_inclusive, control_outputs=waiting, **within
            ),
            get_backward_walk_ops(
                backward_seed_ops, backward_inclusive, control_inputs=wait, **within
            ),
        )

    walks.__name__ = walks.__qualname__ = name
    walks.__doc__ = (
        doc
        + """

    Args:
      forward_seed_ops, forward_inclusive: see `get_forward_walk_ops`.
      backward_seed_ops, backward_inclusive: see `get_backward_walk_ops`.
      within_ops, within_ops_fn: see `get_forward_walk_ops`.
      control_inputs, control_outputs, control_ios: see `check_cios`.

    Returns:
      A list of ops.
    """
    )
    return public(f"contrib.graph_editor.{name}")(walks)


def _in_both(forward, backward):
    both = set(backward)
    return [op for op in forward if op in both]


get_walks_intersection_ops = _two_walks(
    "get_walks_intersection_ops", "The ops between some and others: in both walks.", _in_both
)
get_walks_union_ops = _two_walks(
    "get_walks_union_ops", "The ops of two walks.", lambda f, b: list(dict.fromkeys(f + b))
)


_OPTIONS = {"graph", "positive_filter", "restrict_ops_regex", "restrict_ts_regex"}


def _select(args, options, by_regex, in_a_list, own, others):
    """What the arguments name; regular expressions that begin with `others` are of another kind."""
    if wrong := set(options) - _OPTIONS:
        raise ValueError(f"Wrong keywords argument: {min(wrong)}.")
    graph, keep = options.get("graph"), options.get("positive_filter")
    if graph is not None:
        check_graph(graph)
    found = {}
    for arg in args:
        if not can_be_regex(arg):
            found.update(dict.fromkeys(in_a_list(arg)))
            continue
        if graph is None:
            raise ValueError("Use the keyword argument 'graph' to use regex.")
        pattern = make_regex(arg).pattern
        marked = pattern.startswith(own) or not options.get(f"restrict_{own[3:-1]}_regex")
        if marked and not pattern.startswith(others):
            found.update(dict.fromkeys(by_regex(graph, arg)))
    return [e for e in found if keep is None or keep(e)]


@public("contrib.graph_editor.select_ops")
def select_ops(*args, **kwargs):
    """Ops, by themselves or by their names.

    Args:
      *args: ops, lists of them, graphs, and regular expressions, which are looked for in names.
        Tensors, and expressions that begin with "(?#ts)", are left out.
      **kwargs: `graph`, which expressions need; `positive_filter`, a function of an op;
        `restrict_ops_regex`, which leaves expressions out that do not begin with "(?#ops)".

    Returns:
      A list of ops.

    Raises:
      ValueError: a keyword is not known, or an expression lacks a graph.
      TypeError: an argument is something else.
    """

    def in_a_list(arg):
        return make_list_of_op(arg, ignore_ts=True)

    return _select(args, kwargs, filter_ops_from_regex, in_a_list, "(?#ops)", "(?#ts)")


@public("contrib.graph_editor.select_ts")
def select_ts(*args, **kwargs):
    """Tensors, by themselves or by their names: see `select_ops`."""

    def in_a_list(arg):
        return make_list_of_t(arg, ignore_ops=True)

    return _select(args, kwargs, filter_ts_from_regex, in_a_list, "(?#ts)", "(?#ops)")


@public("contrib.graph_editor.select_ops_and_ts")
def select_ops_and_ts(*args, **kwargs):
    """Ops and tensors, by themselves or by their names."""
    ops = select_ops(*args, restrict_ops_regex=False, **kwargs)
    return ops, select_ts(*args, restrict_ts_regex=True, **kwargs)
