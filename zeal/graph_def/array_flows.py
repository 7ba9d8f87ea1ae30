"""Where the flows of TensorFlow's old arrays go: through loops, conditions, stacks and sums.

A flow is of an array's values, or of gradients by them, which have a handle of their own
(`TensorArrayGradV3`).
"""

from collections import defaultdict

GRADIENTS = ("TensorArrayGradV3", "TensorArrayGradWithShape")
SUMS = ("Add", "AddV2", "AddN")
_MAKING = ("TensorArrayWriteV3", "TensorArrayScatterV3", "TensorArraySplitV3")
_GATES = ("Enter", "Identity", "Switch")
_KNOWN = (*_MAKING, *GRADIENTS, "TensorArrayV3", "StackPopV2")
_PASSING = {*_GATES, *SUMS, "Exit", "NextIteration", "Merge"}


class Flows:
    """Which outputs are flows.

    Args:
      entries: Entries by name, which wait for each other in loops' `Merge` alone: no handle comes
        from itself.
    """

    def __init__(self, entries):
        self.entries, self.of = entries, {}  # by output: whether of gradients, and the array's name
        self._readers, self._pops = defaultdict(list), defaultdict(list)
        for entry in entries.values():
            if entry.op == "StackPopV2" and entry.inputs:
                self._pops[self.origin(entry.inputs[0])].append(entry)
            for source in entry.inputs:
                self._readers[source].append(entry)
        self._follow([(e.name, 1) for e in self._all(("TensorArrayV3", *GRADIENTS))])
        self._follow([(e.name, 0) for e in self._all(_MAKING)])
        for entry in self._all(GRADIENTS):
            self._spread([(entry.inputs[1], (True, self.array(entry)))])

    def _all(self, ops):
        return [e for e in self.entries.values() if e.op in ops]

    def origin(self, source) -> str:
        """The node that a handle comes from, through what only passes it on."""
        while self.entries[source[0]].op in _GATES and self.entries[source[0]].inputs:
            source = self.entries[source[0]].inputs[0]
        return source[0]

    def pops(self, stack) -> list:
        """The entries that take from a stack."""
        return self._pops[stack]

    def on_gradients(self, entry) -> bool:
        """Whether an op works on an array of gradients."""
        return self.entries[self.origin(entry.inputs[0])].op in GRADIENTS

    def array(self, entry) -> str:
        """The array that an op works on, or whose gradients it does."""
        name = entry.name
        while self.entries[name].op in (*_MAKING, *GRADIENTS):
            name = self.origin(self.entries[name].inputs[0])
        return name

    def taken(self, output) -> list:
        """The flows that an output passes on."""
        entry = self.entries[output[0]]
        if entry.op not in _PASSING:
            return []
        return entry.inputs[:1] if entry.op == "Switch" else entry.inputs

    def _follow(self, outputs):
        for name, index in outputs:
            entry = self.entries[name]
            of_gradients = entry.op in GRADIENTS or entry.op in _MAKING and self.on_gradients(entry)
            self._spread([((name, index), (of_gradients, self.array(entry)))])

    def _spread(self, todo):
        """Notes flows, what passes them on, and what they come from."""
        while todo:
            output, kind = todo.pop()
            if output in self.of or output[0] not in self.entries:
                continue
            passes = self.entries[output[0]].op in _PASSING
            if kind[0] and not passes and self._is_number(output):
                continue
            self.of[output] = kind
            todo += [(source, kind) for source in self.taken(output)]
            for reader in self._readers[output]:
                todo += [(passed, kind) for passed in self._passed(reader, output)]

    def _is_number(self, output):
        """Whether an output is the number 0.0 that flows begin with where nothing comes back."""
        return self.entries[output[0]].op not in _KNOWN

    def _passed(self, reader, output):
        outputs = [(reader.name, i) for i in range(2 if reader.op == "Switch" else 1)]
        if output in self.taken(outputs[0]):
            return outputs
        if reader.op == "StackPushV2" and output == reader.inputs[1]:
            return [(pop.name, 0) for pop in self._pops[self.origin(reader.inputs[0])]]
        return []
