"""tensorflow.python.saved_model.loader_impl, beside tf.saved_model.loader."""

from zeal.estimators.keras_export import TRAIN_OP
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.interop.internals.signature_def_utils_impl import load_op_from_signature_def
from zeal.saved_model.reading import SavedModelLoader
from zeal.saved_model.reading import _read as parse_saved_model

__all__ = ["SavedModelLoader", "get_train_op", "parse_saved_model"]


def get_train_op(meta_graph_def, import_scope=None):
    """The operation that trains a loaded graph; None where there is none.

    Args:
      meta_graph_def: what `tf.saved_model.load` returned.
      import_scope: the scope that it was loaded into.
    """
    told = meta_graph_def.signature_def.get(TRAIN_OP)
    if told is None:
        found = get_default_graph().get_collection(GraphKeys.TRAIN_OP)
        return found[0] if found else None
    return load_op_from_signature_def(told, TRAIN_OP, import_scope)
