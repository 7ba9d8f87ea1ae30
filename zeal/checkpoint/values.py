"""Where a restore gets values from: the files at once, or ops of a graph that read them."""

import weakref
from contextlib import nullcontext
from typing import Any

from zeal._native import Variable
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.file_ops import restore_v2
from zeal.checkpoint.saveables import refuse_values_of_graphs
from zeal.checkpoint.slices import of_spec
from zeal.errors import InvalidArgumentError
from zeal.tensor_shape import TensorShape


class Values:
    """The values of a checkpoint, read when they are asked for."""

    def __init__(self, path: str, reader: BundleReader) -> None:
        self.path, self.reader = path, reader

    def held(self) -> Any:
        """A block in which the values are those of one checkpoint, whoever saves meanwhile."""
        return self.reader.held()

    def check(self, key: str, dtype: Any, shape: Any) -> None:
        """Raises where a value is not there, or is none of that dtype and shape (None: any).

        Raises:
          NotFoundError: the key is not there; InvalidArgumentError: dtype or shape differ.
        """
        found = self.reader.dtype(key)
        if dtype is not None and found is not dtype:
            raise InvalidArgumentError(
                f"tensor_name = {key}; expected dtype {dtype.name} does not equal original dtype "
                f"{found.name} in the checkpoint {self.path}"
            )
        held = self.reader.shape(key)
        if shape is not None and not TensorShape(shape).is_compatible_with(held):
            raise InvalidArgumentError(
                f"Shapes {TensorShape(shape)} and {held} are incompatible: {_owner(key)} has shape "
                f"{TensorShape(shape)}, and the checkpoint {self.path} holds {held} under {key}. "
                "Build the object as it was when it was saved, or leave it out of what is restored."
            )

    def string(self, key: str) -> bytes:
        """A string, for Python code."""
        return self.reader.get(key).numpy()

    def restore(self, saveable: Any) -> Any:
        """Gives an object its values."""
        variable = getattr(saveable, "variable", None)
        refuse_values_of_graphs([variable], saveable.key)
        if variable is not None and self.reader.read_into(variable, saveable.key):
            return
        parts = zip(saveable.keys, map(of_spec, saveable.slices), strict=True)
        saveable.restore([self.reader.get(*part) for part in parts])


def _owner(key):
    return key.partition("/.ATTRIBUTES/")[0] or "the root"


class GraphValues(Values):
    """The same for objects of a graph: ops that a session runs.

    Args:
      path: the checkpoint's prefix.
      reader: a BundleReader of it.
      prefix: a string tensor, which runs are fed the path by.
      known: ops of earlier restores, which this one adds to.
    """

    def __init__(self, path: str, reader: BundleReader, prefix: Any, known: dict) -> None:
        super().__init__(path, reader)
        self.prefix, self._known = prefix, known

    def held(self) -> Any:
        """A block; nothing is read until ops run."""
        return nullcontext(self.reader)

    def restore(self, saveable: Any) -> Any:
        """The op that gives an object its values."""
        place = tuple(saveable.keys), tuple(saveable.slices), id(saveable.node)
        known = self._known.get(place)
        if known is None or known[0]() is not saveable.node:  # another one, where it lay before
            self._known[place] = known = weakref.ref(saveable.node), self._restore_op(saveable)
        return known[1]

    def _restore_op(self, saveable):
        tensors = restore_v2(
            self.prefix, saveable.keys, saveable.slices, dtypes=saveable.dtypes
        )
        if isinstance(getattr(saveable, "variable", None), Variable):
            tensors[0].set_shape(saveable.variable.shape)
        done = saveable.restore(tensors)
        return getattr(done, "op", done)

