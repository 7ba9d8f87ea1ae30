"""TensorFlow's old arrays of tensors (`TensorArrayV3`) as lists.

The flow, which orders the ops on an array, becomes the list itself; its handle is needed no more.
"""

from zeal.graph_def.entries import Entry, type_attr
from zeal.graph_def.replace import constant, new_name, no_integers

# The op on a list, and its inputs: places among the old op's, "any" for an open shape, or "none"
# for no lengths.
_ON_LISTS = {
    "TensorArrayReadV3": ("TensorListGetItem", (2, 1, "any"), "dtype"),
    "TensorArrayWriteV3": ("TensorListSetItem", (3, 1, 2), "T"),
    "TensorArrayGatherV3": ("TensorListGather", (2, 1, "any"), "dtype"),
    "TensorArrayScatterV3": ("TensorListScatterIntoExistingList", (3, 2, 1), "T"),
    "TensorArraySizeV3": ("TensorListLength", (1,), None),
    "TensorArrayConcatV3": ("TensorListConcatV2", (1, "any", "none"), "dtype"),
    "TensorArrayCloseV3": ("NoOp", (), None),
}


def replace(entries):
    """Replaces arrays by lists.

    Args:
      entries: Entries by name, which are changed.
    """
    arrays = {name: e for name, e in entries.items() if e.op == "TensorArrayV3"}
    if not arrays:
        return
    grows = any(e.attrs["dynamic_size"].b for e in arrays.values() if "dynamic_size" in e.attrs)
    for entry in list(entries.values()):
        entry.inputs = [(s, 0) if s in arrays else (s, i) for s, i in entry.inputs]
        if entry.name in arrays:
            _replace_array(entries, entry)
        elif entry.op in _ON_LISTS:
            _replace_op(entries, entry, grows)


def _replace_array(entries, entry):
    open_shape = constant(entries, f"{entry.name}/shape", -1)
    types = {"element_dtype": type_attr(entry.type("dtype")), "shape_type": type_attr(3)}
    made = entry.retyped("TensorListReserve", [open_shape, *entry.inputs[:1]], **types)
    entries[entry.name] = made


def _replace_op(entries, entry, grows):
    op, places, kind = _ON_LISTS[entry.op]
    if len(entry.inputs) <= max((p for p in places if isinstance(p, int)), default=0):
        raise ValueError(f"Node '{entry.name}': {entry.op} has {len(entry.inputs)} inputs")
    inputs = [_input(entries, entry, p) for p in places]
    if grows and op == "TensorListSetItem":
        name = new_name(entries, f"{entry.name}/grown")
        entries[name] = Entry(name, "TensorListGrow", inputs[:2], entry.controls)
        inputs[0] = (name, 0)
    types = {"element_dtype": type_attr(entry.type(kind))} if kind else {}
    entries[entry.name] = entry.retyped(op, inputs, **types)


def _input(entries, entry, place):
    if place == "any":
        return constant(entries, f"{entry.name}/shape", -1)
    if place == "none":
        return no_integers(entries, f"{entry.name}/lengths")
    return entry.inputs[place]
