"""Sample rows of blocks of pixels that become images of a batch or channels, and back."""

import itertools

import numpy as np
from samples import A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid


def at_place(place, block):
    """Every block's pixels at a place."""
    return (slice(None), *map(lambda p, b: slice(p, None, b), place, block))


def space_to_batch(x, block, paddings):
    n = len(block)
    rest = [(0, 0)] * (x.ndim - n - 1)
    fill = b"" if x.dtype == object else 0
    x = np.pad(x, [(0, 0), *map(tuple, paddings), *rest], constant_values=fill)
    parts = []
    for place in itertools.product(*map(range, block)):
        parts.append(x[at_place(place, block)])
    return np.concatenate(parts, 0)


def batch_to_space(x, block, crops):
    n, places = len(block), int(np.prod(block))
    batch = x.shape[0] // places
    sizes = [x.shape[i + 1] * block[i] for i in range(n)]
    out = np.zeros((batch, *sizes, *x.shape[n + 1:]), x.dtype)
    for k, place in enumerate(itertools.product(*map(range, block))):
        out[at_place(place, block)] = x[k * batch:(k + 1) * batch]
    keep = [slice(c[0], s - c[1]) for c, s in zip(crops, sizes, strict=True)]
    return out[(slice(None), *keep)]


def square(function):
    return lambda x, edges, block_size: function(x, [block_size] * 2, edges)


def space_to_depth(x, block_size, data_format="NHWC"):
    x = np.moveaxis(x, 1, -1) if data_format == "NCHW" else x
    b, (n, h, w, c) = block_size, x.shape
    x = x.reshape(n, h // b, b, w // b, b, c).transpose(0, 1, 3, 2, 4, 5)
    y = x.reshape(n, h // b, w // b, b * b * c)
    return np.moveaxis(y, -1, 1) if data_format == "NCHW" else y


def depth_to_space(x, block_size, data_format="NHWC"):
    x = np.moveaxis(x, 1, -1) if data_format == "NCHW" else x
    b, (n, h, w, c) = block_size, x.shape
    x = x.reshape(n, h, w, b, b, c // (b * b)).transpose(0, 1, 3, 2, 4, 5)
    y = x.reshape(n, h * b, w * b, c // (b * b))
    return np.moveaxis(y, -1, 1) if data_format == "NCHW" else y


NONE = V([[0, 0], [0, 0]])
TWO = V([2, 2])


def nd_errors(x, edges):
    """What both directions refuse."""
    return [
        E([x, V([0, 2]), NONE], {}, Invalid, "Product of block sizes must be positive, got 0"),
        E([x, V([-1, 2]), NONE], {}, Invalid, "Product of block sizes must be positive, got -2"),
        E([x, V([2**62, 2**62], "int64"), NONE], {}, Invalid, "too large"),
        E([x, TWO, V([[0, 0]])], {}, Invalid,
          f"{edges} should have shape [2, 2] instead of [1,2]"),
        E([x, TWO, V([0, 0])], {}, Invalid, "instead of [2]"),
        E([x, V([[2, 2]]), NONE], {}, Invalid, "block_shape rank should be 1 instead of 2"),
        E([A((4, 2)), TWO, NONE], {}, Invalid, "input rank should be >= 3 instead of 2"),
        E([x, TWO, V([[-1, 1], [0, 0]])], {}, Invalid, "must be non-negative"),
    ]  # fmt: skip


IMAGE, BATCH = A((2, 4, 6, 2)), A((8, 2, 3, 2))
SIZE = {"block_size": 2}
ROWS = [
    Sample("SpaceToBatchND", [IMAGE, TWO, NONE], space_to_batch, big=[A((4, 64, 64, 8)), TWO, NONE],
           errors=[*nd_errors(A((4, 2, 2, 1)), "paddings"),
                   E([A((4, 3, 3, 1)), TWO, NONE], {}, Invalid,
                     "padded_shape[0]=3 is not divisible by block_shape[0]=2"),
                   E([A((4, 2, 2, 1)), TWO, V([[2**62, 2**62], [0, 0]], "int64")], {}, Invalid,
                     "are too large")]),
    Sample("SpaceToBatchND", [A((1, 3, 5, 2)), V([2, 3]), V([[1, 2], [0, 4]])], space_to_batch,
           name="pads"),
    Sample("SpaceToBatchND", [A((2, 5)), V([3]), V([[1, 0]], "int64")], space_to_batch, name="flat"),
    Sample("SpaceToBatchND", [A((2, 5)), V(np.zeros(0, int)), V(np.zeros((0, 2), int))],
           space_to_batch, name="none"),
    Sample("SpaceToBatchND", [A((1, 2, 2, 4)), V([1, 2, 2]), V([[0, 0], [0, 0], [1, 1]])],
           space_to_batch, name="three"),
    Sample("SpaceToBatchND", [A((0, 2, 2)), TWO, NONE], space_to_batch, name="empty"),
    Sample("BatchToSpaceND", [BATCH, TWO, NONE], batch_to_space, big=[A((16, 32, 32, 8)), TWO, NONE],
           errors=[*nd_errors(A((4, 2, 2, 1)), "crops"),
                   E([A((3, 3, 3, 1)), TWO, NONE], {}, Invalid,
                     "Input batch dimension (3) is not divisible by product of block sizes (4)"),
                   E([A((4, 2, 2, 1)), TWO, V([[9, 9], [0, 0]])], {}, Invalid,
                     "cropped_shape[0]=-14 must be non-negative")]),
    Sample("BatchToSpaceND", [A((12, 3, 2, 2)), V([2, 3]), V([[1, 2], [0, 4]])], batch_to_space,
           name="crops"),
    Sample("BatchToSpaceND", [A((6, 2)), V([3]), V([[1, 0]], "int64")], batch_to_space, name="flat"),
    Sample("BatchToSpaceND", [A((4, 2, 2)), TWO, V([[2, 2], [0, 0]])], batch_to_space,
           name="nothing-left"),
    Sample("SpaceToBatch", [A((2, 3, 4, 2)), V([[1, 0], [1, 1]])], square(space_to_batch), SIZE,
           errors=[E([A((4, 2, 2)), NONE], SIZE, Invalid, "Input rank should be: 4"),
                   E([A((4, 2, 2, 1)), NONE], {"block_size": 1}, Invalid,
                     "Value for attr 'block_size' of 1 must be at least minimum 2")]),
    Sample("BatchToSpace", [BATCH, V([[1, 0], [1, 1]])], square(batch_to_space), SIZE,
           errors=[E([A((4, 2, 2)), NONE], SIZE, Invalid, "Input rank should be: 4"),
                   E([A((4, 2, 2, 1)), NONE], {"block_size": -3}, Invalid,
                     "Value for attr 'block_size' of -3 must be at least minimum 2")]),
    Sample("SpaceToDepth", [A((2, 4, 6, 3))], space_to_depth, SIZE, big=[A((4, 64, 64, 8))],
           errors=[E([A((1, 2, 2))], SIZE, Invalid, "Input rank should be 4 instead of 3"),
                   E([A((1, 3, 2, 4))], SIZE, Invalid,
                     "Image width 2 and height 3 should be divisible by block_size: 2"),
                   E([A((1, 2, 2, 4))], {"block_size": 0}, Invalid, "must be at least minimum 2"),
                   E([A((1, 2, 2, 4))], {"block_size": 2**31}, Invalid, "out of range for an int32"),
                   E([A((1, 2, 2, 4))], {**SIZE, "data_format": "NWHC"}, Invalid,
                     "Value for attr 'data_format'"),
                   E([A((1, 2, 2, 4))], {**SIZE, "data_format": "NCHW_VECT_C"}, Invalid,
                     "supported on CPU. Got NCHW_VECT_C")]),
    Sample("SpaceToDepth", [A((2, 3, 6, 3))], space_to_depth,
           {"block_size": 3, "data_format": "NCHW"}, name="first"),
    Sample("SpaceToDepth", [A((0, 4, 6, 3))], space_to_depth, SIZE, name="empty"),
    Sample("DepthToSpace", [A((2, 2, 3, 12))], depth_to_space, SIZE, big=[A((4, 32, 32, 32))],
           errors=[E([A((1, 2, 4))], SIZE, Invalid, "Input rank should be: 4 instead of: 3"),
                   E([A((1, 2, 2, 3))], SIZE, Invalid,
                     "Input depth dimension 3 should be divisible by: 4"),
                   E([A((1, 2, 2, 4))], {"block_size": 2**31 - 1}, Invalid, "should be divisible by")]),
    Sample("DepthToSpace", [A((2, 9, 2, 2))], depth_to_space,
           {"block_size": 3, "data_format": "NCHW"}, name="first"),
]  # fmt: skip
