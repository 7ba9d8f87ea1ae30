"""Collections as messages, `CollectionDef`, and back."""

from operator import index

from zeal import logging
from zeal.graph.keys import GraphKeys
from zeal.graph_def import queue_runner_def, variable_def
from zeal.graph_def.scoped_names import within, without
from zeal.messages.graph import CollectionDef, DecodeError, QueueRunnerDef, VariableDef

_FORMS = {}  # by collection: the class of its messages, a function to one, and one back


def register(key, message, to_proto, from_proto):
    """Lets the values of a collection be written as messages.

    Args:
      key: the collection's.
      message: the class of the messages.
      to_proto: a function of (value, export_scope) that returns one, or None to leave the value
        out.
      from_proto: a function of (message, import_scope) that returns the value.
    """
    _FORMS[key] = (message, to_proto, from_proto)


def is_registered(key) -> bool:
    """Whether the values of a collection are written as messages."""
    return key in _FORMS


for _key in (
    GraphKeys.GLOBAL_VARIABLES,
    GraphKeys.TRAINABLE_VARIABLES,
    GraphKeys.LOCAL_VARIABLES,
    GraphKeys.MODEL_VARIABLES,
    GraphKeys.METRIC_VARIABLES,
    GraphKeys.MOVING_AVERAGE_VARIABLES,
    GraphKeys.GLOBAL_STEP,
    GraphKeys.TRAINABLE_RESOURCE_VARIABLES,
):
    register(_key, VariableDef, lambda v, scope: v.to_proto(scope), variable_def.from_proto)
register(
    GraphKeys.QUEUE_RUNNERS, QueueRunnerDef, queue_runner_def.to_proto, queue_runner_def.from_proto
)


def add(collections, key, values, export_scope=None):
    """Writes a collection; one of values that no message has is left out, with a warning.

    Args:
      collections: the map of a MetaGraphDef.
      key: the collection's.
      values: what is in it.
      export_scope: a scope to take off names, or None.
    """
    message = CollectionDef()
    try:
        if key in _FORMS:
            protos = [_FORMS[key][1](value, export_scope) for value in values]
            message.bytes_list.value.extend(p.SerializeToString() for p in protos if p is not None)
        elif values:
            _write(message, values, export_scope)
    except (TypeError, ValueError, AttributeError) as e:
        logging.warning(
            "Issue encountered when serializing %s.\nType is unsupported, or the types of the "
            "items "
            "don't match field type in CollectionDef. Note this is a warning and probably safe to "
            "ignore.\n%s",
            key,
            e,
        )
        return
    collections[key].CopyFrom(message)


def _write(message, values, export_scope):
    first = values[0]
    if isinstance(first, (str, bytes)):
        texts = (v.encode() if isinstance(v, str) else v for v in values)
        message.bytes_list.value.extend(texts)
    elif isinstance(first, int):
        message.int64_list.value.extend(+index(value) for value in values)  # bools are numbers
    elif isinstance(first, float):
        message.float_list.value.extend(values)
    else:
        names = [without(value.name, export_scope) for value in values]
        message.node_list.value.extend(name for name in names if name is not None)


def restore(graph, key, message, import_scope=None):
    """Adds what a message says to a collection of a graph.

    Args:
      graph: the graph, which is in force.
      key: the collection's.
      message: a CollectionDef.
      import_scope: a scope to put before names, or None.

    Raises:
      KeyError: the graph has no element of a name.
      ValueError: a message contradicts the graph.
    """
    kind = message.WhichOneof("kind")
    if kind is None:
        return
    values = getattr(message, kind).value
    if kind == "bytes_list" and key in _FORMS:
        form, _, from_proto = _FORMS[key]
        for data in values:
            graph.add_to_collection(key, from_proto(parsed(form, data, key), import_scope))
    elif kind == "node_list":
        for name in values:
            graph.add_to_collection(key, graph.as_graph_element(within(name, import_scope)))
    else:
        for value in values:  # texts are taken for names, as in TensorFlow
            graph.add_to_collection(key, _named(value, import_scope))


def parsed(form, data, key):
    """A message of a collection.

    Raises:
      ValueError: the bytes are no such message.
    """
    try:
        return form.FromString(data)
    except DecodeError as e:
        raise ValueError(
            f"The collection {key} has what is no {form.DESCRIPTOR.name}: {e}"
        ) from None


def _named(value, scope):
    if not isinstance(value, bytes):
        return value
    try:
        return within(value.decode(), scope)
    except UnicodeDecodeError:  # a message that nobody has registered
        return value
