"""tensorflow.python.keras.utils.tf_utils: symbolic tensors, and branches that are known."""

from zeal import nest
from zeal._native import Operation, Tensor, Variable
from zeal.eager.context import executing_eagerly
from zeal.graph.smart_cond import smart_cond
from zeal.keras.functional.record import is_symbolic
from zeal.nest.composite_tensor import CompositeTensor

__all__ = [
    "get_reachable_from_inputs", "is_symbolic_tensor", "is_tensor_or_tensor_list",
    "register_symbolic_tensor_type", "smart_cond",
]  # fmt: skip

_registered: "list[type]" = []


def register_symbolic_tensor_type(cls):
    """Lets objects of a class count as symbolic tensors in graphs."""
    if cls not in _registered:
        _registered.append(cls)


def is_symbolic_tensor(tensor):
    """Whether a tensor, variable or composite tensor has no value but in a run."""
    if isinstance(tensor, Tensor):
        return is_symbolic(tensor)
    if isinstance(tensor, CompositeTensor):
        return any(is_symbolic_tensor(x) for x in nest.flatten(tensor, expand_composites=True))
    return isinstance(tensor, (Variable, *_registered)) and not executing_eagerly()


def is_tensor_or_tensor_list(v):
    """Whether a value, or the first of a list, is a tensor."""
    first = v[0] if isinstance(v, (list, tuple)) and v else v
    return isinstance(first, (Tensor, Variable))


def get_reachable_from_inputs(inputs, targets=None):
    """The tensors, variables and operations that some of them lead to, with these themselves.

    Args:
      inputs: a list of tensors, variables and operations of graphs.
      targets: where all of these are found, the search ends.

    Raises:
      TypeError: an input is something else.
    """
    found, waiting = set(inputs), list(inputs)
    while waiting and not (targets and found.issuperset(targets)):
        new = [x for x in _next(waiting.pop(0)) if x not in found]
        found.update(new)
        waiting += new
    return found


def _next(x):
    if isinstance(x, Operation):
        return x.outputs
    if isinstance(x, Variable):
        return x.op.outputs
    if isinstance(x, Tensor):
        return x.consumers()
    raise TypeError(f"Expected Operation, Variable, or Tensor, got {x}")
