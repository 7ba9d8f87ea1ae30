"""Sample rows of convolutions, pooling, batch norm and local response normalization."""

import itertools
from dataclasses import replace

import numpy as np
from samples import A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid
from zeal.errors import UnimplementedError as Unimplemented


# --- windows ---
def pad_of(padding, given, n, sizes, windows, strides, dilations):
    """Zeros before and after each of the n spatial axes."""
    if padding == "EXPLICIT":
        return [tuple(given[2 * i + 2:2 * i + 4]) for i in range(n)]
    if padding == "VALID":
        return [(0, 0)] * n
    pads = []
    for size, window, stride, dilation in zip(sizes, windows, strides, dilations, strict=True):
        out = -(-size // stride)
        total = max(0, (out - 1) * stride + (window - 1) * dilation + 1 - size)
        pads.append((total // 2, total - total // 2))
    return pads


def to_last(x, data_format):
    return np.moveaxis(x, 1, -1) if data_format.startswith("NC") else x


def to_format(x, data_format):
    return np.moveaxis(x, -1, 1) if data_format.startswith("NC") else x


def spatial(steps, data_format):
    return tuple(steps[2:] if data_format.startswith("NC") else steps[1:-1])


def patches(x, windows, strides, dilations, pads, fill=0):
    """For each tap of the window: its place, and the padded input at all positions."""
    n = len(windows)
    x = np.pad(x, [(0, 0), *pads, (0, 0)], constant_values=fill)
    outs = [
        (x.shape[i + 1] - (windows[i] - 1) * dilations[i] - 1) // strides[i] + 1 for i in range(n)
    ]
    for tap in itertools.product(*map(range, windows)):
        at = [
            slice(t * d, t * d + (o - 1) * s + 1 if o > 0 else 0, s)
            for t, d, o, s in zip(tap, dilations, outs, strides, strict=True)
        ]
        yield tap, (slice(None), *at), x[(slice(None), *at)]


def conv(x, w, strides, padding, explicit_paddings=(), data_format="NHWC", dilations=None, **_):
    x, n = to_last(x, data_format), w.ndim - 2
    steps = spatial(strides, data_format)
    holes = spatial(dilations, data_format) if dilations else (1,) * n
    pads = pad_of(padding, explicit_paddings, n, x.shape[1:-1], w.shape[:n], steps, holes)
    return to_format(
        sum(part @ w[tap] for tap, _, part in patches(x, w.shape[:n], steps, holes, pads)),
        data_format,
    ).astype(x.dtype)


def linear_transpose(f, like, dy):
    """The transpose of the linear function f at dy, for inputs of the shape of like."""
    out = np.zeros(like)
    for at in np.ndindex(*like):
        one = np.zeros(like)
        one[at] = 1
        out[at] = np.sum(f(one) * dy)
    return out


def conv_input(sizes, w, dy, **attrs):
    return linear_transpose(lambda x: conv(x, w, **attrs), tuple(sizes), dy)


def conv_filter(x, sizes, dy, **attrs):
    return linear_transpose(lambda w: conv(x, w, **attrs), tuple(sizes), dy)


def attributes(strides, padding, dilations=None, given=None, data_format="NHWC"):
    """Attributes of spatial ones."""
    def whole(steps):
        return [1, 1, *steps] if data_format.startswith("NC") else [1, *steps, 1]

    attrs = {"strides": whole(strides), "padding": padding, "data_format": data_format}
    if dilations:
        attrs["dilations"] = whole(dilations)
    if given:
        attrs["explicit_paddings"] = given
    return attrs


def conv_rows(name, x, w, attrs, dims="2D"):
    """Rows of a convolution and of its two gradients."""
    ops = ("Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter")
    if dims == "3D":
        ops = ("Conv3D", "Conv3DBackpropInputV2", "Conv3DBackpropFilterV2")
    y = conv(np.zeros(x), np.zeros(w), **attrs).shape
    tol = 8
    return [
        Sample(ops[0], [A(x), A(w)], conv, attrs, name=name, tol=tol),
        Sample(ops[1], [V(list(x)), A(w), A(y)], conv_input, attrs, name=name, tol=tol),
        Sample(ops[2], [A(x), V(list(w)), A(y)], conv_filter, attrs, name=name, tol=tol),
    ]


PLAIN = attributes((1, 1), "SAME")
CONVOLUTIONS = [
    *conv_rows("same", (1, 3, 4, 2), (2, 3, 2, 3), PLAIN),
    *conv_rows("valid", (2, 4, 3, 1), (2, 2, 1, 2), attributes((1, 1), "VALID")),
    *conv_rows("strides", (1, 4, 5, 1), (3, 2, 1, 2), attributes((2, 3), "SAME")),
    *conv_rows("dilations", (1, 5, 4, 1), (2, 2, 1, 2), attributes((1, 1), "SAME", (2, 3))),
    *conv_rows("both", (1, 5, 6, 1), (2, 2, 1, 1), attributes((2, 2), "VALID", (2, 3))),
    *conv_rows("given", (1, 2, 3, 1), (2, 2, 1, 2),
               attributes((1, 2), "EXPLICIT", None, [0, 0, 1, 2, 0, 3, 0, 0])),
    *conv_rows("pixel", (1, 2, 3, 2), (1, 1, 2, 3), attributes((1, 1), "VALID")),
    *conv_rows("first", (1, 2, 3, 3), (2, 2, 2, 1),
               attributes((1, 2), "SAME", None, None, "NCHW")),
    *conv_rows("skips", (1, 4, 5, 1), (1, 2, 1, 2), attributes((2, 3), "VALID")),
    *conv_rows("depth", (1, 3, 2, 3, 1), (2, 2, 2, 1, 2),
               attributes((1, 1, 2), "SAME", None, None, "NDHWC"), "3D"),
    *conv_rows("depth-strides", (1, 3, 4, 2, 2), (2, 3, 1, 2, 1),
               attributes((2, 2, 1), "VALID", None, None, "NDHWC"), "3D"),
]
WRONG = {**PLAIN, "dilations": [1, 1, 1, 1]}
X, W = A((1, 4, 4, 2)), A((2, 2, 2, 3))
CONV_ERRORS = [
    E([A((4, 4, 2)), W], PLAIN, Invalid, "input must be 4-dimensional"),
    E([X, A((2, 2, 2))], PLAIN, Invalid, "filter must be 4-dimensional"),
    E([X, A((2, 2, 3, 1))], PLAIN, Invalid,
      "input depth must be evenly divisible by filter depth: 2 vs 3"),
    E([X, A((2, 2, 1, 2))], PLAIN, Unimplemented, "does not support grouped convolutions"),
    E([X, W], {**WRONG, "strides": [2, 1, 1, 1]}, Invalid,
      "Current implementation does not yet support strides in the batch and depth dimensions."),
    E([X, W], {**WRONG, "strides": [1, 0, 1, 1]}, Invalid,
      "Row and column strides should be larger than 0."),
    E([X, W], {**WRONG, "strides": [1, 1, 1]}, Invalid,
      "Sliding window strides field must specify 4 dimensions"),
    E([X, W], {**WRONG, "dilations": [1, 0, 1, 1]}, Invalid,
      "Dilated rates should be larger than 0."),
    E([X, W], {**WRONG, "dilations": [2, 1, 1, 1]}, Invalid, "dilations in the batch and depth"),
    E([X, W], {**WRONG, "padding": "same"}, Invalid,
      "Value for attr 'padding' of \"same\" is not in the list of allowed values"),
    E([X, W], {**WRONG, "data_format": "NWHC"}, Invalid, "Value for attr 'data_format'"),
    E([X, W], {**WRONG, "explicit_paddings": [0] * 8}, Invalid, "must be empty if the padding"),
    E([X, W], {**WRONG, "padding": "EXPLICIT", "explicit_paddings": [0, 0]}, Invalid,
      "explicit_paddings attribute must contain 8 values, but got: 2"),
    E([X, W], {**WRONG, "padding": "EXPLICIT", "explicit_paddings": [0, 0, -1, 0, 0, 0, 0, 0]},
      Invalid, "All elements of explicit_paddings must be nonnegative"),
    E([X, W], {**WRONG, "padding": "EXPLICIT", "explicit_paddings": [1, 0, 0, 0, 0, 0, 0, 0]},
      Invalid, "Nonzero explicit padding in the batch or depth dimensions is not supported"),
    E([X, A((9, 9, 2, 3))], {**WRONG, "padding": "VALID"}, Invalid,
      "Computed output size would be negative: -4"),
]
BACK_ERRORS = [
    E([V([1, 4, 4, 2]), W, A((1, 3, 4, 3))], PLAIN, Invalid,
      "Size of out_backprop doesn't match computed: actual = 3, computed = 4 spatial_dim: 1"),
    E([V([1, 4, 4, 2]), W, A((1, 4, 4, 2))], PLAIN, Invalid,
      "filter and out_backprop must have the same out_depth"),
    E([V([1, 4, 4]), W, A((1, 4, 4, 3))], PLAIN, Invalid, "input must be 4-dimensional"),
]
CONVOLUTIONS += [
    Sample("Conv2D", [X, W], conv, PLAIN, name="errors", errors=CONV_ERRORS, grad=(),
           big=[A((2, 40, 40, 8)), A((3, 3, 8, 20))], tol=8),
    Sample("Conv2DBackpropInput", [V([1, 4, 4, 2]), W, A((1, 4, 4, 3))], conv_input, PLAIN,
           name="errors", errors=BACK_ERRORS, grad=(), tol=8,
           big=[V([2, 40, 40, 8]), A((3, 3, 8, 20)), A((2, 40, 40, 20))]),
    Sample("Conv2DBackpropInput", [V([4, 4]), W, A((1, 4, 4, 3))],
           lambda sizes, w, dy, **attrs: conv_input((1, 4, 4, 2), w, dy, **attrs), PLAIN,
           name="short", grad=(), tol=8),
    Sample("Conv2DBackpropFilter", [X, V([2, 2, 2, 3]), A((1, 4, 4, 3))], conv_filter, PLAIN,
           name="errors", grad=(), tol=8,
           big=[A((2, 40, 40, 8)), V([3, 3, 8, 20]), A((2, 40, 40, 20))]),
    Sample("Conv2D", [A((0, 4, 4, 2)), W], conv, PLAIN, name="empty"),
    Sample("Conv2D", [A((1, 4, 4, 0)), A((2, 2, 0, 3))], conv, PLAIN, name="no-channels"),
    # Channels beyond a panel, taps beyond the image, blocks of weights.
    Sample("Conv2D", [A((1, 9, 7, 70)), A((3, 3, 70, 50))], conv, PLAIN, name="wide", grad=(),
           tol=40, dtypes=("float32", "float64")),
    Sample("Conv2D", [A((1, 3, 4, 2)), A((3, 3, 2, 3))], conv, attributes((1, 1), "SAME", (7, 9)),
           name="far", grad=(), tol=8),
]  # fmt: skip


# --- with a bias ---
def biased(x, w, bias, **attrs):
    first = attrs.get("data_format") == "NCHW"
    return conv(x, w, **attrs) + (bias[:, None, None] if first else bias)


def rectified(x, w, bias, **attrs):
    return np.maximum(biased(x, w, bias, **attrs), 0)


BIAS_ERRORS = [
    E([X, W, A((2,))], PLAIN, Invalid, "Must provide as many biases as the last dimension of the filter: [2] vs. [2,2,2,3]"),
    E([X, W, A((3, 1))], PLAIN, Invalid, "Biases must be 1D: [3,1]"),
    *(replace(e, inputs=[*e.inputs, A((3,))]) for e in CONV_ERRORS if e.inputs[1] is W),
]  # fmt: skip
for _op, _ref in (("Conv2DBias", biased), ("Conv2DBiasRelu", rectified)):
    CONVOLUTIONS += [
        Sample(_op, [X, W, A((3,), 0.1, 0.9)], _ref, PLAIN, tol=8, errors=BIAS_ERRORS,
               big=[A((2, 40, 40, 8)), A((3, 3, 8, 20)), A((20,))]),
        Sample(_op, [A((1, 2, 3, 3)), A((2, 2, 2, 1)), A((1,))], _ref,
               attributes((1, 1), "SAME", None, None, "NCHW"), name="first", tol=8),
        Sample(_op, [A((1, 2, 3, 2)), A((1, 1, 2, 3)), A((3,))], _ref,
               attributes((1, 1), "VALID"), name="pixel", tol=8),
        Sample(_op, [A((1, 4, 4, 0)), A((2, 2, 0, 3)), A((3,))], _ref, PLAIN, name="no-channels"),
        Sample(_op, [A((1, 9, 7, 70)), A((3, 3, 70, 50)), A((50,))], _ref, PLAIN, name="wide",
               grad=(), tol=40),
    ]  # fmt: skip


# --- pooling ---
def stacked(x, fill, ksize, strides, padding, data_format="NHWC"):
    """The parts of all windows, one tap behind the other; outside is `fill`."""
    last, n = to_last(x, data_format), x.ndim - 2
    windows, steps = spatial(ksize, data_format), spatial(strides, data_format)
    pads = pad_of(padding, (), n, last.shape[1:-1], windows, steps, (1,) * n)
    parts = patches(last, windows, steps, (1,) * n, pads, fill)
    return np.stack([to_format(part, data_format) for _, _, part in parts])


def smallest(x):
    return -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min


def max_pool(x, **attrs):
    return stacked(x, smallest(x), **attrs).max(0).astype(x.dtype)


def average_pool(x, **attrs):
    return stacked(x, 0, **attrs).sum(0) / stacked(np.ones_like(x), 0, **attrs).sum(0)


def largest_places(x, **attrs):
    """Of each window, the flat index of its first largest element."""
    index = np.arange(x.size, dtype=float).reshape(x.shape)
    best = stacked(x, smallest(x), **attrs).argmax(0)
    places = stacked(index, -1, **attrs)
    return np.take_along_axis(places, best[None], 0)[0].astype(int)


def max_grad(x, y, dy, **attrs):
    dx = np.zeros(x.size, x.dtype)
    np.add.at(dx, largest_places(x, **attrs).ravel(), dy.ravel())
    return dx.reshape(x.shape)


def max_grad_grad(x, y, ddx, **attrs):
    return ddx.reshape(-1)[largest_places(x, **attrs)]


def average_grad(shape, dy, **attrs):
    return linear_transpose(lambda x: average_pool(x, **attrs), tuple(shape), dy)


def pool_attributes(size, strides, padding, data_format="NHWC"):
    attrs = attributes(strides, padding, None, None, data_format)
    return {**attrs, "ksize": attributes(size, padding, None, None, data_format)["strides"]}


def pool_rows(name, x, attrs, dims=""):
    y = average_pool(np.zeros(x), **attrs).shape
    return [
        Sample(f"MaxPool{dims}", [A(x)], max_pool, attrs, name=name),
        Sample(f"MaxPool{dims}Grad", [A(x), A(y), A(y)], max_grad, attrs, name=name, grad=(2,)),
        Sample(f"MaxPool{dims}GradGrad", [A(x), A(y), A(x)], max_grad_grad, attrs, name=name,
               grad=(2,)),
        Sample(f"AvgPool{dims}", [A(x)], average_pool, attrs, name=name, tol=4),
        Sample(f"AvgPool{dims}Grad", [V(list(x)), A(y)], average_grad, attrs, name=name, tol=4),
    ]


POOL = pool_attributes((2, 2), (2, 2), "VALID")
POOL_ERRORS = [
    E([A((4, 4, 1))], POOL, Invalid, "must have 2 spatial dimensions"),
    E([A((1, 4, 4, 1))], {**POOL, "ksize": [2, 2, 2, 1]}, Unimplemented,
      "Pooling is not yet supported on the batch dimension."),
    E([A((1, 4, 4, 2))], {**POOL, "ksize": [1, 1, 1, 2]}, Unimplemented,
      "Non-spatial pooling is not yet supported"),
    E([A((1, 4, 4, 1))], {**POOL, "ksize": [1, 2, 2]}, Invalid,
      "Length for attr 'ksize' of 3 must be at least minimum 4"),
    E([A((1, 4, 4, 1))], {**POOL, "ksize": [1, 0, 2, 1]}, Invalid,
      "Sliding window ksize for dimension 1 was zero."),
    E([A((1, 4, 4, 1))], {**POOL, "strides": [1, 0, 2, 1]}, Invalid, "Stride must be > 0, but got 0"),
    E([A((1, 4, 4, 1))], {**POOL, "padding": "EXPLICIT"}, Invalid, "Value for attr 'padding'"),
]
POOLING = [
    *pool_rows("plain", (1, 4, 4, 2), POOL),
    *pool_rows("same", (2, 3, 5, 1), pool_attributes((2, 3), (1, 2), "SAME")),
    *pool_rows("first", (1, 2, 3, 3), pool_attributes((2, 2), (1, 1), "SAME", "NCHW")),
    *pool_rows("depth", (1, 2, 3, 3, 2), pool_attributes((2, 2, 2), (1, 1, 2), "SAME", "NDHWC"),
               "3D"),
    Sample("MaxPool", [A((1, 4, 4, 2))], max_pool, POOL, name="errors", errors=POOL_ERRORS,
           big=[A((8, 40, 40, 16))]),
    Sample("AvgPool", [A((1, 4, 4, 2))], average_pool, POOL, name="errors", errors=POOL_ERRORS,
           big=[A((8, 40, 40, 16))], tol=4),
    Sample("MaxPool", [A((0, 4, 4, 2))], lambda x, **_: np.zeros((0, 2, 2, 2), x.dtype), POOL,
           name="empty"),
    Sample("MaxPoolGrad", [A((1, 4, 4, 1)), A((1, 2, 2, 1)), A((1, 2, 2, 1))], max_grad, POOL,
           name="errors", grad=(), errors=[
               E([A((1, 4, 4, 1)), A((1, 2, 2, 1)), A((1, 2, 3, 1))], POOL, Invalid,
                 "Expected grad shape to be [1,2,2,1], but got [1,2,3,1]"),
               E([A((1, 4, 4, 1)), A((1, 3, 2, 1)), A((1, 2, 2, 1))], POOL, Invalid,
                 "Expected orig_output shape")]),
]  # fmt: skip


# --- batch norm ---
def batch_norm(x, scale, offset, mean, variance, epsilon, is_training=True, data_format="NHWC"):
    x = to_last(x, data_format)
    count = x.size // x.shape[-1] if x.size else 0
    unbiased = 1.0
    if is_training:
        mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
        unbiased = count / max(count - 1, 1)
    y = (x - mean) / np.sqrt(variance + epsilon) * scale + offset
    return to_format(y, data_format), mean, variance * unbiased, mean, variance


def batch_norm_3(*args, **attrs):
    return *batch_norm(*args, **attrs), np.zeros(())


def batch_norm_grad(dy, x, scale, mean, variance, epsilon, is_training=True, data_format="NHWC"):
    x, dy = to_last(x, data_format), to_last(dy, data_format)
    root = 1 / np.sqrt(variance + epsilon)
    u = (x - mean) * root
    dscale, doffset = (dy * u).sum((0, 1, 2)), dy.sum((0, 1, 2))
    dx = dy
    if is_training:
        dx = dy - dy.mean((0, 1, 2)) - u * (dy * u).mean((0, 1, 2))
    none = np.zeros(0)
    return to_format(dx * scale * root, data_format), dscale, doffset, none, none


def batch_norm_grad_3(dy, x, scale, mean, variance, unused, **attrs):
    return batch_norm_grad(dy, x, scale, mean, variance, **attrs)


def batch_norm_rows(version, name, x, c, training, data_format="NHWC"):
    attrs = {"epsilon": 1 / 128, "is_training": training, "data_format": data_format}
    u, dtypes = ("float32", ("float32", "float16", "bfloat16")) if version else (None, None)
    moments = [A((0,), dtype=u)] * 2 if training else [A((c,), dtype=u), A((c,), 0.5, 2.0, dtype=u)]
    vectors = [A((c,), dtype=u), A((c,), dtype=u)]
    last = [V(0.0, "float32")] if version == "V3" else []
    # While training, batch_mean too depends on x, but nothing flows through it, as in TensorFlow;
    # test_conv.py checks the gradients of y.
    grad = () if training else (0, 1, 2)
    return [
        Sample(f"FusedBatchNorm{version}", [A(x), *vectors, *moments],
               batch_norm_3 if version == "V3" else batch_norm, attrs, name=name, grad=grad, tol=16,
               dtypes=dtypes, grad_tol=5),
        Sample(f"FusedBatchNormGrad{version}",
               [A(x), A(x), vectors[0], vectors[1], A((c,), 0.5, 2.0, dtype=u), *last],
               batch_norm_grad_3 if last else batch_norm_grad, attrs, name=name, grad=grad,
               tol=32, dtypes=dtypes, grad_tol=5),
    ]  # fmt: skip


NORM = {"epsilon": 1 / 128}
BATCH_NORM = [
    row for version in ("", "V2", "V3") for args in (
        ("training", (2, 3, 2, 3), 3, True), ("given", (2, 1, 2, 3), 3, False),
        ("first", (2, 3, 2, 2), 3, True, "NCHW"))
    for row in batch_norm_rows(version, *args)
]  # fmt: skip
BATCH_NORM += [
    Sample("FusedBatchNorm", [A((2, 1, 2, 3)), A((3,)), A((3,)), A((0,)), A((0,))], batch_norm,
           NORM, name="errors", grad=(), tol=16, errors=[
               E([A((2, 3)), A((3,)), A((3,)), A((0,)), A((0,))], NORM, Invalid,
                 "x must be 4-dimensional"),
               E([A((2, 1, 2, 3)), A((2,)), A((3,)), A((0,)), A((0,))], NORM, Invalid,
                 "scale must have one element for each channel"),
               E([A((2, 1, 2, 3)), A((3,)), A((3,)), A((3,)), A((3,))], NORM, Invalid,
                 "mean and variance must be empty for training")],
           big=[A((4, 30, 30, 16)), A((16,)), A((16,)), A((0,)), A((0,))]),
]  # fmt: skip


# --- layer_norm.cc ---
def layer_norm(x, scale, offset, epsilon=1e-3):
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon) * scale + offset


def layer_norm_grad(dy, x, scale, epsilon=1e-3):
    root = 1 / np.sqrt(x.var(-1, keepdims=True) + epsilon)
    unit, flow = (x - x.mean(-1, keepdims=True)) * root, dy * scale
    share = flow.mean(-1, keepdims=True) + unit * (flow * unit).mean(-1, keepdims=True)
    rows = tuple(range(x.ndim - 1))
    return root * (flow - share), (dy * unit).sum(rows), dy.sum(rows)


LAYER_NORM = [
    Sample("LayerNorm", [A(x), A(x[-1:]), A(x[-1:])], layer_norm, NORM, tol=16, grad_tol=5, name=name,
           big=[A((300, 1100)), A((1100,)), A((1100,))] if x == (2, 3, 5) else None,
           errors=[E([A(()), A((1,)), A((1,))], NORM, Invalid, "x must have >= 1 dimension"),
                   E([A((2, 3)), A((3,)), A((3, 1))], NORM, Invalid, "offset must be 1-dimensional"),
                   E([A((2, 3)), A((2,)), A((3,))], NORM, Invalid,
                     "scale must have one element for each of the last axis")])
    for name, x in (("short", (2, 3, 5)), ("vectors", (2, 75)), ("row", (3,)), ("blocks", (1, 1100)))
] + [
    Sample("LayerNormGrad", [A(x), A(x), A(x[-1:])], layer_norm_grad, NORM, tol=32, grad_tol=8,
           name=name, big=[A((300, 1100)), A((300, 1100)), A((1100,))] if x == (2, 3, 5) else None,
           errors=[E([A((2, 2)), A((2, 3)), A((3,))], NORM, Invalid, "must have same shape")])
    for name, x in (("short", (2, 3, 5)), ("vectors", (2, 21)))
]  # fmt: skip

# --- lrn.cc ---
def lrn(x, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    c = x.shape[-1]
    near = np.abs(np.arange(c)[:, None] - np.arange(c)) <= depth_radius
    return x / (bias + alpha * (x * x) @ near) ** beta


LRN = [
    Sample("LRN", [A((1, 2, 2, 5))], lrn, {"depth_radius": radius, "bias": 1.5, "alpha": 0.5,
           "beta": beta}, name=f"{radius}-{beta}", tol=8)
    for radius, beta in ((1, 0.75), (2, 0.5), (9, 1.0), (0, 1.5))
]  # fmt: skip
LRN += [
    Sample("LRN", [A((0, 2, 2, 3))], lrn, name="empty"),
    Sample("LRN", [A((1, 2, 2, 3))], lrn, tol=8, big=[A((4, 40, 40, 16))], errors=[
        E([A((2, 3))], {}, Invalid, "in must be 4-dimensional")]),
]

ROWS = [*LRN, *CONVOLUTIONS, *POOLING, *BATCH_NORM, *LAYER_NORM]
