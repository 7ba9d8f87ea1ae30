"""Assertions about values: tf.Assert, tf.assert_equal and kin, check_numerics, ensure_shape.

Eagerly they raise or return None; while a graph is built they return an operation
(zeal/effects/check_in_graphs.py).
"""

import functools
import operator

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import bfloat16, float32, int32
from zeal.eager.control import control_dependencies
from zeal.effects import check_in_graphs as in_graphs
from zeal.errors import InvalidArgumentError
from zeal.graph.one_graph import within
from zeal.graph.placeholder import named_value
from zeal.ops.array.shape import as_list
from zeal.public import public, publish
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


@public("Assert", "debugging.Assert")
def Assert(condition, data, summarize=None, name=None):
    """Raises unless a condition holds.

    Args:
      condition: a bool scalar.
      data: list of values to show in the error.
      summarize: the number of elements shown of each; 3 by default, all if negative.
      name: name scope of the op.

    Returns:
      None; while a graph is built an operation, which runs where `tf.control_dependencies` ask for
      it.

    Raises:
      InvalidArgumentError: the condition is false; in graphs, in the run.
      TypeError: data is no list.

    Example:
      >>> tf.Assert(tf.constant(1) < 2, ["1 is less than 2"])
    """
    if not _native.executing_eagerly():
        return in_graphs.assertion(condition, data, summarize, name)
    if condition:
        return
    if not hasattr(data, "__iter__"):
        raise TypeError("values must be a sequence.")
    shown = "\n".join(_summary(_native.convert(v), summarize) for v in as_list(data))
    raise InvalidArgumentError(
        f"Expected '{condition!s}' to be true. Summarized data: {shown}")


def _most(summarize):
    """How many elements an error shows: a bound for slices."""
    if summarize is None:
        return 3
    return None if summarize < 0 else summarize


def _array(x):
    """A tensor's values for an error; NumPy itself has no bfloat16."""
    return (api.cast(x, float32) if x.dtype == bfloat16 else x).numpy()


def _texts(x, summarize):
    """The first elements of a tensor as text."""
    flat = _array(x).ravel()
    texts = [str(v) for v in flat[:_most(summarize)]]
    return [*texts, "..."] if len(texts) < len(flat) else texts


def _summary(x, summarize):
    return ", ".join(_texts(x, summarize)) if x.ndim else str(_array(x))


def _failed(data, message, summarize, condition):
    """The error of an assertion on values: the message and the program's data, or what differs."""
    lines = [] if message is None else [message]
    lines += condition if data is None else [*(_shown(d, summarize) for d in data), *condition]
    return InvalidArgumentError("\n".join(map(str, lines)))


def _shown(value, summarize):
    """One item of `data`: tensors by their first elements, other values as they are."""
    if not isinstance(value, _native.Tensor):
        return str(value)
    return str(_texts(value, summarize) if value.ndim else _array(value))


def _comparison(x, y, sign, holds, summarize):
    """The lines of an error about two tensors: the first elements that break the condition."""
    import numpy as np

    lines, count = [f"Condition x {sign} y did not hold."], _most(summarize)
    x, y, holds = _array(x), _array(y), holds.numpy()
    if np.ndim(x) and np.shape(x) == np.shape(y):
        places = np.argwhere(~holds)[:count]
        at = tuple(places.T)
        lines += [f"Indices of first {len(places)} different values:", places,
                  "Corresponding x values:", x[at], "Corresponding y values:", y[at]]
    for name, values in (("x", np.ravel(x)[:count]), ("y", np.ravel(y)[:count])):
        lines += [f"First {len(values)} elements of {name}:", values]
    return lines


def _pair_check(name, op, sign, fits, example):
    def check(x, y, data=None, summarize=None, message=None, name=None):
        if x is y and sign == "==":
            with within([x]):
                return None if _native.executing_eagerly() else in_graphs.no_op()
        if not _native.executing_eagerly():
            return _pair_in_graph(x, y, op, sign, data, summarize, message, name or default)
        x = _native.convert(x)
        try:
            y = _native.convert(y, None if hasattr(y, "dtype") else x.dtype)
        except TypeError as e:
            raise InvalidArgumentError(str(e)) from None
        holds = op(x, y)
        if not bool(api.reduce_all(holds)):
            raise _failed(data, message, summarize, _comparison(x, y, sign, holds, summarize))

    check.__name__ = check.__qualname__ = default = name
    check.__doc__ = f"""Raises unless x {sign} y for all elements; always fine for empty tensors.

    Args:
      x: tensor.
      y: tensor of x's dtype; shapes broadcast.
      data: list of values to show in the error first.
      summarize: the number of elements shown of each; 3 by default, all if negative.
      message: the first line of the error.
      name: name scope of the ops.

    Returns:
      None; while a graph is built an operation.

    Raises:
      InvalidArgumentError: an element {fits}; in graphs, in the run, where it is not known before.

    Example:
      >>> tf.{name}({example})
    """
    return check


def _pair_in_graph(x, y, op, sign, data, summarize, message, name):
    with name_scope(name, None, [x, y]):
        x = named_value(x, None, "x")
        y = named_value(y, None if hasattr(y, "dtype") else x.dtype, "y")
        if data is None:
            data = [f"Condition x {sign} y did not hold element-wise:",
                    f"x ({_name_of(x)}) = ", x, f"y ({_name_of(y)}) = ", y]
        data = list(data) if message is None else [message, *data]
        return in_graphs.require(op(x, y), data, summarize)


def _name_of(x):
    """Tensors from outside a graph have no name."""
    return x.name if x._symbolic else ""


assert_equal = _pair_check("assert_equal", api.equal, "==", "differs", "[1, 2], [1, 2]")
publish(__name__, "assert_equal", "assert_equal", "debugging.assert_equal")
assert_none_equal = _pair_check(
    "assert_none_equal", api.not_equal, "!=", "is equal", "[1, 2], [2, 1]"
)
publish(__name__, "assert_none_equal", "assert_none_equal", "debugging.assert_none_equal")
assert_less = _pair_check("assert_less", api.less, "<", "is not less", "[1, 2], 3")
publish(__name__, "assert_less", "assert_less", "debugging.assert_less")
assert_less_equal = _pair_check(
    "assert_less_equal", api.less_equal, "<=", "is greater", "[1, 2], 2"
)
publish(__name__, "assert_less_equal", "assert_less_equal", "debugging.assert_less_equal")
assert_greater = _pair_check("assert_greater", api.greater, ">", "is not greater", "[1, 2], 0")
publish(__name__, "assert_greater", "assert_greater", "debugging.assert_greater")
assert_greater_equal = _pair_check(
    "assert_greater_equal", api.greater_equal, ">=", "is less", "[1, 2], 1"
)
publish(__name__, "assert_greater_equal", "assert_greater_equal", "debugging.assert_greater_equal")


def _sign_check(name, op, sign, example):
    def check(x, data=None, summarize=None, message=None, name=None):
        if not _native.executing_eagerly():
            return _sign_in_graph(x, op, sign, data, summarize, message or "", name or default)
        x = _native.convert(x)
        if not bool(api.reduce_all(op(x, _native.convert(0, x.dtype)))):
            condition = [f"Condition x {sign} 0 did not hold element-wise:",
                         f"x (shape={x.shape} dtype={x.dtype.name}) = ", _shown(x, summarize)]
            raise _failed(data, message or "", summarize, condition)

    check.__name__ = check.__qualname__ = default = name
    check.__doc__ = f"""Raises unless x {sign} 0 for all elements; see `tf.assert_equal`.

    Args:
      x: tensor of real numbers.
      data: list of values to show in the error first.
      summarize: the number of elements shown of each; 3 by default, all if negative.
      message: the first line of the error.
      name: name scope of the ops.

    Returns:
      None; while a graph is built an operation.

    Raises:
      InvalidArgumentError: the condition fails for an element; in graphs, in the run, where it is
        not known before.
      TypeError: x holds bools or strings.

    Example:
      >>> tf.{name}({example})
    """
    return check


def _sign_in_graph(x, op, sign, data, summarize, message, name):
    with name_scope(name, None, [x]):
        x = named_value(x, None, "x")
        if data is None:
            data = [message, f"Condition x {sign} 0 did not hold element-wise:",
                    f"x ({_name_of(x)}) = ", x]
        return in_graphs.require(op(x, _native.convert(0, x.dtype)), data, summarize)


assert_negative = _sign_check("assert_negative", api.less, "<", "[-1, -2]")
publish(__name__, "assert_negative", "assert_negative", "debugging.assert_negative")
assert_positive = _sign_check("assert_positive", api.greater, ">", "[1, 2]")
publish(__name__, "assert_positive", "assert_positive", "debugging.assert_positive")
assert_non_negative = _sign_check("assert_non_negative", api.greater_equal, ">=", "[0, 1]")
publish(__name__, "assert_non_negative", "assert_non_negative", "debugging.assert_non_negative")
assert_non_positive = _sign_check("assert_non_positive", api.less_equal, "<=", "[0, -1]")
publish(__name__, "assert_non_positive", "assert_non_positive", "debugging.assert_non_positive")


def _rank_of(rank, message):
    """The rank that an assertion asks for: an int, or a tensor that only a run knows."""
    rank = _native.convert(rank)
    if rank.dtype != int32:
        raise TypeError(f"{message} tensor must be of type {int32}, got the rank {rank!r}")
    if rank.shape.ndims not in (0, None):
        raise ValueError("Rank must be a scalar.")
    known = _native.known_value(rank)
    if known is None and rank.shape.ndims is None:
        data = ["Rank must be a scalar. Received rank: ", rank]
        with control_dependencies([in_graphs.assertion(api.equal(api.rank(rank), 0), data, None)]):
            return api.reshape(rank, [])
    return rank if known is None else int(known)


@public("assert_rank", "debugging.assert_rank")
def assert_rank(x, rank, data=None, summarize=None, message=None, name=None):
    """Raises unless a tensor has the given rank.

    Args:
      x: tensor.
      rank: the number of axes, an int or int32 scalar.
      data: list of values that a run's error shows.
      summarize: the number of elements shown of each.
      message: the start of the error.
      name: name scope of the ops.

    Returns:
      None; while a graph is built an operation.

    Raises:
      InvalidArgumentError: in runs, the rank is not known before and differs.
      ValueError: the rank differs.
      TypeError: the rank asked for is no int32.

    Example:
      >>> tf.assert_rank([[1, 2]], 2)
    """
    return _check_rank(
        x, [rank], data, summarize, message or "", "must have rank", EQUAL, name or "assert_rank"
    )


@public("assert_rank_at_least", "debugging.assert_rank_at_least")
def assert_rank_at_least(x, rank, data=None, summarize=None, message=None, name=None):
    """Raises unless a tensor has the given rank or a higher one.

    Args:
      rank: the least number of axes, an int or int32 scalar.
      the others: as for `assert_rank`.

    Returns:
      None; while a graph is built an operation.

    Raises:
      InvalidArgumentError: in runs, the rank is not known before and differs.
      ValueError: the rank is lower.
      TypeError: the rank asked for is no int32.

    Example:
      >>> tf.assert_rank_at_least([[1, 2]], 1)
    """
    return _check_rank(
        x, [rank], data, summarize, message or "", "must have rank at least", AT_LEAST,
        name or "assert_rank_at_least",
    )


# How a rank compares with the one asked for: in Python, and as ops.
EQUAL = (operator.eq, api.equal)
AT_LEAST = (operator.ge, api.greater_equal)


def _check_rank(x, ranks, data, summarize, message, must, how, name):
    """An assertion that the rank of x compares so with one of `ranks`."""
    fits, op = how
    with name_scope(name, None, [x]):
        x, ranks = _native.convert(x), [_rank_of(rank, message) for rank in ranks]
        own, have = _name_of(x), x.shape.ndims
        if have is None or not all(isinstance(rank, int) for rank in ranks):
            holds = [op(api.rank(x), rank) for rank in ranks]
            if data is None:
                data = [message, f"Tensor {own} {must}", *ranks, "Received shape: ", api.shape(x)]
            return in_graphs.assertion(functools.reduce(api.logical_or, holds), data, summarize)
        if not any(fits(have, rank) for rank in ranks):
            wanted = ranks[0] if len(ranks) == 1 and must != "must have rank in" else tuple(ranks)
            raise ValueError(
                f"{message}.  Tensor {own} {must} {wanted}.  Received rank {have}, shape {x.shape}"
            )
        return in_graphs.holds_already("static_checks_determined_all_ok")


@public("assert_type", "debugging.assert_type")
def assert_type(tensor, tf_type, message=None, name=None):
    """Raises unless a tensor has the given dtype.

    Args:
      tensor: a tensor.
      tf_type: a dtype or its name.
      message: the start of the error.
      name: name scope of the op.

    Returns:
      None; while a graph is built an operation.

    Raises:
      TypeError: the dtype differs.

    Example:
      >>> tf.assert_type(tf.constant(1.0), tf.float32)
    """
    with name_scope(name, "assert_type", [tensor]):
        tensor = _native.convert(tensor)
        own = "tensor" if _native.executing_eagerly() else f" {tensor.name}"
        if tensor.dtype != tf_type:
            raise TypeError(
                f"{message or ''} {own} must be of type {tf_type!s}; it is {tensor.dtype}"
            )
        return in_graphs.holds_already("statically_determined_correct_type")


@public("check_numerics", "debugging.check_numerics")
def check_numerics(tensor, message, name=None):
    """Returns a tensor that it has found free of NaN and infinity.

    Args:
      tensor: floating tensor.
      message: the start of the error.
      name: accepted for compatibility.

    Returns:
      The tensor.

    Raises:
      InvalidArgumentError: it holds NaN or infinity.
      TypeError: message is no string.

    Example:
      >>> tf.check_numerics([1.0, 2.0], "loss").numpy().tolist()
      [1.0, 2.0]
    """
    if not isinstance(message, (str, bytes)):
        raise TypeError(f"Expected string for argument 'message' not {message!r}.")
    message = message if isinstance(message, str) else message.decode()
    return raw.CheckNumerics(tensor, message, name=name)


@public("ensure_shape")
def ensure_shape(x, shape, name=None):
    """Returns a tensor whose shape it has compared with an expected one.

    Args:
      x: tensor.
      shape: a TensorShape or what makes one; None stands for any size.
      name: accepted for compatibility.

    Returns:
      The tensor.

    Raises:
      InvalidArgumentError: the shapes are not compatible.

    Example:
      >>> tf.ensure_shape(tf.zeros([2, 3]), [None, 3]).shape.as_list()
      [2, 3]
    """
    shape = TensorShape(shape)
    return raw.EnsureShape(x, None if shape.ndims is None else shape.as_list(), name=name)
