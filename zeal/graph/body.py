"""Bodies of functions: graphs called on values, eagerly as programs, in graphs node by node."""

from zeal import _native
from zeal.graph.gradients import gradients
from zeal.graph.graph import Graph, get_default_graph
from zeal.ops.indexed_slices import IndexedSlices


class FuncGraph(Graph):
    """The graph of a function. What its ops use of the program is captured, each by a placeholder.

    Args:
      name: the function's name.
    """

    def __init__(self, name):
        super().__init__()
        self.name = name
        self._capture_values(True)

    @property
    def building_function(self):
        """Whether the graph is the body of a function."""
        return True

    def effects(self):
        """The ops that run whether or not somebody reads their results."""
        return [op for op in self.get_operations() if not op.outputs and op.type != "NoOp"]


class Body:
    """Part of a graph as a function of some of its tensors.

    Args:
      graph: the graph.
      stand_ins: the tensors that calls give values for.
      outputs: the tensors that calls return.
      effects: operations that calls run besides.
    """

    def __init__(self, graph, stand_ins, outputs, effects=()):
        self.graph = graph
        self.stand_ins, self.outputs, self.effects = list(stand_ins), list(outputs), list(effects)
        self._program = _native.Program(graph, self.stand_ins, self.outputs, self.effects)
        self._gradient = None

    def run(self, values):
        """The outputs for these values, a list of tensors; tapes record the call as one op."""
        if not _native.executing_eagerly() or any(v._symbolic for v in values):
            graph = get_default_graph()
            graph._python_objects |= self.graph._python_objects
            return graph._append_body(self.stand_ins, values, self.outputs, self.effects)
        results = self._program.run(_state, values)
        if not _native.is_recording() or not results:
            return results
        return _native.record_gradient(
            self.graph.name, results, values, lambda *dys: self.gradient().run(values, dys)
        )

    def gradient(self):
        """What gives the gradients of `stand_ins`, from values for them and what flows back."""
        if self._gradient is None:
            self._gradient = Gradient(self)
        return self._gradient


class Gradient:
    """The derivative of a body: a body of the same graph, with one seed per output more.

    Args:
      forward: the body.
    """

    def __init__(self, forward):
        graph = forward.graph
        with graph.as_default():
            seeds = [graph._placeholder(y.dtype, y._shape_tuple(), "seed") for y in forward.outputs]
            self._grads = gradients(forward.outputs, forward.stand_ins, seeds)
            parts = [_own(part) for g in self._grads for part in _parts(g)]
        # What rules took from the program, as those of tf.custom_gradient may.
        late = [c for c in graph._captures() if not any(c[1] is s for s in forward.stand_ins)]
        self._late = [value for value, _ in late]
        stand_ins = [*forward.stand_ins, *seeds, *(stand_in for _, stand_in in late)]
        self._body = Body(graph, stand_ins, parts)

    def run(self, values, dys):
        """One gradient per stand-in: a tensor, IndexedSlices or None."""
        parts = iter(self._body.run([*values, *dys, *self._late]))
        return [_joined(g, parts) for g in self._grads]


def _own(part):
    return part if part._symbolic else get_default_graph()._constant(part, "Const")


def _parts(gradient):
    if gradient is None:
        return ()
    if isinstance(gradient, IndexedSlices):
        return (gradient.values, gradient.indices, gradient.dense_shape)
    return (gradient,)


def _joined(gradient, parts):
    if gradient is None:
        return None
    if isinstance(gradient, IndexedSlices):
        return IndexedSlices(next(parts), next(parts), next(parts))
    return next(parts)


_state = _native.SessionState()
