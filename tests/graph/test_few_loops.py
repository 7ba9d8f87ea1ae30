"""Loops of elementwise ops on few elements, which run over plain memory, give the same bits."""
import numpy as np
import pytest

import zeal as tf

X = np.linspace(-1.0, 1.3, 12).reshape(3, 4).astype(np.float32)
Y = np.linspace(0.4, 0.9, 12).reshape(3, 4).astype(np.float32)


def sine(a, b):
    return tf.sin(a) * b, b


def two(a, b):
    return a * b + 0.5, tf.tanh(b) - a


def swapped(a, b):
    return b, a * 0.9


def shares(a, b):
    c = tf.exp(-a)
    return c, c * b


def stays(a, b):
    return tf.maximum(a, 0.3) * 1.01, b


def squares(a, b):
    return a * a - b, tf.square(b) * 0.5


def compared(a, b):
    return tf.where(a > b, a * 0.5, b + 1.0), tf.where(a > b, b, a)


STEPS = [sine, two, swapped, shares, stays, squares, compared]


def looped(step, n, a, b):
    return tf.while_loop(lambda i, *_: i < n, lambda i, a, b: (i + 1, *step(a, b)), [0, a, b])[1:]


def unrolled(step, n, a, b):
    for _ in range(n):
        a, b = step(a, b)
    return a, b


def results(way, step, n, x, y, order):
    """Values and derivatives up to `order`."""
    with tf.Graph().as_default():
        a, b = tf.constant(x), tf.placeholder(tf.float32, y.shape)
        out = list(way(step, n, tf.identity(a), b))
        fetches, f = list(out), tf.reduce_sum(out[0]) + tf.reduce_sum(out[1] * out[1])
        for _ in range(order):
            found = zip((a, b), tf.gradients(f, [a, b]), strict=True)
            grads = [tf.zeros_like(v) if g is None else g for v, g in found]
            fetches += grads
            f = tf.add_n([tf.reduce_sum(g * g) for g in grads])
        with tf.Session() as session:
            return [session.run(fetches, {b: y}) for _ in range(2)]


@pytest.mark.parametrize("n", [0, 1, 3, 4, 7])
@pytest.mark.parametrize("step", STEPS)
def test_steps_one_by_one_give_the_same(step, n):
    first, again = results(looped, step, n, X, Y, 2)
    wanted = results(unrolled, step, n, X, Y, 2)[0]
    for got, other, want in zip(first, again, wanted, strict=True):
        np.testing.assert_array_equal(got, other)
        np.testing.assert_allclose(got, want, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("step", STEPS)
def test_values_are_the_same_bits(step):
    got, want = (results(way, step, 9, X, Y, 0)[0] for way in (looped, unrolled))
    for a, b in zip(got, want, strict=True):
        assert a.tobytes() == b.tobytes()


@pytest.mark.parametrize("shape", [(), (1,), (1, 1), (40, 60)])
def test_other_sizes(shape):
    x, y = np.full(shape, 0.3, np.float32), np.full(shape, 0.7, np.float32)
    both = (results(way, two, 6, x, y, 1)[0] for way in (looped, unrolled))
    for got, want in zip(*both, strict=True):
        np.testing.assert_allclose(got, want, rtol=2e-5)


def test_scalars_beside_larger_values():
    with tf.Graph().as_default(), tf.Session() as session:
        x, rate = tf.placeholder(tf.float32, [2, 3]), tf.placeholder(tf.float32, [])
        y = tf.while_loop(lambda i, a: i < 5, lambda i, a: (i + 1, a * rate + 1.0), [0, x])[1]
        slope = tf.gradients(y, [x, rate])
        v = np.arange(6, dtype=np.float32).reshape(2, 3)
        got, (dx, drate) = session.run([y, slope], {x: v, rate: 0.5})
    want, d = v, np.zeros_like(v)
    for _ in range(5):
        d, want = want + 0.5 * d, want * np.float32(0.5) + 1
    np.testing.assert_allclose(got, want, rtol=1e-6)
    np.testing.assert_allclose(dx, np.full_like(v, 0.5**5), rtol=1e-6)
    np.testing.assert_allclose(drate, d.sum(), rtol=1e-5)


def test_shapes_that_the_run_alone_knows_and_that_change():
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        shapes = [tf.TensorShape([]), tf.TensorShape(None)]
        out = tf.while_loop(lambda i, a: i < 6, lambda i, a: (i + 1, a + y), [0, x], shapes)[1]
        np.testing.assert_array_equal(session.run(out, {x: 1.0, y: [1.0, 2.0]}), [7.0, 13.0])
        np.testing.assert_array_equal(session.run(out, {x: [1.0, 1.0], y: [1.0, 2.0]}), [7.0, 13.0])
        np.testing.assert_array_equal(session.run(out, {x: [1.0, 1.0], y: 2.0}), [13.0, 13.0])
        assert session.run(out, {x: np.zeros((0, 2)), y: 1.0}).shape == (0, 2)


def test_counters_that_are_read_and_integers():
    with tf.Graph().as_default(), tf.Session() as session:
        out = tf.while_loop(lambda i, a, b: i < 10, lambda i, a, b: (i + 1, a + b, a), [0, 1, 0])
        assert list(session.run(out)) == [10, 89, 55]
        total = tf.while_loop(lambda i, s: i < 10, lambda i, s: (i + 2, s + i), [0, 0])
        assert list(session.run(total)) == [10, 20]


def test_a_record_serves_several_derivatives():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [3])
        y = tf.while_loop(lambda i, a: i < 5, lambda i, a: (i + 1, tf.sin(a) * x), [0, x])[1]
        once, twice = tf.gradients(y, x)[0], tf.gradients(2.0 * y, x)[0]
        a, b, c = session.run([once, twice, tf.gradients(y * y, x)[0]], {x: [0.3, 0.5, 0.9]})
        np.testing.assert_allclose(2 * a, b, rtol=1e-6)
        value = session.run(y, {x: [0.3, 0.5, 0.9]})
        np.testing.assert_allclose(c, 2 * value * a, rtol=1e-5)


def test_in_traced_functions():
    @tf.contrib.eager.defun
    def f(x):
        return tf.while_loop(lambda i, a: i < 6, lambda i, a: (i + 1, tf.sin(a) * x), [0, x])[1]

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant([0.5, 1.0])
        value, slope = session.run([f(x), tf.gradients(f(x), x)[0]])
    h = 1e-4

    def want(v):
        a = v
        for _ in range(6):
            a = np.sin(a) * v
        return a

    v = np.array([0.5, 1.0])
    np.testing.assert_allclose(value, want(v), rtol=1e-6)
    np.testing.assert_allclose(slope, (want(v + h) - want(v - h)) / (2 * h), rtol=1e-4)
