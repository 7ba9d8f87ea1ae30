"""Which operations of a graph are to be on one device with which, by blocks of `colocate_with`."""

from contextlib import contextmanager


class Colocations:
    """The groups of a graph's operations, and the operations that those of the open blocks join."""

    def __init__(self):
        self._groups = {}  # lists of them, by the names of operations
        self._joined = []
        self._first = 0  # the version of the graph from which on operations are not listed yet

    @contextmanager
    def block(self, graph, op, alone):
        """Operations made inside join `op`, or none where it is None; `alone`: and no others."""
        self._settle(graph)
        around, own = self._joined, [] if op is None else [op]
        self._joined = own if alone else [*around, *own]
        try:
            yield
        finally:
            self._settle(graph)
            self._joined = around

    def _settle(self, graph):
        """Lists the operations made since the last time."""
        groups = sorted({group for op in self._joined for group in self._found(op)})
        for new in graph._operations(self._first) if groups else ():
            self._groups[new.name] = groups
        self._first = graph.version

    def note(self, op, others):
        """An operation is to be on one device with others, by their names."""
        self._groups[op.name] = [f"loc:@{name}".encode() for name in others]

    def asked(self, op) -> list:
        """What the program, or a GraphDef, asked for an operation of nodes of its graph."""
        self._settle(op.graph)
        groups = self._groups.get(op.name, [])
        return [group for group in groups if op.graph._find(group[len("loc:@") :].decode())]

    def of(self, op) -> list:
        """What an operation is to be on one device with: names of operations, as b"loc:@name"."""
        self._settle(op.graph)
        return self._found(op)

    def _found(self, op):
        return self._groups.get(op.name, [f"loc:@{op.name}".encode()])
