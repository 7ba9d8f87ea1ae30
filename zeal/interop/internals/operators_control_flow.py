"""tensorflow.python.autograph.operators.control_flow: statements as functions of variables."""

from zeal.autograph import operators
from zeal.autograph.leaves import building, is_symbolic
from zeal.autograph.state import Local

__all__ = ["for_stmt", "if_stmt", "while_stmt"]


class _Kept:
    """What get_state and set_state know, as one part of a block's state."""

    label = "state"

    def __init__(self, get_state, set_state):
        self.get, self.set = get_state, set_state


def _parts(get_state, set_state, *variables):
    kept = [_Kept(get_state, set_state)] if get_state and set_state else []
    return (*variables, *kept)


class _Loop:
    """The variables of a loop, which its functions take and return."""

    def __init__(self, init_vars, names, get_state, set_state):
        names = (*names, *(f"variable {i}" for i in range(len(names), len(init_vars))))
        self._variables = list(map(Local, names, init_vars))
        self.parts = _parts(get_state, set_state, *self._variables)

    def values(self):
        return tuple(variable.value for variable in self._variables)

    def follow(self, values):
        for variable, value in zip(self._variables, values or (), strict=True):
            variable.value = value


def while_stmt(
    test, body, get_state, set_state, init_vars, basic_symbol_names=(), composite_symbol_names=(),
    opts=None,
):  # fmt: skip
    """A `while` statement.

    Args:
      test: the condition, a function of the variables.
      body: a round, a function of the variables that returns a tuple of the next ones.
      get_state, set_state: functions that read and write all else that a round changes, or None.
      init_vars: a tuple of the variables' first values.
      basic_symbol_names, composite_symbol_names: what errors call them.
      opts: keyword arguments for tf.while_loop.

    Returns:
      A tuple of the last values.
    """
    loop = _Loop(init_vars, basic_symbol_names, get_state, set_state)
    operators.while_stmt(
        lambda: test(*loop.values()), lambda: loop.follow(body(*loop.values())), (), loop.parts,
        opts or {},
    )  # fmt: skip
    return loop.values()


def for_stmt(
    iter_, extra_test, body, get_state, set_state, init_vars, basic_symbol_names=(),
    composite_symbol_names=(), opts=None,
):  # fmt: skip
    """A `for` statement.

    Args:
      iter_: what it goes through.
      extra_test: whether to go on, a function of the variables, or None.
      body: a round, a function of the item and the variables.
      the others: as in `while_stmt`.

    Returns:
      A tuple of the last values.
    """
    loop = _Loop(init_vars, basic_symbol_names, get_state, set_state)
    more = None if extra_test is None else lambda: extra_test(*loop.values())
    if more is not None:
        go = operators._tried(more) if building() else more()
        if not is_symbolic(go) and not go:
            return loop.values()
    operators.for_stmt(
        iter_, lambda item: loop.follow(body(item, *loop.values())), more, (), loop.parts,
        opts or {},
    )  # fmt: skip
    return loop.values()


def if_stmt(
    cond, body, orelse, get_state, set_state, basic_symbol_names=(), composite_symbol_names=()
):
    """An `if` statement.

    Args:
      cond: the condition.
      body, orelse: functions that return what the branch leaves.
      the others: as in `while_stmt`.
    """
    left = Local("result", None)

    def leave(branch):
        return lambda: left.set(branch())

    parts = _parts(get_state, set_state, left)
    operators.if_stmt(cond, leave(body), leave(orelse), (), parts)
    return left.value
