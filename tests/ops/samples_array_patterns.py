"""Sample rows of the array ops that repeat, pad, mark, count and search."""

import numpy as np
from samples import FLOATS, A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid


def empty_like(shape, like):
    return np.full(shape, b"", object) if like.dtype == object else np.zeros(shape, like.dtype)


def gather_nd(params, indices):
    out = empty_like(indices.shape[:-1] + params.shape[indices.shape[-1]:], params)
    for at in np.ndindex(*indices.shape[:-1]):
        out[at] = params[tuple(indices[at])]
    return out


def scatter_nd(indices, updates, shape):
    out = empty_like(tuple(shape), updates)
    for at in np.ndindex(*indices.shape[:-1]):
        out[tuple(indices[at])] += updates[at]
    return out


def pad(x, pads, value=None):
    out = empty_like(tuple(np.array(x.shape) + pads.sum(1)), x)
    if value is not None:
        out[...] = value
    out[tuple(slice(a, a + n) for (a, _), n in zip(pads, x.shape, strict=True))] = x
    return out


def reverse_sequence(x, lengths, seq_dim, batch_dim=0):
    out = np.moveaxis(x, (batch_dim, seq_dim), (0, 1)).copy()
    for row, n in zip(out, lengths, strict=True):
        row[:n] = row[:n][::-1].copy()
    return np.moveaxis(out, (0, 1), (batch_dim, seq_dim))


def repeat(x, counts, axis=0):
    return np.repeat(x, counts, axis)


def sum_runs(x, counts, axis=0):
    runs = np.split(x, np.cumsum(counts)[:-1], axis)
    return np.stack([run.sum(axis) for run in runs], axis).astype(x.dtype)


def mirror(x, pads, mode):
    return np.pad(x, pads, mode.lower())


def mirror_grad(dy, pads, mode):
    shape = np.array(dy.shape) - pads.sum(1)
    places = mirror(np.arange(int(np.prod(shape))).reshape(shape), pads, mode)
    out = np.zeros(int(np.prod(shape)), dy.dtype)
    np.add.at(out, places, dy)
    return out.reshape(shape)


def one_hot(ids, depth, on, off, axis=-1):
    axis = ids.ndim if axis == -1 else axis
    grid = np.arange(depth).reshape([-1 if i == axis else 1 for i in range(ids.ndim + 1)])
    return np.where(np.expand_dims(ids, axis) == grid, on, off)


def range_(start, limit, delta):
    return (start + delta * np.arange(np.ceil((limit - start) / delta))).astype(np.asarray(start).dtype)


def matrix_diag(d):
    out = empty_like((*d.shape, d.shape[-1]), d)
    i = np.arange(d.shape[-1])
    out[..., i, i] = d
    return out


def matrix_diag_part(x):
    i = np.arange(min(x.shape[-2:]))
    return x[..., i, i]


def set_diag(x, d):
    x, i = x.copy(), np.arange(min(x.shape[-2:]))
    x[..., i, i] = d
    return x


def band_part(x, lower, upper):
    r, c = np.indices(x.shape[-2:])
    keep = ((lower < 0) | (r - c <= lower)) & ((upper < 0) | (c - r <= upper))
    return np.where(keep, x, empty_like((), x))


def diag(d):
    return matrix_diag(d.reshape(-1)).reshape(d.shape * 2)


def diag_part(x):
    half = x.shape[:x.ndim // 2]
    n = int(np.prod(half))
    return x.reshape(n, n)[np.arange(n), np.arange(n)].reshape(half)


def scan(fn, start):
    def ref(x, axis=0, exclusive=False, reverse=False):
        x = np.moveaxis(x, 0 if axis is None else int(axis), 0)
        x = x[::-1] if reverse else x
        y = fn(x, 0, dtype=x.dtype)
        if exclusive:
            y = np.concatenate([np.full_like(x[:1], start), y[:-1]])
        return np.moveaxis(y[::-1] if reverse else y, 0, 0 if axis is None else int(axis))

    return ref


def top_k(x, k, sorted=True):
    order = np.argsort(-x.astype(np.float64), -1, kind="stable")[..., :k]
    return np.take_along_axis(x, order, -1), order.astype("int32")


def unique(x, out_idx="int32"):
    y, idx = [], []
    for v in x.tolist():
        if v not in y or v != v:  # NaN equals nothing
            y.append(v)
        idx.append(len(y) - 1 if v != v else y.index(v))
    return np.array(y, x.dtype), np.array(idx, out_idx)


def unique_with_counts(x, out_idx="int32"):
    y, idx = unique(x, out_idx)
    return y, idx, np.bincount(idx, minlength=len(y)).astype(out_idx)


PADS = [[1, 0], [2, 1]]


ROWS = [
    # --- gather_nd.cc ---
    Sample("GatherNd", [A((3, 4, 2)), V([[0, 1], [2, 3], [0, 1]])], gather_nd, errors=[
        E([A((5,)), V([[1], [7]])], {}, Invalid, "indices[1] = [7] does not index into param shape [5]"),
        E([A((5,)), V([[1, 1]])], {}, Invalid, "saw: 2 vs. 1"),
        E([A((5,)), V(1)], {}, Invalid, "at least 1"),
    ]),
    Sample("GatherNd", [A((4, 2)), V([[3], [1], [3]], "int64")], gather_nd, name="rows"),
    Sample("GatherNd", [A((2, 2)), V([1, 0])], gather_nd, name="element", dtypes=("float32", "float64", "int8", "bool")),
    Sample("GatherNd", [A((2, 3)), V(np.zeros((2, 0)))], gather_nd, name="whole"),
    Sample("ScatterNd", [V([[0, 1], [2, 3], [0, 1]]), A((3, 2)), V([3, 4, 2])], scatter_nd, tol=4, errors=[
        E([V([[3]]), A((1,)), V([3])], {}, Invalid, "indices[0] = [3] does not index into shape [3]"),
        E([V([[1]]), A((2,)), V([3])], {}, Invalid, "updates must have shape"),
        E([V([[1, 1]]), A((1,)), V([3])], {}, Invalid, "Output: [3] updates: [1]"),
    ]),
    Sample("ScatterNd", [V([[1], [3]], "int64"), A((2,)), V([4], "int64")], scatter_nd, name="vector"),
    # --- tile.cc ---
    Sample("Tile", [A((2, 3)), V([2, 3])], np.tile, errors=[
        E([A((2, 3)), V([2])], {}, Invalid, "2 axes"),
        E([A((2, 3)), V([2, -1])], {}, Invalid, "Expected multiples[1] >= 0, but got -1"),
        E([A((2, 3)), V([2**62, 1], "int64")], {}, Invalid, "too large"),
    ]),
    Sample("Tile", [A((2, 1, 3)), V([1, 4, 1], "int64")], np.tile, name="middle"),
    Sample("Tile", [A((2, 3)), V([0, 2])], np.tile, name="none"),
    Sample("Tile", [A(()), V([], "int32")], lambda x, m: x, name="scalar"),
    # --- repeat.cc ---
    Sample("Repeat", [A((3, 2)), V([2, 0, 1])], repeat, big=[A((400, 300)), V([i % 3 for i in range(400)])], errors=[
        E([A((3, 2)), V([1, 2])], {}, Invalid, "input is [3,2] float32, repeats is [2] int32; axis 0 must have 2 entries"),
        E([A((3,)), V([1, -2, 1])], {}, Invalid, "repeats[1] is -2; it must not be negative"),
        E([A((2,)), V([2**62, 2**62], "int64")], {}, Invalid, "the sum of repeats is too large"),
        E([A((3,)), V(1)], {}, Invalid, "its rank must be 1"),
        E([A(()), V([1])], {}, Invalid, "its rank must be at least 1"),
        E([A((3,)), V([1, 1, 1])], {"axis": 1}, Invalid, "axis"),
    ]),
    Sample("Repeat", [A((2, 3, 2)), V([1, 0, 3], "int64")], repeat, {"axis": -2}, name="middle"),
    Sample("Repeat", [A((2, 4)), V([3, 1, 0, 2])], repeat, {"axis": 1}, name="last"),
    Sample("Repeat", [A((2, 2)), V([0, 0])], repeat, name="none"),
    Sample("RepeatGrad", [A((4, 2)), V([2, 0, 1, 1])], sum_runs, big=[A((600, 300)), V([6] * 100)], tol=4, errors=[
        E([A((3, 2)), V([1, 1])], {}, Invalid, "axis 0 must have 2 entries, the sum of repeats"),
    ]),
    Sample("RepeatGrad", [A((2, 5, 2)), V([2, 3], "int64")], sum_runs, {"axis": 1}, name="middle", tol=4),
    Sample("RepeatGrad", [A((2, 5)), V([0, 2, 3, 0])], sum_runs, {"axis": -1}, name="last", tol=4),
    Sample("RepeatGrad", [A((0, 2)), V([0, 0])], sum_runs, name="none"),
    # --- pad.cc, mirror_pad.cc ---
    Sample("Pad", [A((2, 3)), V(PADS)], pad, errors=[
        E([A((2, 3)), V([[1, 0]])], {}, Invalid, "2 axes"),
        E([A((2, 3)), V([[1, 0], [-1, 0]])], {}, Invalid, "non-negative"),
        E([A((2, 3)), V([[1, 0, 0], [1, 0, 0]])], {}, Invalid, "2 columns"),
        E([A((2, 3)), V([1, 0])], {}, Invalid, "rank must be 2"),
        E([A((2, 3)), V([[2**62, 2**62], [2**62, 2**62]], "int64")], {}, Invalid, "too large"),
    ]),
    Sample("Pad", [A((0, 2)), V([[1, 1], [0, 0]], "int64")], pad, name="empty"),
    Sample("PadV2", [A((2, 3)), V(PADS), A(())], pad, grad=(0,), errors=[
        E([A((2, 3)), V(PADS), A((1,))], {}, Invalid, "constant_values"),
    ]),
    Sample("MirrorPad", [A((2, 4)), V([[1, 0], [2, 3]])], mirror, {"mode": "REFLECT"}, errors=[
        E([A((2, 3)), V([[2, 0], [0, 0]])], {"mode": "REFLECT"}, Invalid, "paddings must be less than the dimension size: 2, 0 not less than 2"),
        E([A((2, 3)), V([[3, 0], [0, 0]])], {"mode": "SYMMETRIC"}, Invalid, "paddings must be no greater than the dimension size: 3, 0 greater than 2"),
        E([A((2, 3)), V(PADS)], {"mode": "EDGE"}, Invalid, "EDGE"),
    ]),
    Sample("MirrorPad", [A((2, 3)), V([[2, 1], [3, 0]])], mirror, {"mode": "SYMMETRIC"}, name="symmetric"),
    Sample("MirrorPadGrad", [A((3, 9)), V([[1, 0], [2, 3]])], mirror_grad, {"mode": "REFLECT"}, tol=4, errors=[
        E([A((3, 3)), V([[2, 0], [0, 0]])], {"mode": "REFLECT"}, Invalid, "do not fit"),
    ]),
    Sample("MirrorPadGrad", [A((5, 6)), V([[2, 1], [3, 0]])], mirror_grad, {"mode": "SYMMETRIC"}, name="symmetric", tol=4),
    # --- one_hot.cc, range.cc ---
    Sample("OneHot", [V([[1, 0, -1], [3, 2, 9]]), V(4), A(()), A(())], one_hot, errors=[
        E([V([1]), V(-1), A(()), A(())], {}, Invalid, "depth must be non-negative, got: -1"),
        E([V([1]), V(2), A(()), A(())], {"axis": 2}, Invalid, "Expected axis to be -1 or between [0, 2).  But received: 2"),
        E([V([1]), V(2), A((2,)), A(())], {}, Invalid, "on_value"),
    ]),
    Sample("OneHot", [V([[1, 0]], "int64"), V(3), A(()), A(())], one_hot, {"axis": 1}, name="axis"),
    Sample("OneHot", [V(2, "uint8"), V(3), A(()), A(())], one_hot, {"axis": 0}, name="scalar"),
    Sample("Range", [V(3), V(18), V(4)], range_, errors=[
        E([V(5), V(3), V(1)], {}, Invalid, "Requires start <= limit when delta > 0: 5/3"),
        E([V(3), V(5), V(-1)], {}, Invalid, "Requires start >= limit when delta < 0"),
        E([V(3), V(5), V(0)], {}, Invalid, "delta != 0"),
        E([V([3]), V(5), V(1)], {}, Invalid, "rank must be 0"),
        E([V(float("nan"), "float32"), V(5, "float32"), V(1, "float32")], {}, Invalid, "Requires"),
        E([V(0, "float32"), V(float("inf"), "float32"), V(1, "float32")], {}, Invalid, "too long"),
    ]),
    Sample("Range", [V(10, "int64"), V(-5, "int64"), V(-4, "int64")], range_, name="down"),
    *[Sample("Range", [V(0.5, d), V(3.5, d), V(0.25, d)], range_, name=d) for d in ("float16", "bfloat16", "float32", "float64")],
    Sample("Range", [V(3), V(3), V(1)], range_, name="empty"),
    Sample("LinSpace", [A(()), A(()), V(5)], np.linspace, errors=[
        E([A(()), A(()), V(0)], {}, Invalid, "Requires num > 0: 0"),
        E([A((1,)), A(()), V(2)], {}, Invalid, "rank must be 0"),
    ]),
    Sample("LinSpace", [A(()), A(()), V(1, "int64")], np.linspace, name="one"),
    # --- where.cc, reverse.cc, roll.cc ---
    Sample("Where", [A((3, 4))], lambda x: np.argwhere(x)),
    Sample("Where", [V([[True, False], [False, True]], "bool")], lambda x: np.argwhere(x), name="bool"),
    Sample("Where", [V(np.zeros((0, 2)), "bool")], lambda x: np.argwhere(x), name="empty"),
    Sample("ReverseV2", [A((2, 3, 4)), V([0, -1])], lambda x, a: np.flip(x, a), errors=[
        E([A((2, 3)), V([2])], {}, Invalid, "'axis'[0] = 2 is out of valid range [0, 1"),
        E([A((2, 3)), V([1, -1])], {}, Invalid, "axis 1 specified more than once."),
    ]),
    Sample("ReverseV2", [A((2, 3)), V([], "int64")], lambda x, a: x, name="none"),
    Sample("Roll", [A((2, 3, 4)), V([5, -1, 1]), V([1, -1, -1])], np.roll, errors=[
        E([A((2,)), V(1), V(1)], {}, Invalid, "axis 1 is out of range"),
        E([A(()), V(1), V(0)], {}, Invalid, "input must be 1-D or higher"),
        E([A((2,)), V([[1]]), V(0)], {}, Invalid, "shift must be a scalar or a 1-D vector. Found: [1,1]"),
        E([A((2,)), V(1), V([[0]])], {}, Invalid, "axis must be a scalar or a 1-D vector. Found: [1,1]"),
        E([A((2,)), V([1]), V([0, 0])], {}, Invalid, "shift and axis must have the same size"),
        E([A((2,)), V(1), V([0])], {}, Invalid, "shift and axis must have the same size"),
    ]),
    Sample("Roll", [A((3, 5)), V(-7, "int64"), V(0)], np.roll, name="outer"),
    Sample("Roll", [A((0, 2)), V(1), V(1)], np.roll, name="empty"),
    Sample("ReverseSequence", [A((2, 4, 3)), V([3, 0])], reverse_sequence, {"seq_dim": 1}, errors=[
        E([A((2, 4)), V([5, 0])], {"seq_dim": 1}, Invalid, "seq_lengths(0) > input.dims(1): 5 vs. 4"),
        E([A((2, 4)), V([1, -1])], {"seq_dim": 1}, Invalid, "seq_lengths(1) < 0"),
        E([A((2, 4)), V([1, 1, 1])], {"seq_dim": 1}, Invalid, "Length of seq_lengths != input.dims(0), (3 vs. 2)"),
        E([A((2, 4)), V([1, 1])], {"seq_dim": 2}, Invalid, "seq_dim must be < input rank: 2 vs. 2"),
        E([A((2, 4)), V([1, 1])], {"seq_dim": 1, "batch_dim": 1}, Invalid, "batch_dim == seq_dim == 1"),
        E([A((2, 4)), V([[1, 1]])], {"seq_dim": 1}, Invalid, "seq_lengths must be 1-dim, not 2"),
    ]),
    Sample("ReverseSequence", [A((2, 4, 2, 3)), V([1, 2, 0], "int64")], reverse_sequence,
           {"seq_dim": 1, "batch_dim": 3}, name="later"),
    Sample("ReverseSequence", [A((4, 2, 3)), V([4, 1, 2])], reverse_sequence,
           {"seq_dim": 0, "batch_dim": 2}, name="first"),
    Sample("ReverseSequence", [A((0, 4)), V([], "int64")], reverse_sequence, {"seq_dim": 1}, name="empty"),
    # --- diagonal.cc ---
    Sample("MatrixDiag", [A((2, 3))], matrix_diag, errors=[E([A(())], {}, Invalid, "at least 1")]),
    Sample("MatrixDiagPart", [A((2, 3, 4))], matrix_diag_part, errors=[E([A((2,))], {}, Invalid, "at least 2")]),
    Sample("MatrixDiagPart", [A((0, 3))], matrix_diag_part, name="empty"),
    Sample("MatrixSetDiag", [A((2, 3, 4)), A((2, 3))], set_diag, errors=[
        E([A((3, 4)), A((4,))], {}, Invalid, "Diagonal shape: [4]"),
        E([A((3, 4)), A((1, 3))], {}, Invalid, "Diagonal shape: [1,3]"),
    ]),
    Sample("MatrixBandPart", [A((2, 4, 5)), V(1), V(2)], band_part, errors=[
        E([A((4, 5)), V(5), V(0)], {}, Invalid, "num_lower"),
        E([A((4,)), V(0), V(0)], {}, Invalid, "at least 2"),
    ]),
    Sample("MatrixBandPart", [A((4, 3)), V(-1, "int64"), V(0, "int64")], band_part, name="lower"),
    Sample("Diag", [A((2, 3))], diag),
    Sample("DiagPart", [A((2, 3, 2, 3))], diag_part, errors=[
        E([A((2, 3, 2))], {}, Invalid, "even and positive, got shape [2,3,2]"),
        E([A((2, 3))], {}, Invalid, "Invalid shape [2,3]: dimensions 0 and 1 do not match."),
    ]),
    # --- cumulative.cc ---
    *[Sample(op, [A((3, 4), nonzero=True), V(axis)], scan(fn, start), {"exclusive": e, "reverse": r}, tol=8,
             name=f"{axis}-{e}-{r}", errors=[E([A((3,)), V(1)], {}, Invalid, "Expected scan axis in the range [-1, 1), but got 1")])
      for op, fn, start in (("Cumsum", np.cumsum, 0), ("Cumprod", np.cumprod, 1))
      for axis, e, r in ((0, False, False), (1, True, False), (-1, False, True), (-2, True, True))],
    Sample("Cumsum", [A((4,)), None], scan(np.cumsum, 0), name="default", tol=8),
    Sample("Cumsum", [A((0, 2)), V(0)], scan(np.cumsum, 0), name="empty"),
    # --- top_k.cc, unique.cc ---
    Sample("TopKV2", [A((2, 5)), V(3)], top_k, errors=[
        E([A((2, 5)), V(6)], {}, Invalid, "Had 5, needed 6"),
        E([A((2, 5)), V(-1)], {}, Invalid, "Need k >= 0, got -1"),
        E([A(()), V(1)], {}, Invalid, "at least 1"),
    ]),
    Sample("TopKV2", [A((3,)), V(0)], top_k, name="none"),
    Sample("Unique", [A((7,))], unique, errors=[E([A((2, 2))], {}, Invalid, "rank must be 1")]),
    Sample("Unique", [A((0,))], unique, {"out_idx": "int64"}, name="empty"),
    Sample("UniqueWithCounts", [A((7,))], unique_with_counts),
    [Sample(op, [A((28,), special=True)], ref, dtypes=(*FLOATS,), name="special")
     for op, ref in (("Unique", unique), ("UniqueWithCounts", unique_with_counts))],
    Sample("UniqueWithCounts", [V([complex(np.nan, 1), complex(np.nan, 1), 1, complex(-0.0, 1), 1j, 1], "complex64")],
           unique_with_counts, dtypes=("float32",), name="complex"),
]
