"""Composites that run in native code, where samples of single ops do not reach."""

import numpy as np
import pytest

import zeal as tf

RNG = np.random.RandomState(0)
X = RNG.randn(3, 4, 5)


@pytest.mark.parametrize("dtype", ["float32", "float16", "int32", "uint8"])
@pytest.mark.parametrize("k", [1, 2, 8, 9, 30])
def test_top_k_keeps_the_order_of_equals(dtype, k):
    x = RNG.randint(0, 6, (4, 30)).astype(dtype)
    order = np.argsort(-x.astype(float), axis=-1, kind="stable")[:, :k]
    values, indices = tf.nn.top_k(x, k)
    assert np.array_equal(indices.numpy(), order)
    assert np.array_equal(values.numpy(), np.take_along_axis(x, order, -1))


@pytest.mark.parametrize("more", [0, 10])
def test_top_k_puts_nan_first(more):
    x = [1, np.nan, 3, np.nan, np.inf, -np.inf, 3] + [-np.inf] * more
    want = [1, 3, 4, 2, 6, 0, 5, *range(7, 7 + more)]
    assert tf.nn.top_k(x, len(x)).indices.numpy().tolist() == want


@pytest.mark.parametrize("axis, inner", [(0, ()), (1, ()), (1, (3,))])
def test_gather_of_more_than_a_thread_takes(axis, inner):
    """Parts of the work begin within slabs."""
    x = RNG.randn(7, 50, *inner)
    index = RNG.randint(0, x.shape[axis], 70000)
    assert np.array_equal(tf.gather(x, index, axis=axis).numpy(), np.take(x, index, axis))


def test_logsumexp_of_infinities():
    x = np.array([[-np.inf, -np.inf], [np.inf, 0.0], [1.0, -np.inf]])
    assert tf.reduce_logsumexp(x, 1).numpy().tolist() == [-np.inf, np.inf, 1.0]
    assert tf.reduce_logsumexp(x, keepdims=True).numpy().tolist() == [[np.inf]]
    assert tf.reduce_logsumexp(x[:1]).numpy() == -np.inf


def test_sigmoid_cross_entropy_keeps_what_is_left_of_large_numbers():
    x = np.array([20.0, -20.0, 1000.0, -1000.0])
    z = np.array([1.0, 0.0, 1.0, 0.0])
    got = tf.nn.sigmoid_cross_entropy_with_logits(labels=z, logits=x)
    np.testing.assert_allclose(got.numpy(), np.log1p(np.exp(-np.abs(x))), rtol=1e-14)


def test_gradients_of_sigmoid_cross_entropy_at_zero():
    x, z = tf.constant([0.0, -0.0]), tf.constant([0.0, 1.0])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=z, logits=x)
        first = tape.gradient(loss, x)
    assert first.numpy().tolist() == [0.5, -0.5]
    assert outer.gradient(first, x).numpy().tolist() == [0.25, 0.25]


@pytest.mark.parametrize(
    "shape, axes",
    [
        ((2,), 0), ((5,), 1), ((5, 2), 1), ((4, 5, 2), 2), ((3, 4, 5), 3), ((4, 2), ([1], [0])),
        ((5, 4, 2), ([2, 1], [0, 1])), ((2, 5), (-1, 1)), ((2,), ([], [])), ((0,), ([], [])),
    ],
)  # fmt: skip
def test_tensordot(shape, axes):
    b = RNG.randn(*shape)
    got, want = tf.tensordot(X, b, axes).numpy(), np.tensordot(X, b, axes)
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want)


@pytest.mark.parametrize("axes", [1, ([1], [2])])
def test_tensordot_names_the_axes_that_differ(axes):
    with pytest.raises(ValueError, match=r"axes \[\d\] of a .* and \[\d\] of b .* differ in size"):
        tf.tensordot(X, X, axes)


def test_moments_of_half_types_and_kept_axes():
    x = tf.cast(X, tf.float16)
    for kept in (False, True):
        mean, variance = tf.nn.moments(x, [0, -1], keepdims=kept)
        assert mean.dtype == variance.dtype == tf.float16
        np.testing.assert_allclose(mean.numpy(), X.mean((0, 2), keepdims=kept), atol=2e-3)
        np.testing.assert_allclose(variance.numpy(), X.var((0, 2), keepdims=kept), atol=4e-3)


def test_tensordot_of_scalars_and_of_axes_out_of_range():
    two, row = tf.constant(2.0), tf.constant([1.0, 3.0])
    for a, b in ((two, two), (two, row), (row, two), (row, row)):
        for axes in (0, [[], []]):
            got = tf.tensordot(a, b, axes).numpy()
            np.testing.assert_array_equal(got, np.tensordot(a.numpy(), b.numpy(), axes))
    for a, b, axes in ((two, two, [[0], [0]]), (row, row, [[1], [0]]), (row, row, [[0], [-2]])):
        with pytest.raises(ValueError, match="out of range"):
            tf.tensordot(a, b, axes)


@pytest.mark.parametrize("offset, scale", [(0.5, 2.0), (None, None), (1.0, None)])
def test_batch_normalization_of_half_inputs_with_wider_statistics(offset, scale):
    x = np.array([[1, 2], [3, 4]], np.float16)
    mean, variance = np.array([1, 2], np.float32), np.array([1, 1], np.float32)
    shift, factor = (None if v is None else np.full(2, v, np.float32) for v in (offset, scale))
    y = tf.nn.batch_normalization(tf.constant(x), mean, variance, shift, factor, 1e-3)
    assert y.dtype is tf.float16
    expected = (x - mean) / np.sqrt(variance + 1e-3) * (scale or 1) + (offset or 0)
    np.testing.assert_allclose(y.numpy(), expected, atol=4e-3)
