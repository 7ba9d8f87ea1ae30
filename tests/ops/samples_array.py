"""Sample rows of the array ops."""

import ml_dtypes
import numpy as np
from samples import FLOATS, A, E, Sample, V

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
        return x.astype(DstT)

    low = 0 if dst.startswith("u") else -2
    return Sample("Cast", [A((3, 4), low, 100)], ref, {"DstT": dst}, name=dst, tol=3,
                  grad=None if dst in ("float64", "complex128") else ())


def unpack(x, num, axis=0):
    return tuple(np.moveaxis(x, axis, 0))


def strided(name, shape, begin, end, strides, index, **masks):
    """StridedSlice and its gradient op against NumPy's indexing by `index`."""
    ends = [V(begin), V(end), V(strides)]

    def back(_shape, _begin, _end, _strides, dy, **masks):
        out = np.full(shape, b"" if dy.dtype == object else 0, dy.dtype)
        out[index] = dy
        return out

    part = np.zeros(shape)[index].shape
    return [Sample("StridedSlice", [A(shape), *ends], lambda x, *_, **masks: x[index], masks, name=name),
            Sample("StridedSliceGrad", [V(list(shape)), *ends, A(part)], back, masks, name=name)]


def take(x, i, axis=0, batch_dims=0):
    return np.take(x, i, int(axis))


def segment_sum(x, ids, n=None):
    out = np.zeros((int(ids.max()) + 1 if n is None else int(n), *x.shape[ids.ndim:]), x.dtype)
    keep = ids >= 0
    np.add.at(out, ids[keep], x[keep])
    return out


def slice_ref(x, begin, size):
    return x[tuple(slice(b, None if n < 0 else b + n) for b, n in zip(begin, size, strict=True))]


def one_hot(i, depth, on, off, axis=-1):
    hot = np.expand_dims(i, axis if axis >= 0 else i.ndim) == np.arange(int(depth)).reshape(
        [-1 if k == (axis if axis >= 0 else i.ndim) else 1 for k in range(i.ndim + 1)])
    out = np.empty(hot.shape, on.dtype)
    out[...] = off
    out[hot] = on
    return out


def gather_nd(x, i):
    return x[tuple(np.moveaxis(i, -1, 0))]


def scatter_nd(i, updates, shape):
    out = np.zeros(shape, updates.dtype)
    np.add.at(out, tuple(np.moveaxis(i, -1, 0)), updates)
    return out


ROWS = [
    # --- reshape.cc ---
    Sample("Reshape", [A((2, 6)), V([3, -1])], lambda x, s: x.reshape(s), errors=[
        E([A((2, 6)), V([5, -1])], {}, Invalid, "(2, 6)"),
        E([A((2, 6)), V([-1, -1])], {}, Invalid, "only one"),
        E([A((2, 6)), V([[3, 4]])], {}, Invalid, "vector"),
        E([A((2, 6)), V([2**62, 2**62], "int64")], {}, Invalid, ""),
        E([A((0, 6)), V([0, -1])], {}, Invalid, ""),
    ]),
    Sample("Reshape", [A((0, 3)), V([3, 0, 2], "int64")], lambda x, s: x.reshape(s), name="empty"),
    Sample("Reshape", [A((1, 1)), V([], "int32")], lambda x, s: x.reshape(()), name="scalar"),
    Sample("Identity", [A((2, 3))], lambda x: x),
    Sample("StopGradient", [A((2, 3))], lambda x: x),
    Sample("ExpandDims", [A((2, 3)), V(1)], np.expand_dims, errors=[E([A((2, 3)), V(3)], {}, Invalid, "out of range")]),
    Sample("ExpandDims", [A(()), V(-1, "int64")], np.expand_dims, name="scalar"),
    Sample("ExpandDims", [A((0, 2)), V(-3)], np.expand_dims, name="negative"),
    Sample("Squeeze", [A((1, 3, 1))], lambda x: np.squeeze(x)),
    Sample("Squeeze", [A((1, 3, 1))], lambda x, squeeze_dims: np.squeeze(x, -1), {"squeeze_dims": [-1]}, name="axis",
           errors=[E([A((1, 3, 1))], {"squeeze_dims": [1]}, Invalid, "not 1"),
                   E([A((1, 3, 1))], {"squeeze_dims": [3]}, Invalid, "out of range")]),
    # --- cast.cc ---
    *[cast_rows(d) for d in (*REAL, "bool", "complex64", "complex128")],
    Sample("Cast", [A((0, 3))], lambda x, DstT: x.astype(DstT), {"DstT": "int32"}, dtypes=("float32",), name="empty"),
    Sample("Cast", [A((14,), special=True)], lambda x, DstT: x.astype(DstT), {"DstT": "float64"},
           dtypes=("float32", "float64"), grad=(), name="special", big=[A((300, 300))]),
    # --- fill.cc ---
    Sample("Fill", [V([2, 3]), A(())], lambda s, v: np.full(s, v, v.dtype), errors=[
        E([V([2, -3]), A(())], {}, Invalid, "negative"),
        E([V([[2, 3]]), A(())], {}, Invalid, "vector"),
        E([V([2, 3]), A((2,))], {}, Invalid, "value"),
    ]),
    Sample("Fill", [V([], "int64"), A(())], lambda s, v: v, name="scalar"),
    Sample("Fill", [V([0, 4]), A(())], lambda s, v: np.full(s, v, v.dtype), name="empty"),
    Sample("ZerosLike", [A((2, 3))], lambda x: np.full_like(x, b"") if x.dtype == object else np.zeros_like(x)),
    Sample("OnesLike", [A((2, 3))], np.ones_like),
    Sample("BroadcastTo", [A((3, 1)), V([2, 3, 4])], np.broadcast_to, errors=[
        E([A((3, 2)), V([3, 4])], {}, Invalid, "(3, 4)"),
        E([A((3, 2)), V([2])], {}, Invalid, "(2,)"),
        E([A((3, 1)), V([3, -1])], {}, Invalid, "negative"),
    ]),
    Sample("BroadcastTo", [A(()), V([2, 2], "int64")], np.broadcast_to, name="scalar"),
    Sample("BroadcastTo", [A((1, 3)), V([0, 3])], np.broadcast_to, name="empty"),
    # --- pack.cc ---
    Sample("Pack", [[A((2, 3)), A((2, 3)), A((2, 3))]], np.stack, errors=[
        E([[A((2, 3)), A((2, 4))]], {}, Invalid, "(2, 4)"),
        E([[A((2, 3))]], {"axis": 3}, Invalid, "out of range"),
        E([[]], {}, Exception, "at least one"),
    ]),
    Sample("Pack", [[A((2, 3)), A((2, 3))]], lambda xs, axis: np.stack(xs, axis), {"axis": -1}, name="last"),
    Sample("Pack", [[A(()), A(()), A(())]], np.stack, name="scalars"),
    Sample("Pack", [[A((0, 2)), A((0, 2))]], lambda xs, axis: np.stack(xs, axis), {"axis": 1}, name="empty"),
    Sample("Unpack", [A((3, 2))], unpack, {"num": 3}, errors=[
        E([A((3, 2))], {"num": 2}, Invalid, "num = 2"),
        E([A(())], {"num": 1}, Invalid, "scalar"),
        E([A((3, 2))], {"num": 3, "axis": 2}, Invalid, "out of range"),
        E([A((3, 2))], {"num": -1}, Invalid, ""),
    ]),
    Sample("Unpack", [A((3, 2, 2))], unpack, {"num": 2, "axis": -1}, name="last"),
    Sample("Unpack", [A((3, 0))], unpack, {"num": 3}, name="empty"),
    # --- concat.cc, split.cc ---
    Sample("ConcatV2", [[A((2, 3)), A((1, 3)), A((0, 3))], V(0)], lambda xs, axis: np.concatenate(xs, axis), errors=[
        E([[A((2, 3)), A((2, 4))], V(0)], {}, Invalid, "(2, 4)"),
        E([[A((2, 3)), A((2, 3))], V(2)], {}, Invalid, "out of range"),
        E([[A(()), A(())], V(0)], {}, Invalid, ""),
        E([[A((2, 3)), A((3,))], V(0)], {}, Invalid, "(3,)"),
    ]),
    Sample("ConcatV2", [[A((2, 1, 2)), A((2, 3, 2))], V(-2, "int64")], lambda xs, axis: np.concatenate(xs, int(axis)), name="middle"),
    Sample("ConcatV2", [[A((3,))], V(0)], lambda xs, axis: xs[0], name="one"),
    Sample("Split", [V(1), A((2, 6))], lambda a, x, num_split: tuple(np.split(x, num_split, int(a))), {"num_split": 3}, errors=[
        E([V(1), A((2, 5))], {"num_split": 3}, Invalid, "(2, 5)"),
        E([V(2), A((2, 6))], {"num_split": 3}, Invalid, "out of range"),
        E([V(0), A((2, 6))], {"num_split": 0}, Invalid, ""),
        E([V(0), A((2, 6))], {"num_split": -1}, Invalid, ""),
    ]),
    Sample("Split", [V(-2), A((0, 2))], lambda a, x, num_split: (x, x), {"num_split": 2}, name="empty"),
    Sample("SplitV", [A((5, 2)), V([1, 4, 0], "int64"), V(0)], lambda x, n, a, num_split: (x[:1], x[1:], x[5:]), {"num_split": 3},
           errors=[E([A((5, 2)), V([1, 3]), V(0)], {"num_split": 2}, Invalid, ""),
                   E([A((5, 2)), V([-1, -1]), V(0)], {"num_split": 2}, Invalid, ""),
                   E([A((5, 2)), V([1, 4]), V(0)], {"num_split": 3}, Invalid, ""),
                   E([A((5, 2)), V([7, -1]), V(0)], {"num_split": 2}, Invalid, "")]),
    Sample("SplitV", [A((2, 5)), V([2, -1]), V(-1)], lambda x, n, a, num_split: (x[:, :2], x[:, 2:]), {"num_split": 2}, name="rest"),
    # --- gather.cc ---
    Sample("GatherV2", [A((4, 3)), V([[0, 3], [3, 1]]), V(0)], take, errors=[
        E([A((4, 3)), V([0, 4]), V(0)], {}, Invalid, "4"), E([A((4, 3)), V([-1]), V(0)], {}, Invalid, "-1"),
        E([A((4, 3)), V([0]), V(2)], {}, Invalid, ""), E([A(()), V([0]), V(0)], {}, Invalid, "")]),
    Sample("GatherV2", [A((2, 4, 2)), V([3, 0, 3], "int64"), V(1)], take, name="axis"),
    Sample("GatherV2", [A((4, 3)), V(2), None], lambda x, i, a: x[2], name="scalar"),
    Sample("GatherV2", [A((2, 3, 2)), V([[2, 0], [1, 1]]), V(1)], lambda x, i, a, batch_dims: x[np.arange(2)[:, None], i],
           {"batch_dims": 1}, name="batch"),
    Sample("GatherV2", [A((4, 3)), V(np.zeros((0,), np.int32)), V(0)], take, name="empty"),
    Sample("Gather", [A((4, 3)), V([2, 0, 2])], lambda x, i: x[i], errors=[E([A((4, 3)), V([5])], {}, Invalid, "5")]),
    Sample("GatherNd", [A((3, 2, 2)), V([[0, 1], [2, 0], [0, 1]])], gather_nd,
           errors=[E([A((3, 2)), V([[3, 0]])], {}, Invalid, ""), E([A((3, 2)), V([[0, 0, 0]])], {}, Invalid, "")]),
    Sample("ScatterNd", [V([[0, 1], [2, 0], [0, 1]]), A((3, 2)), V([3, 2, 2])], scatter_nd, tol=2,
           errors=[E([V([[3, 0]]), A((1,)), V([3, 2])], {}, Invalid, ""), E([V([[0]]), A((1, 3)), V([3, 2])], {}, Invalid, "")]),
    # --- slice.cc, strided.cc ---
    Sample("Slice", [A((4, 5)), V([1, 0]), V([2, -1])], slice_ref, errors=[
        E([A((4, 5)), V([3, 0]), V([2, 1])], {}, Invalid, ""), E([A((4, 5)), V([-1, 0]), V([2, 1])], {}, Invalid, ""),
        E([A((4, 5)), V([1]), V([2])], {}, Invalid, ""), E([A((4, 5)), V([0, 0]), V([-2, 1])], {}, Invalid, "")]),
    Sample("Slice", [A((2, 3)), V([2, 0], "int64"), V([0, 3], "int64")], slice_ref, name="empty"),
    strided("steps", (5, 6), [3, 1], [0, 6], [-2, 2], np.s_[3:0:-2, 1:6:2]),
    strided("shrink", (5, 6), [3, 1], [4, 4], [1, 1], np.s_[3, 1:4], shrink_axis_mask=1),
    strided("negative", (5,), [-2], [-1], [1], np.s_[-2], shrink_axis_mask=1),
    strided("open", (4, 3), [1, 1], [3, 2], [1, 1], np.s_[:3, 1:], begin_mask=1, end_mask=2),
    strided("ellipsis", (2, 3, 4), [0, 1], [0, 3], [1, 1], np.s_[..., 1:3], ellipsis_mask=1),
    strided("newaxis", (3, 2), [0, 0], [0, 3], [1, 1], np.s_[None, 0:3], new_axis_mask=1),
    strided("beyond", (3,), [-9], [9], [1], np.s_[-9:9]),
    strided("empty", (3, 2), [2], [1], [1], np.s_[2:1]),
    Sample("StridedSlice", [A((3,)), V([0]), V([3]), V([1])], lambda x, *_: x, name="errors", grad=(), errors=[
        E([A((3,)), V([0]), V([3]), V([0])], {}, Invalid, ""), E([A((3,)), V([0, 0]), V([3, 3]), V([1, 1])], {}, Invalid, ""),
        E([A((3,)), V([3]), V([4]), V([1])], {"shrink_axis_mask": 1}, Invalid, ""),
        E([A((3,)), V([0]), V([3, 3]), V([1])], {}, Invalid, "")]),
    # --- transpose.cc ---
    Sample("Transpose", [A((2, 3, 4)), V([2, 0, 1])], np.transpose, big=[A((64, 50, 60)), V([2, 0, 1])], errors=[
        E([A((2, 3)), V([0, 0])], {}, Invalid, ""), E([A((2, 3)), V([0])], {}, Invalid, ""), E([A((2, 3)), V([0, 2])], {}, Invalid, "")]),
    Sample("Transpose", [A((3, 2)), None], lambda x, _: x.T, name="reversed"),
    Sample("Transpose", [A((0, 3)), V([1, 0], "int64")], np.transpose, name="empty"),
    Sample("Transpose", [A((70, 35)), V([1, 0])], np.transpose, name="tiles"),
    Sample("ConjugateTranspose", [A((2, 3)), V([1, 0])], lambda x, p: (np.conj(x) if x.dtype.kind == "c" else x).T),
    Sample("InvertPermutation", [V([2, 0, 1, 3])], lambda x: np.argsort(x).astype(x.dtype), errors=[
        E([V([0, 0])], {}, Invalid, ""), E([V([0, 2])], {}, Invalid, ""), E([V([[0]])], {}, Invalid, "")]),
    Sample("InvertPermutation", [V([1, 0], "int64")], lambda x: x, name="int64"),
    # --- shape_ops.cc ---
    Sample("Shape", [A((2, 3))], lambda x: np.array(x.shape, np.int32)),
    Sample("Shape", [A(())], lambda x, out_type: np.array(x.shape, np.int64), {"out_type": "int64"}, name="int64"),
    Sample("ShapeN", [[A((2, 3)), A((0,))]], lambda xs: tuple(np.array(x.shape, np.int32) for x in xs)),
    Sample("Size", [A((2, 0, 3))], lambda x: np.int32(x.size)),
    Sample("Size", [A((2, 3))], lambda x, out_type: np.int64(x.size), {"out_type": "int64"}, name="int64"),
    Sample("Rank", [A((2, 3))], lambda x: np.int32(x.ndim)),
    # --- segment.cc ---
    Sample("UnsortedSegmentSum", [A((4, 2)), V([2, 0, -1, 2]), V(4)], segment_sum, tol=2, errors=[
        E([A((2, 2)), V([0, 3]), V(3)], {}, Invalid, ""), E([A((2, 2)), V([0]), V(3)], {}, Invalid, ""),
        E([A((2, 2)), V([0, 0]), V(-1)], {}, Invalid, "")], big=[A((20000, 8)), V(np.arange(20000) % 7), V(7)]),
    Sample("UnsortedSegmentSum", [A((2, 2)), V([[1, 0], [1, 1]], "int64"), V(2, "int64")], segment_sum, name="matrix", tol=4),
    Sample("SegmentSum", [A((4, 2)), V([0, 0, 2, 2])], segment_sum, tol=2, errors=[
        E([A((2, 2)), V([1, 0])], {}, Invalid, ""), E([A((2, 2)), V([0])], {}, Invalid, ""), E([A((2, 2)), V([-1, 0])], {}, Invalid, "")]),
    # --- pad.cc, tile.cc, sequence ---
    Sample("Tile", [A((2, 3)), V([2, 1])], np.tile, errors=[
        E([A((2, 3)), V([2])], {}, Invalid, ""), E([A((2, 3)), V([2, -1])], {}, Invalid, "")]),
    Sample("Tile", [A((2,)), V([0], "int64")], np.tile, name="empty"),
    Sample("Pad", [A((2, 3)), V([[1, 0], [0, 2]])], lambda x, p: np.pad(x, p), dtypes=("float32", "float64", "int32", "complex128"),
           errors=[E([A((2, 3)), V([[1, 0]])], {}, Invalid, ""), E([A((2, 3)), V([[1, 0], [0, -2]])], {}, Invalid, "")]),
    Sample("Pad", [A((0, 1)), V([[1, 1], [0, 0]], "int64")], lambda x, p: np.pad(x, p), name="empty", dtypes=("float64",)),
    Sample("PadV2", [A((2, 3)), V([[1, 0], [0, 2]]), A(())], lambda x, p, c: np.pad(x, p, constant_values=c),
           dtypes=("float32", "float64", "int32", "bool")),
    Sample("MirrorPad", [A((3, 4)), V([[1, 0], [2, 1]])], lambda x, p, mode: np.pad(x, p, "reflect"), {"mode": "REFLECT"},
           errors=[E([A((3, 4)), V([[3, 0], [0, 0]])], {"mode": "REFLECT"}, Invalid, "")]),
    Sample("MirrorPad", [A((3, 4)), V([[3, 0], [2, 1]])], lambda x, p, mode: np.pad(x, p, "symmetric"), {"mode": "SYMMETRIC"}, name="symmetric"),
    Sample("OneHot", [V([0, 2, -1, 5]), V(3), A(()), A(())], one_hot, errors=[
        E([V([0]), V(-1), A(()), A(())], {}, Invalid, ""), E([V([0]), V([3]), A(()), A(())], {}, Invalid, "")]),
    Sample("OneHot", [V([[0, 1], [2, 0]], "int64"), V(3), A(()), A(())], one_hot, {"axis": 1}, name="axis"),
    Sample("Range", [V(1), V(7), V(2)], lambda a, b, d: np.arange(a, b, d, np.int32), errors=[
        E([V(1), V(7), V(0)], {}, Invalid, ""), E([V([1]), V(7), V(1)], {}, Invalid, "")]),
    Sample("Range", [V(3.0, "float32"), V(0.0, "float32"), V(-0.5, "float32")], np.arange, name="down"),
    Sample("LinSpace", [V(1.0, "float64"), V(2.0, "float64"), V(5)], lambda a, b, n: np.linspace(a, b, int(n)),
           errors=[E([V(1.0, "float64"), V(2.0, "float64"), V(0)], {}, Invalid, "")]),
    Sample("LinSpace", [V(1.0, "float32"), V(2.0, "float32"), V(1, "int64")], lambda a, b, n: np.linspace(a, b, int(n)), name="one"),
    Sample("ReverseV2", [A((2, 3, 2)), V([0, -1])], lambda x, a: np.flip(x, tuple(a)), errors=[
        E([A((2, 3)), V([2])], {}, Invalid, ""), E([A((2, 3)), V([0, 0])], {}, Invalid, "")]),
    Sample("Where", [A((3, 4), dtype="bool")], lambda c: np.argwhere(c).astype(np.int64)),
    Sample("DiagPart", [A((3, 3))], np.diagonal), Sample("Diag", [A((3,))], np.diag),
    Sample("MatrixDiagPart", [A((2, 3, 3))], lambda x: np.diagonal(x, 0, -2, -1)),
]
