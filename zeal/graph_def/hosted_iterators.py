"""Iterators in GraphDefs: as `zeal.graph_def.hosted` declares ops."""

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
    "OneShotIterator": (
        {},
        {"handle": "resource"},
        {"dataset_factory": Given("func"), "shared_name": "", "container": "", **_ELEMENTS},
    ),
    "MakeIterator": ({"dataset": "variant", "iterator": "resource"}, {}, {}),
    "IteratorGetNext": ({"iterator": "resource"}, {"components": "output_types"}, _ELEMENTS),
    "IteratorToStringHandle": (
        {"resource_handle": "resource"},
        {"string_handle": "string"},
        {},
    ),
    # TensorFlow's states of iterators are variants; zeal's are strings.
    "SerializeIterator": ({"resource_handle": "resource"}, {"serialized": "string"}, {}),
    "DeserializeIterator": ({"resource_handle": "resource", "serialized": "string"}, {}, {}),
    "IteratorFromStringHandleV2": (
        {"string_handle": "string"},
        {"resource_handle": "resource"},
        _ANY,
    ),
}
