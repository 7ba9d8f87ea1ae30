"""tensorflow.contrib.graph_editor.tests.match: what an operation and its neighbours are like."""

from zeal.contrib.graph_editor import can_be_regex, filter_ops_from_regex
from zeal.graph.graph import Operation

__all__ = ["OpMatcher", "op_type"]


def op_type(op_types, op=None):
    """Whether an operation is of a type; without one, a function that tells."""
    return (lambda x: x.type in op_types) if op is None else op.type in op_types


def _fits(op, wanted):
    if wanted is None or wanted is True or op is wanted:
        return True
    if can_be_regex(wanted):
        return bool(filter_ops_from_regex([op], wanted))
    return callable(wanted) and wanted(op)


def _all(ops, wanted):
    return len(ops) == len(wanted) and all(map(_fits, ops, wanted))


class OpMatcher:
    """Tells whether an operation is the one wanted, or like it: a regex of its name, a function."""

    def __init__(self, positive_filter):
        self._checks = [lambda op: _fits(op, positive_filter)]

    def __call__(self, op):
        if not isinstance(op, Operation):
            raise TypeError(f"Expect tf.Operation, got: {type(op)}")
        return all(check(op) for check in self._checks)

    def _and(self, check):
        self._checks.append(check)
        return self

    def input_ops(self, *wanted):
        return self._and(lambda op: _all([x.op for x in op.inputs], wanted))

    def control_input_ops(self, *wanted):
        return self._and(lambda op: _all(op.control_inputs, wanted))

    def output_ops(self, *wanted):
        lists = [w if isinstance(w, list) else [w] for w in wanted]
        return self._and(lambda op: len(op.outputs) == len(lists) and all(
            map(lambda x, w: w == [None] or _all(x.consumers(), w), op.outputs, lists)
        ))  # fmt: skip
