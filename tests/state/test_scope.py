"""Variable scopes, and what tf.get_variable takes from them. Behaviour is TensorFlow 1.15's."""

import pytest

import zeal as tf


def test_scopes_nest_and_are_found_again():
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE) as a:
        with tf.variable_scope(None, "b") as b:
            assert tf.get_variable_scope() is b and (a.name, b.name) == ("a", "a/b")
            assert b.original_name_scope == "a/b/"
        assert tf.get_variable_scope() is a
        a.reuse_variables()
    with tf.variable_scope(a):
        assert tf.get_variable("x", [1]).name == "a/x:0"
    with tf.variable_scope(""):
        assert tf.get_variable("x", [1]).name == "x:0"
    assert tf.get_variable_scope().name == ""
    with pytest.raises(TypeError, match="name_or_scope is required"):
        tf.variable_scope(None)


def test_scopes_give_defaults():
    ones = tf.ones_initializer()
    with tf.variable_scope("a", initializer=ones, dtype=tf.float64, constraint=abs):
        with tf.variable_scope("b"):
            v = tf.get_variable("x", [2])
        own = tf.get_variable("y", [1], tf.int32, tf.zeros_initializer())
    assert v.dtype is tf.float64 and v.numpy().tolist() == [1, 1] and v.constraint is abs
    assert own.dtype is tf.int32 and own.numpy().tolist() == [0]


def test_what_initializes_a_variable():
    def told(shape, dtype, partition_info):
        return tf.ones(shape, dtype)

    assert tf.get_variable("x", [2], initializer=told).numpy().tolist() == [1, 1]
    assert tf.get_variable("x", [1], tf.string).numpy().tolist() == [b""]
    assert not tf.get_local_variable("x", [1]).trainable
    with pytest.raises(ValueError, match="do not specify shape"):
        tf.get_variable("x", [2], initializer=tf.constant([1.0, 2.0]))
    with pytest.raises(ValueError, match="fully defined"):
        tf.get_variable("x", [None])


def test_the_shape_argument_of_variables_is_checked():
    assert tf.Variable([1, 2], shape=[2]).shape == [2]
    with pytest.raises(ValueError, match="not compatible"):
        tf.Variable([1, 2], shape=[3])
    with pytest.raises(ValueError, match="collections"):
        tf.Variable(1, collections=3)


def test_no_collections_while_executing_eagerly():
    v = tf.Variable(1)
    assert tf.trainable_variables() == tf.global_variables() == tf.local_variables() == []
    tf.enable_resource_variables()
    assert tf.resource_variables_enabled() and v.numpy() == 1


def test_default_names_of_graphs_are_numbered_as_tensorflow_numbers_them():
    def name():
        with tf.variable_scope(None, "fc"):
            return tf.get_variable("w", [2]).name, tf.constant(1).name

    with tf.Graph().as_default():
        assert [name(), name()] == [("fc/w:0", "fc/Const:0"), ("fc_1/w:0", "fc_1/Const:0")]
        with tf.variable_scope("fc_2"):
            pass
        assert name()[0] == "fc_3/w:0"
        with tf.variable_scope("a") as a:
            assert [name()[0], name()[0]] == ["a/fc/w:0", "a/fc_1/w:0"]
        with tf.variable_scope("a", reuse=True):  # counts from the start again
            assert name() == ("a/fc/w:0", "a_1/fc/Const:0")
        with tf.variable_scope("b"):
            assert name()[0] == "b/fc/w:0"
            with tf.variable_scope(a, reuse=True):
                assert name() == ("a/fc/w:0", "b/a/fc/Const:0")
            assert name()[0] == "b/fc_1/w:0"


def test_eager_stores_collect_as_graphs_do():
    loss = lambda w: 0.5 * tf.reduce_sum(w)  # noqa: E731
    scaled = tf.make_template(
        "t", lambda x: x * tf.get_variable("w", initializer=4.0, regularizer=loss)
    )
    tf.reset_default_graph()
    with tf.GradientTape() as tape:
        scaled(tf.ones([]))
        scaled(tf.ones([]))
    [v] = scaled.variables
    assert tf.trainable_variables() == tf.global_variables() == [v]
    [found] = tf.losses.get_regularization_losses()
    assert found.numpy() == 2.0 and tape.gradient(found, v) is None
    free = tf.get_variable("free", initializer=6.0, regularizer=loss)  # of no store
    assert tf.global_variables() == [v] and free.numpy() == 6.0
    assert tf.losses.get_regularization_loss().numpy() == 5.0

    @tf.function
    def traced():
        return tf.get_variable("z", initializer=8.0, regularizer=loss)

    assert traced().numpy() == 8.0 and tf.losses.get_regularization_loss().numpy() == 9.0
    tf.reset_default_graph()
    assert tf.global_variables() == [] and tf.losses.get_regularization_losses() == []


SCOPES = [
    lambda values: tf.name_scope("s", values=values),
    lambda values: tf.op_scope(values, None, "s"),
    lambda values: tf.variable_scope("s", values=values),
    lambda values: tf.variable_op_scope(values, None, "s"),
]


@pytest.mark.parametrize("scope", SCOPES)
def test_scopes_enter_the_graph_of_their_values(scope):
    graph, other = tf.Graph(), tf.Graph()
    with graph.as_default():
        a = tf.constant(1.0)
        values = [a, tf.Variable(1.0), tf.SparseTensor([[0]], [1.0], [3]), 1.0]
    with other.as_default():
        b = tf.constant(1.0)
        for part in (values, values[1:], values[2:]):
            with scope(part):
                assert tf.get_default_graph() is graph and tf.constant(1.0).graph is graph
            assert tf.get_default_graph() is other
        with scope([1.0]):
            assert tf.get_default_graph() is other
        with pytest.raises(ValueError, match="must be from the same graph as"), scope([a, b]):
            pass
        function = tf.contrib.eager.defun(lambda: None).get_concrete_function()
        with function.graph.as_default(), scope([a]):
            assert tf.get_default_graph() is function.graph
    assert tf.executing_eagerly()


def test_a_scope_may_be_entered_inside_itself():
    scope = tf.name_scope("s")
    with scope, scope as prefix:
        assert prefix == tf.Variable(1.0).name.removesuffix("Variable:0") == "s/s/"
    with tf.Graph().as_default():
        with scope, scope as prefix:
            assert prefix == "s/s/"
        with scope as prefix:
            assert (prefix, tf.constant(1.0).name) == ("s_1/", "s_1/Const:0")
    assert tf.Variable(1.0).name == "Variable:0"
