"""Attributes with defaults: dropping those that one side does not know or need not be told."""

from zeal.errors import NotFoundError
from zeal.graph_def.op_defs import op_def


def drop_unknown(entries, producer):
    """Drops attributes that zeal's ops lack and that have the producer's defaults.

    Args:
      entries: Entries by name.
      producer: the OpList of the program that made them.
    """
    known = {op.name: {a.name: a for a in op.attr} for op in producer.op}
    for entry in entries.values():
        here = attr_names(entry.op)
        for name, attr in known.get(entry.op, {}).items():
            given = entry.attrs.get(name)
            if given is None or here is None or name in here:
                continue
            if attr.HasField("default_value") and given == attr.default_value:
                del entry.attrs[name]


def attr_names(op):
    """The names of an op's attributes; None for an op that zeal does not have."""
    try:
        return {attr.name for attr in op_def(op).attr}
    except NotFoundError:
        return None


def strip(graph_def):
    """Removes attributes that have the defaults of zeal's ops.

    Args:
      graph_def: a GraphDef, which is changed.
    """
    for node in graph_def.node:
        if attr_names(node.op) is None:
            continue
        for attr in op_def(node.op).attr:
            given = attr.HasField("default_value") and node.attr.get(attr.name)
            if given and given == attr.default_value:
                del node.attr[attr.name]
