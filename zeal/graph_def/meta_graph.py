"""`tf.train.export_meta_graph`, and reading it: a graph with its collections."""

import os

from zeal import logging
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph_def import collection_def, defaults
from zeal.graph_def.export import shown
from zeal.graph_def.graph_util import with_nodes
from zeal.graph_def.import_graph import import_graph_def
from zeal.graph_def.scoped_names import without
from zeal.graph_def.write_graph import write_message
from zeal.local_files import make_folders
from zeal.messages.build import own
from zeal.messages.graph import DecodeError, GraphDef, MetaGraphDef
from zeal.public import public
from zeal.version import GIT_VERSION, VERSION

_EAGER = (
    "Exporting/importing meta graphs is not supported when eager execution is enabled. No graph "
    "exists when eager execution is enabled."
)


@public("train.export_meta_graph")
def export_meta_graph(
    filename=None,
    meta_info_def=None,
    graph_def=None,
    saver_def=None,
    collection_list=None,
    as_text=False,
    graph=None,
    export_scope=None,
    clear_devices=False,
    clear_extraneous_savers=False,
    strip_default_attrs=False,
    save_debug_info=False,
    **kwargs,
):
    """A graph as a `tf.MetaGraphDef`: its nodes and its collections.

    Args:
      filename: a file to write it to, or None.
      meta_info_def: a `MetaGraphDef.MetaInfoDef` to start from.
      graph_def: the GraphDef, where it is not the graph's own.
      saver_def: a `tf.train.SaverDef`.
      collection_list: names of the collections; all by default.
      as_text: whether the file is text.
      graph: the graph; the default one by default.
      export_scope: a name scope: what lies in it is written, without the prefix. What it reads
        from elsewhere is named "$unbound_inputs_..." and listed in the collection
        "unbound_inputs": whoever imports it says by `input_map` what that is.
      clear_devices: whether devices are left out.
      strip_default_attrs: whether attributes that have their defaults are left out.
      clear_extraneous_savers, save_debug_info, **kwargs: accepted for compatibility.

    Returns:
      A MetaGraphDef. Collections of values that no message has are left out, with a warning.

    Raises:
      RuntimeError: while executing eagerly.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(1.0, name="v")
      ...     sorted(tf.train.export_meta_graph().collection_def)
      ['trainable_variables', 'variables']
    """
    if executing_eagerly():
        raise RuntimeError(_EAGER)
    graph = graph or get_default_graph()
    meta = MetaGraphDef()
    if meta_info_def is not None:
        meta.meta_info_def.ParseFromString(meta_info_def.SerializeToString())
    nodes = _nodes(graph) if graph_def is None else graph_def
    unbound: list = []
    meta.graph_def.CopyFrom(_in_scope(own(nodes, GraphDef, "graph_def"), export_scope, unbound))
    if export_scope:
        meta.collection_def[_UNBOUND].bytes_list.value.extend(name.encode() for name in unbound)
    _prepare(meta, clear_devices, strip_default_attrs)
    for key in graph.get_all_collection_keys() if collection_list is None else collection_list:
        collection_def.add(meta.collection_def, key, graph.get_collection(key), export_scope)
    if saver_def is not None:
        meta.saver_def.ParseFromString(saver_def.SerializeToString())
    if filename:
        make_folders(os.path.dirname(filename))
        write_message(meta, meta.SerializeToString(), filename, as_text)
    return meta


def _nodes(graph):
    try:
        return graph.as_graph_def(add_shapes=True)
    except NotImplementedError as error:
        logging.warning("%s. The MetaGraphDef has the op, but nobody can run it.", error)
        return shown(graph)


_UNBOUND = "unbound_inputs"  # the collection


def _in_scope(graph_def, scope, unbound):
    """The nodes of a scope, under the names that they have within; adds to what is unbound."""
    if not scope:
        return graph_def
    inside = (n for n in graph_def.node if without(n.name, scope) is not None)
    out = with_nodes(graph_def, inside)
    for node in out.node:
        node.name = without(node.name, scope)
        node.input[:] = [_without(text, scope) for text in node.input]
        unbound += [text for text in node.input if _MARK in text]
        if "_class" in node.attr:
            groups = node.attr["_class"].list
            names = [without(s.decode().removeprefix("loc:@"), scope) for s in groups.s]
            groups.s[:] = [f"loc:@{name}".encode() for name in names if name]
            if not groups.s:
                del node.attr["_class"]
    return out


_MARK = "$unbound_inputs_"


def _without(text, scope) -> str:
    name = text.removeprefix("^")
    within = without(name, scope)
    return "^" * (name != text) + (f"{_MARK}{name}" if within is None else within)


def _prepare(meta, clear_devices, strip):
    for node in meta.graph_def.node if clear_devices else ():
        node.device = ""
    if strip:
        defaults.strip(meta.graph_def)
    info = meta.meta_info_def
    info.stripped_default_attrs = strip
    info.tensorflow_version, info.tensorflow_git_version = VERSION, GIT_VERSION
    if not info.HasField("stripped_op_list"):
        info.stripped_op_list.CopyFrom(defaults.stripped_op_list_for_graph(meta.graph_def))


def import_meta(source, clear_devices=False, scope=None, restores=None, **kwargs):
    """Adds the nodes and collections of a `tf.MetaGraphDef` to the default graph.

    Args:
      source, clear_devices: as `tf.train.import_meta_graph` takes them.
      scope: a prefix of the names, or None.
      restores: a function that says of a collection's name whether to restore it, or None.
      **kwargs: `input_map`, `return_elements` and `producer_op_list` of `tf.import_graph_def`.

    Returns:
      The message, the prefix that names have, and what `tf.import_graph_def` returned.

    Raises:
      OSError: there is no such file, or it holds none.
      ValueError: it contradicts itself or the graph, or `input_map` does not say what it reads
        from elsewhere; also an op that is not built.
      RuntimeError: while executing eagerly.
    """
    if executing_eagerly():
        raise RuntimeError(_EAGER)
    known = {"input_map", "return_elements", "producer_op_list"}
    if unknown := set(kwargs) - known:
        raise TypeError(f"import_meta_graph: unknown arguments {sorted(unknown)}")
    meta = _meta_graph(source)
    if clear_devices:
        for node in meta.graph_def.node:
            node.device = ""
    _check_bound(meta, kwargs.get("input_map"))
    return meta, *_import(meta, scope, restores or (lambda key: True), kwargs)


def _check_bound(meta, input_map):
    if _UNBOUND not in meta.collection_def:
        return
    given = {n.decode() if isinstance(n, bytes) else n for n in input_map or ()}
    values = [name.decode() for name in meta.collection_def[_UNBOUND].bytes_list.value]
    if any(name not in given for name in values):
        raise ValueError(
            f"Graph contains unbound inputs: {','.join(values)}. Must provide these inputs through "
            "input_map."
        )


# Collections of what TensorFlow's own code keeps of its control flow.
_SKIPPED = {"cond_context", "while_context", _UNBOUND}


def _import(meta, scope, restores, kwargs):
    graph = get_default_graph()
    info = meta.meta_info_def
    if info.HasField("stripped_op_list"):
        kwargs.setdefault("producer_op_list", info.stripped_op_list)
    prefix = graph.unique_name(scope, False) if scope else graph.get_name_scope()
    with graph.name_scope(None):  # the prefix is all of it
        name = prefix if scope else prefix and f"{prefix}/"  # the scope in force, not a new one
        elements = import_graph_def(meta.graph_def, name=name, **kwargs)
    for key in sorted(meta.collection_def):
        if key not in _SKIPPED and restores(key):
            collection_def.restore(graph, key, meta.collection_def[key], prefix)
    return prefix, elements


def _meta_graph(source):
    """The message itself, or that of a file."""
    if not isinstance(source, (str, bytes, os.PathLike)):
        copy = MetaGraphDef()
        copy.CopyFrom(own(source, MetaGraphDef, "meta_graph_or_file"))
        return copy
    if not os.path.isfile(source):
        raise OSError(f"File {source} does not exist.")
    with open(source, "rb") as file:
        content = file.read()
    try:
        return MetaGraphDef.FromString(content)
    except DecodeError:
        pass
    from google.protobuf import text_format

    try:
        return text_format.Parse(content.decode(), MetaGraphDef())
    except (text_format.ParseError, UnicodeDecodeError) as e:
        raise OSError(f"Cannot parse file {source}: {e}.") from None
