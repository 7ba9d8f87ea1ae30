"""tf.contrib.framework: variables in collections, scopes of arguments, checks of shapes."""

import pytest

import zeal as tf

framework, layers = tf.contrib.framework, tf.contrib.layers


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def names(values):
    return [v.name for v in values]


def test_variables_are_found_by_name_and_collection():
    with tf.variable_scope("A") as scope:
        framework.variable("a", [5])
        framework.model_variable("w", [5], collections=["mine"])
    with tf.variable_scope("B"):
        framework.model_variable("w", [5], trainable=False)
    framework.local_variable(0, name="local")
    framework.global_variable(0.0, name="global")
    assert names(framework.get_variables()) == ["A/a:0", "A/w:0", "B/w:0", "global:0"]
    assert names(framework.get_variables(scope)) == ["A/a:0", "A/w:0"]
    assert names(framework.get_variables_by_name("w")) == ["A/w:0", "B/w:0"]
    assert names(framework.get_variables_by_name("w", "B")) == ["B/w:0"]
    assert names(framework.get_variables_by_suffix("a")) == ["A/a:0"]
    assert names(framework.get_model_variables()) == ["A/w:0", "B/w:0"]
    assert names(framework.get_trainable_variables()) == ["A/a:0", "A/w:0"]
    assert names(framework.get_local_variables()) == ["local:0"]
    assert names(framework.get_variables_to_restore(["A"], ["A/w"])) == ["A/a:0"]
    everything = framework.get_variables()
    assert names(framework.filter_variables(everything, ["w"], ["B"])) == ["A/w:0"]
    assert framework.filter_variables(everything, ["w"], reg_search=False) == []
    w = framework.get_unique_variable("A/w")
    assert w.name == "A/w:0" and framework.get_variable_full_name(w) == "A/w"
    framework.add_model_variable(w)
    framework.add_model_variable(everything[0])
    assert names(framework.get_model_variables()) == ["A/w:0", "B/w:0", "A/a:0"]
    for missing, words in [("z", "Couldn't find variable z"), ("A", "does not uniquely identify")]:
        with pytest.raises(ValueError, match=words):
            framework.get_unique_variable(missing)
    with pytest.raises(TypeError, match="exclude is provided but is not a list"):
        framework.get_variables_to_restore(exclude="A")


def test_a_custom_getter_makes_the_variable():
    def getter(name, reuse, **kwargs):
        assert reuse is False
        return tf.get_variable(f"my_{name}", **kwargs)

    assert framework.model_variable("w", [2], custom_getter=getter).name == "my_w:0"


def test_scopes_of_arguments():
    x = tf.placeholder(tf.float32, [None, 3])
    with framework.arg_scope([layers.fully_connected], activation_fn=None) as scope:
        assert layers.fully_connected(x, 4).name == "fully_connected/BiasAdd:0"
        assert layers.relu(x, 4).name == "fully_connected_1/Relu:0"  # the call goes before
        with framework.arg_scope([layers.fully_connected], biases_initializer=None):
            assert layers.fully_connected(x, 4).name == "fully_connected_2/MatMul:0"
    assert layers.fully_connected(x, 4).name == "fully_connected_3/Relu:0"
    with framework.arg_scope(scope):
        assert layers.fully_connected(x, 4).name == "fully_connected_4/BiasAdd:0"
    assert framework.current_arg_scope() == {}


def test_functions_that_take_part_in_scopes():
    @framework.add_arg_scope
    def scale(x, by=2, plus=0):
        """Scales."""
        return x * by + plus

    assert scale.__name__ == "scale" and scale.__doc__ == "Scales."
    assert framework.arg_scoped_arguments(scale) == ("by", "plus")
    with framework.arg_scope([scale], by=3), framework.arg_scope([scale], plus=1):
        assert scale(2) == 7 and scale(2, plus=0) == 6
    assert scale(2) == 4
    assert framework.has_arg_scope(scale) and not framework.has_arg_scope(len)
    with pytest.raises(ValueError, match="len> is not decorated with @add_arg_scope"):
        framework.arg_scoped_arguments(len)


@pytest.mark.parametrize("functions, error, words", [
    ([len], ValueError, "is not decorated with @add_arg_scope"),
    (3, TypeError, "must either be a list/tuple or reused scope"),
    ({}, ValueError, "kwargs must be empty"),
])  # fmt: skip
def test_bad_scopes_of_arguments(functions, error, words):
    with pytest.raises(error, match=words), framework.arg_scope(functions, a=1):
        pass
    assert framework.current_arg_scope() == {}


def test_with_shape():
    x = tf.constant([1, 2], name="x")
    assert framework.with_shape([2], x) is x is framework.with_shape([None], x)
    assert framework.with_same_shape(tf.zeros([2]), x) is x
    assert framework.with_shape([], tf.constant([1])).shape == []
    for shape, words in [
        ([3], r"Invalid shape for tensor x:0, expected \[3\], got \(2,\)"),
        ([], r"expected \[\], got \(2,\)"), ([[2]], "Invalid rank 2 for shape"),
        (["a"], "Invalid dtype <U1 for shape"), (tf.constant([2.0]), "Invalid dtype .*float32"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=words):
            framework.with_shape(shape, x)


def test_with_shape_of_what_the_run_tells():
    x = tf.placeholder(tf.float32, name="y")
    with tf.Session() as session:
        for wrong in ([1.0, 2.0], [[1.0], [2.0]]):
            with pytest.raises(tf.errors.InvalidArgumentError, match="Wrong shape for y:0"):
                session.run(framework.with_shape([2, 3], x), {x: wrong})


def test_placeholders_of_a_graph():
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
    assert framework.get_placeholders((x + 1.0).graph) == [x, y]
    with pytest.raises(TypeError, match="needs to be a Graph"):
        framework.get_placeholders(x)


def test_other_checks():
    with pytest.raises(ValueError, match="Expected integer type for"):
        framework.assert_scalar_int(tf.constant(1.0))
    with tf.name_scope("a"), tf.variable_scope("b"):
        assert framework.get_name_scope() == "a/b"
    assert framework.assert_same_float_dtype([tf.constant(1.0)]) == tf.float32
    assert framework.is_tensor(tf.constant(1)) and framework.nest.is_sequence([1])


def test_smart_cond():
    one, two = (lambda: tf.constant(1.0)), (lambda: tf.constant(2.0))
    pred = tf.placeholder(tf.bool, [])
    made = [framework.smart_cond(p, one, two) for p in (True, 0, tf.constant(True), pred)]
    with tf.Session() as session:
        assert session.run(made, {pred: False}) == [1, 2, 1, 2]
    assert framework.smart_constant_value(pred) is None
    with pytest.raises(TypeError, match="`pred` must be a Tensor, or a Python bool, or 1 or 0"):
        framework.smart_cond("yes", one, two)
    with pytest.raises(TypeError, match="`false_fn` must be callable"):
        framework.smart_cond(True, one, 2)


def test_names_in_scopes():
    strip, prepend = framework.strip_name_scope, framework.prepend_name_scope
    names = ["a/b", "^a/b", "loc:@a/b"]
    assert [strip(name, "a") for name in names] == ["b", "^b", "loc:@b"]
    assert [strip(name, "b/") for name in names] == names
    assert [prepend(strip(name, "a"), "a/") for name in names] == names
    assert strip("a/b", None) == prepend("a/b", "") == "a/b"


def test_the_graph_of_inputs():
    first, second = tf.Graph(), tf.Graph()
    with first.as_default():
        values = [tf.constant(0.0), tf.get_variable("v", initializer=1.0)]
    assert framework.get_graph_from_inputs(values) is first
    assert framework.get_graph_from_inputs(values, first) is first
    with pytest.raises(ValueError, match="not from the passed-in graph"):
        framework.get_graph_from_inputs(values, second)
    with second.as_default():
        assert framework.get_graph_from_inputs([]) is second
        with pytest.raises(ValueError, match="must be from the same graph"):
            framework.get_graph_from_inputs([*values, tf.constant(2.0)])


def test_zeros_for_variables_without_values():
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
        zeros = framework.zero_initializer(v)
        assert session.run(zeros).tolist() == session.run(v).tolist() == [0.0, 0.0]
        with pytest.raises(tf.errors.InvalidArgumentError, match="input is already initialized"):
            session.run(zeros)


def test_python_functions_of_structures():
    with tf.Graph().as_default(), tf.Session() as session:
        found = framework.py_func(
            lambda x, y: {"sum": x + y, "less": x - y}, [tf.constant([3])], {"y": tf.constant(1)},
            {"sum": tf.int32, "less": tf.int32}, {"sum": [1], "less": None},
        )  # fmt: skip
        assert found["sum"].shape == [1]
        assert {k: int(v[0]) for k, v in session.run(found).items()} == {"sum": 4, "less": 2}
    with pytest.raises(TypeError, match="args must be list and not"):
        framework.py_func(len, 3)


def test_older_helpers():
    predictions, labels = framework.remove_squeezable_dimensions(tf.ones([3]), tf.ones([3, 1]))
    assert predictions.shape == labels.shape == [3]
    with tf.Session() as session:
        assert session.run(framework.reduce_sum_n([1, [2], [[3, 4], [5, 6]]])) == 21
    step = tf.train.create_global_step()
    assert framework.assert_or_get_global_step() is step
    with pytest.raises(TypeError, match="does not have integer type"):
        framework.assert_or_get_global_step(None, tf.constant(1.0))


def test_devices_of_variables_in_turn():
    chooser = framework.VariableDeviceChooser(2, replica=3)
    places = [chooser(None) for _ in range(3)]
    assert places[1] == "/job:ps/replica:3/task:1/device:CPU:0" and places[0] == places[2]
    assert framework.VariableDeviceChooser(device_type="GPU")(None) == "/device:GPU:0"


def test_a_scopes_device_is_where_variables_are():
    framework, layers = tf.contrib.framework, tf.contrib.layers
    with tf.Graph().as_default():
        with framework.arg_scope([framework.model_variable, framework.variable], device="/cpu:0"):
            layers.batch_norm(layers.conv2d(tf.ones([1, 8, 8, 3]), 4, 3))
        framework.variable("w", [2], device="/job:ps")
        found = [v.device for v in tf.global_variables()]
    assert set(found[:-1]) == {"/device:CPU:0"} and found[-1] == "/job:ps"


def test_what_stands_for_a_function_in_scopes():
    slim = tf.contrib.slim
    assert slim.arg_scope_func_key(slim.conv2d) == slim.conv2d._key_op
    assert slim.arg_scope_func_key(tf.add) == str(tf.add)
