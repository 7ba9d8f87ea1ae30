"""The n-th smallest element of each row, by NumPy."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import int32
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public

_NUMBERS = [
    "float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8",
    "uint16",
]  # fmt: skip


def _infer(shapes, attrs):
    shape, n = shapes
    if shape is not None and not shape:
        raise InvalidArgumentError(
            "Shape must be at least rank 1 but is rank 0; Input must be >= 1-D, got shape []"
        )
    if n:
        raise InvalidArgumentError(f"n must be scalar but has rank {len(n)}")
    return [None if shape is None else shape[:-1]]


def _kernel(input, n, reverse):
    import numpy as np

    if n < 0:
        raise InvalidArgumentError(f"Need n >= 0, got {n}")
    size = input.shape[-1]
    if n >= size:
        raise InvalidArgumentError(f"Input must have at least n+1 columns: {size} <= {n}")
    place = size - 1 - n if reverse else n
    return np.partition(input, place, -1)[..., place]


def _gradient(op, dy):
    """Elements that are equal share what flows back."""
    x = op.inputs[0]
    hits = api.cast(api.equal(x, api.expand_dims(op.outputs[0], -1)), dy.dtype)
    share = dy / api.reduce_sum(hits, -1)
    return [hits * api.expand_dims(share, -1), None]


_nth_element = host_op(
    "NthElement", [("input", "T"), ("n", "int32")], [("values", "T")], types=[("T", _NUMBERS)],
    attrs=[("reverse", False)], infer=_infer, kernel=_kernel, gradient=_gradient,
    doc="The n-th smallest element of each row, or the n-th largest.",
)  # fmt: skip


@public("contrib.nn.nth_element")
@named("NthElement")
def nth_element(input, n, reverse=False, name=None) -> Tensor:
    """Finds the n-th smallest element along the last axis.

    Args:
      input: tensor of real numbers, rank 1 or more.
      n: a number from 0 on, below the size of the last axis; an int32 scalar.
      reverse: whether to count from the largest.
      name: name of the op.

    Returns:
      A tensor of input's shape without the last axis.

    Raises:
      InvalidArgumentError: there is no such element, or n is no scalar.

    Example:
      >>> tf.contrib.nn.nth_element([[4, 1, 3], [2, 9, 7]], 1).numpy().tolist()
      [3, 7]
    """
    x, n = _native.convert(input), _native.convert(n, int32)
    known = _native.known_value(n)
    if known is not None and known.ndim == 0:
        _check(x, int(known))
    return _nth_element(x, n, reverse)


def _check(x, n):
    if n < 0:
        raise InvalidArgumentError(f"Need n >= 0, got {n}: n must be non-negative but is {n}")
    size = x.shape._at(-1) if x.shape.ndims else None
    if size is not None and n >= size:
        raise InvalidArgumentError(
            f"Input must have last dimension > n = {n} but is {size}; Input must have at least n+1 "
            f"columns"
        )
