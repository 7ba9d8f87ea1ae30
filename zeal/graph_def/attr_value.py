"""Attributes as messages, `AttrValue`, and back."""

from zeal.dtypes import DType, as_dtype
from zeal.graph_def import shape_proto
from zeal.messages.graph import AttrValue, NameAttrList, TensorProto, TensorShapeProto
from zeal.tensor_shape import TensorShape

# TensorFlow's word for what an attribute is, by the field that holds it.
KINDS = {
    "s": "string", "i": "int", "f": "float", "b": "bool", "type": "type", "shape": "shape",
    "tensor": "tensor", "func": "func",
}
_FIELDS = {
    bool: "b", int: "i", float: "f", bytes: "s", str: "s", DType: "type", TensorShape: "shape",
    TensorShapeProto: "shape", TensorProto: "tensor", NameAttrList: "func",
}


def write(message, value):
    """Sets a message to a value.

    Args:
      message: an AttrValue.
      value: a bool, int, float, str, bytes, DType, TensorShape, message, or a list of such.

    Raises:
      TypeError: nothing that an attribute can be.
    """
    if isinstance(value, (list, tuple)):
        message.list.SetInParent()
        for item in value:
            _set(message.list, _field(item), item, True)
    else:
        _set(message, _field(value), value, False)


def _field(value) -> str:
    for kind, field in _FIELDS.items():
        if isinstance(value, kind):
            return field
    raise TypeError(f"no attribute can be {value!r}")


def _set(message, field, value, many):
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogateescape")
    elif isinstance(value, DType):
        value = value.as_datatype_enum
    elif isinstance(value, TensorShape):
        value = shape_proto.proto_of(value)
    if many:
        getattr(message, field).append(value)
    elif field in ("shape", "tensor", "func"):
        getattr(message, field).CopyFrom(value)
    else:
        setattr(message, field, value)


def read(message):
    """The value of a message.

    Returns:
      A bool, int, float, bytes or DType; messages of shapes, tensors and functions as they are;
      or a list of such.

    Raises:
      TypeError: it holds a type that is none.
    """
    kind = message.WhichOneof("value")
    if kind is None:
        return []
    if kind != "list":
        value = getattr(message, kind)
        return as_dtype(value) if kind == "type" else value
    for field in KINDS:
        values = list(getattr(message.list, field))
        if values:
            return [as_dtype(v) for v in values] if field == "type" else values
    return []


def of(value):
    """A value as a message."""
    message = AttrValue()
    write(message, value)
    return message


def kind_of(message) -> str:
    """TensorFlow's word for what a message holds: "int", "list(type)"; "list" for an empty list."""
    kind = message.WhichOneof("value")
    if kind is None:
        return "none"
    if kind != "list":
        return KINDS.get(kind, kind)
    filled = [word for field, word in KINDS.items() if getattr(message.list, field)]
    return f"list({filled[0]})" if filled else "list"
