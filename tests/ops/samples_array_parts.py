"""Sample rows of the array ops that join, cut, pick and reorder."""

import numpy as np
from samples import A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid

MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")


def masks(**given):
    return {name: given.get(name, 0) for name in MASKS}


def key_of(begin, end, strides, m):
    """The NumPy index that a strided slice stands for."""
    def entry(i):
        bit = 1 << i
        if m["ellipsis_mask"] & bit:
            return Ellipsis
        if m["new_axis_mask"] & bit:
            return None
        if m["shrink_axis_mask"] & bit:
            return int(begin[i])
        return slice(None if m["begin_mask"] & bit else int(begin[i]), None if m["end_mask"] & bit else int(end[i]),
                     int(strides[i]))

    return tuple(entry(i) for i in range(len(begin)))


def strided(x, begin, end, strides, **m):
    return x[key_of(begin, end, strides, m)]


def strided_grad(shape, begin, end, strides, dy, **m):
    out = np.full(shape, b"", object) if dy.dtype == object else np.zeros(shape, dy.dtype)
    out[key_of(begin, end, strides, m)] = dy
    return out


def slice_row(name, shape, begin, end, strides, index="int32", **given):
    """StridedSlice and, where the result is not a scalar of strings, its gradient op."""
    m = masks(**given)
    spec = [V(begin, index), V(end, index), V(strides, index)]
    part = strided(np.zeros(shape), begin, end, strides, **m).shape
    return [Sample("StridedSlice", [A(shape), *spec], strided, m, name=name),
            Sample("StridedSliceGrad", [V(shape, index), *spec, A(part)], strided_grad, m, name=name)]


def transpose(x, perm=None):
    return x.transpose(perm)


def conj_transpose(x, perm=None):
    return x.transpose(perm) if x.dtype == object else x.conj().transpose(perm)


def join_texts(texts, separator=""):
    texts = np.broadcast_arrays(*texts)
    out = np.empty(texts[0].shape, object)
    for at in np.ndindex(out.shape):
        out[at] = separator.encode().join(t[at] for t in texts)
    return out


def gather(params, indices, axis=0, batch_dims=0):
    if batch_dims == 0:
        return np.take(params, indices, axis or 0)
    pairs = zip(params, indices, strict=True)
    return np.stack([gather(p, i, int(axis) - 1, batch_dims - 1) for p, i in pairs])


def segment_sum(data, ids, num=None):
    out = np.zeros((ids.max() + 1 if num is None else int(num), *data.shape[ids.ndim:]), data.dtype)
    for at in np.ndindex(*ids.shape):
        if ids[at] >= 0:
            out[ids[at]] += data[at]
    return out


def join(*args):
    return np.concatenate(args[0], int(args[1]))


def split(axis, x, num_split):
    return tuple(np.split(x, num_split, int(axis)))


def split_v(x, sizes, axis, num_split):
    sizes = [x.shape[axis] - sum(sizes) - 1 if s == -1 else s for s in sizes.tolist()]
    return tuple(np.split(x, np.cumsum(sizes)[:-1], int(axis)))


def slice_(x, begin, size):
    return x[(*[slice(b, None if s < 0 else b + s) for b, s in zip(begin, size, strict=True)], ...)]


def same_list(*xs, out_type="int32"):
    return tuple(np.array(x.shape, out_type) for x in xs[0])


ROWS = [
    # --- concat.cc ---
    Sample("ConcatV2", [[A((2, 3)), A((2, 1)), A((2, 0))], V(1)], join, errors=[
        E([[A((2, 3)), A((3, 3))], V(1)], {}, Invalid, "Dimensions of inputs should match: shape[0] = [2,3] vs. shape[1] = [3,3]"),
        E([[A((2, 3)), A((2,))], V(1)], {}, Invalid, "Ranks of all input tensors should match: shape[0] = [2,3] vs. shape[1] = [2]"),
        E([[A((2, 3)), A((2, 3))], V(2)], {}, Invalid, "Expected concatenating dimensions in the range [-2, 2), but got 2"),
        E([[A(()), A(())], V(0)], {}, Invalid, "tf.stack"),
        E([[A((2,)), A((2,))], V([0, 0])], {}, Invalid, "single integer"),
        E([[], V(0)], {}, Exception, "at least one"),
    ]),
    Sample("ConcatV2", [[A((2, 3)), A((1, 3))], V(-2, "int64")], join, name="first"),
    Sample("ConcatV2", [[A((2, 3))], V(0)], join, name="one"),
    Sample("ConcatV2", [[A((0, 3)), A((0, 3))], V(0)], join, name="empty"),
    Sample("Split", [V(1), A((2, 6))], split, {"num_split": 3}, errors=[
        E([V(1), A((2, 5))], {"num_split": 2}, Invalid, "split_dim 1 (size = 5) and num_split 2; value is [2,5] float32"),
        E([V(2), A((2, 6))], {"num_split": 2}, Invalid, "-input rank(-2) <= split_dim < input rank (2), but got 2"),
        E([V(0), A(())], {"num_split": 1}, Invalid, "a scalar has no axis to split"),
        E([V(0), A((2,))], {"num_split": 0}, Invalid, "'num_split' of 0 must be at least minimum 1"),
    ]),
    Sample("Split", [V(-2), A((2, 3))], split, {"num_split": 2}, name="negative"),
    Sample("Split", [V(0), A((0, 3))], split, {"num_split": 2}, name="empty"),
    Sample("SplitV", [A((2, 6)), V([1, -1, 2]), V(1)], split_v, {"num_split": 3}, errors=[
        E([A((2, 6)), V([1, 2]), V(1)], {"num_split": 2}, Invalid, "add up to 3"),
        E([A((2, 6)), V([-1, -1]), V(1)], {"num_split": 2}, Invalid, "There can only be one -1 in the input"),
        E([A((2, 6)), V([7, -1]), V(1)], {"num_split": 2}, Invalid, "add up to 7"),
        E([A((2, 6)), V([6]), V(1)], {"num_split": 2}, Invalid, "2 parts"),
        E([A((2, 6)), V([[6]]), V(1)], {"num_split": 1}, Invalid, "rank must be 1"),
    ]),
    Sample("SplitV", [A((3, 2)), V([0, 3], "int64"), V(-2)], split_v, {"num_split": 2}, name="none"),
    # --- slice.cc ---
    Sample("Slice", [A((3, 4)), V([1, 0]), V([-1, 2])], slice_, errors=[
        E([A((3, 4)), V([4, 0]), V([-1, 2])], {}, Invalid, "Expected begin[0] in [0, 3], but got 4"),
        E([A((3, 4)), V([1, 0]), V([3, 2])], {}, Invalid, "Expected size[0] in [0, 2], but got 3"),
        E([A((3, 4)), V([1]), V([3])], {}, Invalid, "1-D tensors of size 2, but got shapes [1] and [1]"),
        E([A((3, 4)), V([-1, 0]), V([1, 1])], {}, Invalid, "begin[0]"),
        E([A((3, 4)), V([1, 0]), V([-2, 1])], {}, Invalid, "size[0]"),
    ]),
    Sample("Slice", [A(()), V([], "int64"), V([], "int64")], slice_, name="scalar"),
    Sample("Slice", [A((3, 2)), V([3, 0]), V([0, 2])], slice_, name="empty"),
    Sample("Slice", [A((100, 60)), V([10, 0]), V([70, 60])], slice_, name="view"),
    *slice_row("ranges", (4, 5), [1, 0], [3, 5], [1, 2]),
    *slice_row("index", (4, 5), [-1], [0], [1], index="int64", shrink_axis_mask=1),
    *slice_row("back", (4, 5), [0, -1], [0, 0], [-1, -2], begin_mask=1, end_mask=1),
    *slice_row("ellipsis", (2, 3, 4), [0, 1], [0, 3], [1, 1], ellipsis_mask=1),
    *slice_row("new-axis", (2, 3), [0, 0, 1], [0, 0, 2], [1, 1, 1], new_axis_mask=1, ellipsis_mask=2,
               shrink_axis_mask=4),
    *slice_row("none", (2, 3), [], [], []),
    *slice_row("empty", (2, 3), [2, 1], [1, 1], [1, -1]),
    *slice_row("far", (2, 3), [-100, 100], [100, -100], [1, -(2**31)]),
    *slice_row("scalar", (), [0], [0], [1], new_axis_mask=1),
    Sample("StridedSlice", [A((4, 5)), V([0]), V([4]), V([1])], strided, masks(), name="errors", grad=(), errors=[
        E([A((4,)), V([4]), V([5]), V([1])], masks(shrink_axis_mask=1), Invalid,
          "slice index 4 of dimension 0 out of bounds."),
        E([A((4,)), V([0]), V([4]), V([0])], masks(), Invalid, "strides[0] must be non-zero"),
        E([A((4,)), V([0]), V([4]), V([-1])], masks(shrink_axis_mask=1), Invalid, "only stride 1 allowed"),
        E([A((4,)), V([0, 0]), V([1, 1]), V([1, 1])], masks(), Invalid, "input has only 1 dims"),
        E([A((4,)), V([0, 0]), V([1, 1]), V([1, 1])], masks(ellipsis_mask=3), Invalid, "Multiple ellipses"),
        E([A((4,)), V([0, 0]), V([1]), V([1, 1])], masks(), Invalid, "1D equal size tensors, but got shapes [2], [1], and [2]"),
    ]),
    Sample("StridedSliceGrad", [V([4]), V([0]), V([4]), V([2]), A((2,))], strided_grad, masks(), name="errors", errors=[
        E([V([4]), V([0]), V([4]), V([2]), A((3,))], masks(), Invalid, "has shape [2]"),
    ]),
    # --- shape_ops.cc ---
    Sample("Shape", [A((2, 0, 3))], lambda x: np.array(x.shape, "int32")),
    Sample("Shape", [A(())], lambda x, out_type: np.array(x.shape, "int64"), {"out_type": "int64"}, name="scalar"),
    Sample("ShapeN", [[A((2, 3)), A(())]], same_list),
    Sample("Size", [A((2, 3))], lambda x: np.int32(x.size)),
    Sample("Size", [A((0, 3))], lambda x, out_type: np.int64(x.size), {"out_type": "int64"}, name="empty"),
    Sample("Rank", [A((2, 0, 3))], lambda x: np.int32(x.ndim)),
    # --- transpose.cc ---
    Sample("Transpose", [A((2, 3, 4)), V([2, 0, 1])], transpose, big=[A((600, 500)), V([1, 0])], errors=[
        E([A((2, 3)), V([0, 0])], {}, Invalid, "appears twice"),
        E([A((2, 3)), V([0])], {}, Invalid, "each of its 2 axes"),
        E([A((2, 3)), V([0, 2])], {}, Invalid, "out of range"),
        E([A((2, 3)), V([[0, 1]])], {}, Invalid, "rank must be 1"),
    ]),
    Sample("Transpose", [A((2, 3)), None], transpose, name="reversed"),
    Sample("Transpose", [A((5, 0, 3)), V([1, 2, 0], "int64")], transpose, name="empty"),
    Sample("Transpose", [A((20, 9, 18)), V([0, 2, 1])], transpose, name="tiles"),
    Sample("ConjugateTranspose", [A((2, 3, 4)), V([2, 0, 1])], conj_transpose),
    Sample("InvertPermutation", [V([2, 0, 1])], lambda x: np.argsort(x).astype("int32"), errors=[
        E([V([2, 0, 3])], {}, Invalid, "3 is not between 0 and 3"),
        E([V([2, 0, 0])], {}, Invalid, "0 is duplicated"),
    ]),
    Sample("InvertPermutation", [V([], "int64")], lambda x: x, name="empty"),
    # --- gather.cc ---
    Sample("GatherV2", [A((4, 3)), V([[1, 0], [3, 3]]), V(0)], gather, big=[A((500, 300)), V(list(range(400))), V(0)], errors=[
        E([A((5,)), V([1, 7]), V(0)], {}, Invalid, "indices[1] = 7 is not in [0, 5)"),
        E([A((5,)), V([[1, -1]]), V(0)], {}, Invalid, "indices[0,1] = -1 is not in [0, 5)"),
        E([A((5,)), V(5), V(0)], {}, Invalid, "indices = 5 is not in [0, 5)"),
        E([A((5,)), V([0]), V(1)], {}, Invalid, "Expected axis in the range [-1, 1), but got 1"),
        E([A(()), V([0]), V(0)], {}, Invalid, "at least 1"),
        E([A((2, 3)), V([[0]]), V(1)], {"batch_dims": 1}, Invalid, "batch axis 0 differs"),
        E([A((2, 3)), V([0]), V(1)], {"batch_dims": 1}, Invalid, "Expected batch_dims in the range [-1, 1), but got 1"),
    ]),
    Sample("GatherV2", [A((4, 3)), V(2, "int64"), None], gather, name="default"),
    Sample("GatherV2", [A((4, 3, 2)), V([2, 0, 2]), V(-2)], gather, name="axis"),
    Sample("GatherV2", [A((2, 4)), V([[2, 0, 2], [1, 1, 3]]), V(1)], gather, {"batch_dims": 1}, name="batch"),
    Sample("GatherV2", [A((2, 3, 4)), V([[2, 0], [1, 1]]), V(2)], gather, {"batch_dims": 1}, name="batch-axis"),
    Sample("GatherV2", [A((4, 3)), V([]), V(1)], gather, name="none"),
    Sample("Gather", [A((4, 3)), V([2, 0])], gather, errors=[E([A((4, 3)), V([4])], {}, Invalid, "indices[0] = 4")]),
    # --- segment.cc ---
    Sample("UnsortedSegmentSum", [A((5, 2)), V([1, 0, -1, 1, 3]), V(4)], segment_sum,
           big=[A((600, 300)), V([i % 7 for i in range(600)]), V(7)], tol=4, errors=[
        E([A((2, 2)), V([0, 4]), V(4)], {}, Invalid, "segment_ids[1] = 4 is out of range [0, 4)"),
        E([A((2, 2)), V([0, 1, 2]), V(4)], {}, Invalid, "data.shape = [2,2] does not start with segment_ids.shape = [3]"),
        E([A((2, 2)), V([0, 1]), V(-1)], {}, Invalid, "negative"),
    ]),
    Sample("UnsortedSegmentSum", [A((2, 3)), V([[1, 0, 1], [0, 0, 0]], "int64"), V(2)], segment_sum, name="matrix", tol=4),
    Sample("UnsortedSegmentSum", [A((0, 3)), V([]), V(2)], segment_sum, name="empty"),
    Sample("SegmentSum", [A((4, 2)), V([0, 0, 2, 2])], segment_sum, tol=4, errors=[
        E([A((2, 2)), V([-1, 0])], {}, Invalid, "Segment id -1 out of range [0, 1)"),
        E([A((2, 2)), V([0, -2])], {}, Invalid, "segment ids must be >= 0"),
        E([A((2, 2)), V([1, 0])], {}, Invalid, "not increasing"),
        E([A((2, 2)), V([0])], {}, Invalid, "segment_ids should be the same size as dimension 0 of input."),
    ]),
    # --- string/join.cc ---
    Sample("StringJoin", [[A((2, 3)), A((2, 3))]], join_texts, {"separator": "-"}, dtypes=["string"], errors=[
        E([[A((1,)), A((2,))]], {}, Invalid, "Input shapes do not match: inputs[0] is [1] string, inputs[1] is [2] string"),
        E([[]], {}, Invalid, "it is empty"),
    ]),
    Sample("StringJoin", [[A(()), A((3,)), A(())]], join_texts, dtypes=["string"], name="scalars"),
]
