"""Calls, conditions and loops as functions of a GraphDef's library, and back."""

import numpy as np
import pytest

import zeal as tf


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


def test_derivatives_cannot_be_read():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        _, z = tf.while_loop(lambda i, z: i < 3, lambda i, z: (i + 1, z * x), [0, x])
        tf.gradients(z, x)
    message = graph.as_graph_def()
    refused(message, "take the gradients after reading")


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
