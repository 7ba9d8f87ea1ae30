"""Sample rows of the ops on variables. References give the outputs, then the variable's value."""

import numpy as np
from samples import FLOATS, A, E, R, Sample, V

from zeal import errors
from zeal.errors import InvalidArgumentError as Invalid

MATRIX, ROW = A((3, 2), 1, 3), A((1, 2), 1, 3)
EMPTY = R(None, shape=(2,))  # a variable of two float32 without a value
PAIR = V([1.0, 2.0], "float32")
REALS = (*FLOATS, "int8", "int16", "int32", "int64", "uint8", "uint16")
NUMBERS = (*REALS, "complex64", "complex128")
RESOURCE = "was expected to be a resource tensor but is a float tensor"
ABSENT = "Resource localhost/x does not exist"
WRONG_DTYPE = "wrong dtype. Expected float got int32"


def no_variable(*rest, attrs=None):
    """Calls with a tensor, and with a variable that has no value."""
    given = attrs or {}
    return [E([PAIR, *rest], given, Invalid, RESOURCE),
            E([EMPTY, *rest], given, errors.FailedPreconditionError, ABSENT)]


def update_rows(op, ref, **row):
    sizes = "Cannot update variable with shape [2] using a Tensor with shape [1], shapes must be"
    return [
        Sample(op, [R(MATRIX), MATRIX], ref, dtypes=NUMBERS, errors=[
            *no_variable(PAIR), E([R(PAIR), V([1.0], "float32")], {}, Invalid, sizes),
            E([R(PAIR), V([1, 2])], {}, Invalid, WRONG_DTYPE),
            E([R(V([True], "bool")), V([True], "bool")], {}, Invalid, "allowed values")], **row),
        Sample(op, [R(A(())), A(())], ref, dtypes=NUMBERS, name="scalar"),
        Sample(op, [R(A((0, 3))), A((0, 3))], ref, dtypes=NUMBERS, name="empty"),
    ]


def scattered(combine):
    def ref(variable, indices, updates, **attrs):
        out = np.array(variable)
        flat = np.reshape(indices, -1)
        rows = np.broadcast_to(updates, (*np.shape(indices), *out.shape[1:]))
        rows = rows.reshape(-1, *out.shape[1:])
        for i, row in zip(flat, rows, strict=True):
            out[i] = combine(out[i], row)
        return out

    return ref


def scattered_nd(combine):
    def ref(variable, indices, updates, **attrs):
        out = np.array(variable)
        for at in np.ndindex(np.shape(indices)[:-1]):
            where = tuple(indices[at])
            out[where] = combine(out[where], updates[at])
        return out

    return ref


def divide(a, b):
    """Integers towards zero."""
    return a / b if a.dtype.kind in "fc" else np.trunc(a / b).astype(a.dtype)


HOW = {
    "Update": (lambda a, b: b, None), "Add": (np.add, NUMBERS), "Sub": (np.subtract, NUMBERS),
    "Mul": (np.multiply, NUMBERS), "Div": (divide, NUMBERS),
    "Min": (np.minimum, REALS), "Max": (np.maximum, REALS),
}  # fmt: skip


def scatter_rows(kind):
    combine, dtypes = HOW[kind]
    op, ref = f"ResourceScatter{kind}", scattered(combine)
    at, rows, held = V([0]), V([[2.0, 3.0]], "float32"), R(V([[1.0, 2.0]] * 3, "float32"))
    bad = [*no_variable(at, rows), E([held, V([0, 9]), V([[2.0, 3.0]] * 2, "float32")], {}, Invalid,
                                     "indices[1] = 9 is not in [0, 3)"),
           E([held, V([-1]), rows], {}, Invalid, "indices[0] = -1 is not in [0, 3)"),
           E([held, V([0.0], "float32"), rows], {}, Invalid,
             "Value for attr 'Tindices' of float is not in the list of allowed values: int32, int64"),
           E([held, at, V([[2, 3]])], {}, Invalid, WRONG_DTYPE),
           E([held, at, V([[2.0, 3.0]] * 2, "float32")], {}, Invalid, "need 1 rows of 2 elements"),
           E([R(V(1.0, "float32")), at, PAIR], {}, Invalid, "scalar")]
    if kind == "Div":
        bad.append(E([R(V([4, 2])), V([0, 1]), V([2, 0])], {}, Invalid, "zero"))
    return [
        Sample(op, [R(MATRIX), V([2, 0]), A((2, 2), 1, 3)], ref, dtypes=dtypes, errors=bad),
        Sample(op, [R(MATRIX), V([[1, 1], [2, 1]], "int64"), A((2, 2, 2), 1, 3)], ref,
               dtypes=["float32"], name="meeting"),
        Sample(op, [R(MATRIX), V([1, 2]), A((), 1, 3)], ref, dtypes=["float32"], name="one"),
        Sample(op, [R(MATRIX), V([], "int32"), A((0, 2))], ref, dtypes=["float32"], name="none"),
    ]


def scatter_nd_rows(kind):
    combine, dtypes = HOW[kind]
    op, ref = f"ResourceScatterNd{kind}", scattered_nd(combine)
    at, rows, held = V([[0]]), V([[2.0, 3.0]], "float32"), R(V([[1.0, 2.0]] * 3, "float32"))
    outer = "The outermost dimension of updates and indices must match. Got indices.shape "
    inner = ("Must have updates.shape = indices.shape[:batch_dim] + params_shape[slice_dim:], "
             "got updates.shape: [1], indices.shape: [1,3], params_shape: [3,2], slice_dim: 3, and batch_dim: 1")
    bad = [*no_variable(at, rows),
           E([held, V([[0, 7]]), V([2.0], "float32")], {}, Invalid,
             "indices[0] = [0, 7] does not index into shape [3,2]"),
           E([held, V([[0], [7]]), V([[2.0, 2.0]] * 2, "float32")], {}, Invalid,
             "indices[1] = [7] does not index into shape [3,2]"),
           E([held, at, V([[2.0, 3.0]] * 2, "float32")], {}, Invalid,
             outer + "[1,1], updates.shape [2,2]"),
           E([held, V(0), rows], {}, Invalid, outer + "[], updates.shape [1,2]"),
           E([held, at, V(2.0, "float32")], {}, Invalid, outer + "[1,1], updates.shape []"),
           E([held, V([[0, 1, 2]]), V([2.0], "float32")], {}, Invalid,
             inner),
           E([held, at, V([[2, 3]])], {}, Invalid, WRONG_DTYPE)]
    return [
        Sample(op, [R(MATRIX), V([[2, 0], [0, 1]]), A((2,), 1, 3)], ref, dtypes=dtypes, errors=bad),
        Sample(op, [R(MATRIX), V([[[1], [1]], [[2], [1]]], "int64"), A((2, 2, 2), 1, 3)], ref,
               dtypes=["float32"], name="rows"),
        Sample(op, [R(MATRIX), V(np.zeros((0, 1)), "int32"), A((0, 2))], ref, dtypes=["float32"], name="none"),
    ]


def slice_assigned(variable, begin, end, strides, value, shrink_axis_mask=0):
    out = np.array(variable)
    key = tuple(int(b) if shrink_axis_mask >> i & 1 else slice(b, e, s)
                for i, (b, e, s) in enumerate(zip(begin, end, strides, strict=True)))
    out[key] = value
    return out


def slice_rows():
    op, held, one = "ResourceStridedSliceAssign", R(V([[1.0, 2.0]] * 3, "float32")), V([1])
    value = V([[5.0, 6.0]], "float32")
    bad = [*no_variable(V([0]), one, one, V([1.0], "float32")),
           E([held, V([0]), one, one, V([1.0, 2.0, 3.0], "float32")], {}, errors.UnimplementedError,
             "sliced l-value shape [1,2] does not match r-value shape [3]. Automatic broadcasting not yet implemented"),
           E([held, V([0]), one, one, V([[1, 2]])], {}, Invalid, "does not match r-value dtype int32"),
           E([held, V([7]), V([8]), one, PAIR], {"shrink_axis_mask": 1}, Invalid,
             "slice index 7 of dimension 0 out of bounds"),
           E([held, V([0]), one, V([0]), value], {}, Invalid, "strides[0] must be non-zero")]
    return [
        Sample(op, [R(MATRIX), V([0]), V([3]), V([2]), A((2, 2))], slice_assigned, errors=bad),
        Sample(op, [R(MATRIX), V([1, 1]), V([2, 2]), V([1, 1]), A(())], slice_assigned,
               {"shrink_axis_mask": 3}, dtypes=["float32"], name="element"),
    ]


def read_rows(dtype):
    given = {"dtype": dtype}
    floating = dtype in ("float32", "float64", "complex128")
    return Sample(
        "ReadVariableOp", [R(A((2, 3), dtype=dtype))], lambda v, dtype: (v, v), given, name=dtype,
        dtypes=[dtype], grad=[0] if floating else (), errors=[
            E([PAIR], given, Invalid, RESOURCE),
            E([EMPTY], given, errors.FailedPreconditionError,
              "Error while reading resource variable x from Container: localhost. This could mean that the "
              "variable was uninitialized"),
            E([R(V([True], "bool"))], given, Invalid,
              "Trying to read variable with wrong dtype. Expected ") if dtype != "bool" else
            E([R(PAIR)], given, Invalid, "Expected bool got float")])


def count_rows(dtype):
    given = {"limit": 7, "T": dtype}
    return Sample(
        "ResourceCountUpTo", [R(V(6, dtype))], lambda v, limit, T: (v, v + np.asarray(1, dtype)), given, name=dtype,
        errors=[*no_variable(attrs=given), E([R(V(7, dtype))], given, errors.OutOfRangeError, "Reached limit of 7"),
                E([R(V([6], dtype))], given, Invalid, "integer scalar"),
                E([R(V(6.0, "float32"))], given, Invalid, "integer scalar"),
                E([R(V(6.0, "float32"))], {"limit": 7, "T": "float32"}, Invalid, "float32")])


def shape_of(v, out_type="int32"):
    return np.asarray(v.shape, out_type), v


ROWS = [
    Sample("NoOp", [], lambda: ()),
    Sample("VarHandleOp", [], lambda **attrs: np.array(False), {"dtype": "float32", "shape": [2, None]}, errors=[
        E([], {"dtype": "float32", "shape": [-2]}, Invalid, "shape has a size of -2"),
        E([], {"dtype": "resource", "shape": []}, Invalid, "dtype")]),
    Sample("VarIsInitializedOp", [R(MATRIX)], lambda v: (np.array(True), v), errors=[E([PAIR], {}, Invalid, RESOURCE)]),
    Sample("VariableShape", [R(MATRIX)], shape_of, errors=[
        *no_variable(), E([R(PAIR)], {"out_type": "float32"}, Invalid, "out_type")]),
    Sample("VariableShape", [R(A(()))], shape_of, {"out_type": "int64"}, name="scalar"),
    [read_rows(dtype) for dtype in ("float64", "float32", "complex128", "int32", "bool", "string")],
    Sample("AssignVariableOp", [R(MATRIX), MATRIX], lambda v, x: x, errors=[
        E([PAIR, PAIR], {}, Invalid, RESOURCE), E([R(PAIR), V([1, 2])], {}, Invalid, WRONG_DTYPE),
        E([R(PAIR), V([1.0], "float32")], {}, Invalid, "Shapes (2,) and (1,) are incompatible"),
        E([EMPTY, V([1.0], "float32")], {}, Invalid, "Shapes (2,) and (1,) are incompatible")]),
    update_rows("AssignAddVariableOp", np.add),
    update_rows("AssignSubVariableOp", np.subtract),
    [count_rows(dtype) for dtype in ("int32", "int64")],
    *map(scatter_rows, HOW),
    *map(scatter_nd_rows, ("Update", "Add", "Sub")),
    slice_rows(),
]
