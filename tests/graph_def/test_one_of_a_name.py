"""A graph has one function of a name. What counts as another is captured from TensorFlow 1.15.5."""

import pytest

import zeal as tf
from zeal.contrib.eager import defun
from zeal.graph.declared import Defun

OTHER = "Cannot add function 'f' because a different function with the same name already exists."


def scaled(factor):
    with tf.Graph().as_default() as graph:

        @Defun(tf.float32, func_name="f")
        def f(v):
            return v * factor + 1.0

        tf.identity(f(tf.placeholder(tf.float32, [], name="x")), name="y")
    return graph.as_graph_def()


def read(*messages):
    for i, message in enumerate(messages):
        tf.import_graph_def(message, name=f"part{i}")


def function_in(message):
    return message.library.function[0]


def with_nodes_in_another_order(message):
    nodes = list(function_in(message).node_def)[::-1]
    del function_in(message).node_def[:]
    function_in(message).node_def.extend(nodes)


@pytest.mark.parametrize(
    "change",
    [
        lambda message: None,
        with_nodes_in_another_order,
        lambda message: setattr(function_in(message).node_def[0].attr["_x"], "i", 1),
        lambda message: setattr(function_in(message).arg_attr[0].attr["_x"], "i", 1),
        lambda message: message.library.function.append(function_in(message)),
    ],
)
def test_the_same_function(change):
    message = scaled(2.0)
    change(message)
    with tf.Graph().as_default(), tf.Session() as session:
        read(scaled(2.0), message)
        feeds = {"part0/x:0": 3.0, "part1/x:0": 4.0}
        assert session.run(["part0/y:0", "part1/y:0"], feeds) == [7, 9]


@pytest.mark.parametrize(
    "change",
    [
        lambda message: message.CopyFrom(scaled(3.0)),
        lambda message: message.library.CopyFrom(scaled(3.0).library),
        lambda message: setattr(function_in(message).signature, "description", "other"),
        lambda message: setattr(function_in(message).attr["_x"], "i", 1),
        lambda message: setattr(function_in(message).node_def[0], "device", "/cpu:0"),
        lambda message: message.library.function.append(function_in(scaled(3.0))),
    ],
)
def test_another_function(change):
    message = scaled(2.0)
    change(message)
    with tf.Graph().as_default() as graph:
        read(scaled(2.0))
        with pytest.raises(ValueError) as error:
            read(message)
        assert str(error.value) == OTHER
        assert len(graph._read_functions) == 1


def test_functions_that_the_program_declared():
    def declare():
        return Defun(tf.float32, func_name="f")(lambda v: v * 5.0)(tf.constant(1.0))

    with tf.Graph().as_default():
        declare()
        with pytest.raises(ValueError, match="Cannot add function 'f'"):
            read(scaled(2.0))
    with tf.Graph().as_default():
        read(scaled(2.0))
        with pytest.raises(tf.errors.InvalidArgumentError) as error:
            declare()
        assert str(error.value) == OTHER
    with tf.Graph().as_default() as graph:
        declare()
        read(graph.as_graph_def())


def test_a_function_is_no_op():
    message = scaled(2.0)
    function_in(message).signature.name = "MatMul"
    with tf.Graph().as_default(), pytest.raises(ValueError) as error:
        read(message)
    assert str(error.value) == (
        "Cannot add function 'MatMul' because an op with the same name already exists."
    )


def branches(k):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        f = defun(lambda v: tf.cond(v > 0, lambda: v * k, lambda: v))
        tf.identity(f(x) + tf.cond(x > 0, lambda: x + k, lambda: x), name="y")
    return graph.as_graph_def()


def test_bodies_that_are_written_have_names_of_their_own():
    assert branches(2.0) == branches(2.0)
    with tf.Graph().as_default(), tf.Session() as session:
        read(branches(2.0), branches(3.0), branches(2.0))
        fetched, fed = [f"part{i}/y:0" for i in range(3)], {f"part{i}/x:0": 4.0 for i in range(3)}
        assert session.run(fetched, fed) == [14.0, 19.0, 14.0]
