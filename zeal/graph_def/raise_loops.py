"""Loops of TensorFlow's old kind (Enter, Merge, Switch, NextIteration, Exit) as functional ones.

A loop is a frame: what lies between its `Enter` and its `Exit` nodes. Its variables are the merges
of an `Enter` and a
`NextIteration`; an `Enter` that no merge takes is a value from outside.
"""

from collections import defaultdict

from zeal.graph_def import stacks
from zeal.graph_def.bodies import MOST_NESTED, Loop, collect, kept_type
from zeal.graph_def.entries import Entry, in_order
from zeal.graph_def.replace import new_name


def raise_loops(entries):
    """Replaces the frames of a graph, innermost first.

    Args:
      entries: Entries by name, which are changed.

    Raises:
      ValueError: a frame is not made as loops are.
    """
    if not any(e.op == "Enter" for e in entries.values()):
        return
    frames = frames_of(entries)
    if any(e.op in ("StackV2", "Stack") for e in entries.values()):
        stacks.replace(entries, frames)
        frames = frames_of(entries)
    members, exits = defaultdict(dict), defaultdict(list)
    for name, entry in entries.items():
        members[frames[name]][name] = None
        if entry.op == "Exit" and entry.inputs:
            exits[frames[entry.inputs[0][0]]].append(entry)
    for frame in sorted(filter(None, members), key=len, reverse=True):
        made = _raise(entries, _Frame(entries, frame, members[frame], exits[frame]))
        members[frame[:-1]][made.name] = None


def frames_of(entries) -> dict:
    """By node, the frames that it lies in, outermost first.

    Returns:
      A dict of tuples of names.
    """
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
      frame: the loop's frame.
      members: the names of its nodes, in the order of the graph.
      exits: the nodes that leave it.
    """

    def __init__(self, entries, frame, members, exits):
        self.entries, self.name = entries, frame[-1].decode("utf-8", "replace")
        self.members, self.exits = members, exits
        ends = self._of("LoopCond")
        if len(ends) != 1 or not ends[0].inputs:
            raise ValueError(
                f"the loop {self.name!r} has {len(ends)} LoopCond nodes instead of one"
            )
        self.end = ends[0]
        self.variables = [e for e in self._of("Merge") if self._steps(e)]
        self.enters = {e.name: e for e in self._of("Enter")}
        self.switches = defaultdict(list)  # that tell the last value of a variable, by the variable
        for switch in self._of("Switch"):
            if len(switch.inputs) == 2 and switch.inputs[1] == (self.end.name, 0):
                self.switches[switch.inputs[0]].append(switch.name)

    def _of(self, op) -> list:
        return [self.entries[name] for name in self.members if self.entries[name].op == op]

    def _sources(self, entry, op) -> list:
        """The nodes of an op that an entry reads; inner loops have taken others away."""
        return [s for s, _ in entry.inputs if s in self.entries and self.entries[s].op == op]

    def _steps(self, merge) -> list:
        return self._sources(merge, "NextIteration")

    def start(self, merge):
        """What a variable is at first, and the nodes that the loop waits for."""
        enters = self._sources(merge, "Enter")
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

    def places(self, output) -> dict:
        """Outputs of the switches by number, each with the place of its variable."""
        return {
            (name, output): i
            for i, merge in enumerate(self.variables)
            for name in self.switches[merge.name, 0]
        }

    def passed_on(self, source):
        """What an output is before nodes that only wait for others."""
        while source[0] in self.members:
            entry = self.entries[source[0]]
            if entry.op != "Identity" or not entry.inputs:
                break
            source = entry.inputs[0]
        return source

    def from_outside(self, source):
        """What an output stands for, through the gates of values from outside."""
        while source[0] in self.enters and self.enters[source[0]].inputs:
            source = self.enters[source[0]].inputs[0]
        return source


def _raise(entries, loop):
    """The loop in the place of its nodes."""
    given = [(m.name, 0) for m in loop.variables]
    going_on = loop.places(1)

    def in_body(source):
        source = loop.from_outside(source)
        return given[going_on[source]] if source in going_on else source

    def inside(name):
        return name in loop.members and name not in loop.enters

    cond = collect(entries, inside, loop.end.inputs, given, loop.from_outside)
    body = collect(entries, inside, [loop.step(m) for m in loop.variables], given, in_body)
    starts = [loop.from_outside(loop.start(m)) for m in loop.variables]
    controls = dict.fromkeys(c for e in loop.enters.values() for c in e.controls)
    made = Loop(new_name(entries, f"{loop.end.name}/loop"), starts, cond, body, controls)
    _leave(entries, loop, made)
    for name in loop.members:
        del entries[name]
    entries[made.name] = made
    return made


def _leave(entries, loop, made):
    """Each exit is one of the loop's values."""
    places = loop.places(0)
    for node in loop.exits:
        left = loop.passed_on(node.inputs[0])
        if left not in places:
            raise ValueError(f"Node '{node.name}' leaves no variable of the loop {loop.name!r}")
        source = (made.name, places[left])
        entries[node.name] = node.retyped("Identity", [source], **kept_type(node))
