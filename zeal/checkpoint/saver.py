"""tf.train.Saver: writes and reads the variables of a graph, or a list of them, by their names."""

import os
import threading
import time

import numpy as np

from zeal import errors, gfile, logging
from zeal.checkpoint import state_file
from zeal.checkpoint.file_ops import one_checkpoint
from zeal.checkpoint.kept import KeepsCheckpoints
from zeal.checkpoint.object_names import names_to_keys, saver_of_objects
from zeal.checkpoint.save_ops import V1, V2, BulkSaverBuilder
from zeal.checkpoint.saveables import all_saveables
from zeal.checkpoint.wrong_restore import explained
from zeal.eager.context import executing_eagerly
from zeal.graph.keys import GraphKeys
from zeal.graph.session import Session
from zeal.graph_def import collection_def
from zeal.graph_def.export import shown
from zeal.graph_def.meta_graph import export_meta_graph
from zeal.graph_def.scoped_names import within, without
from zeal.messages.build import own
from zeal.messages.graph import SaverDef
from zeal.public import public
from zeal.train.step_counter import global_step as value_of_step

_OLD_FORMAT = (
    "TensorFlow's V1 checkpoint format has been deprecated. Consider switching to the more "
    "efficient V2 format: `tf.train.Saver(write_version=tf.train.SaverDef.V2)`, now on by default."
)


@public("train.Saver")
class Saver(KeepsCheckpoints):
    """Saves variables to files and brings them back, each by its name.

    In a graph it adds ops, which `save` and `restore` run in a session. While executing eagerly
    they work on the given variables at once. `tf.train.Checkpoint` saves by objects rather than
    names, which is surer where names are not unique.

    Args:
      var_list: variables as a list or as a dict by the names that they are to have in files; all
        global variables of the graph by default.
      reshape: whether a variable may have another shape than in the file, of as many elements.
      sharded: whether each device's variables go into a file of their own.
      max_to_keep: how many checkpoints stay; an older one goes with each `save`. 0 or None: all.
      keep_checkpoint_every_n_hours: one checkpoint in so many hours stays for good.
      name: name scope of the ops; "save" by default.
      restore_sequentially: accepted for compatibility: values are read one after the other.
      saver_def: a `tf.train.SaverDef` that names ops which the graph has already.
      builder: a BaseSaverBuilder that makes the ops.
      defer_build: whether the ops are made by `build()`, later.
      allow_empty: whether there may be nothing to save; then saving does nothing.
      write_version: `tf.train.SaverDef.V2`, or V1 for the old format, one file.
      pad_step_number: whether steps in file names have eight digits.
      save_relative_paths: whether the state file's paths are relative to its folder.
      filename: the prefix that the ops use if they are run without one.

    Raises:
      ValueError: there is nothing to save, or something under two names.
      TypeError: something in var_list is no variable.
      RuntimeError: while executing eagerly, without var_list.

    Example:
      >>> import tempfile
      >>> prefix = tempfile.mkdtemp() + "/model"
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.Variable(3.0, name="v")
      ...     saver = tf.train.Saver()
      ...     session.run(v.initializer)
      ...     path = saver.save(session, prefix, global_step=10)
      ...     session.run(v.assign(0.0))
      ...     saver.restore(session, path)
      ...     print(os.path.basename(path), session.run(v))
      0.0
      model-10 3.0
    """

    def __init__(
        self,
        var_list=None,
        reshape=False,
        sharded=False,
        max_to_keep=5,
        keep_checkpoint_every_n_hours=10000.0,
        name=None,
        restore_sequentially=False,
        saver_def=None,
        builder=None,
        defer_build=False,
        allow_empty=False,
        write_version=V2,
        pad_step_number=False,
        save_relative_paths=False,
        filename=None,
    ):
        if defer_build and var_list:
            raise ValueError(
                "If `var_list` is provided then build cannot be deferred. Either set "
                "defer_build=False or var_list=None."
            )
        self._var_list, self._reshape, self._sharded = var_list, reshape, sharded
        self._max_to_keep, self._hours = max_to_keep, keep_checkpoint_every_n_hours
        self._name, self._in_turn = name, restore_sequentially
        self._write_version = write_version
        self._builder = builder or BulkSaverBuilder(write_version)
        if write_version == V1:
            logging.warning("%s", _OLD_FORMAT)
        self._allow_empty, self._filename = allow_empty, filename
        self._pad, self._relative = pad_step_number, save_relative_paths
        self._is_empty = self._is_built = False
        self._last, self._surplus = [], []
        self._of_objects, self._lock = None, threading.Lock()
        self.saver_def = saver_def
        self._next_kept = time.time() + keep_checkpoint_every_n_hours * 3600
        if executing_eagerly():
            self._start_eagerly()
        elif not defer_build:
            self.build()

    def _start_eagerly(self):
        logging.warning(
            "Saver is deprecated, please switch to tf.train.Checkpoint or "
            "tf.keras.Model.save_weights for training checkpoints. When executing eagerly "
            "variables do not necessarily have unique names, and so the variable.name-based "
            "lookups Saver performs are error-prone."
        )
        if self._var_list is None:
            raise RuntimeError(
                "When eager execution is enabled, `var_list` must specify a list or dict of "
                "variables to save"
            )
        self.saver_def = SaverDef(
            max_to_keep=self._max_to_keep or 0, sharded=self._sharded,
            keep_checkpoint_every_n_hours=self._hours, version=self._builder._write_version,
        )  # fmt: skip

    def build(self):
        """Adds the ops, where `defer_build` has put it off.

        Raises:
          RuntimeError: while executing eagerly.
          ValueError: there is nothing to save.
        """
        if executing_eagerly():
            raise RuntimeError("Use save/restore instead of build in eager mode.")
        if self._is_built:
            return
        self._is_built = True
        if self.saver_def is None:
            self.saver_def = self._made()
        else:
            self._take_over()
        if self.saver_def is not None:
            self._next_kept = time.time() + self.saver_def.keep_checkpoint_every_n_hours * 3600

    def _made(self):
        """The SaverDef of new ops; None where there is nothing to save."""
        values = all_saveables() if self._var_list is None else self._var_list
        self._var_list = values
        if self._nothing(values):
            return None
        return self._builder.build(
            values, self._reshape, self._sharded, self._max_to_keep, self._hours, self._name,
            self._in_turn, self._filename,
        )  # fmt: skip

    def _nothing(self, values) -> bool:
        self._is_empty = not values
        if self._is_empty and not self._allow_empty:
            raise ValueError("No variables to save")
        return self._is_empty

    def _take_over(self):
        """Takes a message for ops that are there, and checks it."""
        given = own(self.saver_def, SaverDef, "saver_def")
        self.saver_def = SaverDef()
        self.saver_def.CopyFrom(given)
        for field in ("filename_tensor_name", "save_tensor_name", "restore_op_name"):
            name = getattr(given, field)
            if not name:
                raise ValueError(f"saver_def must specify the {field}: {given}")
            setattr(self.saver_def, field, within(name, self._name))

    # --- saving ---
    def save(
        self,
        sess,
        save_path,
        global_step=None,
        latest_filename=None,
        meta_graph_suffix="meta",
        write_meta_graph=True,
        write_state=True,
        strip_default_attrs=False,
        save_debug_info=False,
    ):
        """Writes a checkpoint, its graph and the folder's state file.

        At every moment the folder's latest checkpoint, by its state file, is whole.

        Args:
          sess: the session; None while executing eagerly.
          save_path: the prefix of the files' names.
          global_step: an int, tensor or tensor's name that is appended to it.
          latest_filename: the state file's name; "checkpoint" by default.
          meta_graph_suffix: how the graph's file ends.
          write_meta_graph: whether the graph is written.
          write_state: whether the state file is written, and old checkpoints go.
          strip_default_attrs: whether the graph's attributes that have their defaults are left out.
          save_debug_info: accepted for compatibility.

        Returns:
          The prefix, which `restore` takes; None if there is nothing to save.

        Raises:
          TypeError: sess is no session.
          ValueError: the folder's parent is not there, or latest_filename is no plain name.
          RuntimeError: the ops have not been built.
          FailedPreconditionError: a variable has no value.
        """
        if not self._is_built and not executing_eagerly():
            raise RuntimeError("`build()` should be called before save if defer_build==True")
        save_path, latest_filename = os.fsdecode(save_path), latest_filename or "checkpoint"
        with self._lock:  # of two threads' checkpoints the later one is the latest
            return self._save(
                sess, save_path, global_step, latest_filename, meta_graph_suffix,
                write_meta_graph, write_state, strip_default_attrs,
            )  # fmt: skip

    def _save(
        self, sess, save_path, step, latest_filename, meta_graph_suffix, write_meta_graph,
        write_state, strip_default_attrs,
    ):  # fmt: skip
        prefix = self._numbered(sess, save_path, step, latest_filename)
        if not self._is_eager() and not isinstance(sess, Session):
            raise TypeError(f"'sess' must be a Session; {sess}")
        if not self._is_empty:
            prefix = self._write(sess, save_path, prefix)
            if write_state:
                self._note(prefix, save_path, latest_filename, meta_graph_suffix)
        if write_meta_graph and not self._is_eager():
            with sess.graph.as_default():
                export_meta_graph(
                    state_file.meta_graph_filename(prefix, meta_graph_suffix),
                    graph_def=shown(sess.graph),  # with iterators, which nobody could run
                    saver_def=self.saver_def,
                    strip_default_attrs=strip_default_attrs,
                )
        return None if self._is_empty else prefix

    def _numbered(self, sess, save_path, step, latest_filename):
        if os.path.split(latest_filename)[0]:
            raise ValueError("'latest_filename' must not contain path components")
        if step is not None:
            step = step if isinstance(step, (int, np.integer)) else value_of_step(sess, step)
            return f"{save_path}-{step:08d}" if self._pad else f"{save_path}-{step}"
        if os.path.basename(save_path) == latest_filename and not self._sharded:
            raise ValueError(
                f"'latest_filename' collides with 'save_path': '{latest_filename}' and "
                f"'{save_path}'"
            )
        return save_path

    def _write(self, sess, save_path, prefix) -> str:
        try:
            if self._is_eager():
                saved = self._run_eagerly(prefix, True)
            else:
                names = self.saver_def
                saved = sess.run(names.save_tensor_name, {names.filename_tensor_name: prefix})
        except (errors.FailedPreconditionError, errors.NotFoundError):
            folder = os.path.dirname(save_path)
            if folder and not gfile.IsDirectory(folder):
                raise ValueError(
                    f"Parent directory of {save_path} doesn't exist, can't save."
                ) from None
            raise
        return os.fsdecode(saved)

    def _is_eager(self) -> bool:
        """Whether it has no ops of a graph: those run in a session, wherever the call stands."""
        return executing_eagerly() and not self._is_built

    def _run_eagerly(self, prefix, saves):
        if self._nothing(self._var_list):
            return prefix
        saved = self._builder._build(
            self._var_list, self._reshape, self._sharded, self._max_to_keep, self._hours,
            self._name, self._in_turn, prefix, saves, not saves,
        )  # fmt: skip
        return saved.numpy() if saves else None

    # --- restoring ---
    def restore(self, sess, save_path):
        """Gives variables the values of a checkpoint.

        It may have been written by `tf.train.Checkpoint`; then it is asked for the variables of
        these names.

        Args:
          sess: the session; None while executing eagerly.
          save_path: the checkpoint's prefix, as `save` returned it.

        Raises:
          ValueError: save_path is None, or there is no such checkpoint.
          NotFoundError: it lacks a variable.
          InvalidArgumentError: a variable has another dtype or shape there.
          DataLossError: it is damaged.
        """
        if self._is_empty:
            return
        if save_path is None:
            raise ValueError("Can't load save_path when it is None.")
        prefix = os.fsdecode(save_path)
        if not state_file.checkpoint_exists(prefix):
            raise ValueError(f"The passed save_path is not a valid checkpoint: {prefix}")
        logging.info("Restoring parameters from %s", prefix)
        try:
            with one_checkpoint(prefix):
                self._read(sess, prefix)
        except errors.NotFoundError as e:
            keys = names_to_keys(prefix)
            if keys is None:
                raise explained(e, self._var_list, prefix) from None
            self._read_objects(sess, prefix, keys)
        except errors.InvalidArgumentError as e:
            raise explained(e, self._var_list, prefix) from None

    def _read(self, sess, prefix):
        if self._is_eager():
            self._run_eagerly(prefix, False)
        else:
            names = self.saver_def
            sess.run(names.restore_op_name, {names.filename_tensor_name: prefix})

    def _read_objects(self, sess, prefix, keys):
        logging.warning(
            "Restoring an object-based checkpoint using a name-based saver. This may be somewhat "
            "fragile, and will re-build the Saver. Instead, consider loading object-based "
            "checkpoints using tf.train.Checkpoint()."
        )
        if self._of_objects is None:
            values = all_saveables() if self._var_list is None else self._var_list
            self._of_objects = saver_of_objects(Saver, values, keys)
        self._of_objects.restore(sess, prefix)

    # --- as messages ---
    def as_saver_def(self):
        """A `tf.train.SaverDef` that names the ops."""
        return self.saver_def

    def to_proto(self, export_scope=None):
        """A `tf.train.SaverDef` with a scope taken off; None if the ops lie outside of it."""
        if not export_scope or self.saver_def is None:
            return self.saver_def
        message = SaverDef()
        message.CopyFrom(self.saver_def)
        for field in ("filename_tensor_name", "save_tensor_name", "restore_op_name"):
            name = without(getattr(message, field), export_scope)
            if name is None:
                return None
            setattr(message, field, name)
        return message

    @staticmethod
    def from_proto(saver_def, import_scope=None):
        """The Saver that a `tf.train.SaverDef` describes."""
        return Saver(saver_def=saver_def, name=import_scope)

    def export_meta_graph(
        self,
        filename=None,
        collection_list=None,
        as_text=False,
        export_scope=None,
        clear_devices=False,
        clear_extraneous_savers=False,
        strip_default_attrs=False,
        save_debug_info=False,
    ):
        """The default graph as a message that names this Saver. See `tf.train.export_meta_graph`.

        Returns:
          A MetaGraphDef.
        """
        return export_meta_graph(
            filename=filename,
            saver_def=self.saver_def,
            collection_list=collection_list,
            as_text=as_text,
            export_scope=export_scope,
            clear_devices=clear_devices,
            clear_extraneous_savers=clear_extraneous_savers,
            strip_default_attrs=strip_default_attrs,
        )


collection_def.register(GraphKeys.SAVERS, SaverDef, Saver.to_proto, Saver.from_proto)
