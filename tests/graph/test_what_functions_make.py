"""Variables that traced functions make, in scopes, by creators; arguments in the form of
a signature. As TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf


def maker(initial):
    """A function that makes a variable at its first call, and where that is kept."""
    kept = []

    @tf.function
    def scaled(x):
        if not kept:
            kept.append(tf.Variable(initial(x)))
        return kept[0] * x

    return scaled, kept


OUTSIDE = tf.Variable(5.0)


@pytest.mark.parametrize(
    "initial, value",
    [
        (lambda x: tf.zeros([]) + 1.0, 1.0),
        (lambda x: tf.reduce_sum(tf.ones([3]) * 2.0), 6.0),
        (lambda x: 2.0 * x, 6.0),
        (lambda x: tf.ones(tf.shape(x)), 1.0),
        (lambda x: OUTSIDE * 2.0, 10.0),
        (lambda x: tf.cond(x > 1.0, lambda: x + 1.0, lambda: x), 4.0),
        (lambda x: tf.constant(7.0), 7.0),
    ],
)
def test_an_initial_value_may_be_a_tensor(initial, value):
    scaled, kept = maker(initial)
    assert [float(scaled(tf.constant(x))) for x in (3.0, 4.0)] == [3.0 * value, 4.0 * value]
    assert float(kept[0]) == value and kept[0].name == "Variable:0"


def test_random_values_are_drawn_once():
    scaled, kept = maker(lambda x: tf.random.normal([4]))
    first, again = scaled(tf.constant(1.0)).numpy(), scaled(tf.constant(1.0)).numpy()
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, kept[0].numpy())


def test_values_inside_a_branch_and_of_a_function_in_a_function():
    kept = []

    @tf.function
    def outer(x):
        y = x + 1.0

        @tf.function
        def inner(z):
            if not kept:
                kept.append(tf.Variable(y * z))
            return kept[0] + z

        return inner(x * 2.0)

    assert float(outer(tf.constant(3.0))) == 4.0 * 6.0 + 6.0
    assert float(kept[0]) == 24.0


def test_arguments_without_a_value_are_named():
    scaled, _ = maker(lambda x: 2.0 * x)
    with pytest.raises(ValueError, match="depends on x:0, which has no value while it is traced"):
        scaled.get_concrete_function(tf.TensorSpec([], tf.float32))


def test_a_graph_around_gets_what_initial_values_need():
    kept = []

    @tf.function
    def scaled(x):
        if not kept:
            two = tf.constant(2.0)
            kept.extend([tf.Variable(two), tf.Variable(two * 2.0 + outside)])
        return kept[0] * x * kept[1]

    with tf.Graph().as_default(), tf.Session() as session:
        outside = tf.constant(4.0)
        found = scaled(tf.constant(3.0))
        session.run(tf.global_variables_initializer())
        assert session.run(found) == 48.0
        assert [v.name for v in kept] == ["Variable:0", "Variable_1:0"]

    kept = []
    with tf.Graph().as_default(), pytest.raises(ValueError, match="depends on x:0"):
        maker(lambda x: x * 2.0)[0](tf.constant(1.0))


@pytest.mark.parametrize("traced", [tf.function, tf.contrib.eager.defun])
def test_names_have_the_scopes_of_the_function(traced):
    kept = []

    @traced
    def f(x):
        with tf.name_scope("foo"):
            if not kept:
                kept.extend([tf.Variable(1.0, name="bar"), tf.Variable(2.0, name="bar")])
        return x

    with tf.name_scope("outside"):
        f(1.0)
    assert [v.name for v in kept] == ["foo/bar:0", "foo/bar:0"]


def test_creators_around_a_call_and_inside_a_function():
    made, kept = [], []

    def creator(next_creator, **kwargs):
        made.append(next_creator(**kwargs))
        return made[-1]

    @tf.function
    def f(x):
        with tf.variable_creator_scope(creator):
            if not kept:
                kept.append(tf.Variable(1.0))
        return x

    with tf.variable_creator_scope(creator):
        f(1.0)
        with tf.Graph().as_default():
            tf.Variable(1.0)  # another graph's variables are its own creators'
    assert made == [kept[0], kept[0]]


def test_defaults_fill_a_signature():
    @tf.function(input_signature=[tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.int32)])
    def f(x, y=20):
        return x + y

    assert [int(f(1)), int(f(1, 2)), int(f(x=1, y=3)), int(f(y=4, x=1))] == [21, 3, 4, 5]
    with pytest.raises(ValueError, match="does not match input_signature"):
        f()


def test_python_lists_stand_for_tensors_of_a_nested_signature():
    vector, matrix = tf.TensorSpec([1], tf.float32), tf.TensorSpec([2, None], tf.float32)

    @tf.function(input_signature=[[matrix, matrix], {"a": vector}])
    def f(pair, named):
        assert isinstance(pair, list) and isinstance(named, dict)
        return tf.reduce_sum(pair[0]) + tf.reduce_sum(pair[1]) + named["a"][0]

    rows = [[1.0, 2.0], [3.0, 4.0]]
    assert float(f([rows, np.ones([2, 3], np.float32)], {"a": [5.0]})) == 21.0
    with pytest.raises(ValueError, match="Structure .* does not match input_signature"):
        f([rows], {"a": [5.0]})
    with pytest.raises(ValueError, match="incompatible with input_signature"):
        f([rows, rows], {"a": [5.0, 6.0]})


def test_functions_see_the_collections_around_them():
    """As TensorFlow's: what they add to other collections than those of variables is theirs."""
    with tf.Graph().as_default() as graph:
        tf.add_to_collection("mine", 1)

        @tf.function
        def f():
            seen.append(tf.get_collection("mine"))
            tf.add_to_collection("mine", 2)
            tf.add_to_collection(tf.GraphKeys.LOCAL_VARIABLES, 3)
            return tf.constant(0)

        seen = []
        f()
        assert seen == [[1]] and graph.get_collection("mine") == [1]
        assert graph.get_collection(tf.GraphKeys.LOCAL_VARIABLES) == [3]
