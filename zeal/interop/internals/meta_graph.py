"""tensorflow.python.framework.meta_graph: graphs as messages, and scopes of them."""

from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.graph_def.defaults import (
    ops_used_by_graph_def,
    stripped_op_list_for_graph,
)
from zeal.graph_def.meta_graph import export_meta_graph, import_meta
from zeal.graph_def.scoped_names import without

__all__ = [
    "copy_scoped_meta_graph", "create_meta_graph_def", "export_scoped_meta_graph",
    "import_scoped_meta_graph", "ops_used_by_graph_def", "stripped_op_list_for_graph",
]  # fmt: skip


def create_meta_graph_def(
    meta_info_def=None, graph_def=None, saver_def=None, collection_list=None, graph=None,
    export_scope=None, exclude_nodes=None, clear_extraneous_savers=False,
    strip_default_attrs=False,
):  # fmt: skip
    """A graph as a MetaGraphDef; see `tf.train.export_meta_graph`."""
    return export_meta_graph(
        None, meta_info_def, graph_def, saver_def, collection_list, graph=graph,
        export_scope=export_scope, strip_default_attrs=strip_default_attrs,
    )  # fmt: skip


def export_scoped_meta_graph(
    filename=None, graph_def=None, graph=None, export_scope=None, **kwargs
):
    """The same of a scope, with its variables by the names that they have within.

    Returns:
      A pair (MetaGraphDef, dict of variables).
    """
    graph = graph or get_default_graph()
    with graph.as_default():
        meta = export_meta_graph(
            filename, graph_def=graph_def, graph=graph, export_scope=export_scope, **kwargs
        )
    return meta, _variables(graph, export_scope)


def import_scoped_meta_graph(
    meta_graph_or_file, clear_devices=False, graph=None, import_scope=None, input_map=None,
    unbound_inputs_col_name="unbound_inputs", restore_collections_predicate=None,
):  # fmt: skip
    """Adds a MetaGraphDef to a graph, in a scope.

    Args:
      meta_graph_or_file, clear_devices, import_scope: as for `tf.train.import_meta_graph`.
      graph: the graph; the default one by default.
      input_map: as for `tf.import_graph_def`.
      unbound_inputs_col_name: accepted for compatibility.
      restore_collections_predicate: a function that says of a collection's name whether to
        restore it; all by default.

    Returns:
      The variables of the scope by the names that they have within.
    """
    graph = graph or get_default_graph()
    with graph.as_default():
        _, prefix, _ = import_meta(
            meta_graph_or_file, clear_devices, import_scope, restore_collections_predicate,
            input_map=input_map,
        )  # fmt: skip
    return _variables(graph, prefix)


def copy_scoped_meta_graph(from_scope, to_scope, from_graph=None, to_graph=None):
    """Copies a scope of a graph, to another one or to another name.

    Args:
      from_scope, to_scope: the names.
      from_graph, to_graph: the graphs; the default one by default.

    Returns:
      The variables of the copy by the names that they have within.

    Raises:
      ValueError: it would lie where it is.
    """
    from_graph = from_graph or get_default_graph()
    to_graph = to_graph or get_default_graph()
    if from_graph == to_graph and from_scope == to_scope:
        raise ValueError(
            f"'from_scope' and 'to_scope' need to be different when performing copy in the same "
            f"graph. from_graph: {from_graph}, from_scope: {from_scope}"
        )
    meta, _ = export_scoped_meta_graph(export_scope=from_scope, graph=from_graph)
    return import_scoped_meta_graph(meta, graph=to_graph, import_scope=to_scope)


def _variables(graph, scope):
    found = graph.get_collection(GraphKeys.GLOBAL_VARIABLES, scope=scope)
    return {without(v.name, scope) if scope else v.name: v for v in found}
