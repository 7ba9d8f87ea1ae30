"""The nodes of a GraphDef on their way into a graph: what each reads, and their order."""

import heapq
import re

from zeal.messages.graph import AttrValue

_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*")
_OUTPUT = re.compile(r"(.*):([0-9]{1,9})", re.DOTALL)


class Entry:
    """A node to be made.

    Args:
      name: its name.
      op: the op's name.
      inputs: what it reads, pairs of a node's name and an output.
      controls: names of the nodes that run before it.
      attrs: its attributes, messages by name.
      device: where it is asked to run.

    Its `functions` are bodies with the numbers of their arguments' types, by attribute.
    """

    __slots__ = ("name", "op", "inputs", "controls", "attrs", "device", "functions")

    def __init__(self, name, op, inputs=(), controls=(), attrs=None, device=""):
        self.name, self.op, self.device = name, op, device
        self.inputs, self.controls = list(inputs), list(controls)
        self.attrs, self.functions = {} if attrs is None else attrs, {}

    def type(self, name):
        """The number of the dtype that an attribute says, or 0."""
        return self.attrs[name].type if name in self.attrs else 0

    def retyped(self, op, inputs, **attrs):
        """The same node with another op.

        Args:
          op: the op's name.
          inputs: what it reads.
          **attrs: all its attributes but those that are no op's own, as messages.
        """
        kept = {
            name: value
            for name, value in self.attrs.items()
            if name.startswith("_") and name != "_output_shapes"
        }
        return Entry(self.name, op, inputs, self.controls, {**kept, **attrs}, self.device)


def type_attr(number):
    """A dtype's number as an attribute."""
    return AttrValue(type=number)


def entries_of(nodes, given=()) -> dict:
    """The nodes of a GraphDef by name.

    Args:
      nodes: its NodeDefs, in any order.
      given: outputs, "x:0" or "x", and nodes, "^x", that need not be there.

    Raises:
      ValueError: a name is none, or not unique; an input is not there.
    """
    entries = {}
    for node in nodes:
        if not _NAME.fullmatch(node.name):
            raise ValueError(f"Node '{node.name}': Node name contains invalid characters")
        if not node.op:
            raise ValueError(f"Node '{node.name}' does not specify an operation")
        if node.name in entries:
            raise ValueError(f"Node '{node.name}' is not unique")
        entries[node.name] = Entry(node.name, node.op, attrs=dict(node.attr), device=node.device)
    for node in nodes:
        _read_inputs(node, entries, given)
    return entries


def _read_inputs(node, entries, given):
    entry = entries[node.name]
    for text in node.input:
        control = text.startswith("^")
        source, index = (text[1:], 0) if control else parse(text)
        if source not in entries and text not in given and f"{text}:0" not in given:
            raise ValueError(f"Node '{node.name}': Unknown input node '{text}'")
        if control:
            entry.controls.append(source)
        elif entry.controls:
            raise ValueError(
                f"Node '{node.name}': Control dependencies must come after regular dependencies"
            )
        else:
            entry.inputs.append((source, index))


def require_inputs(entries, least):
    """Refuses nodes that read less than their ops do.

    Args:
      entries: Entries by name.
      least: the numbers of inputs, by op.

    Raises:
      ValueError: a node has fewer.
    """
    for entry in entries.values():
        if len(entry.inputs) < least.get(entry.op, 0):
            raise ValueError(f"Node '{entry.name}': {entry.op} has {len(entry.inputs)} inputs")


def parse(text):
    """The node and the output that "node" or "node:1" names."""
    match = _OUTPUT.fullmatch(text)
    return (match[1], int(match[2])) if match else (text, 0)


def in_order(entries) -> list:
    """Entries, each behind what it reads and waits for among them.

    Args:
      entries: a dict of them by name.

    Raises:
      ValueError: they wait for each other.
    """
    names = list(entries)
    place = {name: i for i, name in enumerate(names)}
    sources = [
        {place[s] for s in (*(s for s, _ in e.inputs), *e.controls) if s in place}
        for e in entries.values()
    ]
    readers = [[] for _ in names]
    for reader, before in enumerate(sources):
        for source in before:
            readers[source].append(reader)
    left = [len(before) for before in sources]
    ready = [i for i, n in enumerate(left) if not n]  # ascending, so a heap
    order = []
    while ready:
        at = heapq.heappop(ready)
        order.append(entries[names[at]])
        for reader in readers[at]:
            left[reader] -= 1
            if not left[reader]:
                heapq.heappush(ready, reader)
    if len(order) < len(names):
        raise ValueError(f"{len(names) - len(order)} nodes in a cycle")
    return order
