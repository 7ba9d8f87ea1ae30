"""Wrong calls while a graph is built: TensorFlow's classes and first words, recorded from it."""

import json
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

CALLS = json.loads((Path(__file__).parent / "wrong_calls.json").read_text())
BINARY = ["subtract", "multiply", "maximum", "pow", "floordiv", "mod", "greater", "equal"]
UNARY = ["exp", "log", "sqrt", "sigmoid", "tanh", "sin", "floor", "rsqrt"]


def placeholder(dtype):
    return lambda shape=None: tf.placeholder(dtype, shape)


NAMES = {
    "tf": tf, "np": np, "f32": placeholder(tf.float32), "i32": placeholder(tf.int32),
    "st": placeholder(tf.string), "b": placeholder(tf.bool), "c64": placeholder(tf.complex64),
}  # fmt: skip


@pytest.fixture(autouse=True)
def graph():
    graph = tf.Graph()
    with graph.as_default():
        yield graph


@pytest.mark.parametrize(("call", "error", "words"), CALLS, ids=[c[0] for c in CALLS])
def test_class_and_words(call, error, words):
    with pytest.raises(Exception) as raised:
        eval(call, NAMES)
    assert error in [cls.__name__ for cls in type(raised.value).__mro__], raised.value
    assert words in str(raised.value)


@pytest.mark.parametrize("name", BINARY)
def test_operands_of_two_dtypes(name):
    x, y = tf.placeholder(tf.float32, [2]), tf.placeholder(tf.int32, [2])
    words = r"Input 'y' of '\w+' Op has type int32 that does not match type float32 of argument 'x'"
    with pytest.raises(TypeError, match=words):
        getattr(tf, name)(x, y)
    with pytest.raises(TypeError, match="Expected float32, got 'abc' of type 'str' instead"):
        getattr(tf, name)(x, "abc")


@pytest.mark.parametrize("name", BINARY)
def test_operands_that_do_not_broadcast(name):
    x, y = tf.placeholder(tf.float32, [2]), tf.placeholder(tf.float32, [3])
    words = r"must be equal, but are 2 and 3.* \(op: '\w+'\) with input shapes: \[2\], \[3\]"
    with pytest.raises(ValueError, match=words):
        getattr(tf, name)(x, y)


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("dtype", ["int32", "string", "bool"])
def test_dtypes_that_an_op_does_not_take(name, dtype):
    words = f"Value passed to parameter 'x' has DataType {dtype} not in list of allowed values: "
    with pytest.raises(TypeError, match=words):
        getattr(tf, name)(tf.placeholder(dtype, [2]))


def test_traced_functions_have_the_same_words():
    with pytest.raises(TypeError, match="Input 'y' of 'Mul' Op has type int32"):
        tf.contrib.eager.defun(lambda: tf.placeholder(tf.float32) * tf.placeholder(tf.int32))()


def test_errors_name_the_node_that_was_to_be():
    with tf.name_scope("outer"), pytest.raises(ValueError, match="for 'outer/sum' "):
        tf.add(tf.zeros([2]), tf.zeros([3]), name="sum")
    assert tf.add(tf.zeros([2]), 1.0, name="sum").name == "sum:0"


@pytest.mark.parametrize(("call", "name"), [  # of several ops, whose result has the call's name
    (lambda x: tf.nn.max_pool(x, [1, 5, 5, 1], [1, 1, 1, 1], "VALID"), "outer/MaxPool"),
    (lambda x: tf.nn.conv2d(x, tf.ones([5, 5, 1, 2]), [1] * 4, "VALID", name="c"), "outer/c"),
    (lambda x: tf.nn.bias_add(x, [1.0, 2.0]), "outer/BiasAdd"),
    (lambda x: tf.nn.xw_plus_b(x[0, 0], x[0, 0], [1.0]), "outer/xw_plus_b/MatMul"),
    (lambda x: tf.split(tf.zeros([5]), 2), "outer/split"),
    (lambda x: tf.zeros([2])[0, 0], "outer/strided_slice"),
])  # fmt: skip
def test_errors_of_functions_name_the_node_that_was_to_be(call, name):
    x = tf.placeholder(tf.float32, [None, 3, 3, 1])
    with tf.name_scope("outer"), pytest.raises(ValueError, match=f" for '{name}' "):
        call(x)


FEEDS = [
    (tf.float32, "abc", ValueError, "could not convert string to float: 'abc'"),
    (tf.float32, ["abc"], ValueError, "could not convert string to float: 'abc'"),
    (tf.int32, "abc", ValueError, "invalid literal for int() with base 10: 'abc'"),
    (tf.int32, 2**40, TypeError, "Type of feed value 1099511627776 with type <class 'int'> is not"),
    (tf.string, 3, TypeError, "Type of feed value 3 with type <class 'int'> is not compatible"),
    (tf.bool, "abc", ValueError, "could not convert string to float: 'abc'"),
    (tf.bool, 2, TypeError, "Type of feed value 2 with type <class 'int'> is not compatible"),
    (tf.float32, None, ValueError, "has shape '<unknown>': it is None"),
    (tf.float32, object(), TypeError, "argument must be a string or a real number, not 'object'"),
    (tf.float32, [[1], [2, 3]], ValueError, "setting an array element with a sequence"),
]


@pytest.mark.parametrize(("dtype", "value", "error", "words"), FEEDS)
def test_what_cannot_be_fed(dtype, value, error, words):
    x = tf.placeholder(dtype)
    with tf.Session() as session, pytest.raises(error) as raised:
        session.run(x, {x: value})
    assert words in str(raised.value)


def test_what_numpy_converts_is_fed():
    x, n = tf.placeholder(tf.bool), tf.placeholder(tf.int32)
    with tf.Session() as session:
        assert [bool(session.run(x, {x: v})) for v in (1, 0, True)] == [True, False, True]
        assert session.run(x, {x: [1, 0]}).tolist() == [True, False]
        assert session.run(n, {n: [1.0, np.float32(2)]}).tolist() == [1, 2]
        assert session.run(n, {n: np.array([1.5])}).tolist() == [1]


def test_symbols_cannot_be_fed():
    x = tf.placeholder(tf.float32)
    for value in (tf.constant(1.0), [tf.constant(1.0)], tf.Variable(1.0)):
        with tf.Session() as session, pytest.raises(TypeError, match="cannot be a tf.Tensor obj"):
            session.run(x, {x: value})


def test_an_empty_graph_runs_nothing(graph):
    with tf.Session() as session:
        for fetches in (3, None, "nope", []):
            with pytest.raises(RuntimeError, match="The Session graph is empty"):
                session.run(fetches)
        x = tf.constant(1)
        with pytest.raises(TypeError, match="Fetch argument 3 has invalid type <class 'int'>"):
            session.run(3)
        with pytest.raises(ValueError, match="Fetch argument 'nope' cannot be interpreted as a T"):
            session.run("nope")
        with pytest.raises(TypeError, match="input must be a dictionary"):
            session.run(x, 3)


def test_scopes_and_dependencies():
    with pytest.raises(ValueError, match="The reuse parameter must be True or False or None"):
        tf.variable_scope("a", reuse=3)
    for wrong in (3, object()):
        words = f"Can not convert a {type(wrong).__name__} into a Tensor or Operation"
        with pytest.raises(TypeError, match=words), tf.control_dependencies([wrong]):
            pass
    tf.no_op(name="before")
    with tf.control_dependencies(["before"]):  # a name stands for the operation
        assert [op.name for op in tf.no_op().control_inputs] == ["before"]
