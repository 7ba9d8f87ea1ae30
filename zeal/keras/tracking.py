"""Finding the layers and variables that an object holds, also inside lists and dicts.

`revision` counts changes to any tracked structure: results computed from a structure stay valid
while it stands still.
"""

from zeal._native import Variable

_revision = [0]


def revision() -> int:
    """Number of structural changes so far, in the whole program."""
    return _revision[0]


def changed() -> None:
    """Notes a structural change."""
    _revision[0] += 1


def _noting(name, base):
    method = getattr(base, name)

    def noting(self, *args, **kwargs):
        try:
            return method(self, *[wrap(a) for a in args], **kwargs)
        finally:  # afterwards: a key or a generator may ask for weights before the change is made
            _revision[0] += 1

    noting.__name__ = name
    return noting


class TrackedList(list):
    """A list that notes changes."""

    __hash__ = object.__hash__


class TrackedDict(dict):
    """A dict that notes changes."""

    __hash__ = object.__hash__


for _name in ("append", "clear", "insert", "pop", "remove", "reverse", "sort", "__setitem__",
              "__delitem__", "__imul__"):
    setattr(TrackedList, _name, _noting(_name, list))
for _name in ("__setitem__", "__delitem__", "clear", "pop", "popitem", "setdefault"):
    setattr(TrackedDict, _name, _noting(_name, dict))


def _extend(self, values):
    list.extend(self, [wrap(v) for v in values])
    changed()


def _iadd(self, values):
    _extend(self, values)
    return self


def _update(self, *args, **kwargs):
    dict.update(self, {k: wrap(v) for k, v in dict(*args, **kwargs).items()})
    changed()


def _ior(self, other):
    _update(self, other)
    return self


TrackedList.extend, TrackedList.__iadd__ = _extend, _iadd
TrackedDict.update, TrackedDict.__ior__ = _update, _ior


def wrap(value):
    """Lists and dicts as ones that note changes; anything else as it is."""
    if type(value) is list:
        return TrackedList([wrap(v) for v in value])
    if type(value) is dict:
        return TrackedDict({k: wrap(v) for k, v in value.items()})
    return value


def _values(mapping):
    """Values of a dict in the order of its sorted keys, where they can be sorted, as in Keras."""
    try:
        return [mapping[key] for key in sorted(mapping)]
    except TypeError:
        return list(mapping.values())


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
        for v in _values(value):
            yield from items(v, layer_type)
