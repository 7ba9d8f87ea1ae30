"""Structures of Python values as messages, `StructuredValue`, and back."""

from collections import namedtuple

from zeal.dtypes import DType, as_dtype
from zeal.graph_def import shape_proto
from zeal.messages.saved_objects import StructuredValue, TypeSpecProto
from zeal.tensor_shape import TensorShape
from zeal.tensor_spec import TensorSpec


class NotEncodableError(Exception):
    """A value has no form in messages."""


def encode(value):
    """A structure as a message.

    Args:
      value: None, a bool, int, float, str, DType, TensorShape or TensorSpec, or a list, tuple,
        named tuple or dict with str keys of them.

    Raises:
      NotEncodableError: it holds something else.
    """
    message = StructuredValue()
    _write(value, message)
    return message


def _write(value, message):
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value, message)
    raise NotEncodableError(
        f"No encoder for object {value} of type {type(value)}: saved models tell of Python "
        "numbers, texts, None, dtypes, shapes, specs of tensors, lists, tuples and dicts of them"
    )


def _write_scalar(field):
    return lambda value, message: setattr(message, field, value)


def _write_list(value, message):
    message.list_value.SetInParent()
    for item in value:
        _write(item, message.list_value.values.add())


def _write_tuple(value, message):
    if hasattr(value, "_fields"):
        message.named_tuple_value.name = type(value).__name__
        for key in value._fields:
            pair = message.named_tuple_value.values.add(key=key)
            _write(getattr(value, key), pair.value)
        return
    message.tuple_value.SetInParent()
    for item in value:
        _write(item, message.tuple_value.values.add())


def _write_dict(value, message):
    message.dict_value.SetInParent()
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotEncodableError(f"keys of dicts must be strs, got {key!r}")
        _write(item, message.dict_value.fields[key])


def _write_spec(value, message):
    message.tensor_spec_value.shape.CopyFrom(shape_proto.proto_of(value.shape))
    message.tensor_spec_value.dtype = value.dtype.as_datatype_enum
    message.tensor_spec_value.name = value.name or ""


_WRITERS = (
    (type(None), lambda value, message: message.none_value.SetInParent()),
    (bool, _write_scalar("bool_value")),
    (int, _write_scalar("int64_value")),
    (float, _write_scalar("float64_value")),
    (str, _write_scalar("string_value")),
    (DType, lambda value, message: setattr(
        message, "tensor_dtype_value", value.as_datatype_enum)),
    (TensorShape, lambda value, message: message.tensor_shape_value.CopyFrom(
        shape_proto.proto_of(value))),
    (TensorSpec, _write_spec),
    (list, _write_list),
    (tuple, _write_tuple),
    (dict, _write_dict),
)  # fmt: skip


def decode(message):
    """The structure that a message tells of.

    Returns:
      A Python value; named tuples are of a type made here.

    Raises:
      NotEncodableError: it tells of something that is not built.
      KeyError: it says nothing.
    """
    kind = message.WhichOneof("kind")
    if kind is None:
        raise KeyError("a structure of values says nothing")
    if kind not in _READERS:
        known = TypeSpecProto.TypeSpecClass.Name(message.type_spec_value.type_spec_class)
        raise NotEncodableError(f"{known if kind == 'type_spec_value' else kind} is not built yet")
    return _READERS[kind](getattr(message, kind))


def _read_named(value):
    kind = namedtuple(value.name, [pair.key for pair in value.values])
    return kind(*(decode(pair.value) for pair in value.values))


def _as_is(value):
    return value


_READERS = {
    "none_value": lambda value: None,
    "bool_value": _as_is,
    "int64_value": _as_is,
    "float64_value": _as_is,
    "string_value": _as_is,
    "tensor_dtype_value": as_dtype,
    "tensor_shape_value": shape_proto.shape_of,
    "tensor_spec_value": lambda value: TensorSpec(
        shape_proto.shape_of(value.shape), value.dtype, value.name or None
    ),
    "list_value": lambda value: [decode(x) for x in value.values],
    "tuple_value": lambda value: tuple(decode(x) for x in value.values),
    "dict_value": lambda value: {key: decode(x) for key, x in value.fields.items()},
    "named_tuple_value": _read_named,
}
