"""tensorflow.python.ops.control_flow_ops: order between ops, as TensorFlow's own code asks it."""

from zeal._native import api
from zeal.eager.control import control_dependencies
from zeal.ops.indexed_slices import IndexedSlices
from zeal.state.scope import name_scope

__all__ = ["with_dependencies"]


def with_dependencies(dependencies, output_tensor, name=None):
    """A value that is ready only once the dependencies have run.

    Args:
      dependencies: a list of operations and tensors, or one of them.
      output_tensor: a tensor or `tf.IndexedSlices`.
      name: the op's name.
    """
    before = dependencies if isinstance(dependencies, (list, tuple)) else [dependencies]
    with (
        name_scope(name, "control_dependency", [*before, output_tensor]) as scope,
        control_dependencies(before),
    ):
        if isinstance(output_tensor, IndexedSlices):
            return output_tensor._with_values(api.identity(output_tensor.values, scope))
        return api.identity(output_tensor, scope)
