"""The objects that a root leads to, their names and keys in a checkpoint."""

from collections import deque
from typing import Any

from zeal._native import Variable
from zeal.checkpoint.attributes import VALUE, as_saveable, attributes_of
from zeal.public import public
from zeal.state.trackable import Trackable, is_trackable

GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"  # the key of the message that describes the objects
_ATTRIBUTES = ".ATTRIBUTES"
_SLOT = ".OPTIMIZER_SLOT"


def escaped(name: str) -> str:
    """A name as a part of a key: "." and "/" have a meaning there."""
    return name.replace(".", "..").replace("/", ".S")


def value_key(path: str) -> str:
    """The key of the value of a variable at a path."""
    return f"{path}/{_ATTRIBUTES}/{VALUE}"


def edges_of(node: Any) -> list:
    """Pairs of name and object, for each object that this one depends on."""
    return [] if isinstance(node, Variable) else list(node._checkpoint_dependencies)


def has_slots(node: Any) -> bool:
    """Whether an object keeps slots, as optimizers do."""
    return getattr(node, "_create_or_restore_slot_variable", None) is not None


class ObjectGraph:
    """All objects that a root leads to, breadth first, each once, under its shortest name.

    Raises:
      ValueError: a list or dict among them cannot be saved.
    """

    def __init__(self, root: Trackable) -> None:
        self.objects: list = [root]
        self.paths: list[str] = [""]
        self.edges: list[list] = []
        self._numbers = {id(root): 0}
        waiting = deque([0])
        while waiting:
            number = waiting.popleft()
            self.edges.append(edges_of(self.objects[number]))
            for name, node in self.edges[-1]:
                if id(node) not in self._numbers:
                    _require_trackable(node, name)
                    path = f"{self.paths[number]}/{escaped(name)}" if number else escaped(name)
                    waiting.append(self._add(node, path))
        self.slots = self._find_slots()

    def _add(self, node, path) -> int:
        number = self._numbers[id(node)] = len(self.objects)
        self.objects.append(node)
        self.paths.append(path)
        return number

    def number(self, node: Any) -> int:
        """The place of an object in the list."""
        return self._numbers[id(node)]

    def _find_slots(self) -> "dict[int, list]":
        """Adds the slots of optimizers for variables that are saved too.

        Returns:
          By the optimizer's number: (number of the variable, slot's name, number of the slot).
        """
        found: dict = {}
        known = len(self.objects)
        for number in range(known):
            optimizer = self.objects[number]
            if not has_slots(optimizer):
                continue
            for slot_name in optimizer.get_slot_names():
                for original in range(known):
                    slot = self._slot(optimizer, original, slot_name)
                    if slot is not None:
                        path = "/".join((self.paths[original], _SLOT, self.paths[number],
                                         escaped(slot_name)))
                        entry = original, slot_name, self._add_slot(slot, path)
                        found.setdefault(number, []).append(entry)
        return found

    def _slot(self, optimizer, original, slot_name):
        if not isinstance(self.objects[original], Variable):
            return None
        try:
            return optimizer.get_slot(self.objects[original], slot_name)
        except KeyError:  # what those of Keras say of a variable without slots
            return None

    def _add_slot(self, slot, path) -> int:
        if id(slot) in self._numbers:
            raise NotImplementedError(
                f"A slot variable was re-used as a dependency of a Trackable object: {path} is "
                f"also {self.paths[self._numbers[id(slot)]]}. This is not currently allowed."
            )
        self.edges.append([])
        return self._add(slot, path)

    def describe(self) -> "tuple[Any, list]":
        """The message that a checkpoint holds, and what to save.

        Returns:
          A TrackableObjectGraph and a list of saveables.
        """
        from zeal.messages.checkpoint import TrackableObjectGraph

        message, saveables = TrackableObjectGraph(), []
        for number, node in enumerate(self.objects):
            told = message.nodes.add()
            for name, child in self.edges[number]:
                told.children.add(node_id=self.number(child), local_name=name)
            for original, slot_name, slot in self.slots.get(number, ()):
                told.slot_variables.add(
                    original_variable_node_id=original, slot_name=slot_name,
                    slot_variable_node_id=slot,
                )
            saveables += self._attributes(node, self.paths[number], told)
        return message, saveables

    def _attributes(self, node, path, told):
        """Adds an object's own values to its part of the message; yields what to save."""
        for name, made in attributes_of(node).items():
            key = f"{path}/{_ATTRIBUTES}/{escaped(name)}"
            saveable = as_saveable(key, made, node)
            told.attributes.add(
                name=name, full_name=saveable.full_name, checkpoint_key=key,
                optional_restore=saveable.optional,
            )
            yield saveable


def _require_trackable(node, name):
    if not is_trackable(node):
        raise TypeError(f"the edge {name!r} leads to a {type(node).__name__}, no Trackable: {node}")


@public("contrib.checkpoint.list_objects")
def list_objects(root_trackable) -> "list[object]":
    """All objects that a checkpoint of an object would save.

    Args:
      root_trackable: a Trackable: a model, an optimizer, a `tf.train.Checkpoint`, ...

    Returns:
      A list, breadth first, optimizers' slots at the end.

    Example:
      >>> checkpoint = tf.train.Checkpoint(step=tf.Variable(1))
      >>> [type(x).__name__ for x in tf.contrib.checkpoint.list_objects(checkpoint)]
      ['Checkpoint', 'Variable']
    """
    return ObjectGraph(root_trackable).objects
