"""tensorflow.python.util.object_identity: sets and dicts of objects, not of what is equal."""

from collections.abc import MutableMapping, MutableSet

__all__ = ["ObjectIdentityDictionary", "ObjectIdentitySet"]


class ObjectIdentityDictionary(MutableMapping):
    """A dict whose keys are the objects that they are."""

    def __init__(self, *args, **kwargs):
        self._pairs = {}
        self.update(*args, **kwargs)

    def __getitem__(self, key):
        return self._pairs[id(key)][1]

    def __setitem__(self, key, value):
        self._pairs[id(key)] = key, value

    def __delitem__(self, key):
        del self._pairs[id(key)]

    def __len__(self):
        return len(self._pairs)

    def __iter__(self):
        return (key for key, _ in list(self._pairs.values()))

    def __repr__(self):
        return f"ObjectIdentityDictionary({list(self.items())!r})"


class ObjectIdentitySet(MutableSet):
    """A set of objects, each once though another may be equal."""

    def __init__(self, items=()):
        self._items = {id(item): item for item in items}

    def __contains__(self, item):
        return id(item) in self._items

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(list(self._items.values()))

    def add(self, item):
        """Adds an object."""
        self._items[id(item)] = item

    def discard(self, item):
        """Takes an object out, if it is in."""
        self._items.pop(id(item), None)

    def update(self, items):
        """Adds several."""
        for item in items:
            self.add(item)

    def difference(self, items):
        """Those that are not among others."""
        return self - ObjectIdentitySet(items)

    def intersection(self, items):
        """Those that are among others, too."""
        return self & ObjectIdentitySet(items)
