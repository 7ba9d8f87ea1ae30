"""tf.contrib.graph_editor: views of parts of graphs, as functions of their outer inputs."""

import copy

from zeal import _native
from zeal.contrib.graph_editor import select
from zeal.contrib.graph_editor.util import (
    check_graph,
    get_consuming_ops,
    graph_of,
    make_list_of_op,
    make_list_of_t,
)
from zeal.public import public, publish

publish(__name__, "", "contrib.graph_editor.subgraph")


def _picked(ts, indices, may_repeat):
    places = [ts.index(i) if isinstance(i, _native.Tensor) else i for i in indices]
    for i in places:
        if not 0 <= i < len(ts):
            raise ValueError(f"Out of [0, {len(ts)}[ range: {i}")
    if not may_repeat and len(set(places)) < len(places):
        raise ValueError(f"Found repetition in mapping: {places}")
    return [ts[i] for i in places]


def _index(ts, t, what):
    if t not in ts:
        raise ValueError(f"Can't find {t.name} in {what} of the subgraph.")
    return ts.index(t)


@public("contrib.graph_editor.SubGraphView")
class SubGraphView:
    """Part of a graph: ops with the tensors that they read from outside and give to it.

    Args:
      inside_ops: its ops.
      passthrough_ts: tensors that go through, unless these ops read or make them.
    """

    def __init__(self, inside_ops=(), passthrough_ts=()):
        self._ops = make_list_of_op(inside_ops)
        ts = make_list_of_t(passthrough_ts)
        self._graph = graph_of(self._ops + ts)
        own = set(select.filter_ts(self._ops, True))
        self._passthrough_ts = [t for t in ts if t not in own]
        self._to_default()

    def _to_default(self, inputs=True, outputs=True):
        read, given, _ = select.compute_boundary_ts(self._ops)
        if inputs:
            self._input_ts = read + self._passthrough_ts
        if outputs:
            self._output_ts = given + self._passthrough_ts

    def copy(self):
        """Another view of the same."""
        return copy.copy(self)

    def __copy__(self):
        other = SubGraphView.__new__(type(self))
        other._assign_from(self)
        return other

    def _assign_from(self, other):
        copies = {k: list(v) if isinstance(v, list) else v for k, v in vars(other).items()}
        vars(self).update(copies)

    def remap_default(self, remove_input_map=True, remove_output_map=True):
        """A view with all inputs, all outputs, or both."""
        made = self.copy()
        made._to_default(remove_input_map, remove_output_map)
        return made

    def remap_inputs(self, new_input_indices):
        """A view of some inputs, by number or themselves, each once."""
        return self.remap(new_input_indices)

    def remap_outputs(self, new_output_indices):
        """A view of some outputs, by number or themselves, as often as they are named."""
        return self.remap(None, new_output_indices)

    def remap(self, new_input_indices=None, new_output_indices=None):
        """A view of some inputs and outputs: `remap_inputs` and `remap_outputs`."""
        made = self.copy()
        if new_input_indices is not None:
            made._input_ts = _picked(self._input_ts, new_input_indices, False)
        if new_output_indices is not None:
            made._output_ts = _picked(self._output_ts, new_output_indices, True)
        return made

    def remap_outputs_make_unique(self):
        """A view with each output once."""
        return self.remap_outputs(dict.fromkeys(self._output_ts))

    def remap_outputs_to_consumers(self):
        """A view with each output as often as ops read it."""
        ts = dict.fromkeys(self._output_ts)
        return self.remap_outputs([t for t in ts for _ in get_consuming_ops(t)])

    def remove_unused_ops(self, control_inputs=True):
        """A view without the ops that neither follow from its inputs nor lead to its outputs."""
        made = self.copy()
        ends = self.connected_inputs, self.connected_outputs
        used = select.get_walks_union_ops(
            *ends, within_ops=self._ops, control_inputs=control_inputs
        )
        made._ops = [op for op in self._ops if op in set(used)]
        return made

    def find_op_by_name(self, op_name):
        """Its op of a name."""
        for op in self._ops:
            if op.name == op_name:
                return op
        raise ValueError(f"{op_name} not in subgraph.")

    def __str__(self):
        if not self:
            return "SubGraphView: empty"
        lines = [f"SubGraphView (graphid={id(self._graph)}):"]
        for name in ("ops", "inputs", "outputs"):
            elements = getattr(self, name)
            lines += [f"** {name}[{len(elements)}]:" if elements else f"** {name}: empty"]
            passing = set(self._passthrough_ts)
            lines += [f"  {e.name}{' *' if e in passing else ''}" for e in elements]
        return "\n".join(lines) + "\n"

    graph = property(lambda self: self._graph, doc="The graph, None of an empty view.")
    ops = property(lambda self: self._ops, doc="Its ops.")
    inputs = property(lambda self: list(self._input_ts), doc="What it reads.")
    outputs = property(lambda self: list(self._output_ts), doc="What it gives.")
    passthroughs = property(lambda self: list(self._passthrough_ts), doc="What goes through.")

    @property
    def connected_inputs(self):
        """What its ops read."""
        return [t for t in self._input_ts if t not in self._passthrough_ts]

    @property
    def connected_outputs(self):
        """What its ops give."""
        return [t for t in self._output_ts if t not in self._passthrough_ts]

    def __bool__(self):
        return self._graph is not None

    def op(self, op_id):
        """One of its ops."""
        return self._ops[op_id]

    def is_passthrough(self, t):
        """Whether a tensor goes through."""
        return t in self._passthrough_ts

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def input_index(self, t):
        """The number of an input."""
        return _index(self._input_ts, t, "inputs")

    def output_index(self, t):
        """The number of an output."""
        return _index(self._output_ts, t, "outputs")

    def consumers(self):
        """The ops outside that read its outputs."""
        own = set(self._ops)
        return [op for op in get_consuming_ops(self._output_ts) if op not in own]


@public("contrib.graph_editor.make_view", "contrib.graph_editor.sgv")
def make_view(*args, **kwargs):
    """A view of ops, and of tensors that go through.

    Args:
      *args: what `select_ops_and_ts` takes, or one view.
      **kwargs: `graph`, in which expressions are looked up; the view must be of it.

    Returns:
      A `SubGraphView`.

    Raises:
      ValueError: what is given is of another graph.
      TypeError: `graph` is no graph.
    """
    given = len(args) == 1 and isinstance(args[0], SubGraphView)
    view = args[0] if given else SubGraphView(*select.select_ops_and_ts(*args, **kwargs))
    graph = kwargs.get("graph")
    if graph is not None and view and check_graph(graph) is not view.graph:
        raise ValueError("Graph mismatch.")
    return view


@public("contrib.graph_editor.make_view_from_scope", "contrib.graph_editor.sgv_scope")
def make_view_from_scope(scope, graph):
    """A view of the ops of a scope."""
    return SubGraphView(select.get_name_scope_ops(graph, scope))
