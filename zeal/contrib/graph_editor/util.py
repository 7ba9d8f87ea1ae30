"""tf.contrib.graph_editor: lists of ops and tensors, who reads them, and placeholders for them."""

from collections.abc import Iterable, Mapping

from zeal import _native
from zeal.graph.graph import Graph
from zeal.graph.placeholder import placeholder
from zeal.public import public, publish

publish(__name__, "", "contrib.graph_editor.util")

_IS = {_native.Operation: "tf.Operation", _native.Tensor: "tf.Tensor"}


def in_list(elements):
    """What is given as one element or several."""
    several = isinstance(elements, Iterable) and not isinstance(elements, _native.Tensor)
    return list(elements) if several else [elements]


def graph_of(elements, kinds=tuple(_IS)):
    """The one graph of ops and tensors; None where there are none."""
    graph = None
    for element in elements:
        if not isinstance(element, kinds):
            names = ", ".join(_IS[kind] for kind in kinds)
            raise TypeError(f"Expected a type in ({names}), got: {type(element)}")
        graph = graph or element.graph
        if element.graph is not graph:
            raise ValueError(f"Operation {element} does not belong to given graph")
    return graph


def check_graphs(*views):
    """Refuses views of different graphs."""
    graphs = [view.graph for view in views if view.graph is not None]
    for i, graph in enumerate(graphs):
        if graph is not graphs[0]:
            raise ValueError(f"Argument[{i}]: Wrong graph!")


def check_graph(graph):
    """Refuses what is no graph."""
    if not isinstance(graph, Graph):
        raise TypeError(f"Expected a tf.Graph, got: {type(graph)}")
    return graph


def _elements(kind, elements, check, allow_graph, ignore_others):
    if isinstance(elements, Graph):
        if not allow_graph:
            raise TypeError("allow_graph is False: cannot convert a tf.Graph.")
        return elements.get_operations() if kind is _native.Operation else get_tensors(elements)
    elements = in_list(elements)
    if check:
        graph_of(elements, tuple(_IS) if ignore_others else (kind,))
    return [e for e in elements if isinstance(e, kind)]


@public("contrib.graph_editor.make_list_of_op")
def make_list_of_op(ops, check_graph=True, allow_graph=True, ignore_ts=False):
    """Ops as a list.

    Args:
      ops: an op, several, or a graph, which stands for all of its own.
      check_graph: whether they must be of one graph.
      allow_graph: whether a graph may be given.
      ignore_ts: whether tensors are left out; else they are an error.

    Returns:
      A new list of ops.

    Raises:
      TypeError: something else is given.
      ValueError: they are of several graphs.
    """
    return _elements(_native.Operation, ops, check_graph, allow_graph, ignore_ts)


@public("contrib.graph_editor.make_list_of_t")
def make_list_of_t(ts, check_graph=True, allow_graph=True, ignore_ops=False):
    """Tensors as a list: see `make_list_of_op`."""
    return _elements(_native.Tensor, ts, check_graph, allow_graph, ignore_ops)


@public("contrib.graph_editor.get_tensors")
def get_tensors(graph):
    """All tensors that ops of a graph make."""
    return [t for op in check_graph(graph).get_operations() for t in op.outputs]


@public("contrib.graph_editor.get_generating_ops")
def get_generating_ops(ts):
    """The ops that make tensors."""
    return [t.op for t in make_list_of_t(ts, allow_graph=False)]


def readers(graph):
    """The ops that read each tensor, found once for as long as the graph stays as it is."""
    state = graph.version, graph._edits
    if getattr(graph, "_readers", (None,))[0] != state:
        found = {}
        for op in graph.get_operations():
            for t in op.inputs:
                found.setdefault(t, {})[op] = None
        graph._readers = state, found
    return graph._readers[1]


@public("contrib.graph_editor.get_consuming_ops")
def get_consuming_ops(ts):
    """The ops that read tensors."""
    ts = make_list_of_t(ts, allow_graph=False)
    return list(dict.fromkeys(op for t in ts for op in readers(t.graph).get(t, ())))


@public("contrib.graph_editor.ControlOutputs")
class ControlOutputs:
    """Which ops wait for each op of a graph.

    Args:
      graph: a `tf.Graph`."""

    def __init__(self, graph):
        self._graph = check_graph(graph)
        self._state = None
        self.update()

    def update(self):
        """Looks again if the graph has changed; returns itself."""
        state = self._graph.version, self._graph._edits
        if state != self._state:
            self._state, self._waiting = state, {}
            for op in self._graph.get_operations():
                for before in dict.fromkeys(op.control_inputs):
                    self._waiting.setdefault(before, []).append(op)
        return self

    def get_all(self):
        """A dict of lists of ops."""
        return self._waiting

    def get(self, op):
        """The ops that wait for one."""
        return self._waiting.get(op, ())

    @property
    def graph(self):
        """The graph."""
        return self._graph


def in_scope(scope):
    """A scope as a prefix of names."""
    return scope + "/" if scope and scope[-1] != "/" else scope


@public("contrib.graph_editor.placeholder_name")
def placeholder_name(t=None, scope=None, prefix="geph"):
    """A name for a placeholder that stands for a tensor.

    Returns:
      A string, "scope/geph__op_0" for "scope/op:0".
    """
    if t is None:
        return in_scope(scope or "") + prefix
    if not isinstance(t, _native.Tensor):
        raise TypeError(f"Expected a tf.Tensor, got: {type(t)}")
    own_scope, slash, name = t.op.name.rpartition("/")
    if not name.startswith(prefix + "__"):
        name = f"{prefix}__{name}_{t.value_index}"
    return (own_scope + slash if scope is None else in_scope(scope)) + name


@public("contrib.graph_editor.make_placeholder_from_tensor")
def make_placeholder_from_tensor(t, scope=None, prefix="geph"):
    """A placeholder of a tensor's dtype and shape.

    Args:
      t: a tensor.
      scope: what goes before its name, by default the tensor's scope.
      prefix: what its name begins with.

    Returns:
      A placeholder in the graph being built.
    """
    return placeholder(t.dtype, t.shape, placeholder_name(t, scope, prefix))


@public("contrib.graph_editor.make_placeholder_from_dtype_and_shape", "contrib.graph_editor.ph")
def make_placeholder_from_dtype_and_shape(dtype, shape=None, scope=None, prefix="geph"):
    """A placeholder named by the graph editor's rule.

    Args:
      dtype: its dtype.
      shape: its shape, None where it is open.
      scope: what goes before its name.
      prefix: its name.

    Returns:
      A placeholder in the graph being built.
    """
    return placeholder(dtype, shape, placeholder_name(scope=scope, prefix=prefix))


def map_tree(fn, tree):
    """Lists, tuples, dicts of results: what else can be iterated becomes a tuple."""
    if isinstance(tree, Mapping):
        return type(tree)((key, map_tree(fn, value)) for key, value in tree.items())
    if isinstance(tree, str | _native.Tensor) or not isinstance(tree, Iterable):
        return fn(tree)
    made = [map_tree(fn, value) for value in tree]
    if hasattr(tree, "_fields"):
        return type(tree)(*made)
    return type(tree)(made) if isinstance(tree, list | tuple) else tuple(made)
