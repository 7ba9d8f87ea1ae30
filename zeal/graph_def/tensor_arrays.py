"""TensorFlow's old arrays of tensors (`TensorArrayV3`) as lists.

The flow, which orders the ops on an array, becomes the list itself; its handle is needed no more.
An array of gradients (`TensorArrayGradV3`) is a list too: its flows are summed where TensorFlow's
order writes that are summed in one place, and its handle is the list of nothing they begin with.
"""

from zeal.graph_def.array_flows import GRADIENTS, SUMS, Flows
from zeal.graph_def.entries import Entry, require_inputs, type_attr
from zeal.graph_def.raise_loops import frames_of
from zeal.graph_def.replace import constant, new_name, no_integers

_INT32, _VARIANT = 3, 21  # numbers of dtypes
# The op on a list, and its inputs: places among the old op's, "any" for an open shape, or "none"
# for no lengths.
_ON_LISTS = {
    "TensorArrayReadV3": ("TensorListGetItem", (2, 1, "any"), "dtype"),
    "TensorArrayWriteV3": ("TensorListSetItem", (3, 1, 2), "T"),
    "TensorArrayGatherV3": ("TensorListGather", (2, 1, "any"), "dtype"),
    "TensorArrayScatterV3": ("TensorListScatterIntoExistingList", (3, 2, 1), "T"),
    "TensorArraySplitV3": ("TensorListSplit", (1, "any", 2), "T"),
    "TensorArraySizeV3": ("TensorListLength", (1,), None),
    "TensorArrayConcatV3": ("TensorListConcatV2", (1, "any", "none"), "dtype"),
    "TensorArrayCloseV3": ("NoOp", (), None),
}
# The place of the flow among an op's inputs: what the op on a list takes first, if it takes one.
_FLOW = {op: places[0] for op, (_, places, _) in _ON_LISTS.items() if places}
_FLOW["TensorArraySplitV3"] = 3

_LEAST = {op: place + 1 for op, place in _FLOW.items()} | dict.fromkeys(GRADIENTS, 2)
_LEAST["StackPushV2"] = 2


def replace(entries):
    """Replaces arrays by lists.

    Args:
      entries: Entries by name, which are changed.
    """
    arrays = {name: e for name, e in entries.items() if e.op == "TensorArrayV3"}
    if not arrays:
        return
    require_inputs(entries, _LEAST)
    lists = {*arrays}
    if any(e.op in GRADIENTS for e in entries.values()):
        lists |= _Gradients(entries, arrays).replace()
    grows = any(map(_is_dynamic, arrays.values()))
    for entry in list(entries.values()):
        entry.inputs = [(s, 0) if s in lists else (s, i) for s, i in entry.inputs]
        if entry.name in arrays:
            _replace_array(entries, entry)
        elif entry.op in _ON_LISTS:
            _replace_op(entries, entry, grows)


def _is_dynamic(array):
    return "dynamic_size" in array.attrs and array.attrs["dynamic_size"].b


def _replace_array(entries, entry):
    inputs, types = _reserved(entries, entry, entry.name)
    entries[entry.name] = entry.retyped("TensorListReserve", inputs, **types)


def _reserved(entries, array, name):
    """Inputs and attributes of the op `name` that makes a list as long as an array."""
    open_shape = constant(entries, f"{name}/shape", -1)
    types = {"element_dtype": type_attr(array.type("dtype")), "shape_type": type_attr(_INT32)}
    return [open_shape, *array.inputs[:1]], types


def _replace_op(entries, entry, grows):
    op, places, kind = _ON_LISTS[entry.op]
    inputs = [_input(entries, entry, p) for p in places]
    if grows and op == "TensorListSetItem":
        inputs[0] = _grown(entries, entry, *inputs[:2])
    if grows and op == "TensorListScatterIntoExistingList":
        inputs[0] = _grown(entries, entry, inputs[0], _last(entries, entry, inputs[2]))
    types = {"element_dtype": type_attr(entry.type(kind))} if kind else {}
    if op in ("TensorListSplit", "TensorListConcatV2"):
        types["shape_type"] = type_attr(_INT32)
    entries[entry.name] = entry.retyped(op, inputs, **types)


def _last(entries, entry, indices):
    """The greatest of some indices."""
    name = new_name(entries, f"{entry.name}/last")
    axis, kind = constant(entries, f"{name}/axis", 0), type_attr(_INT32)
    entries[name] = Entry(name, "Max", [indices, axis], attrs={"T": kind, "Tidx": kind})
    return (name, 0)


def _grown(entries, entry, flow, index):
    name = new_name(entries, f"{entry.name}/grown")
    entries[name] = Entry(name, "TensorListGrow", [flow, index], entry.controls)
    return (name, 0)


def _input(entries, entry, place):
    if place == "any":
        return constant(entries, f"{entry.name}/shape", -1)
    if place == "none":
        return no_integers(entries, f"{entry.name}/lengths")
    return entry.inputs[place]


class _Gradients:
    """Arrays of gradients, and what passes flows on.

    Args:
      entries: Entries by name, which are changed.
      arrays: those of arrays by name.
    """

    def __init__(self, entries, arrays):
        frames = frames_of(entries)  # refuses what comes from itself
        self.entries, self.arrays, self.flows = entries, arrays, Flows(entries)
        exits = [o for o in self.flows.of if entries[o[0]].op == "Exit"]
        self._whole = {  # arrays as loops leave them, which know shapes
            self.flows.of[o][1]: o for o in exits if not frames[o[0]] and not self.flows.of[o][0]
        }

    def replace(self) -> set:
        """Replaces them; returns the names of nodes whose outputs are one list."""
        of, begun = self.flows.of, [e for e in self.entries.values() if e.op in GRADIENTS]
        for entry in list(self.entries.values()):
            if entry.op in _FLOW and self.flows.on_gradients(entry):
                self._on_gradients(entry)
            elif entry.op == "StackPushV2" and entry.inputs[1] in of:
                self._push(entry)
        for output, (_, array) in list(of.items()):
            self._pass(self.entries[output[0]], self.flows.taken(output), array)
        for entry in begun:
            self._begin(entry)
        return {e.name for e in begun}

    def _on_gradients(self, entry):
        """An op on a list of gradients: of nothing at first, which is the handle."""
        place = _FLOW[entry.op]
        if not self.flows.of.get(entry.inputs[place], (False,))[0]:
            entry.inputs[place] = entry.inputs[0]
        if entry.op == "TensorArrayScatterV3":
            types = {"element_dtype": type_attr(entry.type("T"))}
            inputs = [entry.inputs[i] for i in (3, 2, 1)]
            self.entries[entry.name] = entry.retyped("TensorListScatterAdd", inputs, **types)
        elif entry.op == "TensorArrayReadV3" and self._grows(self.flows.origin(entry.inputs[0])):
            entry.inputs[2] = _grown(self.entries, entry, entry.inputs[2], entry.inputs[1])

    def _grows(self, name):
        array = self.arrays.get(self.flows.array(self.entries[name]))
        return array is not None and _is_dynamic(array)

    def _array(self, name):
        if name not in self.arrays:
            raise ValueError(f"Node '{name}' is no TensorArrayV3, but read as one")
        return self.arrays[name]

    def _push(self, entry):
        stack = self.flows.origin(entry.inputs[0])
        entry.attrs["T"] = type_attr(_VARIANT)
        for holder in (self.entries[stack], *self.flows.pops(stack)):
            holder.attrs["elem_type"] = type_attr(_VARIANT)

    def _pass(self, entry, taken, array):
        for source in taken:
            if source not in self.flows.of and source in entry.inputs:
                entry.inputs[entry.inputs.index(source)] = self._nothing(source, array)
        if entry.op in SUMS:
            sum_, *others = entry.inputs
            for other in others[:-1]:
                name = new_name(self.entries, f"{entry.name}/sum")
                self.entries[name] = Entry(name, "AddVariants", [sum_, other])
                sum_ = (name, 0)
            made = ("AddVariants", [sum_, others[-1]]) if others else ("Identity", [sum_])
            self.entries[entry.name] = entry.retyped(*made)

    def _begin(self, entry):
        flow = entry.inputs[1]
        of_gradients, array = self.flows.of.get(flow, (None, self.flows.array(entry)))
        if of_gradients is None:
            flow = self._nothing(flow, array)
        op = "ZerosLikeVariant" if of_gradients is False else "Identity"
        self.entries[entry.name] = entry.retyped(op, [flow])

    def _nothing(self, source, array):
        """A list without tensors in the place of the number 0.0."""
        name = new_name(self.entries, f"{source[0]}/nothing")
        if array in self._whole:
            made = Entry(name, "ZerosLikeVariant", [self._whole[array]], [source[0]])
        else:
            inputs, types = _reserved(self.entries, self._array(array), name)
            made = Entry(name, "TensorListReserve", inputs, [source[0]], types)
        self.entries[name] = made
        return (name, 0)
