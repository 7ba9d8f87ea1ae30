"""Sample rows of dilation, of pooling that tells places, and of LRN's gradient."""

import numpy as np
from samples import A, E, Sample, V
from samples_conv import largest_places, lrn, max_pool, pad_of, pool_attributes, spatial

from zeal.errors import InvalidArgumentError as Invalid
from zeal.errors import UnimplementedError as Unimplemented


# --- dilation2d.cc ---
def best_sums(x, w, strides, rates, padding):
    """For each output: the first largest sum, its pixel and its tap."""
    steps, holes = spatial(strides, "NHWC"), spatial(rates, "NHWC")
    pads = pad_of(padding, (), 2, x.shape[1:3], w.shape[:2], steps, holes)
    outs = [
        (x.shape[i + 1] + sum(pads[i]) - (w.shape[i] - 1) * holes[i] - 1) // steps[i] + 1
        for i in range(2)
    ]
    for b, y, q, c in np.ndindex(x.shape[0], *outs, x.shape[3]):
        best = None
        for i, j in np.ndindex(*w.shape[:2]):
            row, column = y * steps[0] + i * holes[0], q * steps[1] + j * holes[1]
            at = (b, row - pads[0][0], column - pads[1][0], c)
            if 0 <= at[1] < x.shape[1] and 0 <= at[2] < x.shape[2]:
                with np.errstate(over="ignore"):
                    value = x[at] + w[i, j, c]
                if best is None or value > best[0] or (value != value and best[0] == best[0]):
                    best = value, at, (i, j, c)
        yield (b, y, q, c), best, (x.shape[0], *outs, x.shape[3])


def dilation(x, w, **attrs):
    out = None
    for at, best, shape in best_sums(x, w, **attrs):
        out = np.zeros(shape, x.dtype) if out is None else out
        low = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        out[at] = low if best is None else best[0]
    return np.zeros((0, 4, 4, 2), x.dtype) if out is None else out


def dilation_input(x, w, dy, **attrs):
    dx = np.zeros_like(x)
    for at, best, _ in best_sums(x, w, **attrs):
        if best:
            dx[best[1]] += dy[at]
    return dx


def dilation_filter(x, w, dy, **attrs):
    dw = np.zeros_like(w)
    for at, best, _ in best_sums(x, w, **attrs):
        if best:
            dw[best[2]] += dy[at]
    return dw


def dilation_attrs(strides, rates, padding):
    return {"strides": [1, *strides, 1], "rates": [1, *rates, 1], "padding": padding}


def dilation_rows(name, x, w, attrs, grad=None):
    y = dilation(np.zeros(x), np.zeros(w), **attrs).shape
    small = A(w, -0.71, 0.59)  # so that no two sums are near each other
    return [
        Sample("Dilation2D", [A(x), small], dilation, attrs, name=name, second=False, grad=grad),
        Sample("Dilation2DBackpropInput", [A(x), A(w), A(y)], dilation_input, attrs, name=name,
               grad=(), tol=4),
        Sample("Dilation2DBackpropFilter", [A(x), A(w), A(y)], dilation_filter, attrs, name=name,
               grad=(), tol=4),
    ]


PLAIN = dilation_attrs((1, 1), (1, 1), "SAME")
X, W = A((1, 4, 4, 2)), A((2, 2, 2))
BACK_ERRORS = [E([X, W, A((1, 3, 4, 2))], PLAIN, Invalid, "out_backprop has incompatible size."),
               E([X, W, A((4, 4, 2))], PLAIN, Invalid, "out_backprop has incompatible size.")]
DILATION = [
    *dilation_rows("same", (1, 3, 4, 2), (2, 3, 2), PLAIN),
    *dilation_rows("valid", (2, 5, 4, 1), (2, 2, 1), dilation_attrs((2, 1), (1, 2), "VALID")),
    *dilation_rows("far", (1, 3, 2, 1), (2, 2, 1), dilation_attrs((1, 1), (9, 1), "SAME"), ()),
    Sample("Dilation2D", [X, W], dilation, PLAIN, name="errors", grad=(),
           big=[A((3, 30, 30, 40)), A((3, 3, 40))], errors=[
        E([A((4, 4, 2)), W], PLAIN, Invalid, "input must be 4-dimensional"),
        E([X, A((2, 2, 2, 1))], PLAIN, Invalid, "filter must be 3-dimensional"),
        E([X, A((2, 2, 3))], PLAIN, Invalid, "input and filter must have the same depth: 2 vs 3"),
        E([X, W], {**PLAIN, "strides": [1, 0, 1, 1]}, Invalid, "Stride must be > 0, but got 0"),
        E([X, W], {**PLAIN, "rates": [1, 1, -1, 1]}, Invalid, "Rate must be > 0, but got -1"),
        E([X, W], {**PLAIN, "rates": [1, 2**40, 1, 1]}, Invalid, "is too large"),
        E([X, W], {**PLAIN, "strides": [2, 1, 1, 1]}, Unimplemented,
          "Stride is only supported across spatial dimensions."),
        E([X, W], {**PLAIN, "rates": [1, 1, 1, 2]}, Unimplemented,
          "Rate is only supported across spatial dimensions."),
        E([X, W], {**PLAIN, "strides": [1, 1, 1]}, Invalid,
          "Length for attr 'strides' of 3 must be at least minimum 4"),
        E([X, W], {**PLAIN, "strides": [1] * 5}, Invalid,
          "Sliding window stride field must specify 4 dimensions"),
        E([X, W], {**PLAIN, "padding": "EXPLICIT"}, Invalid, "Value for attr 'padding'"),
        E([X, A((9, 9, 2))], {**PLAIN, "padding": "VALID"}, Invalid,
          "Computed output size would be negative: -4")]),
    Sample("Dilation2DBackpropInput", [X, W, X], dilation_input, PLAIN, name="errors", grad=(),
           tol=4, errors=BACK_ERRORS, big=[A((3, 20, 20, 40)), A((2, 2, 40)), A((3, 20, 20, 40))]),
    Sample("Dilation2DBackpropFilter", [X, W, X], dilation_filter, PLAIN, name="errors", grad=(),
           tol=4, errors=BACK_ERRORS, big=[A((3, 20, 20, 40)), A((2, 2, 40)), A((3, 20, 20, 40))],
           dtypes=("float32", "float64", "int32")),
    Sample("Dilation2D", [A((0, 4, 4, 2)), W], dilation, PLAIN, name="empty", grad=()),
]  # fmt: skip


# --- max_pool_argmax.cc ---
def places_of(x, include_batch_in_index=False, **attrs):
    places = largest_places(x, **attrs)
    return places if include_batch_in_index else places % (x.size // x.shape[0])


def pool_argmax(x, Targmax="int64", **attrs):
    plain = {k: v for k, v in attrs.items() if k != "include_batch_in_index"}
    return max_pool(x, **plain), places_of(x, **attrs).astype(Targmax)


def in_batch(x, argmax, include_batch_in_index):
    first = np.arange(x.shape[0]).reshape(-1, 1, 1, 1) * (x.size // x.shape[0])
    return argmax + (0 if include_batch_in_index else first)


def argmax_grad(x, dy, argmax, include_batch_in_index=False, **_):
    dx = np.zeros(x.size, x.dtype)
    np.add.at(dx, in_batch(x, argmax, include_batch_in_index).ravel(), dy.ravel())
    return dx.reshape(x.shape)


def argmax_grad_grad(x, ddx, argmax, include_batch_in_index=False, **_):
    return ddx.reshape(-1)[in_batch(x, argmax, include_batch_in_index)]


def argmax_rows(name, shape, attrs, whole, index="int64"):
    attrs = {k: v for k, v in attrs.items() if k != "data_format"}
    attrs["include_batch_in_index"] = whole
    x = np.random.default_rng(0).normal(size=shape)
    y, places = pool_argmax(x, **attrs)
    return [
        Sample("MaxPoolWithArgmax", [A(shape)], pool_argmax, {**attrs, "Targmax": index}, name=name),
        Sample("MaxPoolGradWithArgmax", [A(shape), A(y.shape), V(places, index)], argmax_grad, attrs,
               name=name, grad=(1,)),
        Sample("MaxPoolGradGradWithArgmax", [A(shape), A(shape), V(places, index)],
               argmax_grad_grad, attrs, name=name, grad=(1,)),
    ]


POOL = {k: v for k, v in pool_attributes((2, 2), (2, 2), "VALID").items() if k != "data_format"}
SMALL, HALF = A((1, 4, 4, 1)), A((1, 2, 2, 1))
PLACES = V([[[[0], [2]], [[8], [10]]]], "int64")
ARGMAX = [
    *argmax_rows("plain", (2, 4, 4, 2), pool_attributes((2, 2), (2, 2), "VALID"), False),
    *argmax_rows("whole", (2, 3, 5, 1), pool_attributes((2, 3), (1, 2), "SAME"), True, "int32"),
    Sample("MaxPoolWithArgmax", [SMALL], pool_argmax, POOL, name="errors", grad=(),
           big=[A((8, 40, 40, 16))], errors=[
        E([A((4, 4, 1))], POOL, Invalid, "tensor_in_shape must have 2 spatial dimensions."),
        E([SMALL], {**POOL, "ksize": [2, 2, 2, 1]}, Unimplemented,
          "Pooling is not yet supported on the batch dimension."),
        E([SMALL], {**POOL, "ksize": [1, 2, 2]}, Invalid,
          "Length for attr 'ksize' of 3 must be at least minimum 4"),
        E([SMALL], {**POOL, "ksize": [1, 0, 2, 1]}, Invalid,
          "Sliding window ksize for dimension 1 was zero."),
        E([SMALL], {**POOL, "strides": [1, 0, 2, 1]}, Invalid, "Stride must be > 0, but got 0"),
        E([SMALL], {**POOL, "padding": "EXPLICIT"}, Invalid, "Value for attr 'padding'")]),
    Sample("MaxPoolGradWithArgmax", [SMALL, HALF, PLACES], argmax_grad, POOL, name="errors",
           grad=(), errors=[
        E([SMALL, A((1, 2, 3, 1)), PLACES], POOL, Invalid,
          "Expected grad shape to be [1,2,2,1], but got [1,2,3,1]"),
        E([SMALL, HALF, V(np.zeros((1, 2, 3, 1)), "int64")], POOL, Invalid, "Expected argmax shape"),
        E([SMALL, HALF, V(np.full((1, 2, 2, 1), 16), "int64")], POOL, Invalid,
          "argmax[0] is 16, which is no place of the input"),
        E([A((2, 4, 4, 1)), A((2, 2, 2, 1)), V(np.array([0] * 4 + [2**63 - 1] * 4).reshape(2, 2, 2, 1), "int64")],
          POOL, Invalid, "argmax[4] is 9223372036854775807, which is no place"),
        E([SMALL, HALF, V(np.full((1, 2, 2, 1), -1), "int64")], POOL, Invalid, "argmax[0] is -1")]),
    Sample("MaxPoolGradGradWithArgmax", [SMALL, SMALL, PLACES], argmax_grad_grad, POOL,
           name="errors", grad=(), errors=[
        E([SMALL, HALF, PLACES], POOL, Invalid, "Expected grad shape to be [1,4,4,1]"),
        E([SMALL, SMALL, V(np.full((1, 2, 2, 1), 99), "int64")], POOL, Invalid, "no place of")]),
]  # fmt: skip


# --- lrn.cc ---
def lrn_grad(dy, x, y, **attrs):
    """By central differences of float64."""
    dx, step = np.zeros(x.shape), 1e-6
    for at in np.ndindex(x.shape):
        one = np.zeros(x.shape)
        one[at] = step
        dx[at] = np.sum((lrn(x + one, **attrs) - lrn(x - one, **attrs)) * dy) / (2 * step)
    return dx


NARROW = ("float32", "float16", "bfloat16")  # differences are not exact enough for float64
LRN_GRAD = [
    Sample("LRNGrad", [A((1, 2, 2, 5))] * 3, lrn_grad,
           {"depth_radius": radius, "bias": 1.5, "alpha": 0.5, "beta": beta},
           name=f"{radius}-{beta}", tol=50, grad=(), dtypes=NARROW)
    for radius, beta in ((1, 0.75), (9, 1.0), (0, 1.5))
] + [
    Sample("LRNGrad", [A((1, 2, 2, 3))] * 3, lrn_grad, grad=(), tol=50,
           dtypes=NARROW, big=[A((4, 40, 40, 16))] * 3, errors=[
        E([A((2, 3))] * 3, {}, Invalid, "input_grads must be 4-dimensional"),
        E([A((1, 2, 2, 3)), A((1, 2, 2, 4)), A((1, 2, 2, 3))], {}, Invalid,
          "input_grads, input_image, and out_image should have the same shape")]),
]  # fmt: skip


# --- fractional_pool.cc ---
def windows(rows, columns, shape, overlapping):
    """Slices of each window, for an image of this shape."""
    for y, x in np.ndindex(len(rows) - 1, len(columns) - 1):
        yield (y, x), (slice(rows[y], min(rows[y + 1] + overlapping, shape[1])),
                       slice(columns[x], min(columns[x + 1] + overlapping, shape[2])))


def fractional(function):
    """Where ratios divide the sizes, nothing is random."""
    def run(x, pooling_ratio, overlapping=False, **_):
        ends = [np.arange(0, n + 1, int(ratio)) for n, ratio in zip(
            x.shape[1:3], pooling_ratio[1:3], strict=True)]
        out = np.zeros((x.shape[0], len(ends[0]) - 1, len(ends[1]) - 1, x.shape[3]), x.dtype)
        for at, window in windows(*ends, x.shape, overlapping):
            part = x[(slice(None), *window)]
            count = part.shape[1] * part.shape[2]
            value = part.max((1, 2)) if function == "max" else part.sum((1, 2)) / count
            out[(slice(None), *at)] = value if x.dtype.kind == "f" else np.trunc(value)
        return out, *ends
    return run


def fractional_max_grad(x, y, dy, rows, columns, overlapping=False):
    dx = np.zeros_like(x)
    for at, window in windows(rows, columns, x.shape, overlapping):
        part = x[(slice(None), *window)]
        for b, c in np.ndindex(x.shape[0], x.shape[3]):
            i, j = np.unravel_index(part[b, ..., c].argmax(), part.shape[1:3])
            dx[b, window[0].start + i, window[1].start + j, c] += dy[(b, *at, c)]
    return dx


def fractional_average_grad(shape, dy, rows, columns, overlapping=False):
    dx = np.zeros(shape)
    for at, window in windows(rows, columns, shape, overlapping):
        count = np.ones(shape)[(0, *window, 0)].size
        dx[(slice(None), *window)] += dy[(slice(None), *at)][:, None, None] / count
    return dx.astype(dy.dtype)


def check_sequences(outputs, inputs):
    y, rows, columns = outputs
    assert y.shape == (1, 7, 5, 1)
    for ends, n in ((rows, 10), (columns, 9)):
        assert ends[0] == 0 and ends[-1] == n
        assert set(np.diff(ends)) == {1, 2}


RATIO = {"pooling_ratio": [1.0, 2.0, 3.0, 1.0]}
ROWS_4, COLUMNS_6 = V([0, 1, 2, 4], "int64"), V([0, 3, 4, 6], "int64")
DRAWN = A((1, 3, 3, 2))
IMAGE = A((1, 4, 6, 2))


def sequence_errors(leading):
    return [
        E([*leading, V([0, 1, 2, 5], "int64"), COLUMNS_6], {}, Invalid,
          "row_pooling_sequence[3] is 5; entries must grow, from 0 to at most 4"),
        E([*leading, ROWS_4, V([0, 1], "int64")], {}, Invalid,
          "col_pooling_sequence must have 4 entries, got 2"),
        E([*leading, V([0, 2, 2, 4], "int64"), COLUMNS_6], {}, Invalid, "entries must grow"),
        E([*leading, V([-1, 2, 3, 4], "int64"), COLUMNS_6], {}, Invalid, "entries must grow"),
        E([*leading, V([[0, 1, 2, 4]], "int64"), COLUMNS_6], {}, Invalid,
          "row_pooling_sequence must be 1-dimensional"),
    ]  # fmt: skip


FRACTIONAL = []
for _op, _word in (("FractionalMaxPool", "max"), ("FractionalAvgPool", "average")):
    FRACTIONAL += [
        Sample(_op, [A((2, 4, 6, 2))], fractional(_word), RATIO, second=False, errors=[
            E([A((4, 6, 2))], RATIO, Invalid, "tensor_in must be 4-dimensional"),
            E([IMAGE], {"pooling_ratio": [1.0, 2.0, 3.0]}, Invalid,
              "pooling_ratio field must specify 4 dimensions"),
            E([IMAGE], {"pooling_ratio": [2.0, 2.0, 3.0, 1.0]}, Unimplemented,
              "pooling is not yet supported on the batch nor channel dimension."),
            E([IMAGE], {"pooling_ratio": [1.0, 0.5, 3.0, 1.0]}, Invalid, "it must be 1 or more"),
            E([IMAGE], {"pooling_ratio": [1.0, float("nan"), 3.0, 1.0]}, Invalid, "1 or more"),
            E([IMAGE], {"pooling_ratio": [1.0, 9.0, 3.0, 1.0]}, Invalid, "which leaves nothing of"),
            E([IMAGE], {**RATIO, "seed": 3}, Invalid,
              "Both seed and seed2 should be 0 if deterministic is false.")]),
        Sample(_op, [A((2, 4, 6, 1))], fractional(_word), {**RATIO, "overlapping": True},
               name="overlapping", second=False),
        Sample(_op, [A((0, 4, 6, 1))], fractional(_word), RATIO, name="empty", grad=()),
        *(Sample(_op, [A((1, 10, 9, 1))], None,
                 {"pooling_ratio": [1.0, 1.4, 1.7, 1.0], "pseudo_random": pseudo}, grad=(),
                 check=check_sequences, name=f"drawn-{pseudo}") for pseudo in (False, True)),
    ]  # fmt: skip
FRACTIONAL += [
    Sample("FractionalMaxPoolGrad", [IMAGE, DRAWN, DRAWN, ROWS_4, COLUMNS_6], fractional_max_grad,
           {"overlapping": overlapping}, grad=(), name=str(overlapping),
           errors=[] if overlapping else [
               *sequence_errors([IMAGE, DRAWN, DRAWN]),
               E([IMAGE, DRAWN, A((1, 3, 2, 2)), ROWS_4, COLUMNS_6], {}, Invalid,
                 "out_backprop must have the output's shape"),
               E([A((2, 4, 6, 2)), DRAWN, DRAWN, ROWS_4, COLUMNS_6], {}, Invalid,
                 "which no pooling of")])
    for overlapping in (False, True)
] + [
    Sample("FractionalAvgPoolGrad", [V([1, 4, 6, 2], "int64"), DRAWN, ROWS_4, COLUMNS_6],
           fractional_average_grad, {"overlapping": overlapping}, grad=(), name=str(overlapping),
           tol=4, errors=[] if overlapping else [
               *sequence_errors([V([1, 4, 6, 2], "int64"), DRAWN]),
               E([V([4, 6, 2], "int64"), DRAWN, ROWS_4, COLUMNS_6], {}, Invalid,
                 "original input tensor shape must be 1-dimensional and 4 elements"),
               E([V([1, 4, 6, 3], "int64"), DRAWN, ROWS_4, COLUMNS_6], {}, Invalid,
                 "which no pooling of")])
    for overlapping in (False, True)
]  # fmt: skip

ROWS = [*FRACTIONAL, *DILATION, *ARGMAX, *LRN_GRAD]
