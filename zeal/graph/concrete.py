"""One trace of a function: its body, and the structure of what the Python code returned."""

from zeal import _native, nest
from zeal.graph.body import outputs_for
from zeal.graph.graph import get_default_graph


class ConcreteFunction:
    """A trace: called with the tensors that its placeholders stand for.

    Args:
      graph: its FuncGraph.
      inputs: the placeholders of its arguments.
      result: what the Python code returned: a structure of tensors, variables and other values.
      effects: the ops that run whether or not results need them; by default the graph says.
    """

    def __init__(self, graph, inputs, result, effects=None):
        self.graph, self.inputs = graph, inputs
        with graph.as_default():
            self._leaves = [_leaf(graph, x) for x in nest.flatten(result, expand_composites=True)]
        self._structure = result
        self.outputs = [x for x in self._leaves if isinstance(x, _native.Tensor)]
        captures = graph._captures()
        self.captured_inputs = [value for value, _ in captures]
        stand_ins = [*inputs, *(stand_in for _, stand_in in captures)]
        effects = graph.effects() if effects is None else effects
        body = _native.Body(graph, stand_ins, self.outputs, effects)
        self._calls = _native.function(graph.name, body)
        self._waits, graph.outer_controls = graph.outer_controls, []

    def kind(self):
        """What calls give: "tensor", "list", "tuple" or "none"; None for anything else."""
        result = self._structure
        if result is None:
            return "none"
        if isinstance(result, (_native.Tensor, _native.Variable)):
            return "tensor"
        count = len(self.outputs)
        flat = type(result) in (list, tuple) and count == len(result) == len(self._leaves)
        return type(result).__name__ if flat and not any(map(nest.is_nested, result)) else None

    def __call__(self, *tensors):
        if len(tensors) != len(self.inputs):
            raise TypeError(
                f"{self.graph.name} was traced for {len(self.inputs)} tensors, got {len(tensors)}"
            )
        tensors = [_native.convert(t) for t in tensors]
        results = iter(self._called([*tensors, *self.captured_inputs]))
        flat = [next(results) if isinstance(x, _native.Tensor) else x for x in self._leaves]
        return nest.pack_sequence_as(self._structure, flat, expand_composites=True)

    def _called(self, values):
        if not self._waits or _native.executing_eagerly():
            return self._calls(values)[1]
        with get_default_graph().control_dependencies(self._waits):
            return self._calls(values)[1]


def _leaf(graph, value):
    if value is None or isinstance(value, str):
        return value
    return outputs_for(graph, [value])[0]
