"""tf.RegisterGradient, tf.NotDifferentiable: gradient rules written in Python."""

import sys

from zeal import _native
from zeal.ops.gradient_rule import RecordedOp, python_rule
from zeal.public import public

_registered = {}  # op type: where it was registered
_functions = {}  # gradients by op type


def _claim(op_type):
    if op_type in _registered:
        raise KeyError(
            f"Registering two gradient with name '{op_type}'! "
            f"(Previous registration was in {_registered[op_type]})"
        )
    frame = sys._getframe(2)
    _registered[op_type] = f"{frame.f_code.co_filename}:{frame.f_lineno}"


@public("RegisterGradient")
class RegisterGradient:
    """Decorator that registers the gradient function of an op type.

    The function takes the op (with `inputs`, `outputs`, `get_attr`, `type`) and the gradients of
    its outputs, and returns those of its inputs, None where there is none. It replaces the op's
    own rule; tapes that recorded the op before keep the old one.

    Args:
      op_type: the op's name in the registry, such as "Sub". Other names are kept for graphs.

    Raises:
      TypeError: op_type is not a string.
      KeyError: a gradient was registered for op_type before.

    Example:
      >>> @tf.RegisterGradient("Ceil")
      ... def _straight_through(op, grad):
      ...     return grad
      >>> [g.numpy() for g in tfe.gradients_function(tf.ceil)(2.4)]
      [1.0]
    """

    def __init__(self, op_type):
        if not isinstance(op_type, str):
            raise TypeError("op_type must be a string")
        self._op_type = op_type

    def __call__(self, f):
        """Registers the function `f` and returns it."""
        _claim(self._op_type)
        _native.set_gradient(self._op_type, python_rule(f))
        _functions[self._op_type] = f
        return f


def with_registered_gradient(rule, inputs, node):
    """What passes a graph's node IdentityN whose gradient was registered, maybe in another program.

    Args:
      rule: the name that it was given.
      inputs: tensors of the graph.
      node: the node's name.

    Returns:
      Tensors. Their gradient is a LookupError where nothing is registered.
    """
    name = str(node)

    def backward(*dys):
        if rule not in _functions:
            raise LookupError(
                f"No gradient defined for operation '{name}' (op type: IdentityN): it was to be "
                f"'{rule}', a function that files of graphs do not hold; tf.RegisterGradient"
                f"('{rule}') may give it"
            )
        op = RecordedOp("IdentityN", inputs, outputs, {"_gradient_op_type": rule.encode()})
        found = _functions[rule](op, *dys)
        return found if isinstance(found, (list, tuple)) else [found]

    outputs = _native.record_gradient("IdentityN", inputs, inputs, backward, f"{name}/")
    return outputs


@public("NoGradient", "NotDifferentiable", "no_gradient")
def NotDifferentiable(op_type):
    """Declares that an op type passes no gradient.

    Args:
      op_type: the op's name in the registry.

    Raises:
      TypeError: op_type is not a string.
      KeyError: a gradient was registered for op_type before.

    Example:
      >>> tf.NotDifferentiable("MyOp")
    """
    if not isinstance(op_type, str):
        raise TypeError("op_type must be a string")
    _claim(op_type)
    _native.set_gradient(op_type, None)
