"""`for` over a tensor of a graph: along its first axis, or through the numbers of a tf.range."""

from zeal import _native
from zeal._native import api
from zeal.autograph.overloads import length
from zeal.autograph.rounds import Rounds, stage_while
from zeal.autograph.state import Local
from zeal.graph.graph import get_default_graph
from zeal.graph.placeholder import sizes
from zeal.graph.tensor_array import TensorArray


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


def stage_dataset(dataset, more, body, state):
    """Traces a loop over a dataset or an iterator.

    Args:
      dataset: what it goes over.
      the others: as for `stage_for`.
    """
    item = Local("iterate", None)

    def round_():
        body(_any_element(dataset) if item.value is None else item.value)

    rounds = Rounds(more, round_, state, body.__code__, fixed=False)

    def step(values, element):
        item.value = element
        return tuple(rounds.body(*values))

    def repeat(start):
        return dataset._reduce_while(tuple(start), more and rounds.test, step)

    rounds.hand_on(repeat)


def _any_element(dataset):
    """What an element looks like."""
    spec, graph = dataset._spec, get_default_graph()
    leaves = zip(spec.types, spec.shapes, strict=True)
    return spec.pack([graph._placeholder(dtype, sizes(shape), "trial") for dtype, shape in leaves])


def _is_range(tensor):
    return tensor._symbolic and tensor.op.type == "Range"


class Rows:
    """The rows of a tensor, by number."""

    start, step = 0, 1

    def __init__(self, tensor):
        self._count = length(tensor)
        # Its gradient is the rows' own, where that of a gather would be the whole tensor each time.
        self._rows = TensorArray(tensor.dtype, size=self._count).unstack(tensor)

    def inside(self, at):
        """Whether there is a row of that number."""
        return api.less(at, self._count)

    def element(self, at):
        """The row."""
        return self._rows.read(at)


class Numbers:
    """The numbers of a tf.range, which is not made."""

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
