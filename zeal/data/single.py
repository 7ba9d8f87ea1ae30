"""What graphs compute of whole datasets: `reduce`, and single elements."""

from zeal import _native, errors
from zeal.data.functions import check_state, returned
from zeal.data.iterator import elements_of
from zeal.data.pending import handle_of
from zeal.data.structure import Spec
from zeal.data.traced import Trace
from zeal.graph.host_call import host_call, object_of


def _outputs(spec):
    return list(zip(spec.types, spec.shapes, strict=True))


def single_element(dataset):
    """See tf.data.experimental.get_single_element."""
    spec = dataset._spec

    def run(values):
        elements = elements_of(object_of(values[0]))
        found = next(elements, None)
        if found is None:
            raise errors.InvalidArgumentError("Dataset was empty.")
        if next(elements, None) is not None:
            raise errors.InvalidArgumentError("Dataset had more than one element.")
        return found

    inputs = [handle_of(dataset._node)]
    return spec.pack(host_call("DatasetToSingleElement", run, inputs, _outputs(spec)))


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
    return state.pack(host_call("ReduceDataset", run, inputs, _outputs(state)))


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
