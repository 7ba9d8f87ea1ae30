"""Numbers rounded to few bits: values as TensorFlow 1.15 gives them."""

import numpy as np
import pytest

import zeal as tf

X = (np.sin(np.arange(12)) * 8).reshape(3, 4).astype(np.float32)
LOW, HIGH = [-3.0, -2.0, -1.0, -5.0], [5.0, 4.0, 3.0, 2.0]
ROWS = [
    (lambda x: tf.fake_quant_with_min_max_args(x, -3.0, 5.0),
     [0.0, 4.98823, 4.98823, 1.12941, -3.01177, -3.01177, -2.22745, 4.98823, 4.98823, 3.29412,
      -3.01177, -3.01177]),
    (lambda x: tf.fake_quant_with_min_max_args(x, 1.0, 5.0, num_bits=3),
     [0.0, 4.0, 4.0, 1.14286, 0.0, 0.0, 0.0, 4.0, 4.0, 3.42857, 0.0, 0.0]),
    (lambda x: tf.fake_quant_with_min_max_vars(x, -3.0, 5.0, 4, True),
     [0.0, 5.14286, 5.14286, 1.14286, -2.85714, -2.85714, -2.28571, 5.14286, 5.14286, 3.42857,
      -2.85714, -2.85714]),
    (lambda x: tf.fake_quant_with_min_max_vars(x, -3.0, -1.0, 4),
     [0.0, 0.0, 0.0, 0.0, -2.0, -2.0, -2.0, 0.0, 0.0, 0.0, -2.0, -2.0]),
    (lambda x: tf.fake_quant_with_min_max_vars(x, 0.0, 0.0), [0.0] * 12),
    (lambda x: tf.quantization.fake_quant_with_min_max_vars_per_channel(x, LOW, HIGH, num_bits=3),
     [0.0, 4.28571, 2.85714, 1.0, -3.42857, -1.71429, -1.14286, 2.0, 4.57143, 3.42857, -1.14286,
      -5.0]),
]  # fmt: skip


@pytest.mark.parametrize("call, want", ROWS)
def test_values_in_three_modes(call, want):
    np.testing.assert_allclose(call(tf.constant(X)).numpy().ravel(), want, atol=1e-5)
    np.testing.assert_allclose(tf.function(call)(X).numpy().ravel(), want, atol=1e-5)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 4])
        y = call(x)
        assert y.shape.as_list() == [None, 4]
        np.testing.assert_allclose(session.run(y, {x: X}).ravel(), want, atol=1e-5)


def gradients_of(function, *values):
    tensors = [tf.constant(v, tf.float32) for v in values]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        y = function(*tensors)
    return [g.numpy().ravel() for g in tape.gradient(y, tensors, tf.constant(X))]


def test_gradients():
    inside = [0.0, 0.0, 0.0, 1.12896, 0.0, 0.0, -2.23532, 0.0, 0.0, 3.29695, 0.0, 0.0]
    x, low, high = gradients_of(tf.fake_quant_with_min_max_vars, X, -3.0, 5.0)
    np.testing.assert_allclose(x, inside, atol=1e-5)
    np.testing.assert_allclose([low[0], high[0]], [-26.07791, 27.1769], rtol=1e-5)
    (x,) = gradients_of(lambda x: tf.fake_quant_with_min_max_args(x, -3.0, 5.0), X)
    np.testing.assert_allclose(x, inside, atol=1e-5)
    x, low, high = gradients_of(tf.fake_quant_with_min_max_vars_per_channel, X, LOW, HIGH)
    np.testing.assert_allclose(
        x, [0.0, 0.0, 0.0, 1.12896, 0.0, 0.0, 0.0, 0.0, 0.0, 3.29695, 0.0, 0.0], atol=1e-5
    )
    np.testing.assert_allclose(low, [-6.05442, -7.67139, -6.58749, -7.99992], rtol=1e-5)
    np.testing.assert_allclose(high, [7.91487, 6.73177, 7.27438, 5.25589], rtol=1e-5)
    x, low, high = gradients_of(tf.fake_quant_with_min_max_vars, X, 0.0, 0.0)
    np.testing.assert_allclose(x, X.ravel())  # an empty range lets all pass
    assert low[0] == high[0] == 0


@pytest.mark.parametrize("call, words", [
    (lambda: tf.fake_quant_with_min_max_args(X, 5.0, -3.0), "min has to be smaller than max"),
    (lambda: tf.fake_quant_with_min_max_args(X, num_bits=1), "must be between 2 and 16"),
    (lambda: tf.fake_quant_with_min_max_vars(X, [1.0], 2.0), "min must be a scalar"),
    (lambda: tf.fake_quant_with_min_max_vars_per_channel(X, [1.0], [2.0]),
     "min has incorrect size, expected 4 was 1"),
    (lambda: tf.fake_quant_with_min_max_vars_per_channel(X[None], LOW, HIGH), "rank 1, 2 or 4"),
    (lambda: tf.fake_quant_with_min_max_args_gradient(X, X[:2]), "must be the same size"),
])  # fmt: skip
def test_errors(call, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        call()


def test_ties_fall_as_in_tensorflow():
    """By the step's inverse for a range of numbers, by the step for one of tensors; recorded."""
    x = np.array([2.0, -2.0, 5.0], np.float32)
    low = tf.quantization.fake_quant_with_min_max_args(x, -6.0, 6.0).numpy()
    assert low[0] == np.float32(2.0235295)
    assert tf.quantization.fake_quant_with_min_max_vars(x, 3.0, 1.0).numpy().tolist() == [2.0] * 3
