"""What stands behind a key of a checkpoint: a variable, Python state, or tensors."""

from collections.abc import Callable
from typing import Any

from zeal import _native
from zeal._native import Variable
from zeal.checkpoint.saveables import SaveableObject
from zeal.dtypes import string

VALUE = "VARIABLE_VALUE"  # the attribute of a variable that is its value


class VariableValue:
    """A variable's value."""

    optional = False
    slices = ("",)

    def __init__(self, key: str, variable: Variable) -> None:
        self.key, self.variable = key, variable
        self.keys = [key]

    @property
    def full_name(self) -> str:
        """The name by which `tf.train.Saver` knows it."""
        return self.variable._shared_name

    @property
    def dtypes(self) -> list:
        """The dtype of each key's value."""
        return [self.variable.dtype]

    def values(self) -> list:
        """What to save, one tensor per key; symbolic in graphs."""
        return [self.variable.read_value()]

    def expects(self) -> list:
        """The dtype and shape that each key's value must have."""
        return [(self.variable.dtype, self.variable.shape)]

    def restore(self, tensors) -> Any:
        """Assigns what the checkpoint has; returns the op in graphs."""
        return self.variable.assign(tensors[0])


class StringState:
    """A string that Python code gives and takes.

    Args:
      key: its key in checkpoints.
      get: returns the string, str or bytes; called at each save.
      put: takes the bytes of a checkpoint; None where nothing is to be restored.
    """

    full_name = ""

    def __init__(self, key: str, get: "Callable", put: "Callable | None" = None) -> None:
        self.key, self.get, self.put = key, get, put
        self.keys = [key]
        self.optional = put is None  # a checkpoint need not be consumed where nobody would

    dtypes, slices = (string,), ("",)

    def state(self) -> bytes:
        """What to save now."""
        state = self.get()
        return state if isinstance(state, bytes) else state.encode()

    def values(self) -> list:
        """The same as tensors, one per key."""
        return [_native.convert(self.state(), string)]

    def expects(self) -> list:
        """The dtype and shape that each key's value must have."""
        return [(string, None)]

    def put_back(self, state: bytes) -> None:
        """Gives a checkpoint's string to the code."""
        if self.put is not None:
            self.put(state)


class SpecValues:
    """A SaveableObject: tensors under several keys, restored together."""

    full_name = ""

    def __init__(self, saveable: SaveableObject) -> None:
        self.saveable = saveable
        self.optional = getattr(saveable, "optional_restore", False)
        self.keys = [spec.name for spec in saveable.specs]
        self.slices = [spec.slice_spec for spec in saveable.specs]  # parts of wholes, or ""

    @property
    def key(self) -> str:
        """The name of the whole."""
        return self.saveable.name

    @property
    def dtypes(self) -> list:
        """The dtype of each key's value."""
        return [spec.dtype for spec in self.saveable.specs]

    def values(self) -> list:
        """What to save, one tensor per key."""
        return [_native.convert(spec.tensor, spec.dtype) for spec in self.saveable.specs]

    def expects(self) -> list:
        """The dtype and shape that each key's value must have."""
        return [(dtype, None) for dtype in self.dtypes]

    def restore(self, tensors) -> Any:
        """Hands the tensors of a checkpoint over; returns the op in graphs."""
        return self.saveable.restore(restored_tensors=tensors, restored_shapes=None)


def as_saveable(key: str, made: Any, node: Any) -> Any:
    """What an object's `_gather_saveables_for_checkpoint` gives for an attribute.

    Args:
      key: the attribute's key in checkpoints.
      made: a variable, a saveable, or a function that takes `name`, the key, and returns one.
      node: the object.

    Returns:
      A VariableValue, StringState or SpecValues, whose `node` is the object.

    Raises:
      TypeError: it is none of these.
    """
    if callable(made) and not isinstance(made, Variable):
        made = made(name=key)
    saveable = _saveable(key, made)
    saveable.node = node
    return saveable


def _saveable(key, made):
    if isinstance(made, Variable):
        return VariableValue(key, made)
    if isinstance(made, SaveableObject):
        return SpecValues(made)
    if isinstance(made, StringState):
        return made
    raise TypeError(
        f"[{key}] a {type(made).__name__} cannot be saved: it is no variable or SaveableObject"
    )


def attributes_of(node: Any) -> dict:
    """What an object saves itself, by attribute name."""
    if isinstance(node, Variable):
        return {VALUE: node}
    return node._gather_saveables_for_checkpoint()
