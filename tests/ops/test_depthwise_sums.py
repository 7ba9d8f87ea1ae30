"""Depthwise convolutions, the gradients of their filters, and max pool's: sizes, taps, edges."""

import numpy as np
import pytest
from same_bits import same_bits

import zeal as tf


def windows(x, taps, stride, dilation, out):
    """The padded images as [batch, out, out, taps, taps, channels], as SAME pads them."""
    batch, size, _, channels = x.shape
    reach = (taps - 1) * dilation + 1
    pad = max((out - 1) * stride + reach - size, 0)
    wide = np.zeros((batch, size + pad, size + pad, channels))
    wide[:, pad // 2 : pad // 2 + size, pad // 2 : pad // 2 + size] = x
    found = np.zeros((batch, out, out, taps, taps, channels))
    for i in range(taps):
        for j in range(taps):
            rows = np.arange(out) * stride + i * dilation
            columns = np.arange(out) * stride + j * dilation
            found[:, :, :, i, j] = wide[:, rows][:, :, columns]
    return found


@pytest.mark.parametrize("stride, dilation", [(1, 1), (2, 1), (3, 1), (1, 2)])
@pytest.mark.parametrize("taps", [1, 2, 3, 4, 5, 7])
@pytest.mark.parametrize("channels", [1, 3, 8, 11, 16, 40])
def test_values_and_filter_gradients(channels, taps, stride, dilation):
    random = np.random.default_rng(taps)
    for size in (1, 2, 5, 13):
        out = -(-size // stride)
        x = random.standard_normal((2, size, size, channels))
        w = random.standard_normal((taps, taps, channels, 1))
        dy = random.standard_normal((2, out, out, channels))
        seen = windows(x, taps, stride, dilation, out)
        strides, rate = [1, stride, stride, 1], [dilation, dilation]
        for dtype, tolerance in (("float64", 1e-12), ("float32", 2e-4)):
            filters = tf.constant(w, dtype)
            with tf.GradientTape() as tape:
                tape.watch(filters)
                y = tf.nn.depthwise_conv2d(tf.constant(x, dtype), filters, strides, "SAME", rate)
            want = np.einsum("byxijc,ijc->byxc", seen, w[..., 0])
            np.testing.assert_allclose(y, want, atol=tolerance)
            slope = tape.gradient(y, filters, output_gradients=tf.constant(dy, dtype))
            want = np.einsum("byxijc,byxc->ijc", seen, dy)[..., None]
            np.testing.assert_allclose(slope, want, atol=tolerance)


@pytest.mark.parametrize("taps", [3, 5])
def test_threads_give_the_same_bits(taps):
    random = np.random.default_rng(0)
    x = random.standard_normal((3, 40, 40, 19)).astype("float32")
    w = tf.constant(random.standard_normal((taps, taps, 19, 1)).astype("float32"))

    def run():
        with tf.GradientTape() as tape:
            tape.watch(w)
            y = tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME")
        return y.numpy(), tape.gradient(y, w).numpy()

    same_bits(run)


@pytest.mark.parametrize(
    "size, taps, stride", [(8, 2, 2), (9, 3, 3), (7, 2, 2), (6, 3, 2), (6, 2, 3)]
)
def test_gradients_of_max_pool_where_windows_tile_and_where_not(size, taps, stride):
    random = np.random.default_rng(size)
    x = random.permutation(np.arange(2.0 * size * size * 5)).reshape(2, size, size, 5)
    x[0] //= 8  # with ties: the first of the largest takes all
    given = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(given)
        y = tf.nn.max_pool(given, taps, stride, "VALID")
    dy = random.standard_normal(y.shape)
    want = np.zeros_like(x)
    for b, i, j, c in np.ndindex(*y.shape.as_list()):
        part = x[b, i * stride : i * stride + taps, j * stride : j * stride + taps, c]
        at = np.unravel_index(part.argmax(), part.shape)
        want[b, i * stride + at[0], j * stride + at[1], c] += dy[b, i, j, c]
    np.testing.assert_allclose(tape.gradient(y, given, output_gradients=dy), want, atol=1e-12)
