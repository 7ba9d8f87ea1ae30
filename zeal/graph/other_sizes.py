"""Traces called with values of other sizes than those that they were made for."""

from zeal import _native, nest
from zeal.dtypes import word
from zeal.errors import InvalidArgumentError
from zeal.graph.body import FuncGraph
from zeal.graph.concrete import ConcreteFunction


def check_kinds(concrete, values):
    """Raises an error where a trace does not take values, in TensorFlow's words.

    Args:
      concrete: a ConcreteFunction.
      values: tensors, one for each of its inputs.

    Returns:
      Whether the shapes of all of them are those that it was traced for.
    """
    fits = True
    for i, (want, value) in enumerate(zip(concrete.inputs, values, strict=True)):
        if value.dtype != want.dtype:
            raise InvalidArgumentError(
                f"cannot compute {concrete.name} as input #{i}(zero-based) was expected to be a "
                f"{word(want.dtype)} tensor but is a {word(value.dtype)} tensor"
            )
        if value.shape.is_compatible_with(want.shape):
            continue
        if not _native.executing_eagerly():
            raise ValueError(
                f"The argument '{want.op.name}' (value {value}) is not compatible with the shape "
                f"this function was traced with. Expected shape {want.shape}, but got shape "
                f"{value.shape}.\n\nIf you called get_concrete_function, you may need to pass a "
                "tf.TensorSpec(..., shape=...) with a less specific shape, having None on axes "
                "which can vary."
            )
        fits = False
    return fits


def opened(concrete, values):
    """The ops of a trace as a trace that leaves open the sizes in which values differ from it.

    TensorFlow runs what was traced with any sizes that its ops take.

    Args:
      concrete: a ConcreteFunction.
      values: tensors, one for each of its inputs.
    """
    from zeal.graph_def.import_graph import import_graph_def

    old, graph = concrete.graph, FuncGraph(concrete.name)
    _, outputs, effects = concrete.parts
    pairs = zip(concrete.inputs, values, strict=True)
    shapes = [_common(want.shape, value.shape) for want, value in pairs]
    with graph.as_default():
        inputs = [
            graph._placeholder(x.dtype, shape, x.op.name)
            for x, shape in zip(concrete.inputs, shapes, strict=True)
        ]
        given = {x.name: y for x, y in zip(concrete.inputs, inputs, strict=True)}
        given |= {place.name: graph._import(value) for value, place in old._captures()}
        wanted = [x.name for x in (*outputs, *effects)]
        found = iter(import_graph_def(old.as_graph_def(), given, wanted, ""))
    flat = nest.flatten(concrete.results, expand_composites=True)
    flat = [next(found) if isinstance(x, _native.Tensor) else x for x in flat]
    result = nest.pack_sequence_as(concrete.results, flat, expand_composites=True)
    return ConcreteFunction(graph, inputs, result, list(found))


def _common(want, got):
    if want.ndims is None or want.ndims != got.ndims:
        return None
    pairs = zip(want.as_list(), got.as_list(), strict=True)
    return [m if m == n else None for m, n in pairs]
