"""Sample rows of matrix products and reductions."""

import numpy as np
from samples import A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid


def t(x):
    return np.swapaxes(x, -1, -2)


def matmul(a, b, transpose_a=False, transpose_b=False):
    return ((t(a) if transpose_a else a) @ (t(b) if transpose_b else b)).astype(a.dtype)


def batch_matmul(x, y, adj_x=False, adj_y=False):
    return matmul(np.conj(t(x)) if adj_x else x, np.conj(t(y)) if adj_y else y)


def sparse_matmul(indices, values, shape, b, adjoint_a=False, adjoint_b=False):
    a = np.zeros(tuple(shape), b.dtype)
    np.add.at(a, tuple(indices.T), values)
    return batch_matmul(a, b, adjoint_a, adjoint_b)


PLACES = [[0, 1], [1, 0], [1, 2], [0, 1]]  # one of them twice


def axes_of(axes):
    return None if axes is None else tuple(int(a) for a in np.atleast_1d(axes))


def reduced(fn, **fixed):
    """A NumPy reduction with TensorFlow's arguments; integers keep their dtype."""
    def ref(x, axes, keep_dims=False):
        out = fn(x, axis=axes_of(axes), keepdims=keep_dims, **fixed)
        return np.asarray(out).astype(x.dtype) if x.dtype.kind in "iu" else out

    return ref


def mean(x, axis, keepdims):
    if x.dtype.kind in "iu":  # TensorFlow sums, then divides toward zero
        if not x.size:
            return np.zeros_like(x.sum(axis, keepdims=keepdims), x.dtype)
        total = x.sum(axis, dtype=x.dtype, keepdims=keepdims)
        return np.trunc(total / (x.size / max(np.size(total), 1))).astype(x.dtype)
    with np.errstate(all="ignore"):
        return x.sum(axis, keepdims=keepdims) / (x.size / max(np.size(x.sum(axis)), 1) if x.size else 0)


def extremum(name):
    """The identity of an empty Max or Min is the least or greatest value."""
    fn, first = (np.max, -np.inf) if name == "Max" else (np.min, np.inf)

    def ref(x, axis, keepdims):
        limit = first if x.dtype.kind == "f" else (np.iinfo(x.dtype).min if name == "Max" else np.iinfo(x.dtype).max)
        return fn(x, axis, keepdims=keepdims, initial=limit)

    return ref


def reduction(op, fn, dtype=None, low=-2.0, high=2.0, tol=4.0, **kw):
    """All axes, one, several, none, negative, kept, empty; rows long enough for every inner loop."""
    def row(shape, axes, name, index="int32", keep=False, **more):
        attrs = {"keep_dims": True} if keep else {}
        spec = None if axes is None else V(axes, index)
        return Sample(op, [A(shape, low, high, dtype), spec], reduced(fn), attrs, name=name, tol=tol, **(kw | more))

    return [
        row((2, 3), None, "all", errors=[E([A((2, 3), low, high, dtype), V(2)], {}, Invalid, "Invalid reduction dimension (2 for input with 2 dimension(s)"),
                                         E([A((2, 3), low, high, dtype), V([-3])], {}, Invalid, "Invalid reduction dimension (-3 for input with 2 dimension(s)")]),
        row((2, 3, 2), 1, "middle"), row((2, 3, 2), [0, 2], "outer", "int64"), row((2, 3), [], "none"),
        row((2, 3), -1, "last"), row((2, 3), [0], "kept", keep=True), row((), None, "scalar"),
        row((0, 3), [0], "empty", second=op != "EuclideanNorm"),  # 0 / 0, as in TensorFlow row((2, 0), 0, "of-nothing"),
        row((3, 70), 1, "row", grad=()), row((70, 3), 0, "column", grad=(), big=[A((2000, 150), low, high, dtype), V(0)]),
        row((1, 1, 1), [0, 1, 2], "ones"),
    ]


def euclidean_norm(x, axis, keepdims):
    wide = x.astype(np.float64) if x.dtype.kind in "iu" else x
    return np.sqrt(np.sum(wide * np.conj(wide), axis, keepdims=keepdims)).astype(x.dtype)


def arg(op, fn):
    def ref(x, axis, output_type="int64"):
        return fn(x, 0 if axis is None else int(axis)).astype(output_type)

    return [
        Sample(op, [A((2, 3)), V(1)], ref, errors=[E([A((2, 3)), V(2)], {}, Invalid, ""), E([A((2, 0)), V(1)], {}, Invalid, ""),
                                                   E([A(()), V(0)], {}, Invalid, "")]),
        Sample(op, [A((5, 3)), None], ref, name="default"),
        Sample(op, [A((2, 3, 2)), V(-2, "int64")], ref, {"output_type": "int32"}, name="int32"),
        Sample(op, [A((0, 3)), V(1)], lambda x, a: np.zeros(0, np.int64), name="empty"),
        Sample(op, [A((3, 70)), V(1)], ref, name="long"),
        Sample(op, [V([[1.0, np.nan, 3.0], [2.0, 2.0, 1.0]], "float32"), V(1)], None, name="special",
               check=lambda outs, ins: None),
    ]


def along(axes, rank):
    """The axes last and in order, and how many there are."""
    axes = sorted(a % rank for a in np.atleast_1d(axes))
    return [i for i in range(rank) if i not in axes] + axes, len(axes)


def line_op(step, start):
    """y[0] = start, y[i + 1] = step(y[i], element i), along axes taken as one."""
    def ref(*arrays, reverse=False):
        *arrays, axes = arrays
        order, n = along(axes, arrays[0].ndim)
        moved = [a.transpose(order) for a in arrays]
        shape = moved[0].shape
        cut = len(shape) - n
        flat = [a.reshape(*shape[:cut], int(np.prod(shape[cut:]))) for a in moved]
        flat = [a[..., ::-1] for a in flat] if reverse else flat
        y = np.full_like(flat[0], start)
        for i in range(y.shape[-1] - 1):
            y[..., i + 1] = step(y[..., i], *[a[..., i] for a in flat])
        y = y[..., ::-1] if reverse else y
        return y.reshape(shape).transpose(np.argsort(order))

    return ref


prod_before = line_op(lambda y, x: y * x, 1)
recurrence = line_op(lambda y, x, u: y * x + u, 0)


ROWS = [
    # --- sparse_matmul.cc ---
    Sample("SparseTensorDenseMatMul", [V(PLACES, "int64"), A((4,)), V([2, 3], "int64"), A((3, 2))], sparse_matmul, tol=4,
           big=[V([[i % 50, i % 70] for i in range(700)], "int64"), A((700,)), V([50, 70], "int64"), A((70, 100))], errors=[
        E([V(PLACES, "int64"), A((4,)), V([2, 3], "int64"), A((2, 2))], {}, Invalid, "inner dimension does not match: 3 vs. 2"),
        E([V(PLACES, "int64"), A((4,)), V([2, 3], "int64"), A((3,))], {}, Invalid, "Tensor 'b' is not a matrix"),
        E([V(PLACES, "int64"), A((3,)), V([2, 3], "int64"), A((3, 2))], {}, Invalid, "Number of rows of a_indices does not match"),
        E([V([[0, 3]], "int64"), A((1,)), V([2, 3], "int64"), A((3, 2))], {}, Invalid, "k (3) from index[0,1] out of bounds (>=3)"),
        E([V([[-1, 0]], "int64"), A((1,)), V([2, 3], "int64"), A((3, 2))], {}, Invalid, "m (-1) from index[0,0] out of bounds (>=2)"),
        E([V([[0]], "int64"), A((1,)), V([2], "int64"), A((3, 2))], {}, Invalid, "must have 2 elements"),
        E([V(PLACES, "int64"), A((4,)), V([-2, 3], "int64"), A((3, 2))], {}, Invalid, "must not be negative"),
    ]),
    Sample("SparseTensorDenseMatMul", [V(PLACES), A((4,)), V([2, 3], "int64"), A((2, 2))], sparse_matmul, {"adjoint_a": True}, tol=4, name="adjoint-a"),
    Sample("SparseTensorDenseMatMul", [V(PLACES), A((4,)), V([2, 3], "int64"), A((2, 3))], sparse_matmul, {"adjoint_b": True}, tol=4, name="adjoint-b"),
    Sample("SparseTensorDenseMatMul", [V(PLACES), A((4,)), V([2, 3], "int64"), A((3, 2))], sparse_matmul,
           {"adjoint_a": True, "adjoint_b": True}, tol=4, name="adjoint-both"),
    # --- linalg/matmul.cc ---
    Sample("MatMul", [A((2, 3)), A((3, 4))], matmul, tol=20, big=[A((200, 150)), A((150, 130))], errors=[
        E([A((2, 3)), A((4, 5))], {}, Invalid, "Matrix size-incompatible: In[0]: [2,3], In[1]: [4,5]; "), E([A((3,)), A((3, 4))], {}, Invalid, "In[0] is not a matrix. Instead it has shape [3]"),
        E([A((2, 3)), A((3, 4))], {"transpose_a": True}, Invalid, "a is [2,3] float32 (transposed)")]),
    *[Sample("MatMul", [A((3, 2) if ta else (2, 3)), A((4, 3) if tb else (3, 4))], matmul,
             {"transpose_a": bool(ta), "transpose_b": bool(tb)}, tol=20, name=f"t{ta:d}{tb:d}") for ta in (0, 1) for tb in (0, 1)],
    *[Sample("MatMul", [A((m, k)), A((k, n))], matmul, tol=60, grad=(), name=f"{m}x{k}x{n}")
      for m, k, n in [(1, 1, 1), (7, 5, 3), (33, 17, 41), (1, 70, 9), (65, 1, 2), (130, 64, 66)]],
    Sample("MatMul", [A((2, 0)), A((0, 3))], matmul, name="inner-0"),
    Sample("MatMul", [A((0, 2)), A((2, 3))], matmul, name="rows-0"),
    Sample("BatchMatMul", [A((2, 2, 3)), A((2, 3, 2))], batch_matmul, tol=20, errors=[
        E([A((2, 2, 3)), A((3, 3, 2))], {}, Invalid, ""), E([A((2, 2, 3)), A((2, 2, 2))], {}, Invalid, "")]),
    Sample("BatchMatMul", [A((2, 3, 2)), A((2, 2, 3))], batch_matmul, {"adj_x": True, "adj_y": True}, tol=20, name="adjoint"),
    Sample("BatchMatMulV2", [A((2, 1, 2, 3)), A((2, 3, 2))], batch_matmul, tol=20, name="broadcast",
           errors=[E([A((2, 2, 3)), A((3, 3, 2))], {}, Invalid, ""), E([A((3,)), A((3, 2))], {}, Invalid, "")]),
    Sample("BatchMatMulV2", [A((2, 3)), A((3, 2))], batch_matmul, tol=20),
    Sample("BatchMatMulV2", [A((0, 2, 3)), A((3, 2))], batch_matmul, name="empty"),
    Sample("BatchMatMulV2", [A((2, 3, 2)), A((2, 3))], batch_matmul, {"adj_x": True, "adj_y": True}, tol=20, name="adjoint"),
    # --- math/reduce.cc ---
    reduction("Sum", np.sum), reduction("Mean", mean), reduction("Prod", np.prod, low=-1.6, high=1.8, tol=8),
    reduction("Max", extremum("Max")), reduction("Min", extremum("Min")),
    reduction("EuclideanNorm", euclidean_norm, tol=8),
    reduction("All", np.all, "bool"), reduction("Any", np.any, "bool"),
    Sample("Prod", [V([[0.0, 2.0, 3.0], [0.0, 0.0, 5.0]], "float64"), V(1)], reduced(np.prod), name="zeros", grad=(0,)),
    Sample("Max", [V([[np.nan, 2.0], [np.inf, -np.inf]], "float32"), V(1)], reduced(np.max), name="special"),
    Sample("Sum", [V([[np.nan, 2.0], [np.inf, -np.inf], [np.inf, 1.0]], "float32"), V(1)], reduced(np.sum), name="special"),
    # --- math/arg_reduce.cc ---
    arg("ArgMax", np.argmax), arg("ArgMin", np.argmin),
    # --- math/prod_gradient.cc ---
    [Sample(op, [A(shape) for _ in range(count)] + [V(axes)], ref, attrs={"reverse": reverse}, tol=tol,
            name=f"{axes}-{reverse}", big=[A((40, 30, 41), 0.5, 1.5) for _ in range(count)] + [V(1)])
     for op, count, ref, tol in (("ProdBefore", 1, prod_before, 8), ("LinearRecurrence", 2, recurrence, 20))
     for shape, axes in (((2, 4), [1]), ((3, 2), 0), ((2, 3, 2), [0, -1]), ((2, 3), [1, 0]), ((2,), [0]), ((0, 2), 0),
                         ((2, 0), 0), ((), []), ((3,), []))
     for reverse in (False, True)],
    Sample("ProdBefore", [V([0.0, 2.0, 0.0, 3.0], "float64"), V(0)], prod_before, name="zeros", grad=(0,)),
    Sample("LinearRecurrence", [A((2, 3)), A((2, 3)), V(0)], recurrence, name="shapes",
           errors=[E([A((2, 3)), A((3, 2)), V(0)], {}, Invalid, "must be equal")]),
    # --- math/add_n.cc ---
    Sample("AddN", [[A((2, 3)), A((2, 3)), A((2, 3))]], lambda xs: np.sum(np.stack(xs), 0, dtype=xs[0].dtype), tol=4,
           errors=[E([[A((2, 3)), A((3, 2))]], {}, Invalid, "Input 0: [2,3] != input 1: [3,2]")], big=[[A((90000,)), A((90000,)), A((90000,))]]),
    Sample("AddN", [[A(())]], lambda xs: xs[0], name="one"),
]
