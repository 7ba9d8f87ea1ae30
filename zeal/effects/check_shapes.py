"""Checks of shapes against each other, and of all values of a graph: assert_shapes and kin."""

from zeal import _native
from zeal._native import api
from zeal.eager.control import group
from zeal.effects import check_in_graphs as in_graphs
from zeal.effects.check import AT_LEAST, EQUAL, _check_rank, check_numerics
from zeal.graph.graph import get_default_graph
from zeal.nest.composite_tensor import CompositeTensor
from zeal.public import public
from zeal.state.scope import name_scope


@public("debugging.assert_shapes")
def assert_shapes(shapes, data=None, summarize=None, message=None, name=None):
    """Raises unless tensors have the sizes that they are said to have.

    Args:
      shapes: pairs of a tensor and its sizes, or a dict of them. A size is an int, None (or ".")
        for any, or a name (any other value): sizes of one name must be equal. Sizes of None are any
        shape, of one entry a vector or a scalar. A first entry `...`, or "*", stands for any number
        of axes.
      data: list of values that a run's error shows.
      summarize: the number of elements shown of each.
      message: the start of the error.
      name: name scope of the ops.

    Returns:
      None; while a graph is built an operation.

    Raises:
      ValueError: sizes that are known differ.
      InvalidArgumentError: in runs, others do.

    Example:
      >>> tf.debugging.assert_shapes([(tf.ones([3, 2]), ("N", 2)), (tf.ones([3]), ("N",))])
    """
    pairs = shapes.items() if isinstance(shapes, dict) else shapes
    with name_scope(name, "assert_shapes"):
        pairs = [
            (_native.convert(x), _symbols(x, s, message or "")) for x, s in pairs if s is not None
        ]
        ranks = [_rank_check(x, symbols, message or "") for x, symbols in pairs]
        check = _SizeCheck(data, summarize, message or "")
        sizes = [check(x, axis, s) for x, symbols in pairs for axis, s in _by_axis(symbols, x)]
        return group(*(made for made in ranks + sizes if made is not None))


def _named(tensor):
    return tensor.name if tensor._symbolic else f"shape={tensor.shape} dtype={tensor.dtype.name}"


def _symbols(tensor, symbols, message):
    if not hasattr(symbols, "__iter__"):
        raise ValueError(
            f"{message}.  Tensor {_named(_native.convert(tensor))}.  Specified shape must be an "
            "iterable.  An iterable has the attribute `__iter__` or `__getitem__`.  Received "
            f"specified shape: {symbols}"
        )
    symbols = tuple("*" if symbol is ... else symbol for symbol in symbols)
    if "*" in symbols[1:]:
        raise ValueError(
            f"{message}.  Tensor {_named(_native.convert(tensor))} specified shape index "
            f"{symbols.index('*', 1)}.  Symbol `...` or `*` for a variable number of unspecified "
            "dimensions is only allowed as the first entry"
        )
    return symbols


def _by_axis(symbols, x):
    """Pairs of an axis and what is said of it; behind a "*" axes count from the end."""
    if not symbols and x.shape.ndims == 1:
        return [(0, 1)]  # a vector of one element passes for a scalar
    if symbols[:1] != ("*",):
        return list(enumerate(symbols))
    last = symbols[1:] or (1,)  # as TensorFlow has it
    return [(axis - len(last), symbol) for axis, symbol in enumerate(last)]


def _rank_check(x, symbols, message):
    rank = len(symbols)
    if symbols[:1] == ("*",):
        least = (0 if rank < 3 else rank - 1,)  # scalars have one size, of 1
        return _check_rank(
            x, least, None, None, message, "must have rank at least", AT_LEAST, "assert_rank"
        )
    ranks, must = ((0, 1), "must have rank in") if rank < 2 else ((rank,), "must have rank")
    return _check_rank(x, ranks, None, None, message, must, EQUAL, "assert_rank")


class _SizeCheck:
    """Compares sizes with those that the same name had before."""

    def __init__(self, data, summarize, message):
        self.data, self.summarize, self.message = data, summarize, message
        self.known = {}  # by name: size, tensor, axis

    def __call__(self, x, axis, symbol):
        if symbol is None or symbol == ".":
            return None
        size = _size(x, axis)
        explicit = _explicit(symbol)
        if explicit is not None:
            return self._compare(x, axis, size, explicit, "Specified explicitly")
        if symbol not in self.known:
            self.known[symbol] = size, x, axis
            return None
        wanted, y, at = self.known[symbol]
        return self._compare(
            x, axis, size, wanted, f"Specified by tensor {_named(y)} dimension {at}"
        )

    def _compare(self, x, axis, size, wanted, source):
        if isinstance(size, int) and isinstance(wanted, int):
            if size != wanted:
                raise ValueError(
                    f"{self.message}.  {source}.  Tensor {_named(x)} dimension {axis} must have "
                    f"size {wanted}.  Received size {size}, shape {x.shape}"
                )
            return None
        data = self.data
        if data is None:
            data = [self.message, source, f"Tensor {_named(x)} dimension", axis, "must have size",
                    wanted, "Received shape: ", api.shape(x)]  # fmt: skip
        return in_graphs.assertion(api.equal(size, wanted), data, self.summarize)


def _explicit(symbol):
    """The size that a symbol is, as 3 and "3" are; None of a name."""
    try:
        return int(symbol)
    except (TypeError, ValueError):
        return None


def _size(x, axis):
    """The length of an axis: an int, or a tensor where only the run knows; of a scalar 1."""
    if x.shape.ndims is None:
        parts = [api.shape(x), [1]]  # of a scalar, its one element
        return api.concat(parts[::-1] if axis < 0 else parts, 0)[axis]
    if x.shape.ndims == 0:
        return 1
    known = x.shape.as_list()[axis]
    return api.shape(x)[axis] if known is None else known


@public("assert_proper_iterable", "debugging.assert_proper_iterable")
def assert_proper_iterable(values):
    """Raises unless a value can be iterated over, and is meant to be.

    Args:
      values: any value.

    Raises:
      TypeError: it is not iterable, or a tensor, array or string.

    Example:
      >>> tf.assert_proper_iterable([1, 2])
    """
    whole = (_native.Tensor, _native.Variable, CompositeTensor, str, bytes)
    if isinstance(values, whole) or hasattr(values, "__array_interface__"):
        raise TypeError(
            f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}'
        )
    if not hasattr(values, "__iter__"):
        raise TypeError(f'Expected argument "values" to be iterable.  Found: {type(values)}')


_CONTROL_FLOW = {"Case", "If", "While"}


@public("add_check_numerics_ops")
def add_check_numerics_ops():
    """Adds checks of all floating values of the graph for NaN and infinity.

    Returns:
      An operation that runs them, in the order of the graph.

    Raises:
      RuntimeError: while executing eagerly, where `tf.contrib.eager.inf_nan_callback` does it.
      ValueError: the graph has a condition or a loop.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     y = tf.log(tf.constant(2.0))
      ...     session.run(tf.add_check_numerics_ops())
    """
    if _native.executing_eagerly():
        raise RuntimeError(
            "add_check_numerics_ops() is not compatible with eager execution. To check for Inf's "
            "and NaN's under eager execution, use tf.contrib.eager.add_execution_callback("
            "tf.contrib.eager.inf_nan_callback)."
        )
    graph, checks = get_default_graph(), []
    if any(op.type in _CONTROL_FLOW for op in graph.get_operations()):
        raise ValueError(
            "`tf.add_check_numerics_ops() is not compatible with TensorFlow control flow "
            "operations such as `tf.cond()` or `tf.while_loop()`."
        )
    for op in graph.get_operations():
        for i, output in enumerate(op.outputs):
            if output.dtype.is_floating:
                with graph.control_dependencies(checks[-1:]):
                    checks.append(check_numerics(output, f"{op.name}:{i}"))
    return group(*checks)
