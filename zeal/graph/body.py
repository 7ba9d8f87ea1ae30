"""Graphs of functions, and what goes in and out of them."""

import weakref
from contextlib import contextmanager

from zeal import _native
from zeal.dtypes import resource, variant
from zeal.graph.graph import Graph, get_default_graph, home_graph
from zeal.graph.keys import GraphKeys

# Collections that functions add to; of others they see what was there when they were traced.
_SHARED = (
    GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES, GraphKeys.TRAINABLE_VARIABLES,
)  # fmt: skip


class FuncGraph(Graph):
    """The graph of a function. What its ops use of the program is captured, each by a placeholder.

    Args:
      name: the function's name.
      is_function: whether all that it does runs with each call, in order, as in the Python
        function; else what its results need does.
    """

    _captures_values = True
    _is_branch = False  # whether it is a branch's, or a loop's body
    lifts = None  # of a branch: pairs of a tensor and the function that gets it outside
    may_make_variables = True

    def __init__(self, name, is_function=True):
        super().__init__()
        self.name = name
        self.made_variables = []  # weak references
        self.asked_names = {}  # of placeholders' ops: what the program calls their arguments
        self.made_eagerly = _native.executing_eagerly() or home_graph() is None
        self.seed = None if _native.executing_eagerly() else get_default_graph().seed
        self.outer_controls = []  # ops of graphs around it that its ops were to wait for
        self.arguments = []  # while it is traced, pairs of a placeholder and what it stands for
        self._is_function = is_function
        around = get_default_graph()
        self._capture_values(around)
        self._outer = weakref.ref(around)
        for key in dict.fromkeys((*_SHARED, *around.collections)):
            read = around.get_collection_ref if key in _SHARED else around.get_collection
            self._collections[key] = read(key)

    ops_outside = 0  # made meanwhile around it, which the count of its own has too

    @contextmanager
    def counted_outside(self, home):
        """A block of ops of a graph around it: each counts all, where TensorFlow has one graph."""
        parts, graph = [], self
        while graph is not home and graph._is_branch and not graph.building_function:
            parts.append(graph)
            graph = graph._outer()
        before = self._op_count
        ahead = before - home._op_count if graph is home else 0
        home._count_more(ahead)
        yield
        made = home._op_count - before
        home._count_more(-ahead)
        for part in parts if graph is home else ():
            part._count_more(made)
            part.ops_outside += made

    function = staticmethod(lambda: None)  # a weak reference to the ConcreteFunction made of it

    def _parts(self):
        made = self.function()
        return ([], [], []) if made is None else made.parts

    @property
    def inputs(self):
        """The placeholders of its arguments, and of what it captures, once it is a function."""
        return list(self._parts()[0])

    @property
    def outputs(self):
        """Its results, once it is a function."""
        return list(self._parts()[1])

    @property
    def control_outputs(self):
        """The ops that run though no result needs them, once it is a function."""
        return list(self._parts()[2])

    @property
    def structured_outputs(self):
        """Its results in their structure, once it is a function; else None."""
        return getattr(self.function(), "structured_outputs", None)

    @property
    def structured_input_signature(self):
        """What it takes, (args, kwargs), once it is a function; else None."""
        return getattr(self.function(), "structured_input_signature", None)

    def around(self):
        """This graph and those in which it is, outwards."""
        graph = self
        while graph is not None:
            yield graph
            graph = graph._outer() if isinstance(graph, FuncGraph) else None

    @property
    def external_captures(self):
        """What its ops use of the program, tensors and handles of variables, in order."""
        return [value for value, _ in self._captures()]

    @property
    def internal_captures(self):
        """The placeholders of these, in order."""
        return [place for _, place in self._captures()]

    @property
    def captures(self):
        """Pairs of what its ops use of the program and its placeholder, in order."""
        return self._captures()

    def capture(self, tensor, name=None):
        """The placeholder by which its ops use a tensor of the program; one of its own as it is."""
        return self._import(_native.convert(tensor))

    @property
    def outer_graph(self):
        """The graph in which it was made."""
        return self._outer()

    @property
    def output_types(self):
        """The dtypes of its results."""
        return [x.dtype for x in self.outputs]

    @property
    def output_shapes(self):
        """The shapes of its results."""
        return [x.shape for x in self.outputs]

    @property
    def building_function(self):
        """Whether the graph is the body of a traced function, or of control flow in one."""
        return self._is_function

    def effects(self):
        """The ops that run whether or not somebody reads their results."""
        return self._effects() if self._is_function else []

    @contextmanager
    def control_dependencies(self, control_inputs):
        """Ops made in the `with` block run after `control_inputs`; the body after those outside."""
        own = control_inputs
        if control_inputs is not None:
            ops = [self._op(value) for value in control_inputs]
            own = [op for op in ops if op.graph is self]
            self.outer_controls += [op for op in ops if op.graph is not self]
        with super().control_dependencies(own):
            yield


def branch_graph(name):
    """The graph of a branch or a loop's body in the graph in force, whose collections it shares.

    Outside functions its ops have names in the scope that is in force, as in TensorFlow.
    """
    around = get_default_graph()
    graph = FuncGraph(name, around.building_function)
    graph._collections, graph._is_branch, graph.lifts = around._collections, True, []
    if not around.building_function:
        graph._set_scope(around.get_name_scope())
    return graph


def outputs_for(graph, values, dtypes=None):
    """Values as tensors of a function's graph, which is in force."""
    dtypes = dtypes or [None] * len(values)
    return [_output(graph, value, dtype) for value, dtype in zip(values, dtypes, strict=True)]


def _output(graph, value, dtype):
    if isinstance(value, _native.Variable):
        value = value.value()
    return graph._import(_native.convert(value, dtype))


def call_bodies(calls, graphs, values, name):
    """The node that calls bodies, behind what their ops wait for: (its operation, its results)."""
    waits = [op for graph in graphs for op in graph.outer_controls]
    for graph in graphs:
        graph.outer_controls = []  # a graph that its own bodies held could not die
    with get_default_graph().control_dependencies(waits):
        op, results = calls(values, name)
    return op, results[:1] + [_named(result, name) for result in results[1:]]


def _named(result, name):
    """A result with a name of its own, as in TensorFlow: `while/Exit_1:0`; programs prune it."""
    if result.dtype in (resource, variant):
        return result
    return _native.api.identity(result, name=name)


def lift(value, receive) -> bool:
    """Gives a function a tensor, of a branch once it is a result of the condition.

    Returns:
      False where nobody outside can have it: in loops, and in conditions of eager programs'
      functions, as in TensorFlow.
    """
    graph = getattr(value, "graph", None)
    if not getattr(graph, "_is_branch", False):
        receive(value)
    elif graph.made_eagerly or graph.lifts is None:
        return False
    else:
        graph.lifts.append((value, receive))
    return True
