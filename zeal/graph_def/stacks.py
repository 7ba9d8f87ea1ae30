"""Stacks of TensorFlow's old loops as lists that the loops carry.

The gradient of such a loop is a loop that takes from stacks (`StackPopV2`) what each step has put
there (`StackPushV2`). A stack is made outside all loops, and enters those that fill or empty it.
"""

from zeal.graph_def.entries import Entry, require_inputs, type_attr
from zeal.graph_def.replace import constant, new_name
from zeal.messages.graph import AttrValue

_VARIANT, _RESOURCE = 21, 20  # types by number


def replace(entries, frames):
    """Replaces stacks, pushes and pops.

    Args:
      entries: Entries by name, which are changed.
      frames: by node, the frames that it lies in.

    Raises:
      ValueError: a stack is used otherwise than loops do.
    """
    require_inputs(entries, {"StackPushV2": 2})
    stacks = {name: e for name, e in entries.items() if e.op in ("StackV2", "Stack")}
    ends = {frames[name]: name for name, e in entries.items() if e.op == "LoopCond"}
    filled, enters, readers = {}, set(), list(entries.items())
    for push in _of(entries, "StackPushV2"):
        enter = _outermost(entries, push)
        stack = enter.inputs[0][0]
        if stack not in stacks or stack in filled:
            raise _unread(push)
        enters.add(enter.name)
        inside = frames[push.name], len(frames[stack])
        carried = _Carried.by(entries, push, (stack, 0), inside, ends)
        filled[stack] = _push(entries, push, carried)
    for name, entry in readers:
        if name not in enters:
            entry.inputs = [(filled.get(s, s), i) for s, i in entry.inputs]
    for pop in _of(entries, "StackPopV2"):
        start = _outermost(entries, pop).inputs[0]
        inside = frames[pop.name], len(frames.get(start[0], ()))
        _pop(entries, pop, _Carried.by(entries, pop, start, inside, ends))
    for name, entry in stacks.items():
        kind = {"element_dtype": _element(entry.type("elem_type")), "shape_type": type_attr(3)}
        sizes = [constant(entries, f"{name}/{what}", n) for what, n in (("shape", -1), ("size", 0))]
        entries[name] = entry.retyped("TensorListReserve", sizes, **kind)


def _of(entries, op):
    return [entry for entry in entries.values() if entry.op == op]


def _element(number):
    """A stack of stacks is a list of lists."""
    return type_attr(_VARIANT if number == _RESOURCE else number)


def _outermost(entries, entry):
    """The `Enter` through which a push or pop reads its stack, of the outermost loop."""
    enter = entry
    while enter.inputs and entries[enter.inputs[0][0]].op == "Switch":
        enter = entries[enter.inputs[0][0]]
    gate = enter
    while enter.inputs and entries[enter.inputs[0][0]].op == "Enter":
        enter = entries[enter.inputs[0][0]]
    if enter is gate or not enter.inputs:
        raise _unread(entry)
    return enter


def _unread(entry):
    return ValueError(
        f"Node '{entry.name}' uses a stack otherwise than the gradients of TensorFlow's old loops "
        "do. Read the graph without it (tf.graph_util.extract_sub_graph), and take gradients then"
    )


def _push(entries, push, carried):
    """The loops carry the list and grow it; what leaves them."""
    value, kind = push.inputs[1], {"element_dtype": _element(push.type("T"))}
    branch = _Branch(entries, push, carried)
    where = carried.add("TensorListLength", branch.now)
    grown = carried.add("TensorListGrow", branch.now, where)
    entries[push.name] = push.retyped("Identity", [value], T=kind["element_dtype"])
    return branch.goes_on(carried.add("TensorListSetItem", grown, where, value, **kind))


def _pop(entries, pop, carried):
    """The loops carry the list, and take the last tensor off."""
    one = constant(entries, f"{pop.name}/one", 1)
    shape = constant(entries, f"{pop.name}/shape", -1)
    branch = _Branch(entries, pop, carried)
    length = carried.add("TensorListLength", branch.now)
    last = carried.add("Sub", length, one, T=type_attr(3))
    branch.goes_on(carried.add("TensorListResize", branch.now, last))
    kind = {"element_dtype": _element(pop.type("elem_type"))}
    entries[pop.name] = pop.retyped("TensorListGetItem", [branch.now, last, shape], **kind)


class _Carried:
    """A list as a variable of a loop, and of those around it.

    Args:
      entries: Entries by name.
      prefix: of names of new nodes.
      start: what it is at first.
      frame: the loop's frame.
      end: its LoopCond node.
    """

    def __init__(self, entries, prefix, start, frame, end, around=None):
        self.entries, self.prefix, self._around = entries, prefix, around
        named = {"frame_name": AttrValue(s=frame[-1])}
        enter = self.add("Enter", start, T=type_attr(_VARIANT), **named)
        merge = self.add("Merge", enter, T=type_attr(_VARIANT))
        self._merge = entries[merge[0]]
        switch = self.add("Switch", merge, (end, 0), T=type_attr(_VARIANT))
        self.now = (switch[0], 1)
        self._left = self.add("Exit", switch, T=type_attr(_VARIANT))

    @classmethod
    def by(cls, entries, entry, start, inside, ends):
        """The list as the innermost of the loops that a node lies in carries it.

        Args:
          entries: Entries by name.
          entry: the node.
          start: what the list is outside the loops.
          inside: the node's frame, and how many frames of it `start` lies in.
          ends: LoopCond nodes by frame.
        """
        frame, outer = inside
        carried = None
        for depth in range(outer + 1, len(frame) + 1):
            if frame[:depth] not in ends:
                raise _unread(entry)
            end = ends[frame[:depth]]
            carried = cls(entries, entry.name, start, frame[:depth], end, carried)
            start = carried.now
        if carried is None:
            raise _unread(entry)
        return carried

    def add(self, op, *inputs, **attrs):
        """Adds a node; returns its first output."""
        name = new_name(self.entries, f"{self.prefix}/{op}")
        self.entries[name] = Entry(name, op, inputs, attrs=attrs)
        return (name, 0)

    def goes_on(self, value):
        """Says what the list is in the next step; returns the name of what leaves the loops."""
        self._merge.inputs.append(self.add("NextIteration", value, T=type_attr(_VARIANT)))
        return self._around.goes_on(self._left) if self._around else self._left[0]


class _Branch:
    """A carried list within the branches of conds that a node lies in.

    Args:
      entries: Entries by name.
      entry: the push or pop, which reads its stack through the switches of the conds.
      carried: the list as the innermost loop carries it.
    """

    def __init__(self, entries, entry, carried):
        self._carried, self.now, self._switches = carried, carried.now, []
        gates = []
        source = entry.inputs[0]
        while entries[source[0]].op == "Switch" and len(entries[source[0]].inputs) == 2:
            if source[1] > 1:
                raise _unread(entry)
            gates.append((entries[source[0]].inputs[1], source[1]))
            source = entries[source[0]].inputs[0]
        for pred, output in reversed(gates):
            switch, _ = carried.add("Switch", self.now, pred, T=type_attr(_VARIANT))
            self._switches.append((switch, output))
            self.now = (switch, output)

    def goes_on(self, value):
        """Says what the list is behind the node; returns the name of what leaves the loops."""
        for switch, output in reversed(self._switches):
            ways = [(switch, 0), (switch, 1)]
            ways[output] = value
            value = self._carried.add("Merge", *ways, T=type_attr(_VARIANT))
        return self._carried.goes_on(value)
