"""Names of variables stand for their values, as they do for TensorFlow 1.x's own variables."""

import numpy as np
import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable([1.0, 2.0], name="w")
        v = tf.get_variable("v", initializer=[3.0, 4.0])
        tf.multiply(w, v, name="y")
        with tf.control_dependencies([w.assign_add([1.0, 1.0])]):
            tf.identity(w, name="later")
        session.run(tf.global_variables_initializer())
        yield session


def test_fetches(session):
    for name in ("w:0", "w/read:0"):
        tensor = session.graph.get_tensor_by_name(name)
        assert tensor.dtype == tf.float32 and tensor.shape == [2]
        for fetch in (name, tensor):
            assert session.run(fetch).tolist() == [1, 2]
        assert tensor.eval().tolist() == [1, 2]
        assert session.run(2.0 * tensor).tolist() == [2, 4]
    assert [x.tolist() for x in session.run(["w:0", "y:0"])] == [[1, 2], [3, 8]]


def test_a_feed_is_what_every_read_gives(session):
    w = tf.global_variables()[0]
    for key in (w, "w:0", w.name, session.graph.get_tensor_by_name("w:0")):
        for _ in range(2):
            assert session.run("y:0", {key: [10.0, 20.0]}).tolist() == [30, 80]
            assert session.run(w, {key: [10.0, 20.0]}).tolist() == [10, 20]
    product = session.make_callable("y:0", ["w:0"])
    assert product([10.0, 20.0]).tolist() == [30, 80] and product([1, 1]).tolist() == [3, 4]
    assert session.run("y:0").tolist() == [3, 8]
    assert session.run(w.initializer, {w.initial_value: [5.0, 6.0]}) is None
    assert session.run("w:0").tolist() == [5, 6]


def test_derivatives(session):
    [slope] = tf.gradients(session.graph.get_tensor_by_name("y:0"),
                           session.graph.get_tensor_by_name("w:0"))
    np.testing.assert_array_equal(session.run(slope), [3, 4])


def test_names_that_stand_for_something_else(session):
    graph = session.graph
    assert graph.get_operation_by_name("w").type == "VarHandleOp"
    for name in ("w:1", "nothing/read:0", "y/read:0"):
        with pytest.raises(KeyError, match="which does not exist"):
            graph.get_tensor_by_name(name)


def test_updates_have_the_names_that_were_asked_for():
    with tf.Graph().as_default() as graph:
        v = tf.Variable([1.0, 2.0])
        with tf.name_scope("s"):
            tf.assign(v, [3.0, 4.0], name="set")
        tf.assign_add(v, [1.0, 1.0], name="more")
        tf.assign_sub(v, [2.0, 2.0], name="less")
        v.assign([0.0, 0.0], name="less")
        with tf.Session(graph=graph) as session:
            session.run(v.initializer)
            for name, value in (("s/set", [3, 4]), ("more", [4, 5]), ("less", [2, 3]),
                                ("less_1", [0, 0])):
                assert session.run(name) is None
                assert session.run(v).tolist() == value
        with pytest.raises(TypeError, match="the name of an op must be a string, got a int"):
            v.assign([1.0, 2.0], name=3)
        assert tf.assign(v, [1.0, 2.0], name=None).shape == [2]


@pytest.mark.parametrize("update", ["assign", "assign_add", "assign_sub"])
def test_updates_of_another_shape_are_refused_where_they_are_made(update):
    with tf.Graph().as_default():
        v = tf.Variable([1.0, 2.0])
        for value in ([1.0], 1.0, [[1.0, 2.0]], tf.placeholder(tf.float32, [3])):
            with pytest.raises(ValueError, match=r"Shapes \(2,\) and .* are incompatible"):
                getattr(v, update)(value)
        with tf.Session() as session:
            fed = tf.placeholder(tf.float32, [None])
            op = getattr(v, update)(fed)
            session.run(v.initializer)
            session.run(op, {fed: [3.0, 4.0]})
            with pytest.raises(tf.errors.InvalidArgumentError):
                session.run(op, {fed: [3.0]})


def test_traced_functions_refuse_an_update_of_another_shape():
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match=r"Shapes \(2,\) and \(3,\) are incompatible"):
        tf.function(lambda x: v.assign(x))(tf.ones([3]))
