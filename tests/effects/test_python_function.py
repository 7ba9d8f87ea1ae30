"""Tests of zeal/effects/python_function.py: results, dtypes, gradients and errors."""

import numpy as np
import pytest

import zeal as tf


def test_py_func():
    seen = []

    def f(x, y):
        seen.extend([type(x), y])
        return x + 1, [y, None]

    results = tf.py_func(f, [tf.constant([1.0, 2.0]), "text"], [tf.float32, tf.string])
    assert results[0].numpy().tolist() == [2.0, 3.0] and results[1].numpy() == b"text"
    assert results[2] is None and seen == [np.ndarray, b"text"]
    assert tf.py_func(lambda x: [x], [1.0], [tf.float32]).numpy() == 1.0
    assert tf.py_func(lambda: 3, [], tf.int64).dtype == tf.int32  # as in TensorFlow
    assert tf.numpy_function(lambda x: x * 2, [tf.Variable(1.5)], tf.float32).numpy() == 3.0
    with pytest.raises(ZeroDivisionError):
        tf.py_func(lambda: 1 // 0, [], tf.int32)


def test_py_function_results():
    assert tf.py_function(lambda x: x * 2, [1.0], tf.float32).numpy() == 2.0
    assert tf.py_function(lambda x: np.float64(3), [1], tf.float32).dtype == tf.float32
    assert tf.py_function(lambda x: None, [1.0], []) == []
    both = tf.contrib.eager.py_func(lambda x: (x, x + 1), [1.0], [tf.float32, tf.float32])
    assert [y.numpy() for y in both] == [1.0, 2.0]
    assert tf.py_function(lambda x: [x], [1.0], tf.float32).numpy() == 1.0


@pytest.mark.parametrize("f, error, text", [
    (lambda x: None, tf.errors.InvalidArgumentError, "<lambda> returns 0 values, but expects to"),
    (lambda x: (x, x), tf.errors.InvalidArgumentError, "returns 2 values"),
    (lambda x: tf.cast(x, tf.int32), tf.errors.InvalidArgumentError, "requested dtype"),
    (lambda x: {}[1], tf.errors.UnknownError, "^KeyError: 1"),
    (lambda x: next(iter(())), tf.errors.OutOfRangeError, "^StopIteration"),
    (lambda x: int("x"), tf.errors.InvalidArgumentError, "^ValueError"),
])  # fmt: skip
def test_py_function_errors(f, error, text):
    with pytest.raises(error, match=text):
        tf.py_function(f, [1.0], tf.float32)


def test_gradients_flow_through_py_function_to_any_order():
    x = tf.constant(3.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.py_function(lambda x: x * x * x, [x], tf.float32)
        first = inner.gradient(y, x)
    assert first.numpy() == 27.0 and outer.gradient(first, x).numpy() == 18.0
