"""Derivatives of conditions, loops and calls as nodes that TensorFlow loads, with all they read."""

import pytest

import zeal as tf


def conditional(x):
    return tf.cond(x > 0, lambda: tf.tanh(x) * x, lambda: x)


def looped(x):
    return tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, tf.sin(a) * x), [0, x])[1]


def called(x):
    return tf.function(lambda a: tf.exp(a) * a)(x)


def scanned(x):
    return tf.scan(lambda a, e: a * e * x, tf.stack([x, x, x]))[2]


def written(f):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [], name="x")
        [g] = tf.gradients(f(x), x)
        tf.identity(g, name="g")
        return graph.as_graph_def(), session.run(g, {x: 0.7})


def types_of(node):
    """The types that a node which runs functions takes, and gives."""
    if node.op == "While":
        return [list(node.attr["T"].list.type)] * 2
    return [list(node.attr[name].list.type) for name in ("Tin", "Tout")]


def functions_of(node):
    return [node.attr[a].func.name for a in node.attr if node.attr[a].HasField("func")]


def check(node, functions):
    takes, gives = types_of(node)
    for name in functions_of(node):
        signature = functions[name].signature
        assert [a.type for a in signature.input_arg] == takes
        if signature.output_arg[0].type != 10 or len(signature.output_arg) > 1:
            assert [a.type for a in signature.output_arg] == gives
    assert len([i for i in node.input if i[0] != "^"]) == len(takes) + (node.op == "If")
    return len(gives)


@pytest.mark.parametrize("f", [conditional, looped, called, scanned])
def test_what_derivatives_read_is_there(f):
    message, value = written(f)
    functions = {f.signature.name: f for f in message.library.function}
    bodies = [message, *functions.values()]
    for nodes in [message.node, *(b.node_def for b in bodies[1:])]:
        counts = {n.name: check(n, functions) for n in nodes if functions_of(n)}
        for text in (i for n in nodes for i in n.input):
            name, _, index = text.partition(":")
            if name in counts:
                assert int(index.split(":")[-1] or 0) < counts[name]
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x, g = tf.import_graph_def(message, return_elements=["x:0", "g:0"], name="")
        assert session.run(g, {x: 0.7}) == pytest.approx(value, rel=1e-6)
        ops = [n.op for n in graph.as_graph_def().node]
        assert ops.count("EmptyTensorList") <= (f in (looped, scanned))
        assert not {"TensorListClearItem", "AddVariants", "ZerosLikeVariant"} & set(ops)


def test_other_operations_have_no_records():
    with tf.Graph().as_default():
        assert tf.constant(1.0).op._records() is None
