"""Tests of zeal/graph/wrapped.py: code for graphs as functions of eager programs."""

import gc
import threading

import zeal as tf
from zeal.graph.wrapped import function_from_graph_def
from zeal.graph_def.freeze import convert_variables_to_constants_v2

ADDEND = tf.TensorSpec([2], tf.float32)


def _adds(x):
    total = tf.get_variable("total", [2], initializer=tf.ones_initializer())
    tf.assign_add(total, x, name="add")
    return {"twice": 2 * x, "name": "adds"}


def test_variables_live_as_long_as_the_function():
    f = tf.wrap_function(_adds, [ADDEND])
    gc.collect()
    results = f(tf.constant([1.0, 2.0]))
    assert results["twice"].numpy().tolist() == [2, 4] and results["name"].numpy() == b"adds"
    assert [v.name for v in f.variables] == ["total:0"] and f.trainable_variables == f.variables
    assert f.graph.get_collection("variables") == f.variables
    assert f.graph.get_collection("trainable_variables") == f.variables
    assert f.variables[0].numpy().tolist() == [1, 1]  # as in TensorFlow: no result needs the sum
    updates = tf.wrap_function(lambda: [f.variables[0].assign([5.0, 5.0])].clear(), [])
    assert updates() is None and f.variables[0].numpy().tolist() == [5, 5]


def test_a_graph_def_as_a_function():
    v = tf.Variable(2.0)
    told = tf.function(lambda x: tf.cond(x > 0, lambda: v * x, lambda: v + tf.sin(x)))
    traced = told.get_concrete_function(tf.TensorSpec([], tf.float32))
    frozen = convert_variables_to_constants_v2(traced)
    v.assign(7.0)
    assert frozen(tf.constant(3.0))[0].numpy() == 6 and frozen(tf.constant(0.0))[0].numpy() == 2
    graph_def = frozen.graph.as_graph_def()
    assert {"VarHandleOp", "ReadVariableOp"}.isdisjoint(n.op for n in graph_def.node)
    again = function_from_graph_def(graph_def, frozen.inputs[0].name, frozen.outputs[0].name)
    assert again(tf.constant(4.0)).numpy() == 8


def test_other_inputs_and_results():
    f = tf.wrap_function(_adds, [ADDEND])
    twice = f.prune(f.inputs, f.outputs[1])
    assert twice([1.0, 2.0]).numpy().tolist() == [2, 4]
    assert f.variables[0].numpy().tolist() == [1, 1]  # nobody asked for the sum
    add = f.prune(f.inputs, [f.graph.get_operation_by_name("add")])
    assert add([1.0, 2.0]) == [None] and f.variables[0].numpy().tolist() == [2, 3]


def test_values_and_gradients():
    f = tf.wrap_function(lambda x, n: x * n, [tf.TensorSpec(None, tf.float32), 3.0])
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    assert float(y) == 6 and float(tape.gradient(y, x)) == 3


def test_each_has_names_and_collections_of_its_own():
    names = []

    def code():
        with tf.variable_scope("a"):
            names.append(tf.get_variable("v", []).name)
        assert len(tf.global_variables()) <= 1

    tf.wrap_function(code, [])
    tf.wrap_function(code, [])
    assert names == ["a/v:0"] * 2


def test_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        f = tf.wrap_function(_adds, [ADDEND])
        result = f(tf.constant([1.0, 2.0]))["twice"]
        session.run([v.initializer for v in f.variables])
        assert session.run(result).tolist() == [2, 4]


def test_another_thread_makes_variables_in_the_graph():
    names = []

    def code():
        graph = tf.get_default_graph()

        def other():
            with graph.as_default(), tf.variable_scope("foo"):
                names.append(tf.get_variable("v", []).name)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    tf.wrap_function(code, [])
    tf.wrap_function(code, [])
    assert names == ["foo/v:0"] * 2
