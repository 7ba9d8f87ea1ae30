"""Graphs: names, scopes, finding, collections, and programs that never go eager."""

import gc
import subprocess
import sys
import weakref

import numpy as np
import pytest

import zeal as tf
from zeal import _native


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def run(fetches, feeds=None):
    with tf.Session() as session:
        return session.run(fetches, feeds)


def test_a_placeholder_through_a_product():
    x = tf.placeholder(tf.float32, [None, 3], "x")
    y = tf.matmul(x, tf.ones([3, 2])) + 1.0
    assert y.shape.as_list() == [None, 2]
    assert np.array_equal(run(y, {x: [[1, 2, 3]]}), [[7, 7]])


def test_names_are_those_of_tensorflow():
    x = tf.placeholder("float")
    assert [tf.constant(1.0).name for _ in range(3)] == ["Const:0", "Const_1:0", "Const_2:0"]
    assert x.name == "Placeholder:0"
    with tf.name_scope("a"):
        assert tf.add(x, x, name="Sum").name == "a/Sum:0"
        assert tf.add(x, x, name="sum").name == "a/sum_1:0"
        with tf.name_scope("b"):
            assert tf.identity(x).name == "a/b/Identity:0"
    with tf.name_scope("a") as scope:
        assert scope == "a_1/"
    with tf.name_scope("a_1/"):
        assert tf.identity(x).name == "a_1/Identity:0"


def test_a_bad_name(graph):
    with pytest.raises(ValueError, match="'a b' is not a valid node name"):
        tf.placeholder(tf.float32, name="a b")


def test_finding(graph):
    x = tf.placeholder(tf.float32, name="x")
    assert graph.get_tensor_by_name("x:0") is x
    assert graph.get_operation_by_name("x") is x.op
    assert graph.as_graph_element("x:0") is x
    assert x.op.outputs[0] is x and x.graph is graph and x.value_index == 0
    y = tf.exp(x)
    assert x.consumers() == [y.op] and y.op.inputs == [x] and y.op.type == "Exp"
    assert [op.name for op in graph.get_operations()] == ["x", "Exp"]
    for name in ("y:0", "x:1"):
        with pytest.raises(KeyError):
            graph.get_tensor_by_name(name)
    for name in ("x:a", "x"):
        with pytest.raises(ValueError):
            graph.get_tensor_by_name(name)
    with pytest.raises(KeyError, match="refers to an Operation not in the graph"):
        graph.get_operation_by_name("y")


@pytest.mark.parametrize("use, error, words", [
    (bool, TypeError, "Using a `tf.Tensor` as a Python `bool` is not allowed"),
    (float, TypeError, "has a value only while its graph runs"),
    (int, TypeError, "has a value only while its graph runs"),
    (list, TypeError, "tf.map_fn"),
    (len, TypeError, "len is not well defined for symbolic Tensors"),
    (np.asarray, NotImplementedError, "Cannot convert a symbolic Tensor"),
    (lambda x: x.numpy(), AttributeError, "numpy"),
    (lambda x: x.eval(), ValueError, "No default session is registered"),
    (memoryview, BufferError, "no value yet"),
    (lambda x: range(3)[x], TypeError, "cannot be interpreted as an integer"),
    (lambda x: x.nbytes, TypeError, "only while its graph runs"),
])  # fmt: skip
def test_what_a_symbolic_tensor_is_not(use, error, words):
    with pytest.raises(error, match=words):
        use(tf.placeholder(tf.int32))


@pytest.mark.parametrize("use", [
    list, bool, lambda x: next(iter(x)), lambda x: tf.stack([*x]),
])  # fmt: skip
def test_what_is_known_of_a_symbolic_tensor_does_not_matter(use):
    refused = tf.errors.OperatorNotAllowedInGraphError
    with pytest.raises(refused, match="is not allowed in Graph execution. Use Eager execution"):
        use(tf.placeholder(tf.int32, [2]))
    with pytest.raises(TypeError, match=r"\(split:1\) Please call `x.shape` rather than"):
        len(tf.split(tf.placeholder(tf.int32, [2]), 2, name="split")[1])

    @tf.function(autograph=False)
    def traced(x):
        return use(x)

    with pytest.raises(refused, match="AutoGraph did not convert this function"):
        traced(tf.constant([1, 2]))


def test_partly_known_shapes():
    x = tf.placeholder(tf.float32, [None, 3])
    n = tf.shape(x)[0]
    assert tf.reshape(x, [n, 3, 1]).shape.as_list() == [None, 3, 1]
    assert tf.reshape(x, tf.stack([-1, tf.shape(x)[1]])).shape.as_list() == [None, 3]
    assert tf.zeros(tf.concat([tf.shape(x), [4]], 0)).shape.as_list() == [None, 3, 4]
    assert tf.fill([n, 2], 1.0).shape.as_list() == [None, 2]
    assert tf.get_static_value(tf.shape(x)[1]) == 3
    assert tf.get_static_value(n) is None
    x.set_shape([5, None])
    assert x.shape.as_list() == [5, 3] and tf.get_static_value(tf.shape(x)).tolist() == [5, 3]
    words = "Dimension 0 in both shapes must be equal, but are 5 and 6. Shapes are .5,3. and .6,3."
    with pytest.raises(ValueError, match=words):
        x.set_shape([6, 3])
    with pytest.raises(ValueError, match="Shapes must be equal rank, but are 2 and 1"):
        x.set_shape([5])


def test_unknown_ranks():
    x = tf.placeholder("float")
    assert x.shape.ndims is None
    y = tf.reshape(x, [-1, 2])
    z = tf.reduce_mean(tf.square(x - 1.0))
    assert y.shape.as_list() == [None, 2] and z.shape.as_list() == []
    [g] = tf.gradients(z, x)
    got = run([y, z, g], {x: [[1.0, 3.0]]})
    assert np.array_equal(got[0], [[1, 3]]) and got[1] == 2 and np.array_equal(got[2], [[0, 2]])


def test_two_graphs_do_not_mix():
    x = tf.constant(1.0)
    with tf.Graph().as_default():
        y = tf.constant(1.0)
        for a, b in ((x, y), (y, x)):
            with pytest.raises(ValueError, match="must be from the same graph"):
                tf.add(a, b)


OUTSIDE = [
    lambda x, w: x + 1.0, lambda x, w: w * x, lambda x, w: tf.gradients(x * 2.0, x)[0],
    lambda x, w: tf.stack([x, x]), lambda x, w: tf.reduce_logsumexp(x),
    lambda x, w: tf.nn.l2_normalize(x), lambda x, w: tf.boolean_mask(x, [True, False]),
    lambda x, w: tf.cond(x[0] > 0.0, lambda: x, lambda: -x), lambda x, w: tf.tuple([x, x])[0],
    lambda x, w: tf.while_loop(lambda a: a[0] < 3.0, lambda a: a + 1.0, [x]),
    lambda x, w: tf.scan(lambda a, b: a + b, x), lambda x, w: tf.map_fn(lambda a: a * 2.0, x),
    lambda x, w: tf.losses.mean_squared_error(x, x), lambda x, w: w.assign_add(x),
    lambda x, w: tf.case([(x[0] > 1.0, lambda: x)], lambda: -x),
    lambda x, w: tf.switch_case(tf.cast(x[0], "int32"), [lambda: x, lambda: -x]),
    lambda x, w: tf.clip_by_global_norm([x], 1.0)[0][0], lambda x, w: tf.assert_equal(x, x),
    lambda x, w: tf.assert_positive(x), lambda x, w: tf.Assert(x[0] > 0.0, [x]),
    lambda x, w: tf.assert_near(x, [1.0, 2.0]), lambda x, w: tf.assert_rank(x, 1),
    lambda x, w: tf.group(x.op), lambda x, w: tf.nn.dropout(x, rate=0.5), lambda x, w: x[0],
]


@pytest.mark.parametrize("function", OUTSIDE)
def test_ops_go_to_the_graph_of_their_inputs(graph, function):
    x, w = tf.constant([1.0, 2.0]), tf.Variable([1.0, 2.0])
    with graph.name_scope("own"):
        inside = function(x, w)
    with tf.Graph().as_default() as other, other.name_scope("another"):
        assert function(x, w).graph is graph is inside.graph
    assert not other.get_operations()


def test_eager_values_become_constants():
    before = _native.set_graph(None)
    c = tf.constant([1.0, 2.0])
    _native.set_graph(before)
    assert np.array_equal(run(c + tf.ones([2])), [2, 3])


def test_collections(graph):
    graph.add_to_collection("a", 1)
    graph.add_to_collections(["a", "b"], 2)
    assert graph.get_collection("a") == [1, 2] and graph.get_collection("b") == [2]
    graph.get_collection_ref("c").append(3)
    assert graph.get_all_collection_keys() == ["a", "b", "c"]
    graph.clear_collection("a")
    assert graph.get_collection("a") == []


def test_finalized(graph):
    graph.finalize()
    with pytest.raises(RuntimeError, match="Graph is finalized and cannot be modified"):
        tf.constant(1.0)


def test_control_dependencies(graph):
    v = tf.Variable(1.0)
    add = v.assign_add(1.0)
    with tf.control_dependencies([add]):
        after = tf.identity(v)
        with tf.control_dependencies(None):
            assert tf.no_op().control_inputs == []
        assert tf.no_op().control_inputs == [add.op]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(after) == 2


def test_a_graph_that_nobody_holds_is_gone():
    def make():
        graph = tf.Graph()
        with graph.as_default():
            x = tf.placeholder(tf.float32)
            graph.add_to_collection("mine", x * 2.0)
            graph.add_to_collection("mine", x.op)
            tf.Variable(1.0)
        return weakref.ref(graph), tf.Session(graph=graph)

    graph, session = make()
    session.run("Placeholder:0", {"Placeholder:0": 1.0})
    del session
    gc.collect()
    assert graph() is None


def test_a_value_keeps_its_graph():
    with tf.Graph().as_default():
        x = tf.constant(2.0) * 3.0
    gc.collect()
    with tf.Session(graph=x.graph) as session:
        assert session.run(x) == 6


def test_objects_of_graph_values_may_come_back():
    kept = []

    class Keeper:
        def __init__(self, op):
            self.op = op

        def __del__(self):
            kept.append(self.op.outputs[0])

    y = tf.constant(1.0) + 2.0
    y.note, name = Keeper(y.op), y.name
    del y
    others = [tf.constant(float(k)) for k in range(100)]
    assert kept[0].name == name and run(kept[0]) == 3 and len(others) == 100


@pytest.mark.parametrize("use", [
    lambda v: v.numpy(), lambda v: v[0].numpy(), lambda v: float(v[0]),
])  # fmt: skip
def test_variables_of_graphs_have_no_value(use):
    with pytest.raises((NotImplementedError, TypeError, AttributeError)):
        use(tf.Variable([1.0, 1.0]))


def test_eager_variables_in_graphs():
    before = _native.set_graph(None)
    v = tf.Variable([1.0, 2.0])
    _native.set_graph(before)
    with pytest.raises(NotImplementedError):
        v.numpy()
    assert run(v * 2.0).tolist() == [2, 4]


def test_control_inputs_are_of_the_graph():
    with tf.Graph().as_default():
        other = tf.constant(1.0)
    waits = tf.control_dependencies([other])
    with pytest.raises(ValueError, match="not an element of this graph"):
        waits.__enter__()


def test_a_name_is_given_once():
    tf.placeholder(tf.float32, name="d/")
    with pytest.raises(ValueError, match="Duplicate node name in graph: 'd'"):
        tf.placeholder(tf.float32, name="d/")
    assert tf.constant(1.0, name="mine").name == "mine:0"


def test_reset():
    with pytest.raises(AssertionError, match="nested graphs"):
        tf.reset_default_graph()


def test_a_program_that_never_enables_eager_execution():
    program = """
import zeal as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]), name="w")
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.0))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(100):
        session.run(step, {x: [[1.0, 2.0], [2.0, 1.0]]})
    print(round(float(session.run(loss, {x: [[1.0, 2.0], [2.0, 1.0]]})), 4), w.name)
tf.reset_default_graph()
print(len(tf.get_default_graph().get_operations()))
"""
    command = [sys.executable, "-c", program]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shown.stdout == "0.0 w:0\n0\n"


def test_a_block_that_cannot_be_entered_changes_nothing(graph):
    first = tf.no_op()
    with tf.control_dependencies([first]), tf.device("/cpu:0"):
        with pytest.raises(TypeError, match="Can not convert a int into a Tensor or Operation."):
            tf.control_dependencies([3]).__enter__()
        with pytest.raises(ValueError, match="nonsense"):
            tf.device("nonsense:::").__enter__()
        op = tf.no_op()
    assert op.control_inputs == [first] and op.device == "/device:CPU:0"


def _own_gradient(x):
    @tf.custom_gradient
    def double(y):
        return y * 2.0, lambda dy: dy * x  # a value of the graph

    tf.gradients(double(x), x)


def _generator(x):
    values = tf.data.Dataset.from_generator(lambda: iter([x is None]), tf.bool)
    values.make_one_shot_iterator().get_next()


def _waiting(x):
    op = tf.no_op()

    def branch():
        with tf.control_dependencies([op]):
            return x * 2.0

    tf.cond(x[0] > 0.0, branch, lambda: x)


@pytest.mark.parametrize("make", [_own_gradient, _generator, _waiting])
def test_a_graph_whose_functions_use_its_values_dies(make):
    def build():
        with tf.Graph().as_default() as graph:
            make(tf.placeholder(tf.float32, [3]))
        return weakref.ref(graph)

    graph = build()
    gc.collect()
    assert graph() is None


@pytest.mark.parametrize(
    ("of", "to", "found"),
    [([None], [2, 1], [2, 1]), ([None], [1], [1]), ([None], [None, 1], [None, 1]),
     ([None, 1], [1, 1], [1, 1]), ([None], [2, 3], [2, 3]), ([None, 3], [None, None], [None, 3]),
     ([None, 1], [None, None], [None, None]), (None, [2, 1], [2, 1])],
)  # fmt: skip
def test_an_unknown_size_may_be_repeated_or_one(of, to, found):
    with tf.Graph().as_default():
        x, like = tf.placeholder(tf.float32, of), tf.placeholder(tf.float32, to)
        assert tf.broadcast_to(x, tf.shape(like)).shape.as_list() == found


def test_a_size_that_does_not_repeat_is_refused_before_the_run():
    with tf.Graph().as_default():
        x, like = (tf.placeholder(tf.float32, shape) for shape in ([None, 3], [None, 1]))
        with pytest.raises(ValueError, match=r"tensor of shape \[\?,3\] to tensor of shape"):
            tf.broadcast_to(x, tf.shape(like))


def test_unique_names_by_keyword():
    graph = tf.Graph()
    names = [graph.unique_name("a", mark_as_used=mark) for mark in (False, True, True)]
    assert names == ["a", "a", "a_1"]


def test_variables_of_graphs_are_there():
    """They are true like any object; a variable of unknown length has none."""
    with tf.Graph().as_default():
        v = tf.Variable(tf.placeholder_with_default([0.0], [None]), validate_shape=False)
        assert v and tf.Variable(0)
        with pytest.raises(TypeError, match="len is not well defined for symbolic Tensors"):
            len(v)
        with pytest.raises(TypeError, match="as a Python `bool`"):
            bool(v.value())


def test_where_a_variable_was_made():
    with tf.Graph().as_default():
        v = tf.get_variable("v", [2])
        with pytest.raises(ValueError) as raised:
            tf.get_variable("v", [2])
        text = str(raised.value)
        assert "already exists, disallowed" in text and "Originally defined at:" in text
        assert f'File "{__file__}"' in text and 'v = tf.get_variable("v", [2])' in text
        with pytest.raises(ValueError, match="Either session argument should be provided"):
            v.load([1.0, 2.0])


def test_constants_without_elements():
    """Python values give none of theirs; arrays must fit, as in TensorFlow 1.15.5."""
    with tf.Graph().as_default(), tf.Session() as session:
        for value in (1.0, [1.0, 2.0], "a"):
            assert session.run(tf.constant(value, shape=[0, 3])).shape == (0, 3)
        with pytest.raises(ValueError, match="Needed at most 0, but received 1"):
            tf.constant(np.float32(1), shape=[0])


def test_ops_named_like_a_variable_are_numbered():
    with tf.Graph().as_default():
        tf.keras.metrics.Mean(name="mean")
        assert tf.identity(1.0, name="count").op.name == "count_1"


def test_objects_are_told_the_device_of_new_ops():
    """As Keras by itself asks with an object of its own; None where no block names a device."""

    class Asks:
        device = None

        def _set_device_from_string(self, name):
            self.device = name

    def told():
        asks = Asks()
        tf.get_default_graph()._apply_device_functions(asks)
        return asks.device

    with tf.Graph().as_default():
        assert told() is None
        with tf.device("/job:a"), tf.device("/cpu:0"):
            assert told() == "/job:a/device:CPU:0"
        with tf.device(lambda op: "/cpu:1"):
            assert told() == "/device:CPU:1"


def test_updates_and_gradients_stay_in_the_graph_of_their_variable():
    session = tf.Session(graph=tf.Graph())
    with session.graph.as_default():
        v = tf.get_variable("v", initializer=[1.0, 2.0], use_resource=True)
        again = v.assign_add([0.0, 0.0])
        double = tf.custom_gradient(lambda x: (x * 2.0, lambda dy: dy * 5.0))
        x = tf.constant([1.0, 2.0])
    with tf.Graph().as_default() as other:  # empty: an update of ours is not its last op
        session.run(v.initializer)
        assert session.run(v.assign([3.0, 4.0])).tolist() == [3, 4]
        assert session.run(v[0].assign(9.0)).tolist() == [9, 4]
        assert session.run(again.assign([5.0, 6.0])).tolist() == [5, 6]
        y = double(x)
        assert session.run(tf.gradients(y, x)[0]).tolist() == [5, 5]
        assert not other.get_operations()
