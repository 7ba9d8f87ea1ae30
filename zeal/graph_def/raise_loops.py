"""Loops of TensorFlow's old kind (Enter, Merge, Switch, NextIteration, Exit), each as one functional loop.

A loop is a frame: what lies between its `Enter` and its `Exit` nodes. Its variables are the merges of an `Enter` and a
`NextIteration`; an `Enter` that no merge takes is a value from outside.
"""

from zeal.graph_def.bodies import MOST_NESTED, Loop, collect
from zeal.graph_def.entries import Entry, in_order


def raise_loops(entries):
    """Replaces the frames of a graph, innermost first.

    Args:
      entries: Entries by name, which are changed.

    Raises:
      ValueError: a frame is not made as loops are.
    """
    if not any(e.op == "Enter" for e in entries.values()):
        return
    frames = _frames(entries)
    for frame in sorted({f for f in frames.values() if f}, key=len, reverse=True):
        _raise(entries, frames, frame)


def _frames(entries) -> dict:
    """By node, the frames that it lies in, outermost first."""
    frames = {}
    for entry in in_order(_without_back_edges(entries)):
        before = [frames[name] for name, _ in entry.inputs] + [frames[n] for n in entry.controls]
        frame = max(before, key=len, default=())
        if entry.op == "Enter":
            frame = (*frame, entry.attrs["frame_name"].s if "frame_name" in entry.attrs else b"")
            if len(frame) > MOST_NESTED:
                raise ValueError(f"Node '{entry.name}' lies in more than {MOST_NESTED} loops")
        elif entry.op == "Exit":
            frame = frame[:-1]
        frames[entry.name] = frame
    return frames


def _without_back_edges(entries) -> dict:
    def forward(entry):
        if entry.op != "Merge":
            return entry
        inputs = [s for s in entry.inputs if entries[s[0]].op != "NextIteration"]
        return Entry(entry.name, entry.op, inputs, entry.controls)

    return {name: forward(entry) for name, entry in entries.items()}


class _Frame:
    """The parts of a loop.

    Args:
      entries: Entries by name.
      frames: by node, the frames that it lies in.
      frame: the loop's.
    """

    def __init__(self, entries, frames, frame):
        self.entries, self.name = entries, frame[-1].decode("utf-8", "replace")
        self.members = {name for name, f in frames.items() if f == frame and name in entries}
        self.exits = [
            e for e in entries.values()
            if e.op == "Exit" and e.inputs and e.inputs[0][0] in self.members
        ]
        ends = self._of("LoopCond")
        if len(ends) != 1 or not ends[0].inputs:
            raise ValueError(f"the loop {self.name!r} has {len(ends)} LoopCond nodes instead of one")
        self.end = ends[0]
        self.variables = [e for e in self._of("Merge") if self._steps(e)]
        self.enters = {name: entries[name] for name in self.members if entries[name].op == "Enter"}

    def _of(self, op) -> list:
        """In the order in which the graph has them."""
        return [e for e in self.entries.values() if e.op == op and e.name in self.members]

    def _steps(self, merge) -> list:
        return [s for s, _ in merge.inputs if self.entries[s].op == "NextIteration"]

    def start(self, merge):
        """What a variable is at first, and the nodes that the loop waits for."""
        enters = [s for s, _ in merge.inputs if self.entries[s].op == "Enter"]
        if len(merge.inputs) != 2 or len(enters) != 1 or not self.entries[enters[0]].inputs:
            raise ValueError(
                f"Node '{merge.name}' of the loop {self.name!r} does not join an Enter and a "
                "NextIteration"
            )
        return self.entries[enters[0]].inputs[0]

    def step(self, merge):
        """What a variable is next."""
        following = self.entries[self._steps(merge)[0]]
        if not following.inputs:
            raise ValueError(f"Node '{following.name}' has no input")
        return following.inputs[0]

    def switches(self, merge) -> list:
        """The nodes that tell the last value of a variable from those that go on."""
        wanted = [(merge.name, 0), (self.end.name, 0)]
        return [e.name for e in self._of("Switch") if e.inputs == wanted]

    def from_outside(self, source):
        """What an output stands for, through the gates of values from outside."""
        while source[0] in self.enters and self.enters[source[0]].inputs:
            source = self.enters[source[0]].inputs[0]
        return source


def _raise(entries, frames, frame):
    loop = _Frame(entries, frames, frame)
    while_given = [(m.name, 0) for m in loop.variables]
    going_on = {(s, 1): i for i, m in enumerate(loop.variables) for s in loop.switches(m)}

    def in_body(source):
        source = loop.from_outside(source)
        return while_given[going_on[source]] if source in going_on else source

    inside = loop.members - set(loop.enters)
    cond = collect(
        entries, inside, [loop.end.inputs[0]], while_given, loop.from_outside
    )
    body = collect(entries, inside, [loop.step(m) for m in loop.variables], while_given, in_body)
    starts = [loop.from_outside(loop.start(m)) for m in loop.variables]
    name = _new_name(entries, loop)
    controls = dict.fromkeys(c for e in loop.enters.values() for c in e.controls)
    made = Loop(name, starts, cond, body, controls)
    _finish(entries, frames, frame, loop, made)


def _new_name(entries, loop):
    base = loop.name.rpartition("/")[0] if loop.name.endswith("/while_context") else loop.name
    base = base if base and base not in entries else f"{loop.end.name}/loop"
    while base in entries:
        base += "_1"
    return base


def _finish(entries, frames, frame, loop, made):
    """The loop in the place of its nodes; each exit is one of its values."""
    places = {s: i for i, m in enumerate(loop.variables) for s in loop.switches(m)}
    for exit_node in loop.exits:
        source = exit_node.inputs[0]
        if source[1] != 0 or source[0] not in places:
            raise ValueError(f"Node '{exit_node.name}' leaves no variable of the loop {loop.name!r}")
        attrs = {"T": exit_node.attrs["T"]} if "T" in exit_node.attrs else {}
        entries[exit_node.name] = Entry(
            exit_node.name, "Identity", [(made.name, places[source[0]])], exit_node.controls, attrs
        )
    for name in loop.members - {e.name for e in loop.exits}:
        del entries[name]
    entries[made.name] = made
    frames[made.name] = frame[:-1]
