"""Attributes with defaults: dropping those that one side does not know or need not be told."""

from itertools import chain

from zeal.errors import NotFoundError
from zeal.graph_def.frozen_nodes import functions_of
from zeal.graph_def.op_defs import op_def
from zeal.messages.graph import OpList
from zeal.public import public


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


def nodes_of(graph_def):
    """The nodes of a GraphDef, then those of its functions."""
    return chain(graph_def.node, *(f.node_def for f in graph_def.library.function))


@public("contrib.util.ops_used_by_graph_def")
def ops_used_by_graph_def(graph_def):
    """The ops of a graph's nodes and of the functions that it calls.

    Args:
      graph_def: a `tf.GraphDef`.

    Returns:
      A set of names, without those of its functions.
    """
    functions = {f.signature.name: f for f in graph_def.library.function}
    used, waiting = set(), [graph_def.node]
    while waiting:
        for node in waiting.pop():
            called = {f.name for attr in node.attr.values() for f in functions_of(attr)}
            new = {node.op, *(called & functions.keys())} - used
            waiting += [functions[name].node_def for name in new if name in functions]
            used |= new
    return used - functions.keys()


@public("contrib.util.stripped_op_list_for_graph")
def stripped_op_list_for_graph(graph_def):
    """The definitions of the ops that a graph uses.

    Args:
      graph_def: a `tf.GraphDef`.

    Returns:
      An `OpList`, by name, of the ops that zeal has.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     _ = tf.constant(1.0) + tf.placeholder(tf.float32)
      >>> ops = tf.contrib.util.stripped_op_list_for_graph(graph.as_graph_def())
      >>> [op.name for op in ops.op]
      ['AddV2', 'Const', 'Placeholder']
    """
    names = sorted(ops_used_by_graph_def(graph_def))
    return OpList(op=[op_def(name) for name in names if attr_names(name) is not None])


def strip(graph_def):
    """Removes attributes that have the defaults of zeal's ops, in functions too.

    Args:
      graph_def: a GraphDef, which is changed.
    """
    for node in nodes_of(graph_def):
        if attr_names(node.op) is None:
            continue
        for attr in op_def(node.op).attr:
            given = attr.HasField("default_value") and node.attr.get(attr.name)
            if given and given == attr.default_value:
                del node.attr[attr.name]
