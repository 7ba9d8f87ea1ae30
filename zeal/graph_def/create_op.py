"""`Graph.create_op`: an op of the registry from inputs and attributes."""

from zeal import _native
from zeal.dtypes import as_dtype
from zeal.errors import UnimplementedError
from zeal.graph_def.append import Budget, append, definition_of
from zeal.graph_def.entries import Entry, type_attr
from zeal.graph_def.hosted_datasets import FUNCTIONS
from zeal.messages.graph import AttrValue


def create_op(graph, op_type, inputs, dtypes, name, attrs):
    """Adds an op of the registry to a graph.

    Args:
      graph: the graph.
      op_type: the op's name in the registry.
      inputs: tensors of the graph.
      dtypes: those of the outputs, or None.
      name: the operation's name, or None.
      attrs: AttrValues by attribute.

    Raises:
      TypeError: an input is no tensor, or an output of another dtype.
      ValueError: op, inputs and attributes do not fit.
      UnimplementedError: the op has functions among its attributes.
    """
    if FUNCTIONS.get(op_type):
        raise UnimplementedError(
            f"{op_type} has functions among its attributes, which Graph.create_op does not take "
            "yet; tf.data makes such ops"
        )
    for i, tensor in enumerate(inputs):
        if not isinstance(tensor, _native.Tensor) or not tensor._symbolic:
            raise TypeError(f"Input #{i} is not a tensor: {tensor}")
        graph.as_graph_element(tensor)
    name = name or op_type
    full = name[:-1] if name.endswith("/") else graph.unique_name(name)
    entry = Entry(full, op_type, attrs=dict(attrs))
    _add_types(entry, inputs)
    with graph.as_default():
        op = append(graph, entry, full, list(inputs), Budget(), {})
    for output, dtype in zip(op.outputs, dtypes or (), strict=False):
        if as_dtype(dtype).base_dtype != output.dtype:
            raise TypeError(f"{output.name} of {op_type} is {output.dtype.name}, not {dtype}")
    return op


def _add_types(entry, inputs):
    """Attributes that the inputs tell."""
    args = definition_of(entry).input_arg
    before = [i for i, arg in enumerate(args) if arg.number_attr]
    count = len(inputs) - len(args) + 1
    at = 0
    for arg in args:
        if arg.number_attr and count > 0:
            entry.attrs.setdefault(arg.number_attr, AttrValue(i=count))
        if arg.type_attr and at < len(inputs):
            entry.attrs.setdefault(
                arg.type_attr, type_attr(inputs[at].dtype.as_datatype_enum)
            )
        at += max(count, 0) if arg.number_attr and before else 1
