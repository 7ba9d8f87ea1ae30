"""One restore of a checkpoint: which objects it has met, what is still to come, and the values."""

import itertools
import weakref
from collections import deque
from typing import Any

from zeal import logging
from zeal._native import Variable
from zeal.checkpoint.attributes import VALUE, StringState, as_saveable, attributes_of
from zeal.checkpoint.described import Described
from zeal.checkpoint.object_graph import has_slots
from zeal.eager.context import executing_eagerly
from zeal.eager.control import init_scope

_uids = itertools.count(1)


def next_uid() -> int:
    """A number for a restore; later ones have larger numbers."""
    return next(_uids)


def restored_by(node: Any) -> int:
    """The number of the restore that gave an object its values last, -1 for none."""
    return node.__dict__.get("_restored_by", -1)


def mark_restored(node: Any, uid: int) -> None:
    """Notes which restore gave an object its values."""
    node.__dict__["_restored_by"] = uid  # past `__setattr__`, which may mean something


class Place:
    """An object's place in a checkpoint that is being restored."""

    def __init__(self, restoration: "Restoration", number: int) -> None:
        self._restoration: Any = lambda: restoration
        self._graph, self.number = restoration.described.serialized, number
        self.restore_uid = restoration.uid

    @property
    def restoration(self) -> "Restoration | None":
        """The restore; None for one that a later one has made superfluous and nobody asks for."""
        return self._restoration()

    def before(self, older: list) -> list:
        """The places of one object that wait, of this restore and those before it.

        Those in checkpoints of the same objects have no values that this one lacks: they wait for
        the sake of their status alone, as long as the program holds it.
        """
        for place in older:
            if (place._graph, place.number) == (self._graph, self.number):
                place._let_go()
        return [place for place in older if place.restoration is not None] + [self]

    def _let_go(self):
        restoration = self.restoration
        if restoration is not None:
            self._restoration = weakref.ref(restoration)

    def restore(self, node: Any) -> None:
        """Gives an object its values, and what it leads to; where it does not yet, later."""
        restoration = self.restoration
        if restoration is not None:
            with init_scope():
                restoration.restore(self.number, node)


class Restoration:
    """A checkpoint, and the objects of the program that have been matched with its objects.

    Args:
      described: the checkpoint's objects.
      values: a source of values (`zeal.checkpoint.values`).
    """

    def __init__(self, described: Described, values: Any) -> None:
        self.described, self.values = described, values
        self.uid = next_uid()
        self.matched: Any = weakref.WeakValueDictionary()  # objects of the program, by number
        self.met: set = set()  # numbers of the objects that were matched, even if they died
        self.unused: "dict[int, list[str]]" = {}  # attributes nobody took, by object
        self.ops: list = []  # of graphs
        self.on_new_ops = None
        self.slots_of: "dict[int, list]" = {}  # by variable: what was not asked of optimizers yet
        self._slots_waiting: "dict[int, list]" = {}  # by optimizer, which is not there yet
        for number, node in enumerate(described.nodes):
            for slot in node.slot_variables:
                entry = number, slot.slot_variable_node_id, slot.slot_name
                self.slots_of.setdefault(slot.original_variable_node_id, []).append(entry)

    def restore(self, number: int, node: Any) -> None:
        """Matches an object with one of the checkpoint, and all that both lead to."""
        if not self._match(number, node):
            return
        waiting, found = deque([(number, node)]), []
        while waiting:
            number, node = waiting.popleft()
            if restored_by(node) < self.uid:
                found += self._saveables(number, node)
                mark_restored(node, self.uid)
            for child in self.described.nodes[number].children:
                known = None if isinstance(node, Variable) else node._lookup_dependency(
                    child.local_name)
                if known is not None:
                    if self._match(child.node_id, known):
                        waiting.append((child.node_id, known))
                elif not isinstance(node, Variable):
                    node._defer(child.local_name, Place(self, child.node_id))
        self._assign(found)

    def _match(self, number, node) -> bool:
        """Notes that an object is that of this number; False if it had been known."""
        self.met.add(number)
        known = self.matched.get(number)
        if known is not None:
            if known is not node:
                logging.warning(
                    "Inconsistent references when loading the checkpoint into this object graph. "
                    "Either the Trackable object references in the Python program have changed in "
                    "an incompatible way, or the checkpoint was generated in an incompatible "
                    "program.\n\nTwo checkpoint references resolved to different objects "
                    f"({known} and {node})."
                )
            return False
        self.matched[number] = node
        if has_slots(node):
            for variable, slot, slot_name in self._slots_waiting.pop(number, ()):
                node._create_or_restore_slot_variable(Place(self, slot), slot_name, variable)
        slots = self.slots_of.pop(number, ()) if isinstance(node, Variable) else ()
        for optimizer_number, slot, slot_name in slots:
            optimizer = self.matched.get(optimizer_number)
            if optimizer is None:
                entry = node, slot, slot_name
                self._slots_waiting.setdefault(optimizer_number, []).append(entry)
            elif has_slots(optimizer):
                optimizer._create_or_restore_slot_variable(Place(self, slot), slot_name, node)
        return True

    def _saveables(self, number, node):
        """The object's own values that the checkpoint has."""
        made, found = attributes_of(node), []
        for told in self.described.nodes[number].attributes:
            if told.name in made:
                found.append(as_saveable(told.checkpoint_key, made[told.name], node))
            elif not told.optional_restore:
                self.unused.setdefault(number, []).append(told.name)
        return found

    def _assign(self, saveables):
        if saveables:
            with self.values.held():
                self._give(saveables)

    def _give(self, saveables):
        for saveable in saveables:
            for key, (dtype, shape) in zip(saveable.keys, saveable.expects(), strict=True):
                self.values.check(key, dtype, shape)
        for saveable in saveables:
            if isinstance(saveable, StringState):
                saveable.put_back(self.values.string(saveable.key))
                continue
            op = self.values.restore(saveable)
            if not executing_eagerly():
                self._note_op(op)

    def _note_op(self, op):
        self.ops.append(op)
        if self.on_new_ops is not None:
            self.on_new_ops([op])

    def value_of(self, number: int) -> Any:
        """The value of what is a variable in the checkpoint, None for anything else."""
        told = self.described.nodes[number].attributes
        if [attribute.name for attribute in told] != [VALUE]:
            return None
        return self.values.reader.get(told[0].checkpoint_key)

    def objects(self) -> list:
        """Those of the program that were matched and live."""
        return list(self.matched.values())
