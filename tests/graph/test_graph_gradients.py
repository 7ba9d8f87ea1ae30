"""tf.gradients in graphs: what it checks; and jacobians of tapes."""

import numpy as np
import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def placeholder(dtype):
    return tf.placeholder(dtype, [2])


@pytest.mark.parametrize("y, seed, error, words", [
    ("complex64", None, TypeError, "Gradients of complex tensors must set grad_ys"),
    ("complex64", [placeholder, "float32"], TypeError, "generated for complex-valued tensor"),
    ("float32", [placeholder, "complex64"], TypeError, "generated for real or integer-valued"),
    ("float32", [placeholder, "string"], TypeError, "Gradient type string generated for real"),
    ("float32", [placeholder, "int32"], TypeError, "is int32; use tf.cast"),
    ("float32", [tf.ones, [3]], ValueError, "Incompatible shapes"),
])  # fmt: skip
def test_what_flows_in_is_checked(y, seed, error, words):
    x = placeholder(y)
    grad_ys = seed and [seed[0](seed[1])]
    with pytest.raises((error, tf.errors.InvalidArgumentError), match=words):
        tf.gradients(x * x, x, grad_ys=grad_ys)


@pytest.mark.parametrize("function", [tf.identity, tf.negative, tf.transpose])
def test_a_seed_s_shape_reaches_the_x(function):
    x = tf.placeholder("float32", [2, 3])
    with pytest.raises(ValueError, match="between op input and calculated input gradient"):
        tf.gradients(function(x), x, grad_ys=tf.ones([2, 2]))


def test_integers_have_no_gradient():
    i, x = placeholder("int32"), placeholder("float32")
    for seed in (None, i, x, [[1, 2]]):
        assert tf.gradients(i * i, i, grad_ys=seed) == [None]


def test_plain_numbers_are_of_the_dtype_of_y():
    x = placeholder("float64")
    [g] = tf.gradients(x * x, x, grad_ys=[[1, 2]])
    with tf.Session() as session:
        assert session.run(g, {x: [3, 4]}).tolist() == [6, 16]


def test_unconnected():
    x, z = placeholder("float32"), placeholder("int32")
    with pytest.raises(ValueError, match="Unknown value for unconnected_gradients: 'foo'"):
        tf.gradients(x, x, unconnected_gradients="foo")
    g = tf.gradients(x, [x, z], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    with tf.Session() as session:
        assert session.run(g[1], {z: [5, 6]}).tolist() == [0, 0]


def test_jacobians_of_tapes():
    x = tf.placeholder(tf.float32, [2, 3])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x * x
        z = tf.reduce_sum(y, 1)
    whole, by_row = tape.jacobian(z, x), tape.batch_jacobian(y, x)
    value = np.arange(6.0).reshape(2, 3)
    with tf.Session() as session:
        whole, by_row = session.run([whole, by_row], {x: value})
    slope = 3 * value**2
    assert np.allclose(whole, slope * np.eye(2)[:, :, None])
    assert np.allclose(by_row, [np.diag(row) for row in slope])


def test_jacobians_of_open_sizes():
    x, rows = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [None, 2])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, rows])
        y, z = x * x * tf.reduce_sum(x), tf.reduce_sum(x * x)
        by_row = rows * tf.reduce_sum(rows, 1, keepdims=True)
    found = [tape.jacobian(y, x), tape.jacobian(z, x), tape.batch_jacobian(by_row, rows)]
    assert tape.jacobian(y, rows) is None
    assert [t.shape.as_list() for t in found[::2]] == [[None, None], [None, 2, 2]]
    with tf.Session() as session:
        v = np.array([1.0, 2.0, 3.0])
        whole, lone, batch = session.run(found, {x: v, rows: [[1, 2], [3, 4]]})
    np.testing.assert_allclose(whole, np.diag(2 * v * v.sum()) + v[:, None] ** 2)
    np.testing.assert_allclose(lone, 2 * v)
    np.testing.assert_allclose(batch, [[[4, 1], [2, 5]], [[10, 3], [4, 11]]])
    with tf.Session(), pytest.raises(NotImplementedError, match="only the first size"):
        tape.batch_jacobian(tf.transpose(by_row), tf.transpose(rows))


def test_a_body_may_be_differentiated_while_it_runs():
    """What a run saves is what its program was made for, and no more."""
    made = []

    def differentiate(a):
        if not made:
            with graph.as_default():
                made.extend(tf.gradients(y[1], x))
        return a

    def taken():
        seen = tf.py_func(differentiate, [x], tf.float32)
        inner = tf.exp(tf.sin(x) + 1.0)
        with tf.control_dependencies([seen]):
            return tf.exp(x * 2.0), tf.tanh(inner)

    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [])
        y = tf.cond(tf.placeholder_with_default(True, []), taken, lambda: (x, x))
        first = tf.gradients(y[0], x)[0]
        assert session.run(first, {x: 0.5}) == pytest.approx(2 * np.exp(1.0), rel=1e-5)
        t = np.tanh(np.exp(np.sin(0.5) + 1.0))
        want = (1 - t * t) * np.exp(np.sin(0.5) + 1.0) * np.cos(0.5)
        assert session.run(made[0], {x: 0.5}) == pytest.approx(want, rel=1e-3, abs=1e-6)


def test_ways_of_adding_up():
    """TensorFlow's have other rounding, and other names; any other value is refused as there."""
    ways = tf.AggregationMethod
    assert (ways.ADD_N, ways.DEFAULT) == (0, 0)
    assert (ways.EXPERIMENTAL_TREE, ways.EXPERIMENTAL_ACCUMULATE_N) == (1, 2)
    with tf.Graph().as_default(), tf.Session() as session:
        x, v = tf.constant(2.0), tf.Variable(1.0)
        optimizer = tf.train.GradientDescentOptimizer(0.1)
        for way in (None, 0, 1, 2):
            assert session.run(tf.gradients(x * x + x, x, aggregation_method=way)) == [5.0]
            assert len(optimizer.compute_gradients(v * v, aggregation_method=way)) == 1
        for call in (lambda way: tf.gradients(x * x, x, aggregation_method=way),
                     lambda way: optimizer.minimize(v * v, aggregation_method=way)):
            with pytest.raises(ValueError, match="Invalid aggregation_method specified 7."):
                call(7)


def test_gradients_across_graphs():
    with tf.Graph().as_default():
        x = tf.constant(1.0)
    with tf.Graph().as_default(), pytest.raises(ValueError, match="must be from the same graph"):
        tf.gradients(tf.constant(2.0), x)


def test_output_gradients_of_targets_of_unknown_shape(graph):
    x = tf.placeholder(tf.float32, [None, 2])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
    dx = tape.gradient(y, x, output_gradients=[[3.0, 1.0]])
    with tf.Session() as sess:
        assert sess.run(dx, {x: [[1.0, 2.0]]}).tolist() == [[6.0, 4.0]]
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[1,3\] float32.*\[\?,2\] float32"):
        tape.gradient(y, x, output_gradients=[[1.0, 2.0, 3.0]])


def test_tapes_read_variables_without_value_in_the_run(graph):
    x, y = tf.Variable([3.0]), tf.Variable([2.0])
    with tf.GradientTape(persistent=True) as tape:
        z = y * 2.0
    assert tape.gradient(x, y) is None
    zero = tape.gradient(z, x, unconnected_gradients="zero")
    one = tape.gradient(x, x)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run([zero, one, tape.gradient(z, y)]) == [[0.0], [1.0], [2.0]]


def test_gradients_in_bodies_go_on_outside():
    """Captured values lead to what is outside, as in TensorFlow's tests of `tf.cond` and loops."""
    x, c, one = tf.constant(10.0), tf.placeholder_with_default(True, []), tf.constant(1.0)
    v = tf.Variable(3.0)
    y, w = 7.0 * x, v * 2.0

    @tf.contrib.eager.defun
    def outer():
        a = tf.identity(x)

        @tf.contrib.eager.defun
        def inner():
            return tf.gradients([tf.identity(a), tf.identity(y), x, v], [x, v, w])

        return [g for g in inner() if g is not None]

    found = [
        tf.cond(c, lambda: tf.gradients(y * y * x, x)[0], lambda: one),
        tf.cond(c, lambda: tf.gradients(y * y, y)[0], lambda: one),
        tf.cond(c, lambda: tf.gradients(w * w * v, v)[0], lambda: one),
        tf.cond(c, lambda: tf.gradients(w * w * v, v, stop_gradients=[w])[0], lambda: one),
        tf.cond(c, lambda: tf.gradients(w, v, grad_ys=[tf.constant(5.0)])[0], lambda: one),
        tf.while_loop(
            lambda i, _: i < 10, lambda i, s: (i + 1, s + tf.gradients(y * [1.0, 2.0], x)[0]),
            [0, 0.0],
        )[1],
        *outer(),
    ]
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run(found) == [14700.0, 140.0, 108.0, 36.0, 10.0, 210.0, 9.0, 1.0]


def test_xs_of_graphs_elsewhere():
    x = tf.constant(1.0)
    with tf.Graph().as_default():
        other = tf.constant(1.0)
    for taken in (lambda: tf.gradients(x * x, other), lambda: tf.gradients(tf.identity(x), other)):
        with pytest.raises(ValueError, match="must be from the same graph as"):
            tf.cond(tf.placeholder_with_default(True, []), taken, lambda: [x])


def test_a_variable_flows_in_by_its_value():
    v, d = tf.Variable([1.0, 2.0, 3.0]), tf.Variable([5.0, 5.0])
    (g,) = tf.gradients((v * v)[:2], v, grad_ys=d)
    (second,) = tf.gradients(g, d, grad_ys=v)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        values = session.run([g, second])
    assert [x.tolist() for x in values] == [[10, 20, 0], [2, 8]]


@pytest.mark.parametrize("dtype", ["int32", "bool"])
def test_nothing_flows_through_a_cast_to_what_has_no_derivative(dtype):
    x = placeholder(dtype)
    assert tf.gradients(tf.cast(x, tf.float32) * 2.0, x) == [None]


def test_gradients_for_a_handle_from_given_ones():
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", initializer=[1.0, 2.0, 3.0], use_resource=True)
        found = tf.gradients(v * v, v.handle, [tf.constant([1.0, 2.0, 3.0])])
        session.run(v.initializer)
        assert session.run(found[0]).tolist() == [2.0, 8.0, 18.0]


def reads(v):
    return {"convert": tf.convert_to_tensor(v), "value": v.value()}


@pytest.mark.parametrize("use_resource", [None, True])
@pytest.mark.parametrize("how", ["convert", "value"])
def test_by_the_value_of_a_variable(how, use_resource):
    """TensorFlow's variables have one read, resource variables one of each call."""
    v = tf.get_variable("v", initializer=[1.0, 3.0], use_resource=use_resource)
    x = reads(v)[how]
    found = tf.gradients([v * v, 2.0 * x], x)
    with tf.control_dependencies([v.assign([0.0, 0.0])]):
        later = tf.gradients(v * v, v.value())
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run(found)[0].tolist() == ([2.0, 2.0] if use_resource else [4.0, 8.0])
    assert later == [None]


def test_all_reads_of_a_variable_are_fed_together():
    v = tf.Variable(1.0)
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run(v * v.value(), {v.value(): 3.0}) == 9.0


def test_through_handles():
    v = tf.get_variable("v", initializer=[1.0, 3.0], use_resource=True)
    handle = tf.identity(v.handle)
    assert handle.dtype == tf.resource and tf.cast(v.handle, tf.resource) is v.handle
    x = tf.raw_ops.ReadVariableOp(resource=handle, dtype=tf.float32)
    assert x.shape == [2]
    found = tf.gradients(x * x, v)
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run([x, *found])[1].tolist() == [2.0, 6.0]
