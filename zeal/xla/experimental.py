"""tf.xla.experimental: sessions compile whole graphs, so what marks parts only checks them."""

from contextlib import contextmanager

from zeal import _native
from zeal._native import api
from zeal.eager.control import control_dependencies, group
from zeal.nest.maps import map_structure
from zeal.nest.walk import is_nested
from zeal.public import public


@public("xla.experimental.jit_scope", "contrib.compiler.jit.experimental_jit_scope")
@contextmanager
def jit_scope(compile_ops=True, separate_compiled_gradients=False):
    """Marks the ops of a graph that are made inside for compilation, which they get anyway.

    Args:
      compile_ops, separate_compiled_gradients: what is compiled, and in which parts; ignored.

    Raises:
      RuntimeError: eager execution is on.
    """
    if _native.executing_eagerly():
        raise RuntimeError(
            "xla.experimental.jit_scope is not supported when eager execution is enabled. Try use "
            "it inside tf.function."
        )
    yield


@public("xla.experimental.compile", "contrib.compiler.xla.compile")
def compile(computation, inputs=None):
    """Calls a function whose ops belong together; eagerly it is traced.

    Args:
      computation: the function; it returns tensors, after which ops may follow, or a structure of
        tensors.
      inputs: list of its arguments, structures of what can be tensors.

    Returns:
      What the function returned; one tensor as a tuple, and for nothing or ops alone an op.

    Raises:
      ValueError: the function returned something else.

    Example:
      >>> tf.xla.experimental.compile(lambda x, y: x + y, [1.0, 2.0])[0].numpy()
      3.0
    """
    inputs = [] if inputs is None else inputs
    if _native.executing_eagerly():
        from zeal.graph.function import function

        return function(lambda: _called(computation, inputs))()
    return _called(computation, inputs)


def _called(computation, inputs):
    made = map_structure(lambda x: api.identity(_native.convert(x)), list(inputs))
    outputs = computation(*made)
    flat = outputs if isinstance(outputs, (list, tuple)) else () if outputs is None else (outputs,)
    if isinstance(outputs, dict) or any(is_nested(part) for part in flat):
        return map_structure(_result, outputs)
    is_op = [isinstance(part, _native.Operation) for part in flat]
    if is_op != sorted(is_op):
        raise ValueError(
            "XLA computation function must return zero or more Tensor values followed by zero or "
            "more Operations."
        )
    tensors, ops = flat[: is_op.count(False)], flat[is_op.count(False) :]
    with control_dependencies(ops):
        results = [_result(part) for part in tensors]
    return results if results else group(*ops)


def _result(part):
    if isinstance(part, _native.Operation):
        raise ValueError(
            "xla.compile does not support Operation as return value in non-flat output structure. "
            f'Operation found: "{part.name}"'
        )
    return api.identity(_native.convert(part))
