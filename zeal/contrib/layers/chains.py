"""Layers one after the other: `repeat` and `stack`."""

from zeal import _native
from zeal.contrib.layers.collecting import published
from zeal.state.scope import variable_scope


@published("repeat")
def repeat(inputs, repetitions, layer, *args, **kwargs):
    """Calls a layer several times with the same arguments, each with variables of its own.

    Args:
      inputs: what the first call takes.
      repetitions: how many calls.
      layer: function of (inputs, *args, scope=...).
      *args, **kwargs: what else it is called with. `scope` names the variable scope, and with a
        number the scope of each call; by default "Repeat" and the name of the layer.

    Returns:
      The last call's output.

    Example:
      >>> layers = tf.contrib.layers
      >>> layers.repeat(tf.ones([2, 3]), 2, layers.fully_connected, 4).shape
      TensorShape([Dimension(2), Dimension(4)])
    """
    return _chain(inputs, layer, [args] * repetitions, "Repeat", kwargs)


@published("stack")
def stack(inputs, layer, stack_args, **kwargs):
    """Calls a layer once for each of a list of arguments, with variables of its own.

    Args:
      inputs: what the first call takes.
      layer: function of (inputs, *arguments, scope=...).
      stack_args: list of arguments: each a value, or a list or tuple of them.
      **kwargs: what else it is called with. `scope` names the variable scope, and with a number
        the scope of each call; by default "Stack" and the name of the layer.

    Returns:
      The last call's output.

    Raises:
      ValueError: stack_args is no list or tuple.

    Example:
      >>> layers = tf.contrib.layers
      >>> layers.stack(tf.ones([2, 3]), layers.fully_connected, [8, 4]).shape
      TensorShape([Dimension(2), Dimension(4)])
    """
    if not isinstance(stack_args, (list, tuple)):
        raise ValueError("stack_args need to be a list or tuple")
    calls = [args if isinstance(args, (list, tuple)) else [args] for args in stack_args]
    return _chain(inputs, layer, calls, "Stack", kwargs)


def _chain(inputs, layer, calls, default, kwargs):
    scope = kwargs.pop("scope", None)
    with variable_scope(scope, default, [inputs]):
        function = getattr(layer, "func", layer)  # behind a functools.partial
        name = scope or getattr(function, "__name__", default.lower())
        outputs = _native.convert(inputs)
        for i, args in enumerate(calls, 1):
            outputs = layer(outputs, *args, **{**kwargs, "scope": f"{name}_{i}"})
        return outputs
