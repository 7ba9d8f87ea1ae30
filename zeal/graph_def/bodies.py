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
      effects: those of its own that run though no result needs them.

    Calls of one that is `shared` run one function, which is made once.
    """

    shared = False

    def __init__(self, entries, given, outputs, outside, waits, effects=()):
        self.entries, self.given, self.outputs = entries, given, outputs
        self.outside, self.waits, self.effects = outside, waits, effects

    def stays(self, place) -> bool:
        """Whether a result is the argument of that place."""
        source, seen = self.outputs[place], set()
        while source not in seen and source[0] in self.entries:
            seen.add(source)
            entry = self.entries[source[0]]
            if entry.op != "Identity" or not entry.inputs:
                return False
            source = entry.inputs[0]
        return source == self.given[place]


class Bodied(Entry):
    """An entry with bodies.

    Its last inputs are what these read from outside, which they call `outside`. `results`: for each
    output the place of the value, or what the output is itself. `shown`: whether a node of its name
    shows the outputs.
    """

    __slots__ = ("outside", "shown", "results", "num_outputs")

    def __init__(self, name, op, own_inputs, bodies, controls=(), results=None, shown=False):
        self.outside = list(dict.fromkeys(s for b in bodies for s in b.outside))
        self.shown, self.results = shown, results
        waits = dict.fromkeys([*controls, *(w for b in bodies for w in b.waits)])
        given = bodies[-1].outputs if results is None and bodies else results or ()
        self.num_outputs = len(given)
        super().__init__(name, op, [*own_inputs, *self.outside], waits)


class Call(Bodied):
    """A call of a function.

    Args:
      entry: the op that calls it.
      body: the function.
      declared: the same as a DefinedFunction, where it has a gradient of its own.
    """

    __slots__ = ("body", "declared")

    def __init__(self, entry, body, declared=None):
        self.body, self.declared = body, declared
        super().__init__(entry.name, "Call", entry.inputs, [body], entry.controls, shown=True)


class Loop(Bodied):
    """A `while_loop`.

    Args:
      name: its name.
      starts: what its variables are at first.
      cond, body: Bodies whose arguments are the variables.
      controls: what it waits for, besides what its bodies do.
      **others: those of Bodied.
    """

    __slots__ = ("body", "cond")

    def __init__(self, name, starts, cond, body, controls, **others):
        self.cond, self.body = cond, body
        super().__init__(name, "While", starts, [cond, body], controls, **others)

    @classmethod
    def of_functions(cls, entry, cond, body):
        """A loop over functions. What its body passes on as it is (a handle) lies around it."""
        stays = [body.stays(i) for i in range(len(entry.inputs))]
        moving = [i for i, s in enumerate(stays) if not s]
        # Names of nodes around it may be those of other things inside.
        inside = {i: (f"{i} of {entry.name}", 0) for i, s in enumerate(stays) if s}
        parts = []
        for part, outputs in ((cond, cond.outputs), (body, [body.outputs[i] for i in moving])):
            known = {part.given[i]: source for i, source in inside.items()}
            parts.append(_with_known(part, known, [part.given[i] for i in moving], outputs))
        place = {i: at for at, i in enumerate(moving)}
        results = [place.get(i, entry.inputs[i]) for i in range(len(stays))]
        starts = [entry.inputs[i] for i in moving]
        loop = cls(entry.name, starts, *parts, entry.controls, results=results, shown=True)
        around = {source: entry.inputs[i] for i, source in inside.items()}
        loop.inputs = [around.get(source, source) for source in loop.inputs]
        return loop


def _with_known(body, known, given, outputs):
    """A body some of whose arguments are outputs of nodes around it, by the names for these."""
    if not known:
        return body
    entries = {name: _copy(e, lambda s: known.get(s, s)) for name, e in body.entries.items()}
    outside = [*body.outside, *known.values()]
    outputs = [known.get(s, s) for s in outputs]
    return Body(entries, given, outputs, outside, body.waits, body.effects)


class Choice(Bodied):
    """A `cond`, or a choice among several.

    Args:
      name: its name.
      pred: what decides: a boolean, or a number.
      branches: Bodies: for false and for true, or for each number.
      args: what these take as arguments.
      controls: what it waits for, besides what its bodies do.
      **others: those of Bodied.
    """

    __slots__ = ("branches",)

    def __init__(self, name, pred, branches, args=(), controls=(), **others):
        self.branches = branches
        super().__init__(name, "If", [pred, *args], branches, controls, **others)

    @classmethod
    def of_functions(cls, entry, branches):
        """A choice of functions."""
        pred, *args = entry.inputs
        made = cls(entry.name, pred, branches, args, entry.controls, shown=True)
        made.op = entry.op
        return made


class Derived(Bodied):
    """The derivative of a call, condition or loop, which is found anew.

    Args:
      entry: the op.
      of: the entry that it is of, as it was read.
      seeds: pairs of an output of that one, and the place of what flows into it among the inputs.
      targets: pairs of a place among the inputs of that one, and whether the gradient by it is
        three outputs, as of IndexedSlices.
    """

    __slots__ = ("seeds", "targets")

    def __init__(self, entry, of, seeds, targets):
        self.seeds, self.targets = seeds, targets
        read = [entry.inputs[at] for _, at in seeds] + [(of.name, output) for output, _ in seeds]
        super().__init__(entry.name, "Derivative", [*read, *of.inputs], [], entry.controls)
        self.num_outputs, self.shown = sum(3 if sparse else 1 for _, sparse in targets), True


def collect(entries, inside, outputs, given, stands_for) -> Body:
    """The body that computes some outputs.

    Args:
      entries: Entries by name.
      inside: whether a name is that of an entry that may be part of it.
      outputs: the outputs.
      given: those that are its arguments, which need nothing.
      stands_for: a function that gives what an output stands for in the body.
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
            is_gate = before in entries and entries[before].op in _GATES
            if target != before or before in gates or is_gate:
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
    copy = type(entry).__new__(type(entry))
    for kind in type(entry).__mro__[:-1]:
        for slot in kind.__slots__:
            setattr(copy, slot, getattr(entry, slot))
    copy.inputs = [stands_for(source) for source in entry.inputs]
    copy.controls = list(entry.controls)
    if isinstance(entry, Bodied) and entry.results is not None:
        copy.results = [r if isinstance(r, int) else stands_for(r) for r in entry.results]
    return copy


def kept_type(entry) -> dict:
    """The type of an entry's values, for the `Identity` in its place."""
    return {"T": entry.attrs["T"]} if "T" in entry.attrs else {}
