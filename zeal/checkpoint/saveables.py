"""What a Saver saves: variables, parts of variables and other objects, each under its name."""

from functools import partial

from zeal import _native
from zeal._native import api
from zeal.eager.context import device, executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph.variable import read, write
from zeal.state.partition import PartitionedVariable
from zeal.state.scope import name_scope

_READS = ("ReadVariableOp", "VarHandleOp")


class SaveSpec:
    """One tensor that is saved.

    Args:
      tensor: the tensor, or a function that gives it.
      slice_spec: the part of a whole that it is, as the op SaveV2 takes it; "" for all of it.
      name: its name in the checkpoint.
      dtype: its dtype; that of the tensor by default.
      device: where it lies.
    """

    def __init__(self, tensor, slice_spec, name, dtype=None, device=None):
        self._tensor, self.slice_spec, self.name = tensor, slice_spec, name
        if callable(tensor) and dtype is None:
            raise ValueError("When passing a function, dtype and device must be given.")
        self.dtype = tensor.dtype if dtype is None else dtype
        self.device = getattr(tensor, "device", "") if device is None else device

    @property
    def tensor(self):
        """The tensor."""
        return self._tensor() if callable(self._tensor) else self._tensor


class SaveableObject:
    """Base of what a Saver can save: some tensors, and how they come back.

    Args:
      op: what is saved; no two objects of a Saver may have the same.
      specs: a list of SaveSpecs.
      name: the name under which it is saved.
    """

    def __init__(self, op, specs, name):
        self.op, self.specs, self.name = op, specs, name

    @property
    def device(self):
        """Where its first tensor lies."""
        return self.specs[0].device

    @property
    def nbytes(self) -> int:
        """About how much memory its values take."""
        return sum((spec.tensor.shape.num_elements() or 0) * spec.dtype.size for spec in self.specs)

    def read_in_place(self, reader) -> bool:
        """Takes a value at once, eagerly, where that needs no memory of its own.

        Returns:
          Whether it did; else the values are for `restore`.
        """
        return False

    def restore(self, restored_tensors, restored_shapes):
        """Brings values back.

        Args:
          restored_tensors: one for each of the specs.
          restored_shapes: the shapes that they are to have, or None.

        Returns:
          An operation, or a list of them.
        """
        raise ValueError("Calling an abstract method.")


class VariableSaveable(SaveableObject):
    """A variable, or a part of one.

    Args:
      variable: the variable.
      slice_spec: the part that it is; "" for a whole.
      name: the name of the whole.
    """

    def __init__(self, variable, slice_spec, name):
        spec = SaveSpec(_value(variable, slice_spec), slice_spec, name, variable.dtype)
        spec.device = variable.device
        super().__init__(variable.handle, [spec], name)
        self.variable = variable

    @property
    def nbytes(self) -> int:
        """See `SaveableObject.nbytes`."""
        return (self.variable.shape.num_elements() or 0) * self.variable.dtype.size

    def read_in_place(self, reader) -> bool:
        """See `SaveableObject.read_in_place`."""
        [spec] = self.specs
        return not spec.slice_spec and reader.read_into(self.variable, spec.name)

    def restore(self, restored_tensors, restored_shapes):
        """Assigns the value. See `SaveableObject.restore`."""
        [value] = restored_tensors
        if restored_shapes is not None:
            value = api.reshape(value, restored_shapes[0])
        if not self.variable.shape.is_compatible_with(value.shape):
            raise ValueError(
                f"Shapes {self.variable.shape} and {value.shape} are incompatible: variable "
                f"{self.variable.name} has the first, {self.name} in the checkpoint the second"
            )
        return write(self.variable.handle, api.identity(value))


def _value(variable, slice_spec):
    """The read that a graph's variable has; else a function that reads."""
    snapshot = None if executing_eagerly() or slice_spec else variable._snapshot
    return partial(_read, variable) if snapshot is None else snapshot


def _read(variable):
    with name_scope("Read"):
        value = read(variable.handle, variable.dtype)
    value = api.identity(value)
    with device("cpu:0"):
        return api.identity(value)


def variable_of(value):
    """The variable that a value is, or was read from; None for another value."""
    if isinstance(value, _native.Variable):
        return value
    if isinstance(value, _native.Tensor) and value._symbolic and value.op.type in _READS:
        handle = value.op.inputs[0] if value.op.inputs else value
        return value.graph._variables.get(handle.op.name)
    return None


def _name(variable) -> str:
    return variable.name.partition(":")[0]


def _is_object(value) -> bool:
    return hasattr(value, "_gather_saveables_for_checkpoint") and not isinstance(
        value, _native.Variable
    )


def refuse_values_of_graphs(values, name) -> None:
    """Raises where eager code is to save or restore what only a session has a value of.

    Raises:
      ValueError: one is a graph's, and the program executes eagerly.
    """
    if executing_eagerly() and any(hasattr(value, "graph") for value in values):
        raise ValueError(
            f"{name} belongs to a graph, and the program is executing eagerly: save and restore "
            "it inside `with graph.as_default():`, in the session that has its value"
        )


# --- lists of variables ---
def by_name(values) -> dict:
    """What is to be saved, by name.

    Args:
      values: a list, tuple or set of variables, parts of variables, and objects.

    Returns:
      A dict; of parts, the value is the list of them.

    Raises:
      TypeError: it is no list, or something in it is no variable.
      ValueError: two have the same name.
    """
    if not isinstance(values, (list, tuple, set)):
        raise TypeError(f"Variables to save should be passed in a dict or a list: {values}")
    found: dict = {}
    for value in sorted(values, key=lambda x: str(getattr(x, "name", ""))):
        _add(found, value)
    return found


def _add(found, value):
    info = getattr(value, "_save_slice_info", None)
    if isinstance(value, SaveableObject):
        found[value.name] = value
    elif info is not None and isinstance(value, _native.Variable):
        parts = found.setdefault(info.full_name, [])
        if not isinstance(parts, list):
            raise ValueError(
                f"Mixing slices and non-slices with the same name: {info.full_name}"
            )
        parts.append(value)
    elif _is_object(value):
        made = value._gather_saveables_for_checkpoint()
        made = [
            make(getattr(value, "name", key)) if callable(make) else make
            for key, make in made.items()
        ]
        found.update(by_name(made))
    else:
        _add_variable(found, value)


def _add_variable(found, value):
    if isinstance(value, PartitionedVariable):
        name, variable = value.name, value
    else:
        variable = variable_of(value)
        if variable is None:
            raise TypeError(f"Variable to save is not a Variable: {value}")
        name = _name(variable)
    if name not in found:
        found[name] = variable
    elif not executing_eagerly():
        raise ValueError(f"At least two variables have the same name: {name}")
    elif found[name] is not variable:
        raise ValueError(
            f"Two different ResourceVariable objects with the same shared_name '{name}' were "
            "passed to the Saver. This likely means that they were created in different Graphs or "
            "isolation contexts, and may not be checkpointed together."
        )


# --- what is saved under the names ---
def saveables_of(values) -> list:
    """What a Saver saves, in the order of the names.

    Args:
      values: a dict by name of what `by_name` takes, or a list of such.

    Raises:
      TypeError: a name is no str, a value no variable.
      ValueError: one is there under two names.
    """
    named = values if isinstance(values, dict) else by_name(values)
    for name in named:
        if not isinstance(name, str):
            raise TypeError(
                "names_to_saveables must be a dict mapping string names to trackable operations. "
                f"Name is not a string: {name}"
            )
    found, seen = [], set()
    for name in sorted(named):
        for saveable in objects_of(named[name], name):
            if id(saveable.op) in seen:
                raise ValueError(
                    f"The same saveable will be restored with two names: {saveable.name}"
                )
            seen.add(id(saveable.op))
            found.append(saveable)
    return found


def objects_of(value, name):
    """The SaveableObjects for what is saved under a name.

    Args:
      value: a variable, its parts, an object or a SaveableObject.
      name: the name.
    """
    if isinstance(value, SaveableObject):
        yield value
    elif isinstance(value, (list, tuple, PartitionedVariable)):
        yield from _parts(list(value), name)
    elif _is_object(value):
        for attribute, make in value._gather_saveables_for_checkpoint().items():
            full = name if attribute == "VARIABLE_VALUE" else f"{name}_{attribute}"
            made = make(full) if callable(make) else make
            yield from objects_of(made, getattr(made, "name", full))
    else:
        variable = variable_of(value)
        if variable is None:
            raise TypeError(
                "names_to_saveables must be a dict mapping string names to Tensors/Variables. Not "
                f"a variable: {value}"
            )
        yield VariableSaveable(variable, "", name)


def _parts(parts, name):
    whole = None
    for part in parts:
        if not isinstance(part, _native.Variable):
            raise ValueError(f"Slices must all be Variables: {part}")
        info = getattr(part, "_save_slice_info", None)
        if info is None:
            raise ValueError(f"Slices must all be slices: {part}")
        whole = whole or info.full_name
        if whole != info.full_name:
            raise ValueError(
                f"Slices must all be from the same tensor: {whole} != {info.full_name}"
            )
        yield VariableSaveable(part, info.spec, name)


def all_saveables(scope=None) -> list:
    """What the default graph has to be saved: its global variables, and further objects."""
    graph = get_default_graph()
    return graph.get_collection("variables", scope) + graph.get_collection(
        "saveable_objects", scope
    )
