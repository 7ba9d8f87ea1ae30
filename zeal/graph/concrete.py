"""One trace of a function: its body, and the structure of what the Python code returned."""

import weakref
from typing import Any

from zeal import _native, nest
from zeal.errors import InvalidArgumentError
from zeal.graph.body import outputs_for
from zeal.graph.graph import get_default_graph, home_graph

_TENSOR = _native.Tensor


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
        self._graph_variables = _variables_of(self.captured_inputs)
        stand_ins = [*inputs, *(stand_in for _, stand_in in captures)]
        effects = graph.effects() if effects is None else effects
        self.parts = stand_ins, self.outputs, effects  # what a GraphDef's library writes
        graph.function = weakref.ref(self)
        body = _native.Body(graph, *self.parts)
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

    _opened: Any = None  # a trace with open sizes, once it was called with others
    arg_names: "list[str] | None" = None  # of `inputs`, as calls may give them by name
    held: Any = None  # what must live as long as it
    most_by_position: "int | None" = None  # None for all
    told_outputs: Any = None  # what a file says of its results
    structured_input_signature: Any = None  # (args, kwargs) with TensorSpecs for tensors

    @property
    def name(self) -> str:
        """The function's name."""
        return self.graph.name

    @property
    def structured_outputs(self):
        """What calls return, with the body's tensors; with TensorSpecs of what was loaded."""
        return self.results if self.told_outputs is None else self.told_outputs

    @property
    def results(self):
        """What calls return, with the body's tensors."""
        return nest.pack_sequence_as(self._structure, self._leaves, expand_composites=True)

    @property
    def output_shapes(self):
        """The same with their shapes; None where it returns nothing."""
        return self._told("shape")

    @property
    def output_dtypes(self):
        """The same with their dtypes."""
        return self._told("dtype")

    def _told(self, what):
        leaves = [getattr(x, what) if isinstance(x, _native.Tensor) else x for x in self._leaves]
        return nest.pack_sequence_as(self._structure, leaves, expand_composites=True)

    def __call__(self, *tensors, **named):
        if named or self.most_by_position is not None or len(tensors) != len(self.inputs):
            tensors = self._by_position(tensors, named)
        tensors = [
            t if type(t) is _TENSOR else self._converted(i, t) for i, t in enumerate(tensors)
        ]
        op, results = self._called([*tensors, *self.captured_inputs])
        if self._structure is None:
            return op  # in graphs, to run it or wait for it; None where it ran
        results = iter(results)
        flat = [next(results) if isinstance(x, _native.Tensor) else x for x in self._leaves]
        return nest.pack_sequence_as(self._structure, flat, expand_composites=True)

    def _converted(self, i, value):
        if isinstance(value, (_TENSOR, _native.Variable)):
            return _native.convert(value)
        try:
            return _native.convert(value, self.inputs[i].dtype)
        except (TypeError, ValueError):
            raise ValueError(
                f"All inputs to `ConcreteFunction`s must be Tensors; on invocation of {self.name}, "
                f"the {i}-th input ({value}) was not a Tensor."
            ) from None

    def _by_position(self, tensors, named):
        """All tensors in order, of which some were given by name."""
        most = len(self.inputs) if self.most_by_position is None else self.most_by_position
        if self.arg_names is None:
            raise ValueError(
                "Arguments and signature arguments do not match. got: "
                f"{len(tensors) + len(named)}, expected: {len(self.inputs)} "
            )
        names = list(self.arg_names)
        if len(tensors) > most:
            raise TypeError(
                f"Expected at most {most} positional arguments (and the rest keywords, of "
                f"{names}), got {tensors}. When calling a concrete function, positional arguments "
                "may not be bound to Tensors within nested structures."
            )
        first, rest = names[: len(tensors)], names[len(tensors) :]
        _check_named(first, rest, named)
        return [*tensors, *(named[n] for n in rest)]

    def _called(self, values):
        for variable in self._graph_variables:  # tapes may be younger than the trace, which read it
            _native.tell_read(variable)
        try:
            if not self._waits or _native.executing_eagerly():
                return self._calls(values)
            with get_default_graph().control_dependencies(self._waits):
                return self._calls(values)
        except InvalidArgumentError:
            if (other := self._for_sizes_of(values)) is None:
                raise
        return other._called([*values[: len(self.inputs)], *other.captured_inputs])

    def _for_sizes_of(self, values):
        """What takes values of other sizes in its place; None where it takes them itself."""
        from zeal.graph.other_sizes import check_kinds, opened

        values = values[: len(self.inputs)]
        if check_kinds(self, values):
            return None
        if self._opened is None:
            self._opened = opened(self, values)
        return self._opened


def _check_named(first, rest, named):
    """Raises TypeError where what is given by name is not the rest of the arguments."""
    names = [*first, *rest]
    if missing := [n for n in rest if n not in named]:
        told = [*first, *(n for n in rest if n in named), *(n for n in named if n not in rest)]
        raise TypeError(
            f"Expected argument names {names} but got values for {told}. Missing: {missing}."
        )
    if twice := [n for n in first if n in named]:
        raise TypeError(f"Got two values for keyword '{twice[0]}'.")
    if beyond := [n for n in named if n not in names]:
        raise TypeError(f"Keyword arguments {beyond} unknown. Expected {names}.")


def _variables_of(values):
    """The variables of a graph whose handles are among values."""
    handles = {t._id for t in values if t._symbolic and t.dtype == "resource"}
    graph = home_graph() if handles else None
    known = () if graph is None else graph._variables.values()
    return [v for v in known if v.handle._id in handles]


def _leaf(graph, value):
    if value is None:
        return value
    try:
        return outputs_for(graph, [value])[0]
    except TypeError as error:
        raise TypeError(
            "To be compatible with tf.contrib.eager.defun, Python functions must return zero or "
            f"more Tensors; in compilation of {graph.name}, found return value of type "
            f"{type(value)}, which is not a Tensor: {error}"
        ) from error
