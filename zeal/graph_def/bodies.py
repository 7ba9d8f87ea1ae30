"""Functional control flow on its way into a graph: entries that have bodies of entries."""

from zeal.graph_def.entries import Entry

MOST_NESTED = 60  # loops and conditions in each other


class Body:
    """What a loop or a branch computes.

    Args:
      entries: Entries by name.
      given: the outputs, as the entries name them, that stand for the body's arguments.
      outputs: those that are its results.
      outside: the other outputs that it reads, of nodes around it.
      waits: nodes around it that its own wait for.
    """

    def __init__(self, entries, given, outputs, outside, waits):
        self.entries, self.given, self.outputs = entries, given, outputs
        self.outside, self.waits = outside, waits


class Loop(Entry):
    """A `while_loop`.

    Args:
      name: its name.
      starts: what its variables are at first.
      cond, body: Bodies whose arguments are the variables.
      controls: what it waits for, besides what its bodies do.

    Its inputs are `starts` and then what its bodies read from outside, which they call `outside`.
    """

    __slots__ = ("cond", "body", "outside")

    def __init__(self, name, starts, cond, body, controls):
        self.cond, self.body = cond, body
        self.outside = list(dict.fromkeys([*cond.outside, *body.outside]))
        waits = dict.fromkeys([*controls, *cond.waits, *body.waits])
        super().__init__(name, "While", [*starts, *self.outside], waits)


class Choice(Entry):
    """A `cond`.

    Args:
      name: its name.
      pred: what decides.
      branches: Bodies without arguments: for false, and for true.

    Its inputs are `pred` and then what the branches read from outside, which they call `outside`.
    """

    __slots__ = ("branches", "outside")

    def __init__(self, name, pred, branches):
        self.branches = branches
        self.outside = list(dict.fromkeys(s for b in branches for s in b.outside))
        waits = dict.fromkeys(w for b in branches for w in b.waits)
        super().__init__(name, "If", [pred, *self.outside], waits)


def collect(entries, inside, outputs, given, stands_for) -> Body:
    """The body that computes some outputs.

    Args:
      entries: Entries by name.
      inside: whether a name is that of an entry that may be part of it.
      outputs: the outputs.
      given: those that are its arguments, which need nothing.
      stands_for: a function that gives what an output stands for in the body.

    Returns:
      A Body.
    """
    results = [stands_for(source) for source in outputs]
    arguments, gates = set(given), {name for name, _ in given}
    found, outside, waits = {}, {}, {}
    todo = list(results)
    while todo:
        source = todo.pop()
        name = source[0]
        if source in arguments or name in found:
            continue
        if not inside(name):
            outside[source] = None
            continue
        entry = found[name] = _copy(entries[name], stands_for)
        todo.extend(entry.inputs)
        kept = []
        for before in entry.controls:
            target = stands_for((before, 0))[0]
            if target != before or before in gates or entries[before].op in _GATES:
                continue  # the order of arguments is the loop's own
            if inside(before):
                kept.append(before)
                todo.append((before, 0))
            else:
                waits[before] = None
        entry.controls = kept
    return Body(found, given, results, list(outside), list(waits))


_GATES = ("Enter", "Switch", "LoopCond", "NextIteration")


def _copy(entry, stands_for):
    inputs = [stands_for(source) for source in entry.inputs]
    if isinstance(entry, Loop):
        copy = Loop.__new__(Loop)
        copy.cond, copy.body, copy.outside = entry.cond, entry.body, entry.outside
    elif isinstance(entry, Choice):
        copy = Choice.__new__(Choice)
        copy.branches, copy.outside = entry.branches, entry.outside
    else:
        copy = Entry.__new__(Entry)
    Entry.__init__(copy, entry.name, entry.op, inputs, entry.controls, entry.attrs, entry.device)
    return copy


def kept_type(entry) -> dict:
    """The type of an entry's values, for the `Identity` in its place."""
    return {"T": entry.attrs["T"]} if "T" in entry.attrs else {}
