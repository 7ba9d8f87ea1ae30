"""tf.saved_model.Builder: writes graphs with their variables into a folder."""

import filecmp
import os
import shutil

from zeal import _native, logging
from zeal._native import Operation
from zeal.checkpoint.saver import Saver
from zeal.eager.control import (
    global_variables_initializer,
    group,
    local_variables_initializer,
    tables_initializer,
)  # fmt: skip
from zeal.graph.graph import get_default_graph
from zeal.graph_def.write_graph import write_message
from zeal.local_files import call, make_folders
from zeal.messages.graph import SavedModel
from zeal.public import public
from zeal.saved_model import names
from zeal.saved_model.signatures import predict_signature_def


def _check_info(info):
    if info.WhichOneof("encoding") is None:
        raise AssertionError(
            "All TensorInfo protos used in the SignatureDefs must have one of the 'encoding' "
            f"fields (e.g., name or coo_sparse) set: {info}"
        )
    if not info.dtype:
        raise AssertionError(
            f"All TensorInfo protos used in the SignatureDefs must have the dtype field set: {info}"
        )


def _path_of(tensor):
    """The path that the tensor of an asset is."""
    if not isinstance(tensor, _native.Tensor):
        raise TypeError("Asset path tensor must be a Tensor.")
    if tensor.op.type != "Const":
        raise TypeError("Asset path tensor must be of type constant.")
    if tensor.dtype != "string":
        raise TypeError("Asset path tensor must be of dtype string.")
    known = _native.known_value(tensor)
    if known is None or known.ndim:
        raise TypeError("Asset path tensor must be a scalar.")
    return known.numpy().decode()


def _collect_main_op(main_op):
    if not isinstance(main_op, Operation):
        raise TypeError(f"main_op needs to be an Operation: {main_op!r}")
    for key in (names.MAIN_OP_KEY, names.LEGACY_INIT_OP_KEY):
        if get_default_graph().get_collection(key):
            raise ValueError(
                f"Graph already contains one or more main ops under the collection {key}."
            )
    get_default_graph().add_to_collection(names.MAIN_OP_KEY, main_op)


@public("saved_model.Builder", "saved_model.builder.SavedModelBuilder")
class Builder:
    """Writes a model: graphs for several purposes, which share the values of their variables.

    Args:
      export_dir: the folder, which must not exist or be empty.

    Raises:
      AssertionError: the folder has files.

    Example:
      >>> import os, tempfile
      >>> folder = os.path.join(tempfile.mkdtemp(), "model")
      >>> builder = tf.saved_model.Builder(folder)
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.Variable(1.0)
      ...     session.run(v.initializer)
      ...     builder.add_meta_graph_and_variables(session, [tf.saved_model.SERVING])
      >>> os.path.basename(builder.save().decode())
      'saved_model.pb'
    """

    def __init__(self, export_dir):
        self._folder = os.fsdecode(export_dir)
        if os.path.isdir(self._folder) and os.listdir(self._folder):
            raise AssertionError(
                "Export directory already exists, and isn't empty. Please choose a different "
                "export directory, or delete all the contents of the specified directory: "
                + self._folder
            )
        make_folders(self._folder)
        self._model = SavedModel(saved_model_schema_version=names.SAVED_MODEL_SCHEMA_VERSION)
        self._has_variables = False

    def add_meta_graph_and_variables(
        self, sess, tags, signature_def_map=None, assets_collection=None, legacy_init_op=None,
        clear_devices=False, main_op=None, strip_default_attrs=False, saver=None,
    ):  # fmt: skip
        """Adds the default graph, and the values of its variables in a session.

        Args:
          sess: the session.
          tags: a list of strs that say what the graph is for.
          signature_def_map: SignatureDefs by their names.
          assets_collection: string constants, paths of files that the model needs.
          legacy_init_op, main_op: an operation that makes the loaded model ready.
          clear_devices: whether devices are left out.
          strip_default_attrs: whether attributes that have their defaults are left out.
          saver: a `tf.train.Saver`.

        Raises:
          AssertionError: variables have been added before, or a signature lacks names or dtypes.
          ValueError: the graph has such an operation already, which it keeps in a collection.
        """
        if self._has_variables:
            raise AssertionError(
                "Graph state including variables and assets has already been saved. Please invoke "
                "`add_meta_graph()` instead."
            )
        parts = self._prepared(signature_def_map, assets_collection, main_op or legacy_init_op)
        saver = saver or _saver()
        folder = os.path.join(self._folder, names.VARIABLES_DIRECTORY)
        make_folders(folder)
        path = os.path.join(folder, names.VARIABLES_FILENAME)
        saver.save(sess, path, write_meta_graph=False, write_state=False)
        self._add(saver, tags, parts, clear_devices, strip_default_attrs)
        self._has_variables = True

    def add_meta_graph(
        self, tags, signature_def_map=None, assets_collection=None, legacy_init_op=None,
        clear_devices=False, main_op=None, strip_default_attrs=False, saver=None,
    ):  # fmt: skip
        """Adds the default graph alone; arguments are those of `add_meta_graph_and_variables`.

        Raises:
          AssertionError: no variables have been added, or a signature lacks names or dtypes.
        """
        if not self._has_variables:
            raise AssertionError(
                "Graph state including variables and assets has not been saved yet. Please invoke "
                "`add_meta_graph_and_variables()` first."
            )
        parts = self._prepared(signature_def_map, assets_collection, main_op or legacy_init_op)
        self._add(saver or _saver(), tags, parts, clear_devices, strip_default_attrs)

    def _prepared(self, signatures, assets, main_op):
        """Signatures, and assets by their tensors' names, checked; the graph has the operation."""
        signatures = signatures or {}
        for signature in signatures.values():
            for infos in (signature.inputs, signature.outputs):
                for info in infos.values():
                    _check_info(info)
        if main_op is not None:
            _collect_main_op(main_op)
        assets = [(tensor.name, self._copied(_path_of(tensor))) for tensor in assets or ()]
        return signatures, assets

    def _copied(self, path):
        """Copies a file into the model, unless it is there; its name there."""
        folder = os.path.join(self._folder, names.ASSETS_DIRECTORY)
        make_folders(folder)
        base, count = os.path.basename(path), 0
        name = base
        while os.path.exists(known := os.path.join(folder, name)):
            if filecmp.cmp(path, known, shallow=False):
                return name
            count += 1
            name = f"{base}_{count}"
        call(shutil.copyfile, path, os.path.join(folder, name))
        return name

    def _add(self, saver, tags, parts, clear_devices, strip_default_attrs):
        signatures, assets = parts
        meta = self._model.meta_graphs.add()
        meta.CopyFrom(saver.export_meta_graph(
            clear_devices=clear_devices, strip_default_attrs=strip_default_attrs))  # fmt: skip
        meta.meta_info_def.tags.extend(tags)
        for name, signature in signatures.items():
            meta.signature_def[name].ParseFromString(signature.SerializeToString())
        for tensor, file in assets:
            asset = meta.asset_file_def.add(filename=file)
            asset.tensor_info.name = tensor

    def save(self, as_text=False):
        """Writes the message of the graphs.

        Args:
          as_text: whether it is text.

        Returns:
          Its path, as bytes.
        """
        name = names.SAVED_MODEL_FILENAME_PBTXT if as_text else names.SAVED_MODEL_FILENAME_PB
        path = os.path.join(self._folder, name)
        write_message(self._model, self._model.SerializeToString(), path, as_text)
        logging.info("SavedModel written to: %s", path)
        return os.fsencode(path)


def _saver():
    return Saver(sharded=True, allow_empty=True)


@public("saved_model.simple_save")
def simple_save(session, export_dir, inputs, outputs, legacy_init_op=None):
    """Writes the default graph for prediction.

    Args:
      session: a session, with the values of the variables.
      export_dir: a folder that does not exist yet.
      inputs, outputs: dicts of tensors by their names.
      legacy_init_op: an operation that makes the loaded model ready.

    Raises:
      AssertionError: the folder has files.

    Example:
      >>> import os, tempfile
      >>> folder = os.path.join(tempfile.mkdtemp(), "model")
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.placeholder(tf.float32, name="x")
      ...     tf.saved_model.simple_save(session, folder, {"x": x}, {"y": x * 2.0})
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     model = tf.saved_model.load(session, [tf.saved_model.SERVING], folder)
      ...     session.run(model.signature_def["serving_default"].outputs["y"].name, {"x:0": 3.0})
      6.0
    """
    signature = predict_signature_def(inputs, outputs)
    builder = Builder(export_dir)
    builder.add_meta_graph_and_variables(
        session, [names.SERVING], {names.DEFAULT_SERVING_SIGNATURE_DEF_KEY: signature},
        main_op=legacy_init_op, clear_devices=True,
    )  # fmt: skip
    builder.save()


@public("saved_model.main_op.main_op")
def main_op():
    """An operation that initialises variables and tables.

    Returns:
      An Operation; None while executing eagerly.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.saved_model.main_op.main_op().type
      'NoOp'
    """
    initializers = global_variables_initializer(), local_variables_initializer()
    return group(*initializers, tables_initializer())


@public("saved_model.main_op_with_restore", "saved_model.main_op.main_op_with_restore")
def main_op_with_restore(restore_op_name):
    """An operation that restores and then initialises tables.

    Args:
      restore_op_name: the name of the operation that restores.

    Returns:
      An Operation.

    Example:
      >>> with tf.Graph().as_default():
      ...     restore = tf.no_op(name="restore")
      ...     tf.saved_model.main_op_with_restore("restore").type
      'NoOp'
    """
    with get_default_graph().control_dependencies([main_op()]):
        restore = get_default_graph().as_graph_element(restore_op_name)
        return group(restore, tables_initializer())
