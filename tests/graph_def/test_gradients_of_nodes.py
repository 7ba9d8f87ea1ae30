"""Nodes with other gradients than their ops', written to GraphDefs and read from them."""

import pytest

import zeal as tf

RULE = "_gradient_op_type"


@tf.RegisterGradient("SevenfoldGradient")
def sevenfold(op, dy):
    return 7 * dy


@tf.custom_gradient
def squared(x):
    return x * x, lambda dy: 100 * dy


def written():
    with tf.Graph().as_default() as graph:
        x = tf.constant(3.0, name="x")
        tf.identity(squared(x), name="y")
        with graph.gradient_override_map({"Sin": "SevenfoldGradient"}):
            tf.sin(x, name="z")
        return graph.as_graph_def()


def read(message):
    return tf.import_graph_def(message, return_elements=["x:0", "y:0", "z:0"], name="")


def test_rules_are_written_and_read():
    first = written()
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x, y, z = read(first)
        assert session.run([y, *tf.gradients(z, x)]) == [9.0, 7.0]
        assert z.op.get_attr(RULE) == b"SevenfoldGradient"
        again = graph.as_graph_def()
    for message in (first, again):
        rules = {n.op: n.attr[RULE].s for n in message.node if RULE in n.attr}
        assert rules == {"IdentityN": b"CustomGradient-squared", "Sin": b"SevenfoldGradient"}


def test_a_function_that_is_not_there():
    with tf.Graph().as_default():
        x, y, _ = read(written())
        with pytest.raises(LookupError, match="No gradient defined for operation 'IdentityN'"):
            tf.gradients(y, x)
    message = written()
    for node in message.node:
        if node.op == "IdentityN":
            node.attr[RULE].s = b"OfIdentityN"
    with tf.Graph().as_default(), tf.Session() as session:
        x, y, _ = read(message)

        @tf.RegisterGradient("OfIdentityN")
        def straight_through(op, dy):
            assert op.type == "IdentityN" and len(op.inputs) == len(op.outputs) == 1
            return 3 * dy

        through = tf.gradients(y, tf.get_default_graph().get_tensor_by_name("mul:0"))
        assert session.run(through) == [3.0]


def test_functions_of_saved_models(tmp_path):
    root = tf.train.Checkpoint()
    spec = tf.TensorSpec([], tf.float32)
    root.f = tf.function(lambda x: squared(x * 2), input_signature=[spec])
    tf.saved_model.save(root, str(tmp_path))
    loaded = tf.saved_model.load_v2(str(tmp_path))
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(3.0)
        y = loaded.f(x)
        assert session.run(y) == 36
        with pytest.raises(LookupError, match="CustomGradient-squared"):
            tf.gradients(y, x)
