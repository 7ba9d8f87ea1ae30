"""Parts of graphs that look alike: trees of ops by their types."""

from itertools import permutations

_MOST_UNORDERED = 8


class Match(dict):
    """The (op, tensor) that each pattern, or pattern's name, was matched with."""

    def get_op(self, pattern):
        """The op, or None."""
        return self.get(pattern, (None, None))[0]

    def get_tensor(self, pattern):
        """The op's output that the matched op behind it reads, or None."""
        return self.get(pattern, (None, None))[1]

    def join(self, other):
        """Takes in the match of an input.

        Raises:
          ValueError: both have a name for different ops.
        """
        for key in self.keys() & other.keys():
            if isinstance(key, str) and self[key] != other[key]:
                raise ValueError(f"Name {key} is already bound to another pattern")
        self.update(other)
        return self


class OpPattern:
    """An op of some type whose inputs match patterns, in this or in any order."""

    def __init__(self, op_type, name=None, inputs=None, ordered_inputs=True):
        self.types = None if op_type == "*" else op_type.split("|")
        self.name, self.ordered = name, ordered_inputs
        self.inputs = [OpPattern(p) if isinstance(p, str) else p for p in inputs or ()]
        if len(self.inputs) > _MOST_UNORDERED:
            raise ValueError("Only < 8 inputs are allowed when ordered_inputs is False.")

    def match(self, op, tensor=None):
        """What the patterns of the tree were matched with, or None."""
        if self.types and op.type not in self.types:
            return None
        own = Match({self: (op, tensor)})
        if self.name is not None:
            own[self.name] = (op, tensor)
        if not self.inputs:
            return own
        if len(op.inputs) != len(self.inputs):
            return None
        orders = [self.inputs] if self.ordered else permutations(self.inputs)
        found = (_match_inputs(op, order) for order in orders)
        first = next((match for match in found if match is not None), None)
        return None if first is None else own.join(first)


def _match_inputs(op, patterns):
    joined = Match()
    for t, pattern in zip(op.inputs, patterns, strict=True):
        match = pattern.match(t.op, t)
        if match is None:
            return None
        joined.join(match)
    return joined


class AnyPattern:
    """The first of some patterns that matches."""

    def __init__(self, patterns):
        self.patterns = patterns

    def match(self, op, tensor=None):
        """What the pattern was matched with, or None."""
        found = (pattern.match(op, tensor) for pattern in self.patterns)
        return next((match for match in found if match is not None), None)


def matches(pattern, graph):
    """The matches whose last op is one of the graph's, in their order."""
    found = map(pattern.match, graph.get_operations())
    return [match for match in found if match is not None]
