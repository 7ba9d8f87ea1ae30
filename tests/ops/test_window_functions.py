"""Functions of windows against TensorFlow 1.15: values, errors, and the same in all modes."""

import json
from pathlib import Path

import numpy as np
import pytest
import window_function_cases as cases
from checker import GradientCheck

import zeal as tf
from zeal import _native

CAPTURED = json.loads((Path(__file__).parent / "window_functions.json").read_text())
VALUES = [e for e in cases.CASES if not isinstance(CAPTURED[e][0], str)]


def close(got, want):
    assert len(got) == len(want)
    for a, b in zip(got, want, strict=True):
        assert a[0] == b[0]
        np.testing.assert_allclose(a[1:], b[1:], rtol=2e-5, atol=2e-4)


@pytest.mark.parametrize("expression", cases.CASES)
def test_as_tensorflow(expression):
    got, want = cases.run(tf, expression), CAPTURED[expression]
    if isinstance(want[0], str):
        assert got[0] == want[0]
        assert want[1] in got[1]
    else:
        close(got, want)


def values_of(result):
    return list(result) if isinstance(result, (list, tuple)) else [result]


@pytest.mark.parametrize("known", ["rank", "nothing"])
@pytest.mark.parametrize("expression", VALUES)
def test_sizes_that_only_the_run_tells(expression, known):
    """A function of several ranks needs to know which."""
    by_rank = ("convolution", "pool(", "_v2", "atrous_conv2d(")
    if known == "nothing" and any(word in expression for word in by_rank):
        pytest.skip("needs the rank")
    with tf.Graph().as_default(), tf.Session() as session:
        names, feeds = {"tf": tf}, {}
        for name, value in cases.VALUES.items():
            moves = name in ("line", "image", "volume", "parts")
            shape = value.shape if not moves else None
            if moves and known == "rank":
                shape = [None] * (value.ndim - 1) + [value.shape[-1]]
            names[name] = tf.placeholder(tf.float32, shape)
            feeds[names[name]] = value
        got = session.run(values_of(eval(expression, names)), feeds)
    close([cases.told(part) for part in got], CAPTURED[expression])


@pytest.mark.parametrize("expression", VALUES)
def test_traced(expression):
    names = {k: tf.constant(v) for k, v in cases.VALUES.items()}
    traced = tf.function(lambda: values_of(eval(expression, {"tf": tf, **names})))
    close([cases.told(part.numpy()) for part in traced()], CAPTURED[expression])


ONES = [1, 1, 1, 1]


@pytest.mark.parametrize("function, shapes", [
    (lambda x, w: tf.nn.depthwise_conv2d(x, w, ONES, "SAME"), [(1, 4, 3, 2), (2, 2, 2, 2)]),
    (lambda x, w: tf.nn.convolution(x, w, "SAME", dilation_rate=2), [(1, 5, 4, 2), (2, 2, 2, 2)]),
    (lambda x: tf.nn.pool(x, [2, 2], "AVG", "VALID", dilation_rate=[2, 1]), [(1, 4, 4, 2)]),
    (lambda x, w: tf.nn.conv1d_transpose(x, w, [2, 6, 2], 2), [(2, 3, 2), (2, 2, 2)]),
    (lambda x, w: tf.nn.conv3d_transpose(x, w, [1, 2, 4, 2, 1], 2),
     [(1, 1, 2, 1, 2), (2, 2, 2, 1, 2)]),
    (lambda x: tf.space_to_depth(tf.space_to_batch(x, [[1, 0], [0, 1]], 2), 2), [(1, 3, 3, 2)]),
    (lambda x, d, p: tf.nn.separable_conv2d(x, d, p, ONES, "VALID"),
     [(1, 3, 3, 2), (2, 2, 2, 2), (1, 1, 4, 2)]),
])  # fmt: skip
def test_gradients_to_second_order(function, shapes):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in shapes]
    check = GradientCheck(lambda xs: [tf.sin(function(*xs))], arrays, 20)
    check.first()
    check.second()


def test_native_depthwise_has_dilations():
    """TensorFlow's op for CPUs leaves them out without a word."""
    image, filters = cases.VALUES["image"], cases.VALUES["w2"]
    got = tf.nn.depthwise_conv2d_native(image, filters, ONES, "SAME", dilations=[1, 2, 3, 1])
    want = tf.nn.depthwise_conv2d(image, filters, ONES, "SAME", rate=[2, 3])
    assert (got.numpy() == want.numpy()).all()


def test_fractional_pooling_never_gives_more_than_there_is():
    """Also where a float, in which TensorFlow divides, is above the number of rows."""
    rows = 2**24 + 3
    attrs = {"pooling_ratio": [1.0, 1.0, 1.0, 1.0]}
    found = _native.infer("FractionalMaxPool", [("float32", [1, rows, 1, 1])], attrs)
    assert found[0][1] == (1, rows, 1, 1)
