"""Model.save, save_weights and load_weights."""

import functools
import os
import weakref
from typing import Any

from zeal.eager.context import executing_eagerly
from zeal.errors import NotFoundError


def _is_hdf5(path) -> bool:
    return os.fspath(path).endswith((".h5", ".keras"))


def _format(path, save_format) -> str:
    """"tf" or "h5"."""
    if save_format is None:
        return "h5" if _is_hdf5(path) else "tf"
    wanted = save_format.lower().strip()
    if wanted in ("hdf5", "h5", "keras"):
        return "h5"
    if wanted not in ("tensorflow", "tf"):
        raise ValueError(
            f'Unknown format "{save_format}". Was expecting one of {{"tf", "h5"}}.'
        )
    if _is_hdf5(path):
        raise ValueError(
            f'save_weights got save_format="tf"/"tensorflow", but the filepath ("{path}") looks '
            'like an HDF5 file. Omit the ".h5"/".keras" when saving in TensorFlow format.'
        )
    return "tf"


_savers: Any = weakref.WeakKeyDictionary()  # by model, and not in it: copies need their own


def _with_session(method):
    """A method that in graphs has a session in force: if there is no other, Keras's."""

    @functools.wraps(method)
    def run(self, *args, **kwargs):
        from zeal.keras.session import in_session

        with in_session():
            return method(self, *args, **kwargs)

    return run


class WeightFiles:
    """Methods of Model."""

    def _object_saver(self) -> Any:
        if self not in _savers:
            from zeal.checkpoint.object_saver import ObjectSaver

            _savers[self] = ObjectSaver(self)
        return _savers[self]

    @_with_session
    def save_weights(self, filepath, overwrite=True, save_format=None) -> None:
        """Saves the weights of all layers.

        Args:
          filepath: path of the file, or in TensorFlow's format what the files' names begin with.
          overwrite: False to ask before a file is replaced.
          save_format: "tf" for a checkpoint, as `tf.train.Checkpoint` writes them with the model
            as root; "h5" for Keras's HDF5 file, which needs h5py. By default "h5" where the path
            ends in .h5 or .keras, else "tf".

        Raises:
          ValueError: the format is unknown, or the model has no variables yet.
          ImportError: h5py is wanted and not installed.

        Example:
          >>> import tempfile
          >>> folder = tempfile.mkdtemp()
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
          >>> model.save_weights(folder + "/weights")
          >>> _ = model.load_weights(folder + "/weights")
        """
        self.weights  # noqa: B018  raises where there are none yet
        wanted = _format(filepath, save_format)
        path = os.fspath(filepath)
        from zeal.keras.model_files import may_write

        if not overwrite and not may_write(path if wanted == "h5" else f"{path}.index"):
            return
        if wanted == "h5":
            from zeal.keras import hdf5

            hdf5.save_weights(path, self.layers)
            return
        from zeal.checkpoint.state_file import write_state

        self._object_saver().save(path)
        write_state(os.path.dirname(path), path, [path], relative=True)

    def save(
        self, filepath, overwrite=True, include_optimizer=True, save_format=None, signatures=None,
        options=None,
    ) -> None:  # fmt: skip
        """Saves the model to an HDF5 file, or with its functions to a folder.

        The file, of a model of inputs and outputs or a Sequential, holds the configuration, all
        weights, what `compile` said and the optimizer's state. TensorFlow 1.15's `load_model` reads
        it, as `tf.keras.models.load_model` here reads TensorFlow's. The folder is what
        `tf.saved_model.save` writes, and holds the same besides.

        Args:
          filepath: path of the file or the folder, or an open `h5py.File`. The old file stays until
            the new one is whole.
          overwrite: False to ask before a file is replaced.
          include_optimizer: whether the optimizer and its state are saved.
          save_format: "h5", or "tf" for a folder; by default "h5", after `tf.enable_v2_behavior`
            "tf" for all paths that do not end as HDF5 files do.
          signatures: of a folder: those of `tf.saved_model.save`.
          options: not read.

        Raises:
          NotImplementedError: the model is a subclass, and the file HDF5.
          ImportError: h5py is not installed.

        Example:
          >>> import os, tempfile
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
          >>> path = os.path.join(tempfile.mkdtemp(), "model.h5")
          >>> model.save(path)
          >>> tf.keras.models.load_model(path, compile=False).count_params()
          8
        """
        from zeal.keras.model_files import save_model

        save_model(self, filepath, overwrite, include_optimizer, save_format, signatures)

    @_with_session
    def load_weights(self, filepath, by_name=False) -> Any:
        """Loads weights that `save_weights` saved, also TensorFlow's and Keras's.

        Args:
          filepath: the path that was given to `save_weights`.
          by_name: of an HDF5 file, whether each layer gets the weights under its name; else
            layers get them in order.

        Returns:
          For a checkpoint its status, as `tf.train.Checkpoint.restore` returns it: layers that are
          built later get their weights then. For an HDF5 file None.

        Raises:
          ValueError: numbers of layers or weights, or shapes, differ.
          NotImplementedError: by_name with a checkpoint, or an HDF5 file and no variables yet.
          NotFoundError, DataLossError: there is no such file, or it is damaged.

        Example:
          >>> import tempfile
          >>> folder = tempfile.mkdtemp()
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
          >>> model.build([None, 2])
          >>> model.save_weights(folder + "/loaded")
          >>> later = tf.keras.Sequential([tf.keras.layers.Dense(1)])
          >>> _ = later.load_weights(folder + "/loaded")
          >>> float(later(tf.ones([1, 2]))) == float(model(tf.ones([1, 2])))
          True
        """
        if _is_hdf5(filepath) or self._looks_like_hdf5(filepath):
            return self._load_hdf5(filepath, by_name)
        if by_name:
            raise NotImplementedError(
                "Weights may only be loaded based on topology into Models when loading "
                "TensorFlow-formatted weights (got by_name=True to load_weights)."
            )
        status = self._object_saver().restore(filepath)
        if not executing_eagerly():
            status.run_as_they_come(None)
        return status.assert_nontrivial_match()

    @staticmethod
    def _looks_like_hdf5(path) -> bool:
        if not os.path.isfile(path) or os.path.exists(f"{os.fspath(path)}.index"):
            return False
        with open(path, "rb") as file:
            return file.read(8) == b"\x89HDF\r\n\x1a\n"

    def _load_hdf5(self, path, by_name):
        from zeal.keras import hdf5

        if not os.path.exists(path):
            raise NotFoundError(f"Unable to open file: {os.fspath(path)} does not exist")
        _ = self.weights  # where they are still to be made, this says so
        hdf5.load_weights(path, self.layers, by_name)
