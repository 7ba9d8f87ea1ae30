"""What a restore did, object by object, with the nearest names where one found nothing."""

from dataclasses import dataclass, field
from typing import Any

from zeal._native import Variable
from zeal.checkpoint.attributes import attributes_of
from zeal.checkpoint.near import nearest
from zeal.checkpoint.object_graph import ObjectGraph, value_key


@dataclass
class RestoreReport:
    """What a restore did.

    `matched`, `missing` and `unused` list names of values: those that were restored, those of the
    program that the checkpoint lacks, those of the checkpoint that nothing in the program took (or
    not yet). `hints` has, for a missing name, the nearest unused ones.
    """

    path: str
    matched: "list[str]" = field(default_factory=list)
    missing: "list[str]" = field(default_factory=list)
    unused: "list[str]" = field(default_factory=list)
    hints: "dict[str, list[str]]" = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [
            f"{self.path}: {len(self.matched)} values matched, {len(self.missing)} missing, "
            f"{len(self.unused)} unused"
        ]
        for name in self.missing:
            close = self.hints.get(name)
            lines.append(f"  missing: {name}" + (f" (near {', '.join(close)})" if close else ""))
        return "\n".join(lines + [f"  unused: {name}" for name in self.unused])


def _name(key):
    """A value's name: its key, of a variable without what all of them have behind it."""
    return key.removesuffix(value_key(""))


def report_of(restoration: Any, root: Any) -> RestoreReport:
    """The report of a restore, as things are now."""
    report = RestoreReport(restoration.described.path)
    for number, node in enumerate(restoration.described.nodes):
        taken = attributes_of(restoration.matched[number]) if number in restoration.matched else ()
        for told in node.attributes:
            names = report.matched if told.name in taken else report.unused
            names.append(_name(told.checkpoint_key))
    known = {id(node) for node in restoration.objects()}
    objects = ObjectGraph(root)
    for node, path in zip(objects.objects, objects.paths, strict=True):
        if id(node) not in known:
            report.missing += [path if isinstance(node, Variable) else f"{path}/{attribute}"
                               for attribute in attributes_of(node)]
    for name in report.missing:
        report.hints[name] = nearest(name, report.unused)
    return report
