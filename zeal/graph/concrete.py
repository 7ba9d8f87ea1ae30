"""One trace of a function: its body, and the structure of what the Python code returned."""

from zeal import _native, nest
from zeal.graph.body import outputs_for
from zeal.graph.graph import get_default_graph
from zeal.tensor_spec import TensorSpec


class ConcreteFunction:
    """A trace: called with the tensors that its placeholders stand for, or with these by name.

    `structured_input_signature` is a pair: a tuple of what it was traced for, a `tf.TensorSpec`
    in place of each tensor, and a dict of the same for arguments by name.

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
        self._names = [t.op.name for t in inputs]  # of the arguments
        self.structured_input_signature = (tuple(self._specs(inputs)), {})

    @staticmethod
    def _specs(tensors):
        return [TensorSpec(t.shape, t.dtype, t.op.name) for t in tensors]

    @property
    def name(self):
        """The function's name."""
        return self.graph.name

    @property
    def structured_outputs(self):
        """What calls return, with the tensors of its graph."""
        return self._with(self._leaves)

    @property
    def output_shapes(self):
        """The same with their shapes; None where it returns nothing."""
        return self._with([_known(x, "shape") for x in self._leaves])

    @property
    def output_dtypes(self):
        """The same with their dtypes."""
        return self._with([_known(x, "dtype") for x in self._leaves])

    def _with(self, leaves):
        return nest.pack_sequence_as(self._structure, leaves, expand_composites=True)

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

    def __call__(self, *tensors, **named):
        if named:
            tensors = [*tensors, *self._by_name(len(tensors), named)]
        if len(tensors) != len(self.inputs):
            raise TypeError(
                f"{self.graph.name} was traced for {len(self.inputs)} tensors, got {len(tensors)}"
            )
        tensors = [_native.convert(t) for t in tensors]
        results = iter(self._called([*tensors, *self.captured_inputs]))
        flat = [next(results) if isinstance(x, _native.Tensor) else x for x in self._leaves]
        return nest.pack_sequence_as(self._structure, flat, expand_composites=True)

    def _by_name(self, given, named):
        """The arguments behind the first `given` ones, which a call names."""
        wanted = self._names[given:]
        if set(wanted) != set(named):
            raise TypeError(
                f"{self.graph.name} was called with arguments named {sorted(named)}, those that "
                f"it lacks are {wanted}"
            )
        return [named[name] for name in wanted]

    def _called(self, values):
        if not self._waits or _native.executing_eagerly():
            return self._calls(values)[1]
        with get_default_graph().control_dependencies(self._waits):
            return self._calls(values)[1]


def _known(value, what):
    return getattr(value, what) if isinstance(value, _native.Tensor) else value


def _leaf(graph, value):
    if value is None or isinstance(value, str):
        return value
    return outputs_for(graph, [value])[0]
