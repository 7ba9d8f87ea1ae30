"""Slots: variables that go with a variable and are named after it, as optimizers make them."""

from zeal.ops.array.fill import zeros
from zeal.state.initializers import Zeros
from zeal.state.scope import variable_scope
from zeal.state.slice_info import SaveSliceInfo
from zeal.state.variable import make_variable


def create_slot(primary, val, name, colocate_with_primary=True):
    """A slot that begins with a value.

    Args:
      primary: the variable, or tensor of a graph, that it goes with.
      val: the value, a tensor.
      name: what is added to the primary's name.
      colocate_with_primary: accepted for compatibility.
    """
    return _make(primary, name, val)


def create_slot_with_initializer(
    primary, initializer, shape, dtype, name, colocate_with_primary=True
):
    """A slot that begins with what an initializer gives.

    Args:
      initializer: a function of (shape, dtype); where the shape is not fully known, a function
        without arguments or a tensor.
      shape, dtype: of the slot.
      the others: as for `create_slot`.
    """
    if shape.is_fully_defined():
        return _make(primary, name, lambda: initializer(shape.as_list(), dtype=dtype))
    return _make(primary, name, initializer)


def create_zeros_slot(primary, name, dtype=None, colocate_with_primary=True):
    """A slot of zeros, in the primary's shape.

    Args:
      dtype: the slot's dtype; the primary's by default.
      the others: as for `create_slot`.
    """
    dtype = primary.dtype if dtype is None else dtype
    shape = primary.get_shape()
    initializer = Zeros() if shape.is_fully_defined() else lambda: zeros(_sizes(primary), dtype)
    return create_slot_with_initializer(primary, initializer, shape, dtype, name)


def _sizes(primary):
    from zeal._native import Variable, api

    return api.shape(primary.initialized_value() if isinstance(primary, Variable) else primary)


def _make(primary, name, value):
    with variable_scope(None, f"{_name_of(primary)}/{name}") as scope:
        shape = primary.get_shape()
        open_shape = None if shape.is_fully_defined() else shape
        slot = make_variable(value, scope.name, trainable=False, shape=open_shape)
    _note_part(slot, primary, scope.name)
    return slot


def _note_part(slot, primary, name):
    """A slot of one part of a variable is that part of the whole's slot in checkpoints.

    Its name there is TensorFlow's: so many characters are cut off as the primary's name has,
    even where a scope stands before it.
    """
    part = getattr(primary, "_save_slice_info", None)
    if part is not None and slot.shape == primary.shape:
        rest = name[len(primary.op.name) + 1 :]
        sizes = part.full_shape, part.var_offset, part.var_shape
        slot._set_save_slice_info(SaveSliceInfo(f"{part.full_name}/{rest}", *sizes))


def _name_of(primary) -> str:
    name = getattr(primary, "_shared_name", None)
    return primary.op.name if name is None else name
