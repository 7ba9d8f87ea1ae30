"""A choice between two functions: at once where what it depends on is known, else by the run."""

from zeal import _native
from zeal.public import public


@public("contrib.framework.smart_constant_value")
def smart_constant_value(pred) -> "bool | None":
    """The truth of a value that is known without running anything, else None.

    Args:
      pred: a bool, 1, 0, or a boolean scalar.

    Returns:
      A bool or None.

    Raises:
      TypeError: it is none of these.

    Example:
      >>> tf.contrib.framework.smart_constant_value(tf.constant(True))
      True
    """
    if isinstance(pred, _native.Tensor):
        value = _native.known_value(pred)
        return None if value is None else bool(value)
    if isinstance(pred, _native.Variable):
        return bool(pred) if _native.executing_eagerly() else None
    if pred in (0, 1):
        return bool(pred)
    raise TypeError(
        f"`pred` must be a Tensor, or a Python bool, or 1 or 0. Found instead: {type(pred)}"
    )


@public("contrib.framework.smart_cond")
def smart_cond(pred, true_fn=None, false_fn=None, name=None):
    """Calls one of two functions: at once where pred is known, else as `tf.cond` does.

    Args:
      pred: a bool, 1, 0, or a boolean scalar.
      true_fn, false_fn: functions without arguments, which return structures of the same kind.
      name: name of the ops of `tf.cond`.

    Returns:
      What the function returned.

    Raises:
      TypeError: pred is none of these, or one of the others no function.

    Example:
      >>> float(tf.contrib.framework.smart_cond(True, lambda: 1.0, lambda: 2.0))
      1.0
    """
    for value, argument in [(true_fn, "true_fn"), (false_fn, "false_fn")]:
        if not callable(value):
            raise TypeError(f"`{argument}` must be callable.")
    known = smart_constant_value(pred)
    if known is None:
        from zeal.graph.conditions import cond

        return cond(pred, true_fn, false_fn, name=name)
    return true_fn() if known else false_fn()
