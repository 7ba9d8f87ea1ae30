"""tensorflow.python.ops.while_v2: `tf.while_loop` as TensorFlow 2 has it."""

from zeal import _native
from zeal._native import api
from zeal.graph import loops

__all__ = ["while_loop"]


def while_loop(
    cond, body, loop_vars, shape_invariants=None, parallel_iterations=10, maximum_iterations=None,
    name=None, return_same_structure=True,
):  # fmt: skip
    """`tf.while_loop` that returns a sequence for one variable too, and squeezes its condition."""

    def scalar(*values):
        go = cond(*values)
        return api.squeeze(go) if isinstance(go, _native.Tensor) and go.ndim != 0 else go

    return loops.while_loop(
        scalar, body, loop_vars, shape_invariants, parallel_iterations,
        maximum_iterations=maximum_iterations, name=name,
        return_same_structure=return_same_structure,
    )  # fmt: skip
