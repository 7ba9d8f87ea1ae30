"""tf.saved_model.loader: reads graphs and their variables out of a folder."""

import os

from zeal import logging
from zeal.checkpoint.imported_graph import import_with_elements
from zeal.checkpoint.saveables import all_saveables
from zeal.graph_def.collection_def import parsed
from zeal.messages.graph import AssetFileDef, DecodeError, SavedModel
from zeal.public import public
from zeal.saved_model import names


def _read(folder):
    """The message of a folder.

    Raises:
      OSError: there is none, or it cannot be read.
    """
    path = os.path.join(folder, names.SAVED_MODEL_FILENAME_PB)
    text = os.path.join(folder, names.SAVED_MODEL_FILENAME_PBTXT)
    if os.path.isfile(path):
        with open(path, "rb") as file:
            try:
                return SavedModel.FromString(file.read())
            except DecodeError as e:
                raise OSError(f"Cannot parse file {path}: {e}.") from None
    if os.path.isfile(text):
        from google.protobuf import text_format

        with open(text, "rb") as file:
            try:
                return text_format.Parse(file.read().decode(), SavedModel())
            except (text_format.ParseError, UnicodeDecodeError) as e:
                raise OSError(f"Cannot parse file {text}: {e}.") from None
    raise OSError(
        f"SavedModel file does not exist at: {folder}/"
        f"{{{names.SAVED_MODEL_FILENAME_PBTXT}|{names.SAVED_MODEL_FILENAME_PB}}}"
    )


@public(
    "saved_model.contains_saved_model", "saved_model.maybe_saved_model_directory",
    "saved_model.loader.maybe_saved_model_directory",
)  # fmt: skip
def maybe_saved_model_directory(export_dir):
    """Whether a folder has the file of a saved model.

    Args:
      export_dir: the folder.

    Returns:
      A bool.

    Example:
      >>> tf.saved_model.maybe_saved_model_directory("/nowhere")
      False
    """
    files = (names.SAVED_MODEL_FILENAME_PB, names.SAVED_MODEL_FILENAME_PBTXT)
    return any(os.path.isfile(os.path.join(export_dir, name)) for name in files)


def _for(model, tags):
    """The graph that has these tags."""
    for meta in model.meta_graphs:
        if set(meta.meta_info_def.tags) == set(tags):
            return meta
    available = [set(meta.meta_info_def.tags) for meta in model.meta_graphs]
    raise RuntimeError(
        f"MetaGraphDef associated with tags {str(tags).strip('[]')} could not be found in "
        "SavedModel. To inspect available tag-sets in the SavedModel, please use the SavedModel "
        f"CLI: `saved_model_cli`\navailable_tags: {available}"
    )


def _init_op(meta):
    """The name of the operation that makes the model ready, or None."""
    signature = meta.signature_def.get("__saved_model_init_op")
    if signature is not None:
        return signature.outputs["__saved_model_init_op"].name
    for key in (names.MAIN_OP_KEY, names.LEGACY_INIT_OP_KEY):
        if key in meta.collection_def:
            found = list(meta.collection_def[key].node_list.value)
            if len(found) != 1:
                raise RuntimeError("Expected exactly one SavedModel init op. "
                                   f"Found: {found}")  # fmt: skip
            return found[0]
    return None


@public("saved_model.load", "saved_model.loader.load")
def load(sess, tags, export_dir, import_scope=None, **saver_kwargs):
    """Adds a saved graph to a session's graph, and gives its variables their values.

    Args:
      sess: the session.
      tags: the tags of the graph.
      export_dir: the folder.
      import_scope: a prefix of names in the session's graph.
      **saver_kwargs: arguments of `tf.train.import_meta_graph`.

    Returns:
      The graph's `tf.MetaGraphDef`.

    Raises:
      OSError: the folder has no saved model.
      RuntimeError: no graph there has these tags.

    Example:
      >>> import os, tempfile
      >>> folder = os.path.join(tempfile.mkdtemp(), "model")
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.get_variable("v", initializer=2.0)
      ...     session.run(v.initializer)
      ...     tf.saved_model.simple_save(session, folder, {"v": v}, {"w": v * 2.0})
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     _ = tf.saved_model.load(session, ["serve"], folder)
      ...     session.run("v:0")
      2.0
    """
    return SavedModelLoader(export_dir).load(sess, tags, import_scope, **saver_kwargs)


class SavedModelLoader:
    """The steps of `tf.saved_model.load`, one by one.

    Raises:
      OSError: it has no saved model.
    """

    def __init__(self, export_dir):
        self.export_dir = export_dir = os.fsdecode(export_dir)
        folder = os.path.join(export_dir, names.VARIABLES_DIRECTORY)
        self.variables_path = os.path.join(folder, names.VARIABLES_FILENAME)
        self.saved_model = _read(export_dir)

    def get_meta_graph_def_from_tags(self, tags):
        """The MetaGraphDef with these tags; RuntimeError if there is none."""
        return _for(self.saved_model, tags)

    def load_graph(self, graph, tags, import_scope=None, **saver_kwargs):
        """Adds the saved graph to a graph: a Saver, or None, and what `import_graph_def` returns.
        """
        meta = self.get_meta_graph_def_from_tags(tags)
        with graph.as_default():
            return import_with_elements(meta, import_scope=import_scope, **saver_kwargs)

    def restore_variables(self, sess, saver, import_scope=None):
        """Gives variables their values.

        Raises:
          ValueError: there is no saver, but there are variables.
        """
        with sess.graph.as_default():
            if saver is not None:
                saver.restore(sess, self.variables_path)
            elif all_saveables(import_scope):
                raise ValueError("No saver was given for the variables of the graph")
            else:
                logging.info(
                    "The specified SavedModel has no variables; no checkpoints were restored."
                )

    def run_init_ops(self, sess, tags, import_scope=None):
        """Runs what makes the model ready."""
        meta = self.get_meta_graph_def_from_tags(tags)
        with sess.graph.as_default():
            _run_init_op(sess, meta, self.export_dir, import_scope)

    def load(self, sess, tags, import_scope=None, **saver_kwargs):
        """All steps; returns the MetaGraphDef."""
        saver, _ = self.load_graph(sess.graph, tags, import_scope, **saver_kwargs)
        self.restore_variables(sess, saver, import_scope)
        self.run_init_ops(sess, tags, import_scope)
        return self.get_meta_graph_def_from_tags(tags)


def _assets(meta):
    """The messages of files that a graph needs; TensorFlow 1 has them in a collection."""
    if meta.asset_file_def or names.ASSETS_KEY not in meta.collection_def:
        return meta.asset_file_def
    packed = meta.collection_def[names.ASSETS_KEY].any_list.value
    return [parsed(AssetFileDef, any_value.value, names.ASSETS_KEY) for any_value in packed]


def _run_init_op(sess, meta, export_dir, scope):
    name = _init_op(meta)
    if name is None:
        return
    prefix = f"{scope}/" if scope else ""
    folder = os.path.join(export_dir, names.ASSETS_DIRECTORY)
    assets = {
        prefix + asset.tensor_info.name: os.path.join(folder, asset.filename)
        for asset in _assets(meta)
    }
    sess.run(sess.graph.as_graph_element(prefix + name), assets)
