"""tensorflow.python.training.saver_test_utils: a table as an object that savers save."""

from zeal.lookup.tables import MutableHashTable, _TableSaveable

__all__ = ["CheckpointedOp"]


class CheckpointedOp:
    """A table from texts to numbers, in a session's graph or on its own."""

    def __init__(self, name, table_ref=None):
        self._table = MutableHashTable("string", "float32", 0.0, name=name)
        self.name, self.insert = name, self._table.insert
        self.saveable = _TableSaveable(self._table, name)

    def lookup(self, keys, default):
        """The values of keys; those that are not there have the default 0."""
        return self._table.lookup(keys)

    def keys(self):
        """All keys, a tensor."""
        return self._table.export()[0]

    def values(self):
        """All values, a tensor."""
        return self._table.export()[1]
