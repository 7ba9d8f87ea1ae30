"""`if` over a symbolic value: both branches are traced, and tf.cond chooses when the graph runs."""

from zeal import nest
from zeal.autograph.leaves import (
    as_tensor,
    dtype_name,
    is_tensor,
    put_back,
    same,
    tensors,
    zeros_of,
)
from zeal.autograph.returns import VALUE
from zeal.autograph.state import UNDEFINED
from zeal.graph.body import branch_graph
from zeal.graph.conditions import cond

_NAMES = ("if", "else")


def stage_if(test, body, orelse, state, where):
    """Runs both branches for the graph, and hands on what tf.cond makes of their values.

    Args:
      test: the symbolic condition.
      body: the branch for true, a function without arguments.
      orelse: that for false.
      state: the State of both.
      where: the code object of the branch or round, whose line errors name.

    Raises:
      ValueError: a variable that is read later has a value in one branch only.
      TypeError: the branches give it different structures or dtypes.
    """
    branches = Branches(state, (body, orelse), where)
    try:
        results = cond(test, lambda: branches.trace(0), lambda: branches.trace(1), strict=True)
    finally:
        state.restore(branches.before)
    state.hand_on(branches.joined(results))


class Branches:
    """The two branches of one condition.

    Args:
      state: their State.
      functions: the two functions.
      where: a code object, whose line errors name.
    """

    def __init__(self, state, functions, where):
        self.state, self.functions, self._code = state, functions, where
        self.before = state.save()
        self.ends = [None, None]  # what each left: a value per slot

    def trace(self, which):
        """Runs a branch, and returns the tensors that it leaves."""
        values = self._run(which)
        if VALUE in (labels := [slot.label for slot in self.state.slots]):
            at = labels.index(VALUE)
            if values[at] is UNDEFINED:  # it does not return; what the other does is not read here
                other = self.ends[1 - which] or self._tried(1 - which)
                values[at] = zeros_of(other[at])
        self.ends[which] = values
        if self.ends[0] is not None and self.ends[1] is not None:
            self._check()
        return [*tensors(values), as_tensor(0)]  # not nothing, which tf.cond does not take

    def _run(self, which):
        self.state.restore(self.before)
        self.functions[which]()
        return self.state.values()

    def _tried(self, which):
        """What a branch leaves, seen in a graph that nobody runs."""
        with branch_graph("trial").as_default():
            return self._run(which)

    def joined(self, results):
        """The values to hand on, from what tf.cond returned."""
        new = put_back(self.ends[1], results[:-1])
        return [
            one if same(slot.label, one, other) else value
            for slot, one, other, value in zip(self.state.slots, *self.ends, new, strict=True)
        ]

    def _where(self):
        return f" The code is at {self._code.co_filename}:{self._code.co_firstlineno}."

    def _check(self):
        self._check_defined()
        for slot, one, other in zip(self.state.slots, *self.ends, strict=True):
            if not same(slot.label, one, other) and one is not UNDEFINED:
                self._check_structure(slot.label, one, other)
                for a, b in zip(nest.flatten(one), nest.flatten(other), strict=True):
                    self._check_leaf(slot.label, a, b)

    def _check_defined(self):
        for which, name in enumerate(_NAMES):
            missing = tuple(
                slot.label
                for slot, value, other in zip(
                    self.state.slots, self.ends[which], self.ends[1 - which], strict=True
                )
                if value is UNDEFINED and other is not UNDEFINED
            )
            if missing:
                raise ValueError(
                    f"The following symbols must also be initialized in the {name} branch: "
                    f"{missing}. Alternatively, you may initialize them before the if statement."
                    f"{self._where()} Its condition is known only when the graph runs, so both "
                    "branches must leave a value for what is read later."
                )

    def _check_structure(self, label, one, other):
        for which, (value, rest) in enumerate(((one, other), (other, one))):
            if label == VALUE and value is None and rest is not None:
                raise ValueError(
                    f"A value must also be returned from the {_NAMES[which]} branch. If a value "
                    "is returned from one branch of a conditional a value must be returned from "
                    f"all branches.{self._where()}"
                )
        try:
            nest.assert_same_structure(one, other)
        except (TypeError, ValueError) as why:
            raise TypeError(
                f"{_shown(label)} does not have the same nested structure in the TRUE and FALSE "
                f"branches.{self._where()}\n\n{why}"
            ) from None

    def _check_leaf(self, label, a, b):
        if not (is_tensor(a) and is_tensor(b)):
            if a is not b:
                wrong = ValueError if a is None or b is None else TypeError
                raise wrong(
                    f"{_shown(label)} is {a!r} in the TRUE branch, but {b!r} in the FALSE branch. "
                    "A condition that is known only when the graph runs can choose between "
                    f"tensors, not between these.{self._where()}"
                )
        elif dtype_name(a) != dtype_name(b):
            raise TypeError(
                f"{_shown(label)} has dtype {dtype_name(a)} in the TRUE branch, but "
                f"dtype={dtype_name(b)} in the FALSE branch. TensorFlow control flow requires "
                f"that they are the same.{self._where()}"
            )


def _shown(label):
    """How errors call a variable; what is returned has no name in the program."""
    return "The return value" if label == VALUE else f'"{label}"'
