"""Loops over symbolic values: one round is traced, and tf.while_loop repeats it."""

from zeal import _native, nest
from zeal.autograph.leaves import (
    as_tensor,
    dtype_name,
    is_tensor,
    put_back,
    shapes,
    tensors,
    zeros_of,
)
from zeal.autograph.returns import VALUE
from zeal.autograph.state import UNDEFINED
from zeal.graph.body import branch_graph
from zeal.graph.loops import covers, while_loop
from zeal.graph.placeholder import sizes
from zeal.tensor_shape import TensorShape


def stage_while(test, body, state, options, where):
    """Traces a loop for the graph, and hands on the values that it ends with.

    Args:
      test: whether to go on, a function without arguments.
      body: one round, a function without arguments.
      state: the State of both.
      options: keyword arguments for tf.while_loop.
      where: the code object of the body, whose line errors name.

    Raises:
      ValueError: a variable of the loop has no value before it, or changes its shape.
      TypeError: it changes its structure or dtype.
    """
    rounds = Rounds(test, body, state, where)
    options = {"return_same_structure": True, **options}
    rounds.hand_on(
        lambda start: while_loop(rounds.test, rounds.body, start, rounds.shapes, **options)
    )


class Rounds:
    """A loop while it is traced.

    Args:
      test: whether to go on.
      body: one round.
      state: the State of both.
      where: the code object of the body.
      fixed: whether the shapes of variables must stay as they are.
    """

    def __init__(self, test, body, state, where, fixed=True):
        self._test, self._body, self.state, self._code = test, body, state, where
        self._fixed, self.shapes = fixed, None
        self.before = state.save()
        self.first = state.values()

    def hand_on(self, repeat):
        """Hands the values on that the loop ends with.

        Args:
          repeat: a function of the tensors that it starts with, which returns the last ones.
        """
        try:
            results = repeat(self.start())
        finally:
            self.state.restore(self.before)
        self.state.hand_on(put_back(self.first, results[:-1]))

    def start(self):
        """The tensors that the loop starts with, and one more, for loops without variables."""
        labels = [slot.label for slot in self.state.slots]
        if VALUE in labels and self.first[labels.index(VALUE)] is UNDEFINED:
            self._start_return(labels.index(VALUE))
        missing = tuple(
            slot.label
            for slot, value in zip(self.state.slots, self.first, strict=True)
            if value is UNDEFINED and slot.label != VALUE
        )
        if missing:
            raise ValueError(
                "TensorFlow requires that the following symbols must be defined before the loop: "
                f"{missing}.{self._where()} How often it runs is known only when the graph runs, "
                "so what is read later or by the next round needs a value to start with."
            )
        return [*tensors(self.first), as_tensor(0)]

    def _start_return(self, at):
        """A value for what a round may return, of its dtype and rank: nobody reads it before."""
        returned = self._tried()[at]
        self.first[at] = zeros_of(returned)
        told = [*self.first[:at], returned, *self.first[at + 1 :]]
        self.shapes = [*shapes(told), TensorShape([])]

    def _tried(self):
        """What a round leaves, seen in a graph that nobody runs."""
        graph = branch_graph("trial")
        with graph.as_default():
            self._enter([_any(graph, tensor) for tensor in tensors(self.first)])
            self._body()
            return self.state.values()

    def _enter(self, values):
        self.state.restore(self.before)
        self.state.hand_on(put_back(self.first, values))

    def test(self, *values):
        """Whether to go on, from the loop's tensors."""
        self._enter(values[:-1])
        return self._test()

    def body(self, *values):
        """One round, from the loop's tensors to the next ones."""
        self._enter(values[:-1])
        begin = self.state.values()
        self._body()
        end = self.state.values()
        for slot, a, b in zip(self.state.slots, begin, end, strict=True):
            self._check(slot.label, a, b)
        return [*tensors(end), values[-1]]

    def _where(self):
        return f" The loop is at {self._code.co_filename}:{self._code.co_firstlineno}."

    def _check(self, label, begin, end):
        if end is UNDEFINED and begin is UNDEFINED:
            return  # a return that Python knows not to happen
        if end is UNDEFINED:
            raise ValueError(f'"{label}" is deleted in the loop.{self._where()}')
        try:
            nest.assert_same_structure(begin, end)
        except (TypeError, ValueError) as why:
            raise TypeError(
                f'"{label}" does not have the same nested structure after one iteration.'
                f"{self._where()}\n\n{why}"
            ) from None
        for a, b in zip(nest.flatten(begin), nest.flatten(end), strict=True):
            self._check_leaf(label, a, b)

    def _check_leaf(self, label, a, b):
        if not (is_tensor(a) and is_tensor(b)):
            if a is not b:
                wrong = ValueError if a is None or b is None else TypeError
                raise wrong(
                    f'"{label}" is {a!r} before the loop, but {b!r} after one iteration. A loop '
                    f"in the graph carries tensors.{self._where()}"
                )
            return
        if dtype_name(a) != dtype_name(b):
            raise TypeError(
                f'"{label}" has dtype {dtype_name(a)} before the loop, but dtype {dtype_name(b)} '
                "after one iteration. TensorFlow control flow requires it stays the same."
                f"{self._where()}"
            )
        if not self._fixed or not isinstance(a, _native.Tensor):
            return
        if not covers(a.shape, as_tensor(b).shape):
            raise ValueError(
                f'"{label}" has shape {a.shape} before the loop, but shape {as_tensor(b).shape} '
                "after one iteration. TensorFlow control flow requires it stays the same or be "
                f"more specific.{self._where()}"
            )


def _any(graph, tensor):
    """A tensor of the same kind, of which nobody knows the value."""
    if not isinstance(tensor, _native.Tensor):
        return tensor
    return graph._placeholder(tensor.dtype, sizes(tensor.shape), "trial")
