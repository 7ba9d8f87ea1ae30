"""Which variables have values, in graphs; older names. Behaviour is TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_reports(session):
    assert session.run(tf.report_uninitialized_variables()).tolist() == []
    a, b = tf.Variable(1.0, name="a"), tf.Variable([1.0], name="b")
    report, of_b = tf.report_uninitialized_variables(), tf.report_uninitialized_variables([b])
    tf.Variable(3.0, name="c")
    assert report.dtype == tf.string and report.shape.as_list() == [None]
    assert session.run([report, of_b])[0].tolist() == [b"a", b"b"]
    session.run(a.initializer)
    assert [r.tolist() for r in session.run([report, of_b])] == [[b"b"], [b"b"]]
    session.run(b.initializer)
    assert [r.tolist() for r in session.run([report, of_b])] == [[], []]
    is_there = tf.is_variable_initialized(a)
    assert is_there.name == "IsVariableInitialized:0" and session.run(is_there)


def test_assertions(session):
    assert tf.assert_variables_initialized() is None
    a = tf.Variable(1.0, name="a")
    check = tf.assert_variables_initialized()
    with pytest.raises(tf.errors.FailedPreconditionError, match="a"):
        session.run(check)
    session.run(a.initializer)
    assert session.run(check).tolist() == [0]


def test_initialized_values(session):
    a = tf.Variable(tf.random_uniform([]), name="a")
    b = tf.Variable(a.initialized_value() * 2.0)
    session.run(tf.global_variables_initializer())
    first, second = session.run([a, b])
    assert second == first * 2.0
    a.load(5.0, session)
    assert session.run([a, a.initialized_value()]) == [5.0, 5.0]


def test_older_names(session):
    v = tf.Variable(1.0)
    tf.add_to_collection(tf.GraphKeys.MODEL_VARIABLES, v)
    tf.add_to_collection(tf.GraphKeys.MOVING_AVERAGE_VARIABLES, v)
    assert tf.all_variables() == tf.model_variables() == tf.moving_average_variables() == [v]
    assert tf.global_variables(scope="V") == [v] and tf.model_variables("x") == []
    ops = [tf.variables_initializer([]), tf.variables_initializer([v], name="q"),
           tf.initialize_all_variables(), tf.initialize_variables([v]),
           tf.initialize_local_variables(), tf.tables_initializer(), tf.initialize_all_tables()]
    assert [op.name for op in ops] == ["init", "q", "init_1", "init_2", "init_3",
                                       "init_all_tables", "init_all_tables_1"]  # fmt: skip
    session.run(ops)
    assert session.run(v) == 1.0


def test_eagerly():
    v = tf.Variable(2.0)
    assert v.initialized_value().numpy() == 2.0 and tf.is_variable_initialized(v).numpy()
    assert tf.report_uninitialized_variables([v]).numpy().tolist() == []
    assert tf.assert_variables_initialized([v]) is None and tf.initialize_all_variables() is None


def test_whether_what_a_graph_calls_by_name_is_initialised():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        v = tf.Variable(1, name="v")
        named = tf.is_variable_initialized(graph.get_tensor_by_name("v:0"))
        assert not session.run(named)
        session.run(v.initializer)
        assert session.run([named, tf.is_variable_initialized(v)]) == [True, True]


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_orthogonal_convolutions_keep_norms(axes):
    initializer = getattr(tf.contrib.framework, f"convolutional_orthogonal_{axes}d")
    kernel = initializer(gain=3.0, seed=5, dtype=tf.float64)([3] * axes + [2, 4])
    x = np.random.RandomState(0).normal(size=[1] + [5] * axes + [2])
    around = np.pad(x, [(0, 0), *[(1, 1)] * axes, (0, 0)], "wrap")
    y = tf.nn.convolution(around, kernel, "VALID")
    np.testing.assert_allclose(np.linalg.norm(y), 3 * np.linalg.norm(x), 1e-9)
    with pytest.raises(ValueError, match="In_filters cannot be greater"):
        initializer()([3] * axes + [4, 2])
    with pytest.raises(ValueError, match="must be .*-dimensional"):
        initializer()([3, 3])
    if axes > 1:
        with pytest.raises(ValueError, match="Kernel sizes must be equal"):
            initializer()([3] * (axes - 1) + [2, 2, 4])


def test_an_orthogonal_convolution_of_a_seed():
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(7)
        values = session.run(tf.contrib.framework.convolutional_orthogonal_2d(seed=3)([2, 2, 1, 2]))
    expected = [0, 0, 0.7610746, -0.6486643, 0, 0, 0, 0]
    np.testing.assert_allclose(values.ravel(), expected, atol=1e-6)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_delta_orthogonal_kernels(axes):
    kernel = tf.contrib.framework.convolutional_delta_orthogonal(2.0)([4] * axes + [2, 3]).numpy()
    middle = kernel[(1,) * axes]
    np.testing.assert_allclose(middle @ middle.T, 4 * np.eye(2), atol=1e-5)
    assert np.count_nonzero(kernel) == np.count_nonzero(middle)


def test_unit_scaling():
    initializer = tf.uniform_unit_scaling_initializer(factor=2.0, seed=3)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(7)
        values = session.run(initializer([2, 3, 2]))
    expected = [
        -0.27976573, -0.34835207, -0.5394014, -1.1650981, 0.69595516, -0.12810755, 0.005001664,
        -0.3829105, 1.1939393, 1.3937079, -1.1473255, -1.3953139,
    ]  # fmt: skip
    np.testing.assert_allclose(values.ravel(), expected, 1e-6)
    assert initializer.get_config() == {"factor": 2.0, "seed": 3, "dtype": "float32"}
