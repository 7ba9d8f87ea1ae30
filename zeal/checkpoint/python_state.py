"""State of Python code in checkpoints: tf.train.experimental.PythonState, NumPy arrays."""

import io
from typing import Any

from zeal.checkpoint.attributes import StringState
from zeal.public import public
from zeal.state.trackable import Trackable, TrackableReference


@public("contrib.checkpoint.PythonStateWrapper", "train.experimental.PythonState")
class PythonState(Trackable):
    """Base class of objects that checkpoints save as a string.

    A subclass defines `serialize()`, which returns the string at each save, and
    `deserialize(string)`, which takes it back. No checkpoint is ever unpickled: what the string
    means is up to the subclass.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> class Epoch(tf.train.experimental.PythonState):
      ...     number = 0
      ...     def serialize(self):
      ...         return str(self.number)
      ...     def deserialize(self, string_value):
      ...         self.number = int(string_value)
      >>> epoch = Epoch()
      >>> checkpoint = tf.train.Checkpoint(epoch=epoch)
      >>> epoch.number = 7
      >>> path = checkpoint.save(folder + "/epoch")
      >>> epoch.number = 8
      >>> _ = checkpoint.restore(path)
      >>> epoch.number
      7
    """

    def serialize(self) -> Any:
        """The object's state.

        Returns:
          A string, as str or bytes.
        """
        raise NotImplementedError(f"{type(self).__name__} must define serialize()")

    def deserialize(self, string_value) -> None:
        """Takes a state back.

        Args:
          string_value: bytes that `serialize` returned.
        """
        raise NotImplementedError(f"{type(self).__name__} must define deserialize()")

    def _gather_saveables_for_checkpoint(self):
        return {"py_state": lambda name: StringState(name, self.serialize, self.deserialize)}


class Array(PythonState):
    """A NumPy array's place in a checkpoint, in the format of `.npy` files."""

    def __init__(self, array=None) -> None:
        self.array = array

    def serialize(self) -> bytes:
        """The array as a `.npy` file."""
        import numpy as np

        file = io.BytesIO()
        np.save(file, self.array, allow_pickle=False)
        return file.getvalue()

    def deserialize(self, string_value) -> None:
        """Reads a `.npy` file."""
        import numpy as np

        self.array = np.load(io.BytesIO(string_value), allow_pickle=False)


@public("contrib.checkpoint.NumpyState")
class NumpyState(Trackable):
    """An object whose attributes are NumPy arrays, which checkpoints save, and make when restored.

    Raises:
      NotImplementedError: an attribute is set to something else.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> arrays = tf.contrib.checkpoint.NumpyState()
      >>> arrays.x = np.zeros([2])
      >>> checkpoint = tf.train.Checkpoint(arrays=arrays)
      >>> path = checkpoint.save(folder + "/arrays")
      >>> arrays.x[1] = 4.0
      >>> _ = checkpoint.restore(path)
      >>> arrays.x.tolist()
      [0.0, 0.0]
    """

    def __init__(self) -> None:
        self.__dict__["_arrays"] = {}

    def __getattr__(self, name):
        array = self.__dict__["_arrays"].get(name)
        if array is None:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        return array.array

    def __setattr__(self, name, value):
        import numpy as np

        if not isinstance(value, (np.ndarray, np.generic)):
            raise NotImplementedError(
                f"Assigned {value} to the {name} property of {self}, which is not a NumPy array. "
                "Currently mixing NumPy arrays and other trackable objects is not supported."
            )
        array = self.__dict__["_arrays"].setdefault(name, Array())
        array.array = value
        self._handle_deferred_dependencies(name, array)

    @property
    def _checkpoint_dependencies(self):
        return [TrackableReference(*pair) for pair in self.__dict__["_arrays"].items()]

    def _lookup_dependency(self, name):
        # An array is made where a checkpoint has one: it needs no dtype or shape before.
        return self.__dict__["_arrays"].setdefault(name, Array())
