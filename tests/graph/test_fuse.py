"""Fusion in graphs: which nodes run as one instruction, and that nothing else can be told of it."""

import numpy as np
import pytest

import zeal as tf
from zeal import _native


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def instructions(fetches, feeds=(), targets=()):
    return _native.Program(tf.get_default_graph(), feeds, [*fetches, *targets]).num_instructions


def gelu(x):
    return 0.5 * x * (1.0 + tf.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))


def test_a_chain_is_one_instruction():
    x = tf.placeholder(tf.float32, None)
    y = gelu(x)
    assert instructions([y], [x]) == 1
    assert instructions([tf.reduce_sum(y)], [x]) > 1  # the axes follow from the rank
    assert instructions([tf.reduce_sum(y, 0)], [x]) == 1
    values = np.random.default_rng(0).standard_normal((7, 30)).astype("float32")
    with tf.Session() as session:
        got, total = session.run([y, tf.reduce_sum(y, 0)], {x: values})
    want = 0.5 * values * (1 + np.tanh(0.7978845608 * (values + 0.044715 * values**3)))
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(total, want.sum(0), rtol=1e-4)


def test_what_is_read_outside_is_there_too():
    x = tf.placeholder(tf.float32, [3, 3])
    a = tf.exp(x)
    b = tf.matmul(a, a)
    y = tf.tanh(a * 2.0) + b  # takes the product along, which reads what was before it
    z = tf.square(y)
    assert instructions([y, z], [x]) == 2
    assert instructions([y, z, b], [x]) == 3
    values = np.eye(3, dtype="float32")
    with tf.Session() as session:
        got = session.run([y, z, a], {x: values})
        assert session.run(z, {a: values, b: values})[0, 0] == pytest.approx((np.tanh(2) + 1) ** 2)
    want = np.tanh(np.exp(values) * 2) + np.exp(values) @ np.exp(values)
    np.testing.assert_allclose(got[0], want, rtol=1e-6)
    np.testing.assert_allclose(got[1], want**2, rtol=1e-6)
    np.testing.assert_allclose(got[2], np.exp(values), rtol=1e-6)


def test_values_of_other_shapes_are_groups_of_their_own():
    x, scale = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [4])
    factor = tf.rsqrt(scale + 0.001) * 2.0
    assert instructions([tf.nn.relu((x - 1.0) * factor)], [x, scale]) == 2


def test_long_and_wide_graphs_are_several_programs():
    x = y = tf.placeholder(tf.float32, None)
    for _ in range(200):
        y = tf.tanh(y)
    many = [tf.placeholder(tf.float32, None) for _ in range(100)]
    z = many[0]
    for other in many[1:]:
        z = z + other * other
    assert 1 < instructions([y], [x]) <= 10 and 1 < instructions([z], many) <= 30
    with tf.Session() as session:
        assert 0 < session.run(y, {x: 1.0}) < 0.2
        assert session.run(z, {m: float(i) for i, m in enumerate(many)}) == 328350


def powers(x, count=100):
    y = x
    for _ in range(count):
        y = y * x
    return y


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 4), (4, 4)])
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int32"])
def test_long_chains_of_few_elements_are_one_instruction(shape, dtype):
    value = (np.linspace(0.9, 1.02, int(np.prod(shape))).reshape(shape)).astype(dtype)
    x = tf.placeholder(dtype, shape)
    y = powers(x)
    fetches = [y]
    if dtype != "int32":
        fetches += tf.gradients(y, x)
        assert instructions(fetches, [x]) < (4 if dtype != "float64" else 8)
    with tf.Session() as session:
        got = session.run(fetches, {x: value})
    want = value
    for _ in range(100):
        want = want * value
    assert got[0].tobytes() == want.tobytes() or dtype == "float16"
    if dtype != "int32":
        rtol = 0.3 if dtype == "float16" else 1e-4
        np.testing.assert_allclose(got[1], 101 * want / value, rtol=rtol)


def test_long_chains_of_few_elements_read_scalars():
    x, scale = tf.placeholder(tf.float32, [2, 2]), tf.placeholder(tf.float32, [])
    y = x
    for _ in range(70):
        y = tf.maximum(y * scale, y - 1.0)
    assert instructions([y], [x, scale]) == 1
    want = np.array([[1, 2], [3, 4]], "float32")
    with tf.Session() as session:
        for factor in (0.5, 2.0, 0.5):
            got = session.run(y, {x: want, scale: factor})
            value = want
            for _ in range(70):
                value = np.maximum(value * np.float32(factor), value - np.float32(1))
            assert got.tobytes() == value.tobytes()


def test_long_chains_of_many_elements_are_several_programs():
    x = tf.placeholder(tf.float32, [5, 5])
    assert instructions([powers(x)], [x]) == 3


def test_errors_name_the_node_that_failed():
    x, y = tf.placeholder(tf.float32, None), tf.placeholder(tf.float32, None)
    z = tf.exp(tf.multiply(tf.tanh(x), y, name="product"), name="after")
    assert instructions([z], [x, y]) == 1
    with tf.Session() as session:
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[Mul\] .*\n.*node product "):
            session.run(z, {x: [1.0, 2.0], y: [1.0, 2.0, 3.0]})
        assert session.run(z, {x: [0.0, 0.0], y: [[1.0], [2.0]]}).tolist() == [[1, 1], [1, 1]]


def test_fed_values_are_not_written_over():
    x = tf.placeholder(tf.float32, [4])
    y = tf.square(x + 1.0)
    value = np.ones(4, "float32")
    with tf.Session() as session:
        for _ in range(3):
            assert session.run(y, {x: value}).tolist() == [4] * 4
    assert value.tolist() == [1] * 4


def test_values_before_and_after_an_update():
    v = tf.get_variable("v", initializer=tf.fill([3], 2.0))
    before = tf.exp(v.read_value()) * 2.0
    with tf.control_dependencies([before]):
        update = v.assign_add(tf.fill([3], 1.0))
    with tf.control_dependencies([update]):
        after = tf.exp(v.read_value()) * 3.0
    both = before + after
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        want = [2 * np.exp(2) + 3 * np.exp(3)] * 3
        np.testing.assert_allclose(session.run(both), want, rtol=1e-6)


def test_a_failing_step_stops_what_waits_for_it():
    x, y = tf.placeholder(tf.float32, None), tf.placeholder(tf.float32, None)
    v = tf.get_variable("w", initializer=0.0)
    checked = tf.exp(x + y)
    with tf.control_dependencies([checked]):
        update = v.assign_add(1.0)
    with tf.control_dependencies([update]):
        z = tf.tanh(checked) * 2.0
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(z, {x: [1.0, 2.0], y: [1.0, 2.0, 3.0]})
        assert session.run(v) == 0
        session.run(z, {x: 1.0, y: 2.0})
        assert session.run(v) == 1


def test_targets_run_though_nobody_reads_them():
    x, y = tf.placeholder(tf.float32, None), tf.placeholder(tf.float32, None)
    z = tf.exp(x + y)
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError):
        session.run(z.op, {x: [1.0, 2.0], y: [1.0, 2.0, 3.0]})


def test_gradients_and_loops():
    x = tf.placeholder(tf.float32, [None])
    y = gelu(x)
    (dy,) = tf.gradients(y, x)
    shrink = 1.5
    loop = tf.while_loop(
        lambda i, a: i < 5, lambda i, a: (i + 1, tf.tanh(a * shrink) + 0.1), (0, x)
    )[1]
    (dloop,) = tf.gradients(loop, x)
    value = np.linspace(-2, 2, 9).astype("float32")
    with tf.Session() as session:
        for symbol, slope in ((y, dy), (loop, dloop)):
            got = session.run(slope, {x: value})
            up, down = (session.run(symbol, {x: value + e}) for e in (1e-2, -1e-2))
            np.testing.assert_allclose(got, (up - down) / 2e-2, rtol=2e-2, atol=2e-3)
