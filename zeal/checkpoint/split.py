"""tf.contrib.checkpoint.split_dependency: tensors of one op, saved as several variables."""

from typing import Any

from zeal.checkpoint.attributes import VALUE
from zeal.checkpoint.saveables import SaveableObject, SaveSpec
from zeal.dtypes import as_dtype
from zeal.public import public
from zeal.state.trackable import Trackable


class Component(SaveableObject):
    """One of the tensors under its key.

    Args:
      key: its key in checkpoints.
      name: its name among the components.
      dtype: its dtype.
      together: what all of them share.
    """

    def __init__(self, key: str, name: str, dtype: Any, together: "Together") -> None:
        spec = SaveSpec(lambda: together.saved(name), "", key, dtype, "")
        super().__init__(spec, [spec], key)
        self._name, self._together = name, together

    def restore(self, restored_tensors, restored_shapes) -> Any:
        """Takes a checkpoint's value; the last one restores all. See `SaveableObject.restore`."""
        return self._together.restored(self._name, restored_tensors[0])


class Together:
    """The tensors that wait for each other.

    Args:
      count: how many there are.
      fill: puts all into a dict.
      consume: takes all from one.
    """

    def __init__(self, count: int, fill: Any, consume: Any) -> None:
        self._count, self._fill, self._consume = count, fill, consume
        self._to_save: dict = {}
        self._to_restore: dict = {}

    def saved(self, name: str) -> Any:
        """The tensor of a name; the first one that is asked for makes all."""
        if name not in self._to_save:
            if self._to_save:
                raise AssertionError(f"Split dependency {name} unsynchronized. Split dependencies "
                                     "must be saved together.")
            self._fill(self._to_save)
        return self._to_save.pop(name)

    def restored(self, name: str, tensor: Any) -> Any:
        """Notes a tensor; the last one hands all over."""
        if name in self._to_restore:
            raise AssertionError(f"Split dependency {name} unsynchronized. Split dependencies must "
                                 "be restored together.")
        self._to_restore[name] = tensor
        if len(self._to_restore) < self._count:
            return tensor.op if tensor._symbolic else None
        found, self._to_restore = self._to_restore, {}
        return self._consume(found)


class SplitDependency(Trackable):
    """Looks to checkpoints like a variable, and is one tensor of several."""

    def __init__(self, name: str, dtype: Any, together: Together) -> None:
        self._name, self._dtype, self._together = name, dtype, together

    def _gather_saveables_for_checkpoint(self):
        return {VALUE: lambda name: Component(name, self._name, self._dtype, self._together)}


@public("contrib.checkpoint.split_dependency")
def split_dependency(
    component_names, component_dtypes, fill_save_buffer_fn, consume_restore_buffer_fn, device=None
) -> "dict[str, SplitDependency]":
    """Makes objects that are saved like variables, with tensors that one function gives and takes.

    Args:
      component_names: the objects' names.
      component_dtypes: the dtypes of their tensors.
      fill_save_buffer_fn: is given an empty dict and puts a tensor under each name.
      consume_restore_buffer_fn: is given a dict of the restored tensors by name; returns an op in
        graphs.
      device: accepted for compatibility.

    Returns:
      A dict from names to objects, all of which a checkpoint must reach.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> pair = tf.Variable([1.0, 2.0])
      >>> parts = tf.contrib.checkpoint.split_dependency(
      ...     ["a", "b"], [tf.float32] * 2, lambda d: d.update(a=pair[0], b=pair[1]),
      ...     lambda d: pair.assign(tf.stack([d["a"], d["b"]])), "cpu:0")
      >>> checkpoint = tf.train.Checkpoint(**parts)
      >>> path = checkpoint.save(folder + "/split")
      >>> _ = pair.assign([0.0, 0.0])
      >>> _ = checkpoint.restore(path)
      >>> pair.numpy().tolist()
      [1.0, 2.0]
    """
    together = Together(len(component_names), fill_save_buffer_fn, consume_restore_buffer_fn)
    pairs = zip(component_names, component_dtypes, strict=True)
    return {name: SplitDependency(name, as_dtype(dtype), together) for name, dtype in pairs}
