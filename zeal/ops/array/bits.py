"""Bits of numbers: comparisons packed into bytes, and how many are set."""

from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.tensor_shape import sizes_text


def _infer(shapes, attrs):
    shape = shapes[0]
    if shape is None:
        return [None]
    if not shape:
        raise InvalidArgumentError("Input should be at least a vector, but saw a scalar.")
    *outer, inner = shape
    if inner is not None and inner % 8:
        raise InvalidArgumentError(
            f"Inner dimension of input should be divisible by 8, but saw shape: {sizes_text(shape)}"
        )
    return [(*outer, None if inner is None else inner // 8)]


def _packed(x, threshold):
    import numpy as np

    return np.packbits(x > threshold, axis=-1)


compare_and_bitpack = host_op(
    "CompareAndBitpack", [("input", "T"), ("threshold", "T")], [("output", "uint8")],
    types=[("T", ["bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64"])],
    infer=_infer, kernel=_packed,
    doc="Whether elements are above a threshold, eight to a byte, the first in its highest bit.",
)  # fmt: skip


def _count(x):
    import numpy as np

    octets = np.ascontiguousarray(x).reshape(-1).view(np.uint8).reshape(*x.shape, x.itemsize)
    return np.unpackbits(octets, axis=-1).sum(-1, dtype=np.uint8)


population_count = host_op(
    "PopulationCount", [("x", "T")], [("y", "uint8")],
    types=[("T", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])],
    kernel=_count, doc="How many bits of each element are set.",
)  # fmt: skip
