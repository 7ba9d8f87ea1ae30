"""tf.contrib.nn.nth_element: values, gradients, errors."""

import numpy as np
import pytest

import zeal as tf


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "uint8"])
def test_values(reverse, dtype):
    x = np.random.RandomState(0).permutation(24).reshape(2, 3, 4).astype(dtype)
    for n in range(4):
        want = np.sort(x)[..., 3 - n if reverse else n]
        got = tf.contrib.nn.nth_element(x, n, reverse)
        assert got.dtype == dtype and got.numpy().tolist() == want.tolist()


def test_equal_elements_share_the_gradient():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [2, 4])
        y = tf.contrib.nn.nth_element(x, 2)
        assert y.shape == [2] and y.op.name == "NthElement"
        got = session.run(
            tf.gradients(y, x, [[-1.0, 6.0]])[0], {x: [[5, 7, 1, 7], [2, 2, 2, 9]]}
        )
    assert got.tolist() == [[0, -0.5, 0, -0.5], [2, 2, 2, 0]]


def test_errors():
    nth = tf.contrib.nn.nth_element
    for x, n, words in (
        (5, 0, "at least rank 1 but is rank 0"),
        ([5], -1, "non-negative but is -1"),
        ([5, 6], [1], "scalar but has rank 1"),
        ([5, 6], 2, "last dimension > n = 2"),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            nth(x, n)
    with tf.Graph().as_default(), tf.Session() as session:
        n = tf.placeholder(tf.int32)
        y = nth([[0.1, 0.2]], n)
        for value, words in ((-7, "Need n >= 0, got -7"), (2, r"at least n\+1 columns")):
            with pytest.raises(tf.errors.InvalidArgumentError, match=words):
                session.run(y, {n: value})
