"""Calls, conditions and loops as functions of a GraphDef's library, and back."""

import numpy as np
import pytest

import zeal as tf
from zeal.graph.declared import Defun


def again(graph, fetches, feeds, first=()):
    """What a graph gives, and what it gives once it was written and read."""
    message = tf.GraphDef.FromString(graph.as_graph_def(add_shapes=True).SerializeToString())
    with tf.Graph().as_default() as copy:
        tf.import_graph_def(message, name="")
    results = []
    for one in (graph, copy):
        with tf.Session(graph=one) as session:
            for op in first:
                session.run(op)
            results.append(session.run(fetches, feeds))
    return results, message


def assert_same(results):
    for a, b in zip(*results, strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("value", [0, 2, 3])
def test_conditions_and_loops(value):
    with tf.Graph().as_default() as graph:
        x, n = tf.placeholder(tf.float32, [None], name="x"), tf.placeholder(tf.int32, [], name="n")
        k = tf.constant([3.0, 4.0])
        y = tf.cond(n > 2, lambda: x * k, lambda: tf.cond(n > 1, lambda: x - k, lambda: -x))
        tf.identity(y, name="y")
        _, z = tf.while_loop(
            lambda i, z: i < n,
            lambda i, z: (i + 1, z * k + tf.cond(i > 1, lambda: x, lambda: -x)),
            [0, x],
        )
        tf.identity(z, name="z")
    results, message = again(graph, ["y:0", "z:0"], {"x:0": [1.0, 5.0], "n:0": value})
    assert_same(results)
    assert len(message.library.function) == 8
    assert not any(":2" in text for f in message.library.function for text in f.ret.values())


def test_branches_that_act():
    with tf.Graph().as_default() as graph:
        up = tf.placeholder(tf.bool, [], name="up")
        v = tf.Variable([1.0, 2.0], name="v")
        tf.cond(up, lambda: v.assign_add([1.0, 1.0]), lambda: v.assign(v * 2.0), name="change")
        [changed] = [op for op in graph.get_operations() if op.type == "If"]
        with tf.control_dependencies([changed]):
            tf.identity(v.read_value(), name="after")
        init = tf.global_variables_initializer()
    for value, want in ((True, [2.0, 3.0]), (False, [2.0, 4.0])):
        results, _ = again(graph, ["after:0"], {"up:0": value}, [init.name])
        assert_same(results)
        assert results[0][0].tolist() == want


def test_traced_functions():
    @tf.contrib.eager.defun
    def inner(a, b):
        return a * b, tf.split(a, 2)

    @tf.contrib.eager.defun
    def outer(a, b):
        product, parts = inner(a, b)
        return product + 1.0, parts[1]

    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [2], name="x")
        for name, value in zip(("product", "part"), outer(x, tf.constant([3.0, 4.0])), strict=True):
            tf.identity(value, name=name)
    results, message = again(graph, ["product:0", "part:0"], {"x:0": [1.0, 5.0]})
    assert_same(results)
    assert results[0][0].tolist() == [4.0, 21.0]
    assert len(message.library.function) == 2


def test_gradients_of_what_was_read():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        y = tf.cond(x > 1.0, lambda: x * x, lambda: x * 3.0)
        _, z = tf.while_loop(lambda i, z: i < 3, lambda i, z: (i + 1, z * x), [0, y])
        tf.identity(z, name="z")
    with tf.Graph().as_default(), tf.Session() as session:
        x, z = tf.import_graph_def(graph.as_graph_def(), return_elements=["x:0", "z:0"])
        [g] = tf.gradients(z, x)
        assert session.run(g, {x: 2.0}) == 80.0 and session.run(g, {x: 0.5}) == 1.5


def test_loops_in_loops_read_what_lies_around_them():
    """Their bodies' arguments may have the names of those of the loop around."""

    def inner(i, y):
        _, r = tf.while_loop(lambda j, z: j < 3, lambda j, z: (j + 1, z + y * x), [0, 0.0])
        return i + 1, y + r

    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        _, y = tf.while_loop(lambda i, y: i < 3, inner, [0, x])
        tf.identity(y, name="y")
    message = graph.as_graph_def()
    for _ in range(2):
        with tf.Graph().as_default() as graph, tf.Session() as session:
            x, y = tf.import_graph_def(message, name="", return_elements=["x:0", "y:0"])
            message = graph.as_graph_def()
            found = session.run([y, *tf.gradients(y, x)], {x: 1.5})
            assert found == [249.5625, 574.75]  # x (1 + 3x)^3, and its derivative


def gather_loop(x, v, e):
    def step(i, y, z):
        return i + 1, y * v * x, z + tf.reduce_sum(tf.gather(e, [i % 2])) * y

    return tf.add_n(tf.while_loop(lambda i, *_: i < 3, step, [0, x, x])[1:])


def choice(x, v, e):
    a, b = tf.cond(x > 0, lambda: (x * v * tf.gather(e, 1)[0], x * e[0, 1]), lambda: (x, v * v))
    return a * b + tf.switch_case(tf.cast(x > 1, "int32"), [lambda: x * v, lambda: x * x])


def rows(x, v, e):
    return tf.reduce_sum(tf.map_fn(lambda r: tf.cond(x > 0, lambda: r * v * x, lambda: r), e))


def loops_in_loops(x, v, e):
    def inner(z):
        return tf.while_loop(lambda j, z: j < 2, lambda j, z: (j + 1, z * v + e[0, 0]), [0, z])[1]

    return tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, inner(y) * x), [0, x])[1]


def called(x, v, e):
    @tf.contrib.eager.defun
    def f(a, b):
        return a * b * tf.reduce_sum(e), a + b

    y, z = f(x, x * v)
    return y * z


@pytest.mark.parametrize("loss", [gather_loop, choice, rows, loops_in_loops, called])
@pytest.mark.parametrize("value", [1.5, 0.5, -1.0])
def test_derivatives(loss, value):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        v, e = tf.Variable(2.0, name="v"), tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="e")
        found = tf.gradients(loss(x, v, e), [x, v, e], unconnected_gradients="zero")
        names = [tf.identity(g, name="found").name for g in found]
    results, message = again(graph, names, {"x:0": value}, ["v/Assign", "e/Assign"])
    assert_same(results)
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(message, name="")
    results, _ = again(graph, names, {"x:0": value}, ["v/Assign", "e/Assign"])
    assert_same(results)


def test_second_derivatives_cannot_be_read():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [])
        y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), [0, x])[1]
        tf.gradients(tf.gradients(y, x), x)
    with pytest.raises(ValueError, match="take the gradients after reading"):
        again(graph, [], {})


@pytest.mark.parametrize("attr", ["_zeal_seeds", "_zeal_targets", "_zeal_derivative_of"])
def test_mangled_derivatives(attr):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [])
        y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), [0, x])[1]
        tf.gradients(y, x)
    for numbers in ([], [1], [0, 99], [99, 0], [-1, 0], [0, 0, 0], [0, -1], [2**40, 2**40]):
        message = graph.as_graph_def()
        [node] = [n for n in message.node if attr in n.attr]
        node.attr[attr].list.i[:] = numbers
        refused(message, "derivative|gradient|argument|output|inputs")


def library():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        tf.cond(x > 1.0, lambda: x * x, lambda: x * 3.0)
    message = graph.as_graph_def()
    [call] = [n for n in message.node if n.op == "If"]
    return message, call, {f.signature.name: f for f in message.library.function}


def test_functions_that_are_missing_or_do_not_fit():
    message, call, _ = library()
    call.attr["then_branch"].func.name = "nothing"
    refused(message, "Function nothing is not defined in the library")
    message, call, functions = library()
    functions[call.attr["then_branch"].func.name].signature.input_arg.add(name="more", type=1)
    refused(message, "takes 2 values, but is given 1")
    message, call, functions = library()
    functions[call.attr["then_branch"].func.name].ret["result_0"] = "nope:z:0"
    refused(message, "result_0 reads nope:z:0, which is no argument and no output of a node")
    message, call, _ = library()
    del call.attr["then_branch"]
    refused(message, "NodeDef missing attr 'then_branch'")


def test_functions_that_call_themselves():
    message, call, functions = library()
    body = functions[call.attr["then_branch"].func.name]
    node = body.node_def.add()
    node.CopyFrom(call)
    node.name = "again"
    node.input[:] = [call.input[0], body.signature.input_arg[0].name]
    node.input[0] = body.signature.input_arg[0].name
    refused(message, "functions call each other more than 60 deep")


def nested(depth, x):
    if not depth:
        return x * 2.0
    loop = tf.while_loop(lambda i, z: i < 1, lambda i, z: (i + 1, nested(depth - 1, z)), [0, x])
    return loop[1]


def test_loops_in_loops():
    with tf.Graph().as_default() as graph:
        tf.identity(nested(12, tf.placeholder(tf.float32, [], name="x")), name="y")
    results, message = again(graph, ["y:0"], {"x:0": 3.0})
    assert_same(results)
    [inner] = [n for f in message.library.function for n in f.node_def if n.op == "Mul"]
    inner.op = "NoSuchOp"  # an error there ends all of them at once
    refused(message, "Op type not registered 'NoSuchOp'")


def refused(message, words):
    with tf.Graph().as_default(), pytest.raises(ValueError, match=words):
        tf.import_graph_def(message)


def test_declared_functions_that_traced_ones_call():
    @Defun(tf.float32)
    def inner(x):
        return x * 2.0, x + 1.0

    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        tf.identity(tf.function(lambda x: inner(x)[1] - inner(x)[0])(x), name="y")
    results, message = again(graph, ["y:0"], {"x:0": 5.0})
    assert results == [[-4.0], [-4.0]]
    [outer] = [f for f in message.library.function if f.signature.name != inner.name]
    assert {text for n in outer.node_def for text in n.input if ":" in text} == {
        f"{inner.name}:add:0", f"{inner.name}_1:mul:0",
    }  # fmt: skip


def test_functions_keep_their_own_gradients():
    @Defun(tf.float32, tf.float32)
    def gradient(x, dy):
        return 5.0 * dy

    @Defun(tf.float32, grad_func=gradient)
    def inner(x):
        return x * x

    @Defun(tf.float32)
    def outer(x):
        return inner(x) + x

    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], "x")
        tf.add(inner(x), outer(x), name="y")
    for _ in range(3):
        message = graph.as_graph_def()
        with tf.Graph().as_default() as graph, tf.Session() as session:
            x, y = tf.import_graph_def(message, return_elements=["x:0", "y:0"], name="")
            assert session.run([y, *tf.gradients(y, x)], {x: 3.0}) == [21.0, 11.0]
