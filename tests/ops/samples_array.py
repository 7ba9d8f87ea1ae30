"""Sample rows of the array ops."""

import ml_dtypes
import numpy as np
from samples import FLOATS, QUANTIZED, A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid

IDX = ("int32", "int64")
REAL = ("float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "uint16",
        "uint32", "uint64")


def numpy_name(dtype):
    return ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype


def cast_rows(dst):
    """Values every dtype can hold; floats truncate."""
    def ref(x, DstT):
        x = x.real if x.dtype.kind == "c" and "complex" not in DstT else x
        if DstT in FLOATS:
            return x.astype(np.float64)
        return x.astype(QUANTIZED.get(DstT, DstT))

    low = 0 if dst.startswith(("u", "qu")) else -2
    return Sample("Cast", [A((3, 4), low, 100)], ref, {"DstT": dst}, name=dst, tol=3,
                  grad=None if dst in ("float64", "complex128") else ())


def unpack(x, num, axis=0):
    return tuple(np.moveaxis(x, axis, 0))


def broadcast_axes(a, b):
    """The axes of the broadcast shape that each operand has no size over 1 for."""
    rank = max(len(a), len(b))
    sizes = [np.pad(np.asarray(s, int), (rank - len(s), 0), constant_values=1) for s in (a, b)]
    return tuple(np.flatnonzero(s == 1).astype(np.asarray(a).dtype) for s in sizes)


def broadcast_shape(a, b):
    return np.array(np.broadcast_shapes(tuple(a), tuple(b)), np.asarray(a).dtype)


ROWS = [
    # --- reshape.cc ---
    Sample("Reshape", [A((2, 6)), V([3, -1])], lambda x, s: x.reshape(s), errors=[
        E([A((2, 6)), V([5, -1])], {}, Invalid, "12 values, but the requested shape requires a multiple of 5; tensor is [2,6]"),
        E([A((2, 6)), V([-1, -1])], {}, Invalid, "Only one input size may be -1, not both 0 and 1"),
        E([A((2, 6)), V([[3, 4]])], {}, Invalid, "sizes input must be 1-D, not [1,2]"),
        E([A((2, 6)), V([2**62, 2**62], "int64")], {}, Invalid, ""),
    ]),
    Sample("Reshape", [A((0, 3)), V([3, 0, 2], "int64")], lambda x, s: x.reshape(s), name="empty"),
    Sample("Reshape", [A((1, 1)), V([], "int32")], lambda x, s: x.reshape(()), name="scalar"),
    Sample("Identity", [A((2, 3))], lambda x: x),
    Sample("StopGradient", [A((2, 3))], lambda x: x),
    Sample("Reshape", [A((2, 0)), V([-1, 0])], lambda x, s: x.reshape(2, 0), name="empty",
           errors=[E([A((2,)), V([-1, 0])], {}, Invalid, "tensor with 2 values")]),
    Sample("Reshape", [A((0,)), V([-1, 0])], lambda x, s: x.reshape(1, 0), name="empty_vector"),
    Sample("Reshape", [A((0, 3)), V([-1, 3])], lambda x, s: x, name="rest_is_empty"),
    Sample("ExpandDims", [A((2, 3)), V(1)], np.expand_dims, errors=[E([A((2, 3)), V(3)], {}, Invalid, "Tried to expand dim index 3 for tensor with 2 dimensions.")]),
    Sample("ExpandDims", [A(()), V(-1, "int64")], np.expand_dims, name="scalar"),
    Sample("ExpandDims", [A((0, 2)), V(-3)], np.expand_dims, name="negative"),
    Sample("Squeeze", [A((1, 3, 1))], lambda x: np.squeeze(x)),
    Sample("Squeeze", [A((1, 3, 1))], lambda x, squeeze_dims: np.squeeze(x, -1), {"squeeze_dims": [-1]}, name="axis",
           errors=[E([A((1, 3, 1))], {"squeeze_dims": [1]}, Invalid, "Can not squeeze dim[1], expected a dimension of 1, got 3"),
                   E([A((1, 3, 1))], {"squeeze_dims": [3]}, Invalid, "Tried to squeeze dim index 3 for tensor with 3 dimensions.")]),
    # --- cast.cc ---
    *[cast_rows(d) for d in (*REAL, *QUANTIZED, "bool", "complex64", "complex128")],
    Sample("Cast", [A((0, 3))], lambda x, DstT: x.astype(DstT), {"DstT": "int32"}, dtypes=("float32",), name="empty"),
    Sample("Cast", [A((14,), special=True)], lambda x, DstT: x.astype(DstT), {"DstT": "float64"},
           dtypes=("float32", "float64"), grad=(), name="special", big=[A((300, 300))]),
    # --- bitcast.cc ---
    Sample("Bitcast", [A((2, 3))], lambda x, type: x.view("uint8").reshape(*x.shape, -1), {"type": "uint8"},
           dtypes=("int32", "int16", "int64"), name="smaller"),
    Sample("Bitcast", [A((2, 3))], lambda x, type: x.view("uint32"), {"type": "uint32"}, dtypes=("int32",), name="same",
           errors=[E([A((3,), dtype="int16")], {"type": "int32"}, Invalid, "size 2"),
                   E([V(1)], {"type": "int64"}, Invalid, "size 2"),
                   E([A((3,), dtype="bool")], {"type": "int8"}, Invalid, "bool")]),
    Sample("Bitcast", [A((3, 2))], lambda x, type: x.view("int64")[:, 0], {"type": "int64"}, dtypes=("int32",), name="larger"),
    [Sample("Bitcast", [A((2, 2))], lambda x, type: x.view(QUANTIZED[type]), {"type": q},
            dtypes=("int8", "uint8"), name=q) for q in ("qint8", "quint8")],
    [Sample("Bitcast", [A((2, 2))], lambda x, type: x.view("uint8").reshape(2, 2, -1), {"type": "uint8"}, dtypes=(q,), name=q)
     for q in ("qint16", "quint16", "qint32")],
    Sample("Bitcast", [A((0,))], lambda x, type: np.zeros((0, 4), "int16"), {"type": "int16"}, dtypes=("int64",), name="empty"),
    # --- fill.cc ---
    Sample("Fill", [V([2, 3]), A(())], lambda s, v: np.full(s, v, v.dtype), errors=[
        E([V([2, -3]), A(())], {}, Invalid, "must be >= 0"),
        E([V([[2, 3]]), A(())], {}, Invalid, "vector"),
        E([V([2, 3]), A((2,))], {}, Invalid, "value"),
    ]),
    Sample("Fill", [V([], "int64"), A(())], lambda s, v: v, name="scalar"),
    Sample("Fill", [V([0, 4]), A(())], lambda s, v: np.full(s, v, v.dtype), name="empty"),
    Sample("ZerosLike", [A((2, 3))], lambda x: np.full_like(x, b"") if x.dtype == object else np.zeros_like(x)),
    Sample("OnesLike", [A((2, 3))], np.ones_like),
    Sample("BroadcastTo", [A((3, 1)), V([2, 3, 4])], np.broadcast_to, errors=[
        E([A((3, 2)), V([3, 4])], {}, Invalid, "Incompatible shapes: [3,2] vs. [3,4]; "),
        E([A((3, 2)), V([1, 2])], {}, Invalid, "Unable to broadcast tensor of shape [3,2] to tensor of shape [1,2]"),
        E([A((3, 2)), V([2])], {}, Invalid, "Rank of input (2) must be no greater than rank of output shape (1)."),
        E([A((3, 1)), V([3, -1])], {}, Invalid, "must be >= 0"),
    ]),
    Sample("BroadcastTo", [A(()), V([2, 2], "int64")], np.broadcast_to, name="scalar"),
    Sample("BroadcastTo", [A((1, 3)), V([0, 3])], np.broadcast_to, name="empty"),
    # --- pack.cc ---
    Sample("Pack", [[A((2, 3)), A((2, 3)), A((2, 3))]], np.stack, errors=[
        E([[A((2, 3)), A((2, 4))]], {}, Invalid, "values[0].shape = [2,3] != values[1].shape = [2,4]"),
        E([[A((2, 3))]], {"axis": 3}, Invalid, "axis = 3 not in [-3, 3)"),
        E([[]], {}, Exception, "at least one"),
    ]),
    Sample("Pack", [[A((2, 3)), A((2, 3))]], lambda xs, axis: np.stack(xs, axis), {"axis": -1}, name="last"),
    Sample("Pack", [[A(()), A(()), A(())]], np.stack, name="scalars"),
    Sample("Pack", [[A((0, 2)), A((0, 2))]], lambda xs, axis: np.stack(xs, axis), {"axis": 1}, name="empty"),
    Sample("Unpack", [A((3, 2))], unpack, {"num": 3}, errors=[
        E([A((3, 2))], {"num": 2}, Invalid, "Input shape axis 0 must equal 2, got shape [3,2]"),
        E([A(())], {"num": 1}, Invalid, "scalar"),
        E([A((3, 2))], {"num": 3, "axis": 2}, Invalid, "axis = 2 not in [-2, 2)"),
        E([A((3, 2))], {"num": -1}, Invalid, ""),
    ]),
    Sample("Unpack", [A((3, 2, 2))], unpack, {"num": 2, "axis": -1}, name="last"),
    Sample("Unpack", [A((3, 0))], unpack, {"num": 3}, name="empty"),
    *[
        Sample("BroadcastGradientArgs", [V(a, t), V(b, t)], broadcast_axes, name=f"{a}-{b}-{t}")
        for t in ("int32", "int64")
        for a, b in [([2, 1], [3, 1, 4]), ([], [5]), ([3], [3]), ([1, 0], [1, 0])]
    ],
    Sample("BroadcastGradientArgs", [V([2, 3]), V([3])], broadcast_axes, errors=[
        E([V([2]), V([3])], {}, Invalid, "Incompatible shapes"),
        E([V([[2]]), V([3])], {}, Invalid, "must be a vector"),
    ]),
    *[
        Sample("BroadcastArgs", [V(a, t), V(b, t)], broadcast_shape, name=f"{a}-{b}-{t}")
        for t in ("int32", "int64")
        for a, b in [([2, 1], [3, 1, 4]), ([], [5]), ([3], [3]), ([1, 0], [2, 1]), ([], [])]
    ],
    Sample("BroadcastArgs", [V([2, 3]), V([3])], broadcast_shape, errors=[
        E([V([2]), V([3])], {}, Invalid, "Incompatible shapes: [2] vs. [3]"),
        E([V([[2]]), V([3])], {}, Invalid, "must be a vector"),
    ]),
    Sample("EnsureShape", [A((2, 3))], lambda x, shape: x, {"shape": [None, 3]}, errors=[
        E([A((2, 3))], {"shape": [2]}, Invalid, "is not compatible with expected shape [2]"),
        E([A((2, 3))], {"shape": [None, 4]}, Invalid, "expected shape [?,4]"),
    ]),
    Sample("EnsureShape", [A((0, 3))], lambda x: x, name="any"),
    Sample("PlaceholderWithDefault", [A((2, 3))], lambda x, shape: x, {"shape": [None, 3]}, errors=[
        E([A((2, 3))], {"shape": [2]}, ValueError, "Shapes [2,3] and [2] are incompatible"),
    ]),
    Sample("PlaceholderWithDefault", [A((0, 3))], lambda x: x, name="any"),
    Sample("CheckNumerics", [A((2, 3))], lambda x, message: x, {"message": "loss"}, errors=[
        E([V([1.0, np.nan], "float32")], {"message": "loss"}, Invalid, "loss : Tensor had NaN values"),
        E([V([-np.inf, np.nan], "float32")], {"message": "loss"}, Invalid, "loss : Tensor had Inf and NaN values"),
    ]),
]
