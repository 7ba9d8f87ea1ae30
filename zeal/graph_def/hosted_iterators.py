"""Iterators in GraphDefs: as `zeal.graph_def.hosted` declares ops. Datasets are not written."""

from zeal.graph_def.hosted_attr import Given

_TYPES, _SHAPES, _TEXT = Given("list(type)"), Given("list(shape)"), Given("string")
_ELEMENTS = {"output_types": _TYPES, "output_shapes": _SHAPES}
_ANY = {"output_types": Given("list(type)", []), "output_shapes": Given("list(shape)", [])}

ITERATORS = {
    "IteratorV2": (
        {},
        {"handle": "resource"},
        {"shared_name": _TEXT, "container": _TEXT, **_ELEMENTS},
    ),
    "MakeIterator": ({"dataset": "variant", "iterator": "resource"}, {}, {}),
    "IteratorGetNext": ({"iterator": "resource"}, {"components": "output_types"}, _ELEMENTS),
    "IteratorToStringHandle": (
        {"resource_handle": "resource"},
        {"string_handle": "string"},
        {},
    ),
    "IteratorFromStringHandleV2": (
        {"string_handle": "string"},
        {"resource_handle": "resource"},
        _ANY,
    ),
}


def has_dataset(op) -> bool:
    """Whether an op reads a dataset, in whose place a placeholder is written."""
    return op.type == "MakeIterator"


def dataset_name(op) -> str:
    """The name of that placeholder."""
    return f"{op.name}/dataset"


def write_dataset(op, message):
    """Adds the placeholder to a GraphDef, where the graph has none."""
    if op.graph._find(dataset_name(op)) is None:
        node = message.node.add(name=dataset_name(op), op="Placeholder")
        node.attr["dtype"].type = _VARIANT
        node.attr["shape"].shape.unknown_rank = True


_VARIANT = 21
