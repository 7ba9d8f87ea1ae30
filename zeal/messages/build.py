"""Classes of messages, made of tables: a line's fields are `name number type`.

One message per paragraph: its name, then `name number type`, with `*` before the type of what
repeats, `K>V` for a map, and `choice|` before the fields of which one at most is set. `enum`
paragraphs list names and numbers.

The descriptors live in a pool of their own: an installed TensorFlow or TensorBoard registers the
same names in protobuf's.
"""

import importlib

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.internal import enum_type_wrapper

_PACKAGE = "tensorflow"
_Field = descriptor_pb2.FieldDescriptorProto
_ANY = "google/protobuf/any.proto"
pool = descriptor_pool.DescriptorPool()
pool.AddSerializedFile(any_pb2.DESCRIPTOR.serialized_pb)
_enums: "set[str]" = set()
_named: dict = {}
_TOPICS = (
    "checkpoint", "config", "example", "graph", "projector", "run_metadata", "saved_objects",
    "summary",
)  # fmt: skip


def _kind(name) -> dict:
    """The type of a field as a descriptor says it."""
    scalar = getattr(_Field, f"TYPE_{name.upper()}", None)
    if scalar is not None:
        return {"type": scalar}
    full = name if name.startswith("google.") else f"{_PACKAGE}.{name}"
    return {
        "type": _Field.TYPE_ENUM if name in _enums else _Field.TYPE_MESSAGE,
        "type_name": f".{full}",
    }


def _add_field(message, full_name, name, number, kind):
    repeated = kind.startswith("*") or ">" in kind
    label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
    field = message.field.add(name=name, number=int(number), label=label)
    choice, _, kind = kind.rpartition("|")
    if choice:
        _set_choice(message, field, choice)
    if ">" in kind:
        kind = _add_map(message, full_name, name, *kind.split(">"))
    for key, value in _kind(kind.lstrip("*")).items():
        setattr(field, key, value)


def _set_choice(message, field, choice):
    names = [known.name for known in message.oneof_decl]
    if choice not in names:
        message.oneof_decl.add(name=choice)
        names.append(choice)
    field.oneof_index = names.index(choice)


def _add_map(message, full_name, field, key, value) -> str:
    """The message of a map's entries, which the format wants; returns its name."""
    name = "".join(part.capitalize() for part in field.split("_")) + "Entry"
    entry = message.nested_type.add(name=name)
    entry.options.map_entry = True
    for at, kind in enumerate((key, value), 1):
        _add_field(entry, f"{full_name}.{name}", ("key", "value")[at - 1], at, kind)
    return f"{full_name}.{name}"


def _paragraphs(text):
    for paragraph in text.strip().split("\n\n"):
        head, *rest = paragraph.split("\n")
        yield head, " ".join(rest).split()


def _owner(file, made, name):
    """Where a message or enum is declared: inside another, or in the file."""
    outer, _, own = name.rpartition(".")
    return (made[outer] if outer else file), own


def _declare(file, messages) -> dict:
    """Adds the messages to the file, without fields: they may name each other in any order."""
    made: dict = {}
    for name, _ in messages:
        owner, own = _owner(file, made, name)
        within = file.message_type if owner is file else owner.nested_type
        made[name] = within.add(name=own)
    return made


def _add_enum(file, made, name, words):
    owner, own = _owner(file, made, name)
    enum = owner.enum_type.add(name=own)
    for value, number in zip(words[::2], words[1::2], strict=True):
        enum.value.add(name=value, number=int(number))


def classes(topic: str, text: str, uses: tuple = ()) -> dict:
    """Makes the messages of a topic.

    Args:
      topic: the topic's name, of which the file's name is made.
      text: the table.
      uses: topics whose messages the table names.

    Returns:
      Classes of messages and wrappers of enums by name, those inside others left out.
    """
    depends = [f"zeal/{other}.proto" for other in uses]
    file = descriptor_pb2.FileDescriptorProto(
        name=f"zeal/{topic}.proto", package=_PACKAGE, syntax="proto3", dependency=[_ANY, *depends]
    )
    enums = {h.split()[1]: w for h, w in _paragraphs(text) if h.startswith("enum ")}
    messages = [(h, w) for h, w in _paragraphs(text) if not h.startswith("enum ")]
    _enums.update(enums)
    made = _declare(file, messages)
    for name, words in enums.items():
        _add_enum(file, made, name, words)
    for name, words in messages:
        for at in range(0, len(words), 3):
            _add_field(made[name], name, *words[at : at + 3])
    pool.AddSerializedFile(file.SerializeToString())
    made = {name: _class(name, name in enums) for name in (*enums, *made) if "." not in name}
    _named.update(made)
    for name in enums.keys() & made.keys():
        _named.update(made[name].items())
    return made


def named(name: str, default=None):
    """What a module of protocol buffers has under a name, of whichever topic.

    Args:
      name: a message's, an enum's or an enum's value's: "NodeDef", "DataType", "DT_FLOAT".
      default: what is returned if there is nothing of that name.

    Returns:
      A class, a wrapper of an enum or a number.
    """
    for topic in _TOPICS:
        importlib.import_module(f"zeal.messages.{topic}")
    return _named.get(name, default)


def _class(name, is_enum):
    full = f"{_PACKAGE}.{name}"
    if is_enum:
        return enum_type_wrapper.EnumTypeWrapper(pool.FindEnumTypeByName(full))
    made = _with_nested(pool.FindMessageTypeByName(full))
    made.__module__ = __name__
    return made


def _with_nested(descriptor):
    """The class of a message; protobuf in Python leaves out those of the messages within."""
    made = message_factory.GetMessageClass(descriptor)
    for nested in descriptor.nested_types:
        if not hasattr(made, nested.name):
            setattr(made, nested.name, _with_nested(nested))
    return made


def own(message, kind, what):
    """A message as one of zeal's own: those of an installed TensorFlow are taken over.

    Args:
      message: the message.
      kind: the class of `zeal.messages` that it must be.
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
