"""What graphs take of NumPy's numbers where indices and shapes belong, of lists that mix bools and
numbers, and of truth as an attribute: as TensorFlow 1.15.5."""

import numpy as np
import pytest

import zeal as tf

X = np.arange(6, dtype=np.float32)
CASES = {
    "one_hot": (lambda: tf.one_hot(np.array([1.0, 0.0]), 2), [[0, 1], [1, 0]]),
    "scalar": (lambda: tf.one_hot(np.float64(1), 2), [0, 1]),
    "reshape": (lambda: tf.reshape(X, np.array([2.0, 3.0])), X.reshape(2, 3)),
    "unsigned": (lambda: tf.reshape(X, np.array([2, 3], np.uint64)), X.reshape(2, 3)),
    "sum": (lambda: tf.reduce_sum(X, np.int16(0)), 15.0),
    "tile": (lambda: tf.tile([1, 2], np.array([2.0])), [1, 2, 1, 2]),
    "transpose": (lambda: tf.transpose([[1, 2]], np.array([1.0, 0.0])), [[1], [2]]),
    "concat": (lambda: tf.concat([[1], [2]], np.float32(0)), [1, 2]),
    "pad": (lambda: tf.pad([1], np.array([[1, 0]], np.int16)), [0, 1]),
}


@pytest.mark.parametrize("name", CASES)
def test_they_are_cast(name):
    make, expected = CASES[name]
    with tf.Graph().as_default(), tf.Session() as session:
        np.testing.assert_array_equal(session.run(make()), expected)


@pytest.mark.parametrize(
    "make",
    [
        lambda: tf.one_hot([1.0], 2),
        lambda: tf.reshape(X, [2.0, 3.0]),
        lambda: tf.gather(X, np.array([1.0])),
        lambda: tf.reshape(X, tf.constant([2.0, 3.0])),
    ],
)
def test_others_are_not(make):
    with tf.Graph().as_default(), pytest.raises(TypeError):
        make()


@pytest.mark.parametrize("mixed, dtype", [
    ([True, 2], "int32"), ([[True], [2]], "int32"), ([True, 1.5], "float32"), ([2, True], "int32"),
])  # fmt: skip
def test_bools_beside_numbers_are_numbers(mixed, dtype):
    with tf.Graph().as_default(), tf.Session() as session:
        found = tf.constant(mixed)
        assert found.dtype == dtype and session.run(found).tolist() == mixed
        with pytest.raises(TypeError, match="Expected bool, got .* of type"):
            tf.constant(mixed, tf.bool)


@pytest.mark.parametrize("truth", [1, 1.0, "a", np.bool_(True)])
def test_attributes_that_are_bools_take_nothing_else(truth):
    assert tf.cumsum([1, 2], exclusive=truth).numpy().tolist() == [0, 1]  # eagerly they do
    with tf.Graph().as_default():
        tf.cumsum([1, 2], exclusive=None)
        with pytest.raises(TypeError, match=r"Expected bool for argument 'exclusive' not .+\."):
            tf.cumsum([1, 2], exclusive=truth)
