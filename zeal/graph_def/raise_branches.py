"""Conditions of TensorFlow's old kind (Switch, Merge), each as one functional condition.

A node runs where all conditions hold that it lies under: those of the switches behind it. A merge
joins two nodes that differ in one condition. Merges of one predicate that do not depend on each
other belong to one `cond`; those of different ones do not where a branch writes to variables.
"""

from collections import defaultdict

from zeal.graph_def.bodies import MOST_NESTED, Choice, Loop, collect, kept_type
from zeal.graph_def.entries import in_order
from zeal.graph_def.replace import new_name


def raise_branches(entries):
    """Replaces switches and merges, in the bodies of loops too.

    Args:
      entries: Entries by name, which are changed.

    Raises:
      ValueError: switches and merges are not made as conditions are.
    """
    for entry in list(entries.values()):
        if isinstance(entry, Loop) and not entry.shown:  # one that was a frame
            for body in (entry.cond, entry.body):
                raise_branches(body.entries)
    if not any(e.op == "Switch" for e in entries.values()):
        return
    order = in_order(entries)
    conditions, groups = _Conditions(entries, order), defaultdict(list)
    for entry in order:
        conditions.add(entry)
        if entry.op == "Merge":
            _join(groups, entry, conditions)
    drawn = set()
    for pred, under in sorted(groups, key=lambda key: -len(key[1])):  # those inside others first
        for merges in groups[pred, under]:
            _raise(entries, pred, under, merges, conditions, drawn)
    _drop_rest(entries, conditions)


class _Conditions:
    """Under which conditions nodes run: pairs of a predicate and whether it holds."""

    def __init__(self, entries, order):
        self.entries, self.of = entries, {}
        self.preds = {e.name: _predicate(entries, e) for e in order if e.op == "Switch"}
        merges = [e.name for e in order if e.op == "Merge"]
        self.bits = {name: 1 << i for i, name in enumerate(merges)}
        self.behind = {}  # by node, the merges that it depends on, as bits
        self.writing = set()  # nodes of branches that wait for writing, and their merges

    def add(self, entry):
        """Notes an entry whose sources were added before."""
        sources = [self.source(s) for s in entry.inputs]
        sources += [self.of.get(name, frozenset()) for name in entry.controls]
        if entry.op == "Merge":
            self.of[entry.name] = self._merged(entry, sources[: len(entry.inputs)])
        else:
            self.of[entry.name] = frozenset().union(*sources)
        if len(self.of[entry.name]) > MOST_NESTED:
            raise ValueError(f"Node '{entry.name}' lies under more than {MOST_NESTED} conditions")
        behind = 0
        for name in (*(name for name, _ in entry.inputs), *entry.controls):
            behind |= self.behind.get(name, 0) | self.bits.get(name, 0)
        self.behind[entry.name] = behind
        self._note_writing(entry)

    def _note_writing(self, entry):
        if self.of[entry.name] or entry.op == "Merge":
            before = (*(name for name, _ in entry.inputs), *entry.controls)
            writes = entry.op.startswith(_WRITING) or not self.writing.isdisjoint(before)
            if writes:
                self.writing.add(entry.name)

    def source(self, source) -> frozenset:
        """The conditions under which an output has a value."""
        name, index = source
        under = self.of.get(name, frozenset())
        if name in self.preds:
            under |= {(self.preds[name], bool(index))}
        return under

    @staticmethod
    def _merged(entry, sources):
        if len(sources) != 2 or not _opposite(*sources):
            raise ValueError(
                f"Node '{entry.name}': a Merge is read where it joins the two branches of one "
                "condition, or closes a loop; this one does not"
            )
        return sources[0] & sources[1]


def _predicate(entries, switch):
    """The output that a switch looks at, before what only passes it on."""
    if len(switch.inputs) != 2:
        raise ValueError(f"Node '{switch.name}': a Switch has two inputs")
    pred, seen = switch.inputs[1], set()
    while pred[0] in entries and entries[pred[0]].op == "Identity" and pred not in seen:
        seen.add(pred)
        pred = entries[pred[0]].inputs[0] if entries[pred[0]].inputs else pred
    return pred


def _opposite(a, b):
    """The one predicate by which two sets of conditions exclude each other, or None."""
    found = [pred for pred, holds in a if (pred, not holds) in b]
    return found[0] if len(found) == 1 else None


def _join(groups, merge, conditions):
    """Adds a merge to those that one `cond` gives; `groups`: by predicate and conditions around."""
    pred = _opposite(*(conditions.source(s) for s in merge.inputs))
    under = conditions.of[merge.name]
    behind = conditions.behind[merge.name]
    alike = groups[pred, under]
    for group in alike:
        depends = behind & sum(conditions.bits[m.name] for m in group)
        writes = any(m.name in conditions.writing for m in (*group, merge))
        if not depends and (not writes or _scope(merge) == _scope(group[0])):
            return group.append(merge)
    alike.append([merge])


def _scope(merge):
    """The name of the `cond` that made a merge."""
    return merge.name.rpartition("/")[0]


_WRITING = ("Assign", "Scatter", "ResourceScatter")


def _raise(entries, pred, under, merges, conditions, drawn):
    """One `cond` in the place of merges."""
    branches = [
        _branch(entries, (pred, holds), under, merges, conditions) for holds in (False, True)
    ]
    for branch in branches:
        _run_once(branch, drawn)
    name = new_name(entries, f"{merges[0].name}/cond")
    entries[name] = Choice(name, pred, branches)
    conditions.of[name] = under
    for i, merge in enumerate(merges):
        entries[merge.name] = merge.retyped("Identity", [(name, i)], **kept_type(merge))


def _branch(entries, here, around, merges, conditions):
    def inside(name):
        under = conditions.of.get(name, frozenset())
        return here in under and around < under and name in entries

    def stands_for(source):
        while source[0] in entries and (conditions.preds.get(source[0]), bool(source[1])) == here:
            source = entries[source[0]].inputs[0]
        return source

    outputs = [next(s for s in m.inputs if here in conditions.source(s)) for m in merges]
    return collect(entries, inside, outputs, [], stands_for)


def _run_once(branch, drawn):
    """What a gradient's `cond` shares with the values' runs twice, which must not be seen."""
    for name, entry in branch.entries.items():
        if entry.op in _SEEN_TWICE or entry.op.startswith(("Random", "Assign", "ResourceScatter")):
            if name in drawn:
                raise ValueError(
                    f"Node '{name}' ({entry.op}) runs in two conditions of one predicate, as "
                    "values and gradients of a cond do; reading such graphs is not built yet"
                )
            drawn.add(name)


_SEEN_TWICE = {"Multinomial", "TruncatedNormal", "PyFunc", "EagerPyFunc", "Print", "PrintV2"}


def _drop_rest(entries, conditions):
    """What is left under a condition runs in no branch: nothing that goes on reads it."""
    gates = {name: entries[name] for name in conditions.preds if name in entries}
    for name, under in conditions.of.items():
        if under or name in gates:
            del entries[name]
    for entry in entries.values():
        if not gates.keys().isdisjoint(entry.controls):
            entry.controls = _before_gates(entry.controls, gates)


def _before_gates(names, gates) -> list:
    """Nodes to wait for, with what switches wait for in their place."""
    found, todo, seen = {}, list(reversed(names)), set()
    while todo:
        name = todo.pop()
        if name in gates and name not in seen:
            seen.add(name)
            todo += [source for source, _ in gates[name].inputs] + gates[name].controls
        elif name not in gates:
            found[name] = None
    return list(found)
