"""What converted code calls as `ag__.name`: Python's own meaning, unless a value is symbolic."""

import sys

from zeal import _native
from zeal._native import api
from zeal.autograph.branches import stage_if
from zeal.autograph.iteration import stage_dataset, stage_for
from zeal.autograph.leaves import building, is_symbolic
from zeal.autograph.overloads import is_list
from zeal.autograph.rounds import stage_while
from zeal.autograph.state import Attribute, Element, State
from zeal.graph import tensor_lists as lists
from zeal.graph.body import branch_graph
from zeal.graph.conditions import cond
from zeal.graph.tensor_array import TensorArray

_tf = sys.modules["zeal"]  # for names that say themselves when they are not built
attribute, element = Attribute, Element


def if_stmt(test, body, orelse, names, parts):
    """An `if` statement.

    Args:
      test: the condition.
      body: the branch for true, a function.
      orelse: that for false, or None.
      names: names of the variables that they bind and that are read later.
      parts: what they assign in objects: a tuple of Attributes and Elements.
    """
    if is_symbolic(test):
        orelse = orelse or _nothing
        state = State((body, orelse), names, parts)
        stage_if(_truth(test), body, orelse, state, body.__code__)
    elif test:
        body()
    elif orelse is not None:
        orelse()


def _nothing():
    pass


def _truth(test):
    """A symbolic condition as a tensor."""
    tensor = _native.convert(test)
    if tensor.dtype != "bool":
        raise TypeError(
            "A condition that is known only when the graph runs must be a bool tensor, got "
            f"{tensor.dtype.name} of shape {tensor.shape}: compare it, as in `x > 0` or "
            "`tf.not_equal(x, 0)`"
        )
    return tensor


def while_stmt(test, body, names, parts, options):
    """A `while` statement.

    A condition that Python knows at first and only the graph later, as `while True` with a
    symbolic break, runs the first rounds in Python.

    Args:
      test: the condition, a function.
      body: a round, a function.
      names: names of the variables that rounds hand on.
      parts: what they assign in objects: a tuple of Attributes and Elements.
      options: keyword arguments for tf.while_loop.
    """
    while True:
        go = _tried(test) if building() else test()
        if is_symbolic(go):
            state = State((test, body), names, parts)
            return stage_while(test, body, state, options, body.__code__)
        if not go:
            return None
        body()


def _tried(test):
    """The condition's value, in a graph that nobody runs: a loop in the graph asks again."""
    with branch_graph("trial").as_default():
        return test()


def for_stmt(items, body, more, names, parts, options):
    """A `for` statement.

    Args:
      items: what it goes through.
      body: a round, a function of the item.
      more: whether to go on, a function, or None.
      the others: as for `while_stmt`.
    """
    if building() and isinstance(items, (_native.Tensor, _native.Variable)):
        functions = (body,) if more is None else (body, more)
        tensor = _native.convert(items)
        return stage_for(tensor, more, body, State(functions, names, parts), options)
    if building() and hasattr(type(items), "_reduce_while"):  # a dataset or an iterator
        return stage_dataset(items, more, body, State((body,), names, parts))
    go = True
    for item in items:
        if is_symbolic(go):  # after a break that only the graph knows, rounds are guarded
            state = State((body, more), names, parts)
            stage_if(go, _round(body, item), _nothing, state, body.__code__)
        else:
            body(item)
        go = more is None or more()
        if not is_symbolic(go) and not go:
            break  # before the next item is taken
    return None


def _round(body, item):
    return lambda: body(item)


def if_exp(test, body, orelse):
    """`body() if test else orelse()`."""
    if not is_symbolic(test):
        return body() if test else orelse()
    return cond(_truth(test), body, orelse)


def not_(a):
    """`not a`."""
    return api.logical_not(a) if is_symbolic(a) else not a


def and_(a, b):
    """`a and b()`."""
    return if_exp(a, b, lambda: a) if is_symbolic(a) else a and b()


def or_(a, b):
    """`a or b()`."""
    return if_exp(a, lambda: a, b) if is_symbolic(a) else a or b()


def eq(a, b):
    """`a == b`, element by element if one is a tensor."""
    if isinstance(a, _native.Tensor) or isinstance(b, _native.Tensor):
        return api.equal(a, b)
    return a == b


def not_eq(a, b):
    """`a != b`, element by element if one is a tensor."""
    return not_(eq(a, b))


def assert_stmt(test, message):
    """`assert test, message()`; of a symbolic value, a tf.Assert."""
    if not is_symbolic(test):
        assert test, message()
        return None
    told = message()
    return _tf.Assert(test, told if isinstance(told, (list, tuple)) else [told])


def list_append(list_, x):
    """`list_.append(x)`: what is called `list_` from now on."""
    if isinstance(list_, TensorArray):
        return list_.write(list_.size(), x)
    if is_list(list_):
        return lists.tensor_list_push_back(list_, x)
    list_.append(x)
    return list_


def list_stack(stack, list_):
    """`stack(list_)`, unless a TensorArray can do that, or it is stacked already."""
    if isinstance(list_, TensorArray):
        return list_.stack()
    return list_ if isinstance(list_, _native.Tensor) else stack(list_)


def get_item(target, i):
    """`target[i]`."""
    if isinstance(target, TensorArray):
        return target.read(i)
    if isinstance(target, _native.Tensor) and target.dtype == "string" and target.shape.ndims == 0:
        return _tf.strings.substr(target, i, 1)
    return target[i]


def set_item(target, i, x):
    """`target[i] = x`: what is called `target` from now on."""
    if isinstance(target, TensorArray):
        return target.write(i, x)
    if is_list(target):
        return lists.tensor_list_set_item(target, i, x)
    if isinstance(target, _native.Tensor):
        return _tf.tensor_scatter_update(target, ((i,),), (x,))
    target[i] = x
    return target
