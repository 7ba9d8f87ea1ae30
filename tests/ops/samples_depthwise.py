"""Sample rows of convolutions with filters of each channel's own."""

import numpy as np
from samples import A, E, Sample, V
from samples_conv import attributes, conv, linear_transpose

from zeal.errors import InvalidArgumentError as Invalid


def depthwise(x, w, **attrs):
    """As a convolution whose filter is zero between different channels."""
    h, width, c, m = w.shape
    whole = np.zeros((h, width, c, c * m))
    for i in range(c):
        whole[:, :, i, i * m:(i + 1) * m] = w[:, :, i]
    return conv(x, whole, **attrs)


def depthwise_input(sizes, w, dy, **attrs):
    return linear_transpose(lambda x: depthwise(x, w, **attrs), tuple(sizes), dy)


def depthwise_filter(x, sizes, dy, **attrs):
    return linear_transpose(lambda w: depthwise(x, w, **attrs), tuple(sizes), dy)


NAME = "DepthwiseConv2dNative"


def rows(name, x, w, attrs, **more):
    y = depthwise(np.zeros(x), np.zeros(w), **attrs).shape
    more = {"name": name, "tol": 8, **more}
    return [
        Sample(NAME, [A(x), A(w)], depthwise, attrs, **more),
        Sample(f"{NAME}BackpropInput", [V(list(x)), A(w), A(y)], depthwise_input, attrs, **more),
        Sample(f"{NAME}BackpropFilter", [A(x), V(list(w)), A(y)], depthwise_filter, attrs, **more),
    ]


PLAIN = attributes((1, 1), "SAME")
WRONG = {**PLAIN, "dilations": [1, 1, 1, 1]}
X, W = A((1, 4, 4, 2)), A((2, 2, 2, 1))
ERRORS = [
    E([A((4, 4, 2)), W], PLAIN, Invalid, "input must be 4-dimensional"),
    E([X, A((2, 2, 2))], PLAIN, Invalid, "filter must be 4-dimensional"),
    E([X, A((2, 2, 3, 1))], PLAIN, Invalid, "input and filter must have the same depth: 2 vs 3"),
    E([X, W], {**WRONG, "strides": [1, 0, 1, 1]}, Invalid, "Stride must be > 0, but got 0"),
    E([X, W], {**WRONG, "strides": [1, 1, -1, 1]}, Invalid, "Stride must be > 0, but got -1"),
    E([X, W], {**WRONG, "strides": [1, 2**40, 1, 1]}, Invalid, "is too large"),
    E([X, W], {**WRONG, "strides": [2, 1, 1, 1]}, Invalid,
      "Current implementation does not yet support strides in the batch and depth dimensions."),
    E([X, W], {**WRONG, "strides": [1, 1, 1]}, Invalid,
      "Sliding window strides field must specify 4 dimensions"),
    E([X, W], {**WRONG, "dilations": [1, 0, 1, 1]}, Invalid,
      "Dilated rates should be larger than 0."),
    E([X, W], {**WRONG, "padding": "EXPLICIT"}, Invalid, "Value for attr 'padding'"),
    E([X, W], {**WRONG, "data_format": "NWHC"}, Invalid, "Value for attr 'data_format'"),
    E([X, A((9, 9, 2, 1))], {**WRONG, "padding": "VALID"}, Invalid,
      "Computed output size would be negative: -4"),
]
INPUT_ERRORS = [
    E([V([1, 4, 4, 2]), W, A((1, 3, 4, 2))], PLAIN, Invalid,
      "Number of rows of out_backprop doesn't match computed: actual = 3, computed = 4"),
    E([V([1, 4, 4, 2]), W, A((1, 4, 4, 4))], PLAIN, Invalid,
      "depth_multiplier * in_depth not equal to out_depth"),
    E([V([1, 4, 4, 2]), W, A((2, 4, 4, 2))], PLAIN, Invalid,
      "input and out_backprop must have the same batch size"),
    E([V([4, 4]), W, A((1, 4, 4, 2))], PLAIN, Invalid, "input must be 4-dimensional"),
    E([V([1, 4, 4, 2]), W, A((4, 4, 2))], PLAIN, Invalid, "out_backprop must be 4-dimensional"),
]
FILTER_ERRORS = [
    E([X, V([2, 2, 2]), A((1, 4, 4, 2))], PLAIN, Invalid, "filter must be 4-dimensional"),
    E([X, V([2, 2, 2, 2]), A((1, 4, 4, 2))], PLAIN, Invalid,
      "depth_multiplier * in_depth not equal to out_depth"),
    E([X, V([2, 2, 2, 1]), A((1, 4, 3, 2))], PLAIN, Invalid,
      "Number of columns of out_backprop doesn't match computed"),
]
BIG_X, BIG_W, BIG_Y = (3, 40, 40, 24), (3, 3, 24, 2), (3, 40, 40, 48)
ROWS = [
    *rows("same", (1, 3, 4, 2), (2, 3, 2, 1), PLAIN),
    *rows("several", (2, 3, 3, 2), (2, 2, 2, 3), attributes((1, 1), "VALID")),
    *rows("strides", (1, 4, 5, 1), (3, 2, 1, 2), attributes((2, 3), "SAME")),
    *rows("dilations", (1, 5, 4, 2), (2, 2, 2, 1), attributes((1, 1), "SAME", (2, 3))),
    *rows("both", (1, 5, 6, 1), (3, 2, 1, 1), attributes((2, 2), "VALID", (2, 3))),
    *rows("apart", (1, 7, 6, 1), (2, 3, 1, 1), attributes((3, 2), "SAME", (2, 4))),
    *rows("first", (1, 2, 3, 3), (2, 2, 2, 2), attributes((1, 2), "SAME", None, None, "NCHW")),
    *rows("far", (1, 3, 4, 2), (3, 3, 2, 1), attributes((1, 1), "SAME", (7, 9)), grad=()),
    # Vectors of channels: whole ones, and those that overlap the one before.
    *rows("wide", (1, 3, 9, 37), (3, 3, 37, 1), attributes((1, 1), "SAME"), grad=(),
          dtypes=("float32", "float64")),
    Sample(NAME, [X, W], depthwise, PLAIN, name="errors", errors=ERRORS, grad=(), tol=8,
           big=[A(BIG_X), A(BIG_W)]),
    Sample(f"{NAME}BackpropInput", [V([1, 4, 4, 2]), W, A((1, 4, 4, 2))], depthwise_input, PLAIN,
           name="errors", errors=INPUT_ERRORS, grad=(), tol=8,
           big=[V(list(BIG_X)), A(BIG_W), A(BIG_Y)]),
    Sample(f"{NAME}BackpropFilter", [X, V([2, 2, 2, 1]), A((1, 4, 4, 2))], depthwise_filter,
           PLAIN, name="errors", errors=FILTER_ERRORS, grad=(), tol=8,
           big=[A(BIG_X), V(list(BIG_W)), A(BIG_Y)]),
    Sample(NAME, [A((0, 4, 4, 2)), W], depthwise, PLAIN, name="empty"),
    Sample(NAME, [A((1, 4, 4, 1)), A((2, 2, 1, 0))], lambda x, w, **_: np.zeros((1, 4, 4, 0)),
           PLAIN, name="no-filters"),
]  # fmt: skip
