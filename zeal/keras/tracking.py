"""Finding the layers and variables that an object holds, also inside lists and dicts; and their
names in checkpoints.

`revision` counts changes to any tracked structure: results computed from a structure stay valid
while it stands still.
"""

from collections import OrderedDict

from zeal._native import Variable
from zeal.state.trackable import NoDependency, Trackable, is_trackable

_revision = [0]


def revision() -> int:
    """Number of structural changes so far, in the whole program."""
    return _revision[0]


def changed() -> None:
    """Notes a structural change."""
    _revision[0] += 1


def _noting(name, base):
    method = getattr(base, name)
    moves = name not in ("append", "setdefault")

    def noting(self, *args, **kwargs):
        if moves:
            self._note_moves(name, args)
        try:
            return method(self, *[wrap(a) for a in args], **kwargs)
        finally:  # afterwards: a key or a generator may ask for weights before the change is made
            _revision[0] += 1
            self._restore_new()

    noting.__name__ = name
    return noting


class Container(Trackable):
    """What lists and dicts of layers and variables have in common: elements are their edges."""

    _given = None  # the program's own list or dict, and its length when this one was made of it

    def _elements(self):
        """Pairs of the name and the value of each element."""
        raise NotImplementedError

    def _note_moves(self, method, args):
        """Runs before elements change their places, or go."""

    def _zeal_edges(self):
        nodes = ((name, self._node(name, value)) for name, value in self._elements())
        return {name: node for name, node in nodes if node is not None}

    def _node(self, name, value):
        """The object that a checkpoint knows an element by; None for one without state."""
        if not isinstance(value, tuple):
            return value if is_trackable(value) else None
        known = self.__dict__.setdefault("_tuples", {})
        known[name] = tuple_node(value, known.get(name))
        return known[name]

    def _restore_new(self):
        """Restores the elements that a checkpoint has values for, once they are there."""
        waiting = self.__dict__.get("_waiting_restores")
        if waiting:
            for name, node in self._zeal_edges().items():
                if name in waiting:
                    self._handle_deferred_dependencies(name, node)

    @property
    def _checkpoint_dependencies(self):
        given = self._given
        if given is not None and len(given[0]) != given[1]:
            kind = "list" if isinstance(self, list) else "dictionary"
            raise ValueError(
                f"Unable to save the object {self!r} (a {kind} wrapper constructed to track "
                f"trackable TensorFlow objects). The wrapped {kind} was modified outside the "
                f"wrapper (its final value was {given[0]!r}, its length when a checkpoint "
                f"dependency was added was {given[1]}), which breaks restoration on object "
                f"creation: change the attribute, not the {kind} it was made of.\n\n{_REMEDY}"
            )
        return super()._checkpoint_dependencies


_REMEDY = (
    "If you don't need this object checkpointed, wrap it in a tf.contrib.checkpoint.NoDependency "
    "object; it will be automatically un-wrapped and subsequently ignored."
)


class TrackedList(list, Container):
    """A list that notes changes."""

    _moved = False  # whether elements, or a layer or variable, have changed their places

    def _elements(self):
        return ((str(i), value) for i, value in enumerate(self))

    def _note_moves(self, method, args):
        if method == "__imul__":
            self._moved |= args[0] <= 0
        elif method in ("__setitem__", "reverse"):
            one = args and isinstance(args[0], int) and -len(self) <= args[0]
            self._moved |= any(map(_has_state, self[args[0] :][:1] if one else self))
        else:
            self._moved = True

    @property
    def _checkpoint_dependencies(self):
        if self._moved:
            raise ValueError(
                f"Unable to save the object {self!r} (a list wrapper constructed to track "
                "trackable TensorFlow objects). A list element was replaced (__setitem__, "
                "__setslice__), deleted (__delitem__, __delslice__), or moved (sort). In order to "
                "support restoration on object creation, tracking is exclusively for append-only "
                f"data structures.\n\n{_REMEDY}"
            )
        return super()._checkpoint_dependencies


class Mapping(Container):
    """What dicts that note changes have in common."""

    def _elements(self):
        return ((key, value) for key, value in self.items() if isinstance(key, str))

    @property
    def _checkpoint_dependencies(self):
        if any(_has_state(v) for k, v in self.items() if not isinstance(k, str)):
            raise ValueError(
                f"Unable to save the object {self!r} (a dictionary wrapper constructed "
                "automatically on attribute assignment). The wrapped dictionary contains a "
                "non-string key which maps to a trackable object or mutable data structure."
                f"\n\n{_REMEDY}"
            )
        return super()._checkpoint_dependencies


class TrackedDict(dict, Mapping):
    """A dict that notes changes."""


class TrackedOrderedDict(OrderedDict, Mapping):
    """An OrderedDict that notes changes."""


class TupleNode(Container):
    """A tuple's place in a checkpoint."""

    def __init__(self, items):
        self.items = items

    def _elements(self):
        return ((str(i), value) for i, value in enumerate(self.items))


def _has_state(value):
    return is_trackable(value) or (isinstance(value, tuple) and any(map(_has_state, value)))


def tuple_node(value, known=None):
    """The node of a tuple, `known` if it is that; None where nothing in it has state."""
    if known is not None and known.items is value:
        return known
    return TupleNode(value) if _has_state(value) else None


for _name in ("append", "clear", "insert", "pop", "remove", "reverse", "sort", "__setitem__",
              "__delitem__", "__imul__"):
    setattr(TrackedList, _name, _noting(_name, list))
def _extend(self, values):
    list.extend(self, [wrap(v) for v in values])
    changed()
    self._restore_new()


def _iadd(self, values):
    _extend(self, values)
    return self


TrackedList.extend, TrackedList.__iadd__ = _extend, _iadd


def _dict_methods(base):
    """Gives a class of dicts the methods that note changes."""
    kind = next(parent for parent in base.__bases__ if issubclass(parent, dict))
    for name in ("__setitem__", "__delitem__", "clear", "pop", "popitem", "setdefault"):
        setattr(base, name, _noting(name, kind))

    def update(self, *args, **kwargs):
        for key, value in dict(*args, **kwargs).items():
            kind.__setitem__(self, key, wrap(value))
        changed()
        self._restore_new()

    def ior(self, other):
        update(self, other)
        return self

    base.update, base.__ior__ = update, ior


_dict_methods(TrackedDict)
_dict_methods(TrackedOrderedDict)


_DICTS: "dict[type, type]" = {dict: TrackedDict, OrderedDict: TrackedOrderedDict}


def wrap(value):
    """Lists and dicts as ones that note changes, in tuples too; anything else as it is."""
    if type(value) is list:
        wrapped = TrackedList([wrap(v) for v in value])
    elif type(value) in _DICTS:
        wrapped = _DICTS[type(value)]((k, wrap(v)) for k, v in value.items())
    elif isinstance(value, tuple):
        return _wrap_tuple(value)
    else:
        return value.value if isinstance(value, NoDependency) else value
    wrapped._given = value, len(value)
    return wrapped


def _wrap_tuple(value):
    items = [wrap(v) for v in value]
    if all(new is old for new, old in zip(items, value, strict=True)):
        return value
    return value._make(items) if hasattr(value, "_make") else type(value)(items)


def sorted_items(mapping):
    """Pairs of a dict in the order of its sorted keys, where they can be sorted, as in Keras."""
    try:
        return [(key, mapping[key]) for key in sorted(mapping)]
    except TypeError:
        return list(mapping.items())


def trainable_first(variables):
    """The variables, trainable ones first."""
    return sorted(variables, key=lambda v: not v.trainable)


def items(value, layer_type):
    """Yields the layers and variables in a value, in order."""
    if isinstance(value, (layer_type, Variable)):
        yield value
    elif isinstance(value, (list, tuple)):
        for v in value:
            yield from items(v, layer_type)
    elif isinstance(value, dict):
        for _, v in sorted_items(value):
            yield from items(v, layer_type)
