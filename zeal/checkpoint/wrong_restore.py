"""What a checkpoint lacks of what was to be restored, in words."""

from zeal import errors
from zeal.checkpoint.file_ops import open_reader
from zeal.checkpoint.saveables import saveables_of
from zeal.tensor_shape import TensorShape, sizes_text

_MOST_SHOWN = 10


def explained(error, values, prefix):
    """The error of a Saver for one that reading has raised.

    Args:
      error: the error.
      values: what was to be restored, as the Saver's var_list; None where nobody knows.
      prefix: the checkpoint's.

    Returns:
      An error of the same class, with TensorFlow's words and all that does not fit.
    """
    missing = isinstance(error, errors.NotFoundError)
    likely = (
        "a Variable name or other graph key that is missing"
        if missing
        else "a mismatch between the current graph and the graph"
    )
    faults = () if values is None else _faults(values, prefix)
    found = "\n".join(fault for fault in faults if fault not in error.message)
    return type(error)(
        error._node_def,  # found anew from the op, where somebody asks
        error.op,
        f"Restoring from checkpoint failed. This is most likely due to {likely} from the "
        "checkpoint. Please ensure that you have not altered the graph expected based on the "
        f"checkpoint. Original error:\n\n{error.message}" + (f"\n\n{found}" if found else ""),
    )


def _faults(values, prefix):
    """Lines that say what does not fit."""
    try:
        reader = open_reader(prefix)
        specs = [(s, spec) for s in saveables_of(values) for spec in s.specs]
    except errors.OpError:
        return
    lines = [line for s, spec in specs for line in _fault(reader, s, spec)]
    yield from lines[:_MOST_SHOWN]
    if len(lines) > _MOST_SHOWN:
        yield f"... and {len(lines) - _MOST_SHOWN} more"


def _fault(reader, saveable, spec):
    variable = getattr(saveable, "variable", None)
    try:
        dtype, shape = reader.dtype(spec.name), reader.shape(spec.name)
    except errors.OpError as e:
        yield e.message
        return
    name = getattr(variable, "name", saveable.name)
    if dtype != spec.dtype:
        stored = f"{spec.name} in checkpoint {reader.prefix} is {dtype.name}"
        yield f"{name} is {spec.dtype.name}; {stored}"
    have = None if variable is None or spec.slice_spec else TensorShape(variable.shape)
    if have is not None and not have.is_compatible_with(shape):
        yield (
            f"Assign requires shapes of both tensors to match. lhs shape= {sizes_text(have)} rhs "
            f"shape= {sizes_text(shape)}: {name} has the first, {spec.name} in checkpoint "
            f"{reader.prefix} the second"
        )
