"""Cross products."""

from zeal.errors import FailedPreconditionError, InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.ops.linalg.shapes import merged
from zeal.ops.math.arithmetic import _pair
from zeal.public import public


def _infer(shapes, attrs):
    a, b = shapes
    for x in shapes:
        if x is not None and not x:
            raise InvalidArgumentError(f"[Cross] inputs must be at least 1-D, but one is {list(x)}")
        if x is not None and x[-1] not in (None, 3):
            raise FailedPreconditionError(
                "[Cross] Cross-products are only defined for 3-element vectors. An input is "
                f"{list(x)}; its last size must be 3"
            )
    if a is None or b is None:
        return [b if a is None else a]
    return [merged("Cross", "Both inputs must be of same shape; they", a, b)]


def _kernel(a, b):
    import numpy as np

    out = [a[..., i - 2] * b[..., i - 1] - a[..., i - 1] * b[..., i - 2] for i in range(3)]
    return np.stack(out, -1).astype(a.dtype)


_cross = host_op(
    "Cross",
    [("a", "T"), ("b", "T")],
    [("product", "T")],
    types=[("T", ["float32", "float64", "int32", "uint8", "int16", "int8", "int64", "bfloat16",
                  "uint16", "float16", "uint32", "uint64"])],
    infer=_infer,
    kernel=_kernel,
    gradient=lambda op, grad: (_cross(op.inputs[1], grad), _cross(grad, op.inputs[0])),
    doc="Cross products of vectors of three elements.",
)  # fmt: skip


@public("cross", "linalg.cross")
def cross(a, b, name=None):
    """Computes cross products of vectors of three elements.

    Args:
      a: tensor of real numbers, shape `[..., 3]`.
      b: tensor of its dtype and shape.
      name: its name in graphs.

    Returns:
      A tensor like `a`.

    Raises:
      FailedPreconditionError: the last size is not 3.
      InvalidArgumentError: the shapes differ.

    Example:
      >>> tf.linalg.cross([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]).numpy().tolist()
      [0.0, 0.0, 1.0]
    """
    a, b = _pair(a, b)
    return _cross(a, b, name=name)
