"""`for` over a tensor of a graph: along its first axis, or through the numbers of a tf.range."""

from zeal import _native
from zeal._native import api
from zeal.autograph.overloads import length
from zeal.autograph.rounds import stage_while
from zeal.autograph.state import Local


def stage_for(items, more, body, state, options):
    """Traces a loop over a tensor.

    Args:
      items: the tensor.
      more: whether to go on, a function without arguments, or None.
      body: one round, a function of the element.
      state: the State of both.
      options: keyword arguments for tf.while_loop.
    """
    steps = Numbers(items) if _is_range(items) else Rows(items)
    at = Local("iterate", steps.start)
    state.add(at)

    def test():
        inside = steps.inside(at.value)
        return inside if more is None else api.logical_and(inside, more())

    def round_():
        item, following = steps.element(at.value), at.value + steps.step
        body(item)
        at.value = following

    stage_while(test, round_, state, options, body.__code__)


def _is_range(tensor):
    return tensor._symbolic and tensor.op.type == "Range"


class Rows:
    """The rows of a tensor, by number.

    Args:
      tensor: the tensor.
    """

    start, step = 0, 1

    def __init__(self, tensor):
        self._tensor, self._count = tensor, length(tensor)

    def inside(self, at):
        """Whether there is a row of that number."""
        return api.less(at, self._count)

    def element(self, at):
        """The row."""
        return api.gather(self._tensor, at)


class Numbers:
    """The numbers of a tf.range, which is not made.

    Args:
      tensor: the range.
    """

    def __init__(self, tensor):
        self.start, self._limit, self.step = tensor.op.inputs

    def inside(self, at):
        """Whether the range has that number, or goes on behind it."""
        step = _native.known_value(self.step)
        if step is None:
            up = api.logical_and(api.greater_equal(self.step, 0), api.less(at, self._limit))
            down = api.logical_and(api.less(self.step, 0), api.greater(at, self._limit))
            return api.logical_or(up, down)
        return (api.less if step._tolist() >= 0 else api.greater)(at, self._limit)

    def element(self, at):
        """The number."""
        return at
