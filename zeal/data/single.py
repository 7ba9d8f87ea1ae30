"""What graphs compute of whole datasets: `reduce`, and single elements."""

from zeal import _native, errors
from zeal.data.functions import check_state, returned
from zeal.data.iterator import elements_of
from zeal.data.pending import handle_of
from zeal.data.structure import Spec
from zeal.data.traced import Trace, of_attr
from zeal.graph.host_call import host_call, object_of
from zeal.tensor_shape import TensorShape


def _op(op, function, inputs, attrs, name=None):
    outputs = list(zip(attrs["output_types"], attrs["output_shapes"], strict=True))
    return host_call(op, function, inputs, outputs, name, attrs)


def make(op, attrs, inputs, name):
    """Adds one of these ops that a GraphDef has to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values; a function with its arguments' types.
      inputs: the tensors that it reads.
      name: its name within the present scope.
    """
    from zeal.graph_def.shape_proto import shape_of

    attrs = {**attrs, "output_shapes": list(map(shape_of, attrs["output_shapes"]))}
    if op == "DatasetToSingleElement":
        return _op(op, _single, inputs, attrs, name)
    shapes = [TensorShape(None)] * len(attrs["f"][1])
    trace = of_attr(name, attrs["f"], shapes, attrs["Tstate"])
    attrs["f"] = trace.calls
    return _op(op, _reduction(trace.bind, len(attrs["Tstate"])), inputs, attrs, name)


def single_element(dataset):
    """See tf.data.experimental.get_single_element."""
    spec, inputs = dataset._spec, [handle_of(dataset._node)]
    attrs = {"output_types": spec.types, "output_shapes": spec.shapes}
    return spec.pack(_op("DatasetToSingleElement", _single, inputs, attrs))


def _single(inputs):
    elements = elements_of(object_of(inputs[0]))
    found = next(elements, None)
    if found is None:
        raise errors.InvalidArgumentError("Dataset was empty.")
    if next(elements, None) is not None:
        raise errors.InvalidArgumentError("Dataset had more than one element.")
    return found


def _trace(dataset, state, function):
    """One step of a reduction, for states of a spec."""
    from zeal.autograph.api import convert

    count, elements, function = len(state.types), dataset._spec, convert(function)

    def run(tensors):
        value = function(state.pack(tensors[:count]), elements.pack(tensors[count:]))
        result, leaves = returned(value, "reduce")
        check_state(state, result)
        return result, leaves

    return Trace(run, [*state.types, *elements.types], [*state.shapes, *elements.shapes])


def _settled(dataset, state, function):
    """The trace for a state whose shapes no further step changes, and that state's spec."""
    while True:
        trace = _trace(dataset, state, function)
        shapes = [
            a.most_specific_compatible_shape(b)
            for a, b in zip(state.shapes, trace.told.shapes, strict=True)
        ]
        if [str(s) for s in shapes] == [str(s) for s in state.shapes]:
            return trace, state
        state = Spec(state.template, state.types, shapes)


def reduced(dataset, state, leaves, function):
    """See Dataset.reduce."""
    trace, state = _settled(dataset, state, function)
    run, inputs = _reduction(trace.bind, len(leaves)), [handle_of(dataset._node), *leaves]
    inputs += trace.values
    attrs = {
        "f": trace.calls, "Tstate": state.types, "Targuments": [t.dtype for t in trace.values],
        "output_types": state.types, "output_shapes": state.shapes,
        "use_inter_op_parallelism": True,
    }  # fmt: skip
    return state.pack(_op("ReduceDataset", run, inputs, attrs))


def _reduction(bind, count):
    """The kernel: inputs are a dataset, a state of so many tensors, and what the function takes
    from outside."""

    def run(inputs):
        node, *inputs = inputs
        state, step, streams = inputs[:count], bind(*inputs[count:]), _native.FunctionStreams()
        for tensors in elements_of(object_of(node)):
            state = streams(step, [*state, *tensors])
        return state

    return run
