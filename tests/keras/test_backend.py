"""tf.keras.backend: functions of symbolic tensors, values, phases."""

import json
from pathlib import Path

import backend_cases as cases
import numpy as np
import pytest

import zeal as tf
from zeal.keras.functional.record import keras_graph
from zeal.keras.phase import forget

K = tf.keras.backend
VALUES = json.loads((Path(__file__).parent / "backend_values.json").read_text())


@pytest.mark.parametrize("call", cases.CASES)
def test_values_are_those_of_tensorflow(call):
    """Eagerly, in a traced function, and in a session with open sizes where they may be."""
    shape, dtype, want = VALUES[call]

    def run(names, values):
        return eval(call, {"K": K, **dict(zip(names, values, strict=True))})

    names, arrays = list(cases.VALUES), list(cases.VALUES.values())
    eager = run(names, [tf.constant(v) for v in arrays])
    if "K.eye" in call:
        eager = eager.read_value()
    found = [eager.numpy()]
    if "K.eye" not in call:
        found.append(tf.function(lambda *given: run(names, given))(*arrays).numpy())
    with tf.Graph().as_default():
        given = [tf.placeholder_with_default(v, [None, *v.shape[1:]]) for v in arrays]
        given[names.index("x")] = tf.constant(cases.VALUES["x"])
        for k in ("k1", "k2", "k3", "b"):
            given[names.index(k)] = tf.constant(cases.VALUES[k])
        found.append(K.eval(run(names, given)))
    for got in found:
        assert [list(got.shape), str(got.dtype)] == [shape, dtype]
        np.testing.assert_allclose(got.ravel(), want, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("shapes", [((3, 4), (1,)), ((2,), (2,))])
def test_a_vector_bias_is_one_for_each_channel(shapes):
    x, bias = (tf.ones(shape) for shape in shapes)
    with pytest.raises(ValueError, match="biases as the last|at least 2D|at least rank 2"):
        tf.keras.backend.bias_add(x, bias)


def test_functions_eagerly_and_in_graphs():
    def made():
        x = tf.keras.Input((2,))
        return K.function([x], [K.sum(x * 3.0), tf.keras.layers.Dense(2)(x)])

    value = np.ones([4, 2], "float32")
    total, rows = made()([value])
    assert total == 24 and rows.shape == (4, 2)
    with tf.Graph().as_default():
        total, rows = made()([value])
        assert total == 24 and rows.shape == (4, 2)
        v = K.variable([1.0, 2.0])
        K.set_value(v, [3.0, 4.0])
        assert K.get_value(v).tolist() == [3.0, 4.0]
        assert K.eval(K.gradients(K.sum(v * v), [v])[0]).tolist() == [6.0, 8.0]


def test_phases():
    x = tf.ones([100])
    layer = tf.keras.layers.Dropout(0.5)
    assert (layer(x).numpy() == 1).all()
    K.set_learning_phase(1)
    try:
        assert set(layer(x).numpy().tolist()) == {0.0, 2.0}
    finally:
        forget()


def test_products():
    x, y = np.random.RandomState(0).randn(2, 4, 3), np.random.RandomState(1).randn(5, 3, 6)
    got = K.dot(tf.constant(x), tf.constant(y)).numpy()
    np.testing.assert_allclose(got, np.dot(x, y), rtol=1e-6)
    assert K.int_shape(tf.keras.Input((None, 3))) == (None, None, 3)
    assert K.clip(tf.constant([-1.0, 9.0]), 0.0, 1.0).numpy().tolist() == [0.0, 1.0]


@pytest.mark.parametrize("use", [
    lambda x, axis: K.categorical_crossentropy(x, x, axis=axis),
    lambda x, axis: K.sparse_categorical_crossentropy(tf.constant([1]), x, axis=axis),
    lambda x, axis: tf.keras.layers.dot([x, x], axes=axis),
    lambda x, axis: tf.keras.layers.concatenate([x, x], axis=axis),
], ids=["crossentropy", "sparse_crossentropy", "dot", "concatenate"])  # fmt: skip
def test_an_axis_that_is_not_there(use):
    """It was taken modulo the rank: another axis was meant, or none was there at all."""
    for x, axis in ((tf.ones([2, 2]), 5), (tf.ones([2, 2]), -3), (tf.constant(1.0), 0)):
        with pytest.raises(tf.errors.InvalidArgumentError, match=f"axis {axis} is out of range"):
            use(x, axis)


def test_switch_chooses_entries_by_tensors(mode):
    rows = K.switch(tf.constant([True, False]), tf.ones([2, 3]), lambda: tf.zeros([2, 3]))
    assert K.eval(rows).tolist() == [[1.0] * 3, [0.0] * 3]
    x = tf.constant([[-1.0, 2.0]])
    assert K.eval(K.switch(K.greater(x, 0.0), x, 0.5 * x)).tolist() == [[-0.5, 2.0]]
    with pytest.raises(ValueError, match="Rank of `condition` should be less than or equal"):
        K.switch(tf.constant([[True]]), tf.ones([1]), tf.zeros([1]))


def test_functions_of_dicts_with_updates(mode):
    x, y = K.placeholder(shape=(1,)), K.placeholder(shape=(1,))
    v = K.variable([1.0])
    run = K.function({"x": x, "y": y}, {"product": x * y}, updates=[(v, x)])
    assert run({"x": np.array([2.0]), "y": np.array([3.0])})["product"].tolist() == [6.0]
    assert K.get_value(v).tolist() == [2.0]
    with pytest.raises(TypeError, match="should be a list or tuple"):
        K.function([x], [x * 2.0], updates=3)
    with pytest.raises(ValueError, match="nope"):
        K.function([x], [x * 2.0], nope=3)


def test_functions_of_graphs_take_tensors_and_fetch_more():
    with tf.Graph().as_default():
        x, y = K.placeholder(), tf.placeholder_with_default(3.0, [])
        run, seen = K.function([x, y], [x * y], fetches=[x + 1.0]), []
        run.fetch_callbacks[run.fetches[0]] = seen.append
        assert run([tf.constant(2.0), None]) == [6.0] and run([1.0, 5.0]) == [5.0]
        assert seen == [3.0, 2.0]


def test_sparse_matrices_of_scipy_are_sparse_tensors(mode):
    sparse = pytest.importorskip("scipy.sparse")
    found = K.variable(sparse.csr_matrix(np.diag([1.0, 2.0])))
    assert K.is_sparse(found) and K.eval(tf.sparse.to_dense(found)).tolist() == [[1, 0], [0, 2]]


@pytest.mark.parametrize("axis", [0, -2, -1])
def test_functions_of_placeholders_of_unknown_rank(mode, axis):
    t, p = K.placeholder(), K.placeholder()
    loss = K.function([t, p], K.categorical_crossentropy(t, p, axis=axis))
    given = np.array([[0.9, 0.05, 0.05], [0.05, 0.89, 0.06], [0.05, 0.01, 0.94]], "f")
    expected = -np.log(np.diag(given / given.sum(axis, keepdims=True)))
    np.testing.assert_allclose(loss([np.eye(3), given]), expected, rtol=1e-5)
    np.testing.assert_allclose(loss([tf.eye(3, dtype=tf.float64), given]), expected, rtol=1e-5)


def test_functions_take_none_for_a_default():
    with keras_graph().as_default():
        x = tf.placeholder_with_default(3.0, [])
        y = x * 2.0
    double = K.function([x], [y])
    assert double([None]) == [6.0] and double([5.0]) == [10.0]


def test_a_function_of_one_output_takes_batches():
    x = tf.keras.Input([3])
    run = K.function([x], [tf.keras.layers.Dense(2, kernel_initializer="ones")(x)])
    for rows in (1, 4):
        (found,) = run([np.ones([rows, 3])])
        np.testing.assert_array_equal(found, np.full([rows, 2], 3.0))


def test_sessions_are_of_the_graph_of_tensors():
    with tf.Graph().as_default():
        x = K.constant(1)
        session = K.get_session()
    with tf.Graph().as_default():
        assert K.get_session((x,)) is session
        assert K.get_session() is not session


def test_the_learning_phase_has_no_scope():
    with tf.Graph().as_default(), tf.name_scope("outer"):
        assert K.learning_phase().name == "keras_learning_phase:0"
        assert "Relu6" in K.relu(tf.constant([7.0]), max_value=6).name
