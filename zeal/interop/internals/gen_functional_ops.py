"""tensorflow.python.ops.gen_functional_ops: ops over declared functions."""

from zeal import _native
from zeal.graph.cases import switch_case
from zeal.interop.internals import functional_ops
from zeal.interop.internals.functional_ops import If, While, _listed, partitioned_call

__all__ = ["case", "partitioned_call", "remote_call", "stateful_partitioned_call",
           "stateless_if", "stateless_while", "symbolic_gradient"]  # fmt: skip

remote_call, symbolic_gradient = functional_ops.remote_call, functional_ops.symbolic_gradient
stateful_partitioned_call = partitioned_call


def _if(cond, input, Tout, then_branch, else_branch, output_shapes=None, name=None):
    return If(cond, input, then_branch, else_branch, name)


def _while(input, cond, body, output_shapes=None, parallel_iterations=10, name=None):
    return While(input, cond, body, name)


stateless_if, stateless_while = _if, _while


def case(branch_index, input, Tout, branches, output_shapes=None, name=None):
    """What the branch of that number gives of the inputs, the last one for other numbers: a list.

    Args:
      branch_index: an int32 scalar.
      input: a list of tensors.
      Tout: ignored: the branches tell.
      branches: a list of declared functions.
      output_shapes: ignored.
      name: the op's name.
    """
    inputs = [*map(_native.convert, input)]
    functions = [lambda f=f: _listed(f(*inputs)) for f in branches]
    return _listed(switch_case(_native.convert(branch_index), functions, name=name or "Case"))
