"""tf.train.import_meta_graph: a graph of a file, and the Saver that brings its variables back."""

from contextlib import nullcontext

from zeal import logging
from zeal.checkpoint.saveables import all_saveables
from zeal.checkpoint.saver import Saver
from zeal.graph_def.meta_graph import import_meta
from zeal.public import public


@public("train.import_meta_graph")
def import_meta_graph(meta_graph_or_file, clear_devices=False, import_scope=None, **kwargs):
    """Adds the nodes and collections of a `tf.MetaGraphDef` to the default graph.

    Args:
      meta_graph_or_file: a MetaGraphDef, or the path of a file with one, binary or text.
      clear_devices: whether devices are left out.
      import_scope: a prefix of the names, or None.
      **kwargs: `input_map` and `return_elements` of `tf.import_graph_def`; `graph`, in the place of
        the default one.

    Returns:
      A `tf.train.Saver` with the ops that the graph has for it, or with new ones; None if it has no
      variables.

    Raises:
      OSError: there is no such file, or it holds none.
      ValueError: it contradicts itself or the graph; also an op that is not built.
      RuntimeError: while executing eagerly.

    Example:
      >>> import tempfile
      >>> prefix = tempfile.mkdtemp() + "/model"
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.Variable(3.0, name="v")
      ...     session.run(v.initializer)
      ...     path = tf.train.Saver().save(session, prefix)
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     tf.train.import_meta_graph(prefix + ".meta").restore(session, prefix)
      ...     print(session.run("v:0"))
      3.0
    """
    graph = kwargs.pop("graph", None)  # as TensorFlow has it, though it does not say so
    with nullcontext() if graph is None else graph.as_default():
        return import_with_elements(meta_graph_or_file, clear_devices, import_scope, **kwargs)[0]


def import_with_elements(meta_graph_or_file, clear_devices=False, import_scope=None, **kwargs):
    """The same with what `return_elements` names, as a pair.

    Returns:
      A Saver or None, and a list of tensors and operations or None.
    """
    meta, prefix, made = import_meta(meta_graph_or_file, clear_devices, import_scope, **kwargs)
    if meta.HasField("saver_def"):
        return Saver(saver_def=meta.saver_def, name=prefix or None), made
    if all_saveables(import_scope):
        return Saver(), made
    logging.info("Saver not created because there are no variables in the graph to restore")
    return None, made
