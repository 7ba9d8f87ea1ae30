"""Where an iterator stands in its dataset, as a string that checkpoints save."""

import json
from typing import Any

from zeal._native import convert
from zeal.checkpoint.saveables import SaveableObject, SaveSpec
from zeal.dtypes import string
from zeal.errors import DataLossError
from zeal.public import public

_VERSION = 1


def described(position) -> bytes:
    """The string for what a native iterator's `_position` says."""
    taken, *seed = position
    return json.dumps({"zeal_iterator": _VERSION, "taken": taken, "seed": seed}).encode()


def go_to(iterator: Any, state: bytes) -> None:
    """Moves a native iterator to a position: it starts anew and passes over what was taken.

    Raises:
      DataLossError: the string describes no position.
    """
    try:
        found = json.loads(state)
        taken, seed = found["taken"], found["seed"]
        for number in (taken, *seed):
            if type(number) is not int or not 0 <= number < 1 << 64:
                raise ValueError(f"{number!r} is no number that it can hold")
        if found["zeal_iterator"] != _VERSION or taken >= 1 << 63 or len(seed) not in (0, 2):
            raise ValueError("it is of another version")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataLossError(
            f"the state of an iterator is no position that zeal wrote: {error}; TensorFlow's own "
            "cannot be read"
        ) from None
    iterator._go_to(taken, *seed)


class Position(SaveableObject):
    """An iterator's position.

    Args:
      name: its name in checkpoints; the key has "_STATE" behind it, as in TensorFlow.
      get: returns the string, or in graphs an op's tensor.
      put: takes it; returns the op in graphs.
    """

    def __init__(self, name: str, get: Any, put: Any) -> None:
        spec = SaveSpec(lambda: convert(get(), string), "", f"{name}_STATE", string, "")
        super().__init__(get, [spec], name)
        self._put = put

    def restore(self, restored_tensors, restored_shapes) -> Any:
        """Goes to a position. See `SaveableObject.restore`."""
        return self._put(restored_tensors[0])


@public("data.experimental.make_saveable_from_iterator", "contrib.data.make_saveable_from_iterator")
def make_saveable_from_iterator(iterator) -> Position:
    """What makes `tf.train.Saver` save where an iterator stands.

    Args:
      iterator: an iterator of a graph.

    Returns:
      A SaveableObject, for the collection `tf.GraphKeys.SAVEABLE_OBJECTS`.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     it = tf.data.Dataset.range(9).make_one_shot_iterator()
      ...     element = it.get_next()
      ...     tf.add_to_collection(tf.GraphKeys.SAVEABLE_OBJECTS,
      ...                          tf.data.experimental.make_saveable_from_iterator(it))
      ...     saver = tf.train.Saver()
      ...     _ = session.run(element), session.run(element)
      ...     path = saver.save(session, folder + "/iterator", write_meta_graph=False)
      ...     _ = session.run(element)
      ...     saver.restore(session, path)
      ...     print(session.run(element))
      2
    """
    make = iterator._gather_saveables_for_checkpoint()["ITERATOR"]
    return make(f"{iterator._handle.op.name}-iterator")
