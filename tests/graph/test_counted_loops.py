"""Loops that count, whose number of steps is known before: they give what their conditions say."""

import numpy as np
import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def run(fetches, feeds=None):
    with tf.Session() as session:
        return session.run(fetches, feeds)


def python_loop(i, limit, step):
    steps = 0
    while i < limit:
        i, steps = i + step, steps + 1
    return i, steps


@pytest.mark.parametrize("dtype", ["int32", "int64"])
@pytest.mark.parametrize("start, limit, step", [
    (0, 10, 1), (0, 10, 3), (-5, 4, 2), (7, 7, 1), (9, 3, 1), (0, 1, 100), (0, 9, 9),
    (-(2**31), -(2**31) + 3, 1), (2**31 - 8, 2**31 - 4, 2),
])  # fmt: skip
def test_steps_of_counters(dtype, start, limit, step):
    count, end = tf.placeholder(dtype, []), tf.placeholder(dtype, [])


    def same(i):
        return tf.cast(i - i + 1, tf.int32)

    ways = {
        "constant": tf.while_loop(
            lambda i, n: i < limit, lambda i, n: (i + step, n + 1), [count, 0]
        ),
        "argument": tf.while_loop(lambda i, n: i < end, lambda i, n: (step + i, n + 1), [count, 0]),
        "carried": tf.while_loop(
            lambda i, n, e: i < e, lambda i, n, e: (i + step, n + 1, e), [count, 0, end]
        )[:2],
        "read": tf.while_loop(
            lambda i, n: i < end, lambda i, n: (i + step, n + same(i)), [count, 0]
        ),
    }  # fmt: skip
    got = run(ways, {count: start, end: limit})
    want = python_loop(start, limit, step)
    assert {way: tuple(map(int, value)) for way, value in got.items()} == dict.fromkeys(ways, want)
    assert all(value[0].dtype == dtype for value in got.values())


def test_a_counter_that_runs_over_wraps():
    """The condition decides, as in TensorFlow: behind the largest number comes the smallest."""
    far = 2**31 - 1
    i, n = tf.while_loop(lambda i, n: i < far, lambda i, n: (i + 4, n + 1), [far - 9, 0])
    j, k = tf.while_loop(lambda j, k: j < far, lambda j, k: (j + 2**30, k + 1), [far - 2**31, 0])
    with tf.Session() as session:
        options = tf.RunOptions(timeout_in_ms=200)
        with pytest.raises(tf.errors.DeadlineExceededError):
            session.run([i, n], options=options)
        assert session.run([j, k]) == [far, 2]


@pytest.mark.parametrize("condition, body", [
    (lambda i, n: i <= 5, lambda i, n: (i + 1, n + 1)),
    (lambda i, n: i < 5, lambda i, n: (i + n, n + 1)),
    (lambda i, n: i < 5, lambda i, n: (i + 1 + n * 0, n + 1)),
    (lambda i, n: i < 5 - n, lambda i, n: (i + 1, n + 1)),
    (lambda i, n: n < i, lambda i, n: (i - 1, n + 1)),
    (lambda i, n: i < 5, lambda i, n: (n + 1, n + 1)),
    (lambda i, n: i < n, lambda i, n: (i + 2, n + 1)),
])  # fmt: skip
def test_other_loops_go_by_their_conditions(condition, body):
    want = [0, 3]
    while condition(*want):
        want = list(body(*want))
    assert list(run(tf.while_loop(condition, body, [0, 3]))) == want


def test_what_reads_the_counter_sees_each_count():
    rows = tf.placeholder(tf.float32, [None, 2])
    n = tf.shape(rows)[0]

    def body(i, total, seen):
        return i + 1, total + rows[i] * tf.cast(i, tf.float32), seen.write(i, i * i)

    _, total, seen = tf.while_loop(
        lambda i, *_: i < n, body, (0, tf.zeros([2]), tf.TensorArray(tf.int32, n))
    )
    (slope,) = tf.gradients(total, rows)
    value = np.arange(8, dtype="float32").reshape(4, 2)
    got = run([total, seen.stack(), slope], {rows: value})
    np.testing.assert_array_equal(got[0], (value * np.arange(4)[:, None]).sum(0))
    assert got[1].tolist() == [0, 1, 4, 9]
    np.testing.assert_array_equal(got[2], np.arange(4, dtype="float32")[:, None] * np.ones(2))


def test_counted_loops_in_each_other_and_their_gradients():
    x = tf.placeholder(tf.float32, [3])

    def outer(i, y):
        return i + 1, tf.while_loop(lambda j, z: j < i, lambda j, z: (j + 1, z * x), [0, y])[1]

    _, y = tf.while_loop(lambda i, y: i < 4, outer, [0, x])
    (first,) = tf.gradients(y, x)
    (second,) = tf.gradients(first, x)
    value = np.array([1, 2, 3], "float32")
    got = run([y, first, second], {x: value})
    np.testing.assert_allclose(got[0], value**7)
    np.testing.assert_allclose(got[1], 7 * value**6)
    np.testing.assert_allclose(got[2], 42 * value**5)


def test_what_a_condition_does_is_done():
    seen = []

    def condition(i, n):
        return tf.py_func(lambda v: seen.append(int(v)) or bool(v < 3), [i], tf.bool)

    assert list(run(tf.while_loop(condition, lambda i, n: (i + 1, n + 2), [1, 0]))) == [3, 4]
    assert seen == [1, 2, 3]


def test_traced_functions_count_too():
    @tf.contrib.eager.defun(autograph=False)
    def total(n):
        return tf.while_loop(lambda i, s: i < n, lambda i, s: (i + 1, s + 2.0), [0, 0.0])

    i, s = total(tf.constant(5))
    j, r = total(tf.constant(-1))
    assert run([i, s, j, r]) == [5, 10, 0, 0]


def test_a_captured_step_and_limit_may_be_fed():
    step, limit = tf.constant(2), tf.constant(10)
    i, n = tf.while_loop(lambda i, n: i < limit, lambda i, n: (i + step, n + 1), [0, 0])
    with tf.Session() as session:
        for feeds, want in (({}, [10, 5]), ({step: 3}, [12, 4]), ({limit: 3}, [4, 2])):
            assert session.run([i, n], feeds) == want


def test_a_body_returns_as_many_values_as_there_are():
    with tf.Graph().as_default(), pytest.raises(ValueError, match="same nested structure"):
        tf.while_loop(lambda i, x: i < 3, lambda i, x: i + 1, [0, 1.0])
