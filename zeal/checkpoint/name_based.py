"""Restoring objects from a checkpoint of `tf.train.Saver`: variables by their names."""

from typing import Any

from zeal._native import Variable
from zeal.checkpoint.attributes import as_saveable, attributes_of
from zeal.checkpoint.near import nearest
from zeal.checkpoint.object_graph import ObjectGraph
from zeal.checkpoint.restoration import mark_restored, next_uid, restored_by
from zeal.checkpoint.values import Values


class NameBasedRestore:
    """A restore by names, for objects there are and those to come."""

    def __init__(self, values: Values) -> None:
        self.values, self.uid = values, next_uid()
        self.missing: list = []  # pairs of an object and the names that the checkpoint lacks

    def __call__(self, node: Any) -> None:
        """Restores an object and what it leads to, eagerly; what comes later too."""
        for found in ObjectGraph(node).objects:
            if not isinstance(found, Variable):
                found.__dict__["_restores_by_name"] = self._before(
                    found.__dict__.get("_restores_by_name", ())
                )
            if restored_by(found) < self.uid:
                mark_restored(found, self.uid)
                for saveable in self._present(found):
                    self.values.restore(saveable)

    def _before(self, older) -> list:
        """The restores that wait: of those before this one, what may have other values."""
        keys = self.values.reader.keys()
        return [restore for restore in older if restore.values.reader.keys() != keys] + [self]

    def _present(self, node):
        """The node's values that the checkpoint has, under the names of `tf.train.Saver`."""
        for made in attributes_of(node).values():
            if not isinstance(made, Variable):
                continue  # what no Saver would write
            saveable = as_saveable(made._shared_name, made, node)
            if not self.values.reader.has(saveable.key):
                self.missing.append((node, [saveable.key]))
                continue
            for key, (dtype, shape) in zip(saveable.keys, saveable.expects(), strict=True):
                self.values.check(key, dtype, shape)
            yield saveable

    def run(self, objects, session) -> None:
        """Gives the variables of a graph their values in a session."""
        with self.values.held():
            self._load(objects, session)

    def _load(self, objects, session):
        for node in objects:
            if restored_by(node) < self.uid:
                mark_restored(node, self.uid)
                for saveable in self._present(node):
                    value = self.values.reader.get(saveable.key)
                    saveable.variable.load(value.numpy(), session)

    def missing_text(self) -> str:
        """The names that the checkpoint lacks, each with the nearest ones there are."""
        keys, lines = self.values.reader.keys(), []
        for _, names in self.missing:
            for name in names:
                close = nearest(name, keys)
                hint = f"; did you mean {' or '.join(close)}?" if close else ""
                lines.append(f"Key {name} not found in checkpoint {self.values.path}{hint}")
        return "\n".join(lines)
