"""What a saved object consists of: objects, variables, functions, and what these capture."""

import inspect
from collections import deque

from zeal import _native
from zeal._native import Variable
from zeal.checkpoint.asset import Asset
from zeal.checkpoint.auto_trackable import AutoTrackable
from zeal.checkpoint.object_graph import ObjectGraph, edges_of
from zeal.graph.concrete import ConcreteFunction
from zeal.graph.function import Function
from zeal.keras.tracking import Container
from zeal.saved_model.of_models import default_signature
from zeal.saved_model.restored import RestoredFunction
from zeal.saved_model.served import SignatureMap

FUNCTIONS = (Function, ConcreteFunction, RestoredFunction)


def functions_of(node):
    """The functions that an object has as attributes or elements, by name."""
    if isinstance(node, Container):
        return {n: x for n, x in node._elements() if isinstance(x, FUNCTIONS)}
    if isinstance(node, SignatureMap):
        return dict(node)
    if isinstance(node, Variable):
        return {}
    found = {}
    for name in dir(node):
        static = inspect.getattr_static(node, name, None)
        makes = isinstance(static, property) and _is_programs(node, name)
        if isinstance(static, FUNCTIONS) or makes:
            try:
                value = getattr(node, name)
            except Exception:
                continue
            if isinstance(value, FUNCTIONS):
                found[name] = value
    predicts = default_signature(node)
    return found if predicts is None else found | {"_default_save_signature": predicts}


def _is_programs(node, name):
    """Whether an attribute is one of the program's own classes."""
    if not isinstance(node, AutoTrackable):
        return False
    owner = next((c for c in type(node).__mro__ if name in vars(c)), None)
    return owner is not None and not owner.__module__.startswith("zeal.")


class ObjectView:
    """All that an object leads to, each once, the object first.

    Args:
      root: a Trackable.
      signatures: a SignatureMap, which the root gets.
    """

    def __init__(self, root, signatures):
        self.nodes, self.children, self._numbers = [], [], {}
        self.signatures = signatures
        self._functions = {}  # of each node
        self._add(root)
        waiting = deque([0])
        while waiting:
            number = waiting.popleft()
            node = self.nodes[number]
            edges = self._edges(node)
            if not number:
                edges = [e for e in edges if e[0] != "signatures"] + [("signatures", signatures)]
            for name, child in edges:
                if id(child) not in self._numbers:
                    waiting.append(self._add(child))
                self.children[number].append((name, self._numbers[id(child)]))
        self._captured = {}  # numbers of what captured tensors belong to, by identity
        for number, node in enumerate(self.nodes):
            if isinstance(node, Variable):
                self._captured[_key(node.handle)] = number
            elif isinstance(node, Asset):
                self._captured[_key(node.asset_path)] = number

    def _add(self, node):
        self.nodes.append(node)
        self.children.append([])
        return self._numbers.setdefault(id(node), len(self.nodes) - 1)

    def _edges(self, node):
        if isinstance(node, FUNCTIONS):
            return []
        functions = self.functions(node)
        more = getattr(node, "_list_extra_dependencies_for_serialization", None)
        edges = [*edges_of(node), *(more({}).items() if more is not None else ())]
        return [*((n, x) for n, x in edges if n not in functions), *functions.items()]

    def functions(self, node):
        """The functions of a node, which are asked for once."""
        if id(node) not in self._functions:
            self._functions[id(node)] = functions_of(node)
        return self._functions[id(node)]

    def slots(self):
        """Triples of the number of an optimizer, a variable and a slot, with the slot's name."""
        graph = ObjectGraph(self.nodes[0])
        for optimizer, found in graph.slots.items():
            for original, name, slot in found:
                yield (*(graph.objects[n] for n in (optimizer, original, slot)), name)

    def number(self, node):
        """The place of an object; None of one that is not there."""
        return self._numbers.get(id(node))

    def add_slot(self, slot):
        """Adds a slot, which no edge leads to, and gives its number."""
        number = self._add(slot)
        self._captured[_key(slot.handle)] = number
        return number

    def concrete_functions(self):
        """All traces, each once."""
        found = {}
        for node in self.nodes:
            for concrete in traces_of(node):
                found[id(concrete)] = concrete
        return list(found.values())

    def capture(self, tensor, function):
        """The number of the node that a captured tensor is of; constants become nodes.

        Args:
          tensor: the tensor.
          function: the name of the function that captured it; None for a signature.
        """
        known = self._captured.get(_key(tensor))
        if known is not None:
            return known
        if tensor.dtype in ("resource", "variant") and function:
            raise KeyError(
                f"Failed to add concrete function {function!r} to object based saved model as it "
                f"captures tensor {tensor!r} which is unsupported or not reachable from root: "
                "assign what the function depends on to an attribute of the saved object"
            )
        if tensor.dtype in ("resource", "variant"):
            raise AssertionError(
                f"Tried to export a function which references untracked object {tensor!r}."
                "TensorFlow objects (e.g. tf.Variable) captured by functions must be tracked by "
                "assigning them to an attribute of a tracked object or assigned to an attribute "
                "of the main object directly."
            )
        value = _native.known_value(tensor) if tensor._symbolic else tensor
        if value is None:
            raise ValueError(
                f"Unable to save function: it captured {tensor}, whose value only a run of its "
                "graph tells"
            )
        self.nodes.append(value)
        self.children.append([])
        return self._captured.setdefault(_key(tensor), len(self.nodes) - 1)


def _key(tensor):
    """What tells tensors apart; a captured one comes back as another Python object."""
    return ("symbolic", id(tensor)) if tensor._symbolic else tensor._id


def traces_of(node):
    """The traces of a function; none of anything else."""
    if isinstance(node, ConcreteFunction):
        return [node]
    if isinstance(node, (Function, RestoredFunction)):
        return node._list_all_concrete_functions_for_serialization()
    return []
