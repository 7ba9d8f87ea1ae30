"""TensorFlow's messages (`tf.GraphDef` and what it consists of), made of the table in schema.py.

Their descriptors live in a pool of their own: an installed TensorFlow or TensorBoard registers the
same names in
protobuf's.
"""

from typing import Any

from zeal.graph_def.schema import TEXT
from zeal.public import publish

try:
    from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
    from google.protobuf.internal import enum_type_wrapper
    from google.protobuf.message import DecodeError as DecodeError

    _class_of = message_factory.GetMessageClass
except (ImportError, AttributeError):
    raise ImportError(
        "graphs as messages need the package protobuf, 4.22 or later: pip install 'zeal[proto]'"
    ) from None

_PACKAGE = "tensorflow"
_Field = descriptor_pb2.FieldDescriptorProto


def _kind(name) -> dict:
    """The type of a field as a descriptor says it."""
    scalar = getattr(_Field, f"TYPE_{name.upper()}", None)
    if scalar is not None:
        return {"type": scalar}
    enum = name in _ENUMS
    full = name if name.startswith("google.") else f"{_PACKAGE}.{name}"
    return {
        "type": _Field.TYPE_ENUM if enum else _Field.TYPE_MESSAGE, "type_name": f".{full}"
    }


def _add_field(message, full_name, name, number, kind):
    repeated = kind.startswith("*") or ">" in kind
    label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
    field = message.field.add(name=name, number=int(number), label=label)
    choice, _, kind = kind.rpartition("|")
    if choice:
        if not message.oneof_decl:
            message.oneof_decl.add(name=choice)
        field.oneof_index = 0
    if ">" in kind:
        kind = _add_map(message, full_name, name, *kind.split(">"))
    for key, value in _kind(kind.lstrip("*")).items():
        setattr(field, key, value)


def _add_map(message, full_name, field, key, value) -> str:
    """The message of a map's entries, which the format wants; returns its name."""
    name = "".join(part.capitalize() for part in field.split("_")) + "Entry"
    entry = message.nested_type.add(name=name)
    entry.options.map_entry = True
    for at, kind in enumerate((key, value), 1):
        _add_field(entry, f"{full_name}.{name}", ("key", "value")[at - 1], at, kind)
    return f"{full_name}.{name}"


def _paragraphs():
    for text in TEXT.strip().split("\n\n"):
        head, *rest = text.split("\n")
        yield head, " ".join(rest).split()


_ENUMS = {head.split()[1] for head, _ in _paragraphs() if head.startswith("enum ")}


def _owner(file, made, name):
    """Where a message or enum is declared: inside another, or in the file."""
    outer, _, own = name.rpartition(".")
    return (made[outer] if outer else file), own


def _file():
    file = descriptor_pb2.FileDescriptorProto(
        name="zeal/graphs.proto", package=_PACKAGE, syntax="proto3",
        dependency=["google/protobuf/any.proto"],
    )
    made = {}
    for name, _ in _paragraphs():
        if not name.startswith("enum "):
            owner, own = _owner(file, made, name)
            within = file.message_type if owner is file else owner.nested_type
            made[name] = within.add(name=own)
    for head, words in _paragraphs():
        if head.startswith("enum "):
            owner, own = _owner(file, made, head.split()[1])
            enum = owner.enum_type.add(name=own)
            for name, number in zip(words[::2], words[1::2], strict=True):
                enum.value.add(name=name, number=int(number))
            continue
        for at in range(0, len(words), 3):
            _add_field(made[head], head, *words[at : at + 3])
    return file


def _classes():
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(any_pb2.DESCRIPTOR.serialized_pb)
    pool.AddSerializedFile(_file().SerializeToString())
    enum = pool.FindEnumTypeByName(f"{_PACKAGE}.DataType")
    names = [name for name, _ in _paragraphs() if not name.startswith("enum ") and "." not in name]
    return enum_type_wrapper.EnumTypeWrapper(enum), {
        name: _class_of(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")) for name in names
    }


DataType, _made = _classes()
for _class in _made.values():
    _class.__module__ = __name__

AttrValue: Any = _made["AttrValue"]
CollectionDef: Any = _made["CollectionDef"]
FunctionDef: Any = _made["FunctionDef"]
FunctionDefLibrary: Any = _made["FunctionDefLibrary"]
GraphDef: Any = _made["GraphDef"]
MetaGraphDef: Any = _made["MetaGraphDef"]
NameAttrList: Any = _made["NameAttrList"]
NodeDef: Any = _made["NodeDef"]
OpDef: Any = _made["OpDef"]
OpList: Any = _made["OpList"]
SaverDef: Any = _made["SaverDef"]
TensorInfo: Any = _made["TensorInfo"]
TensorProto: Any = _made["TensorProto"]
TensorShapeProto: Any = _made["TensorShapeProto"]
VariableDef: Any = _made["VariableDef"]
VersionDef: Any = _made["VersionDef"]


def own(message, kind, what):
    """A message as one of zeal's own: those of an installed TensorFlow are taken over.

    Args:
      message: the message.
      kind: the class of `messages` that it must be.
      what: the argument's name, for the error.

    Returns:
      The message itself where it is of that class, else a copy.

    Raises:
      TypeError: it is no such message.
    """
    if isinstance(message, kind):
        return message
    descriptor = getattr(message, "DESCRIPTOR", None)
    name = "" if isinstance(message, type) else getattr(descriptor, "full_name", "")
    if name != kind.DESCRIPTOR.full_name:
        raise TypeError(f"{what} must be a {kind.DESCRIPTOR.name} proto.")
    copy = kind()
    copy.ParseFromString(message.SerializeToString())
    return copy


for _name in ("AttrValue", "GraphDef", "MetaGraphDef", "NameAttrList", "NodeDef"):
    publish(__name__, _name)
publish(__name__, "SaverDef", "train.SaverDef")
publish(__name__, "TensorInfo")
