"""Datasets of GraphDefs: ops of graphs by their names and attributes."""

from importlib import import_module

from zeal.data.pending import KERNELS, add
from zeal.data.traced import of_attr
from zeal.dtypes import bool as bool_
from zeal.dtypes import variant
from zeal.graph_def.hosted_datasets import DATASETS, FUNCTIONS, OPENING
from zeal.graph_def.shape_proto import shape_of
from zeal.tensor_shape import TensorShape

# Those that no method of Dataset needs bring kernels too.
_MODULES = ("dataset", "text", "records", "record_dataset", "experimental")


def make(op, attrs, inputs, name):
    """Adds an op that makes a dataset to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values; those that are functions with their arguments' types.
      inputs: the tensors that it reads.
      name: its name within the present scope.
    """
    for module in _MODULES:
        import_module(f"zeal.data.{module}")
    if "output_shapes" in attrs:
        attrs = {**attrs, "output_shapes": list(map(shape_of, attrs["output_shapes"]))}
    groups, nodes = _grouped(op, attrs, inputs)
    trace = None
    for attr in FUNCTIONS[op]:
        shapes = _shapes_of(inputs[0], len(attrs[attr][1]))
        trace = of_attr(name, attrs[attr], shapes, _results_of(op, attr, attrs))
    kernel = KERNELS[op]
    taken = {attr: attrs[attr] for attr in kernel.attrs}
    return add(kernel, groups[:nodes], groups[nodes:], trace, taken, name, attrs)


def _results_of(op, attr, attrs):
    """The dtypes of what the function of an op gives: elements, where it gives no more."""
    if attr == "predicate":
        return [bool_]
    return [variant] if op in OPENING else attrs["output_types"]


def _grouped(op, attrs, inputs):
    """What an op reads, lists where it is declared so; how many of these are datasets."""
    rest, groups, nodes = iter(inputs), [], 0
    for kind in DATASETS[op][0].values():
        count, _, dtype = kind.rpartition("*")
        nodes += dtype == "variant"
        many = attrs[count] if count else attrs.get(kind)
        many = len(many) if isinstance(many, list) else many
        groups.append(next(rest) if many is None else [next(rest) for _ in range(many)])
    return groups, nodes


def _shapes_of(dataset, count) -> list:
    """What is known of the shapes of a function's arguments: an element, and what it captures."""
    noted = dataset.op.graph._host_attrs.get(dataset.op.name, {})
    known = noted.get("output_shapes", [])[:count]
    return [*known, *[TensorShape(None)] * (count - len(known))]
