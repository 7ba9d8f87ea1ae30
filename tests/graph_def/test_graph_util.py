"""tf.graph_util and tf.train.write_graph."""

import numpy as np
import pytest
from google.protobuf import text_format

import zeal as tf


@pytest.fixture
def model():
    """A graph of two variables and its session."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [2], name="x")
        w, u = tf.Variable([2.0, 3.0], name="w"), tf.Variable([1.0, 1.0], name="u")
        y = tf.identity(tf.identity(x * w, name="inner") + u, name="y")
        tf.identity(y, name="unused")
        session.run(tf.global_variables_initializer())
        yield graph, session


def run(graph_def, fetch="y:0"):
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(graph_def, name="")
        return session.run(fetch, {"x:0": [1.0, 10.0]}).tolist()


def ops(graph_def):
    return sorted(node.op for node in graph_def.node)


def test_freezing(model):
    graph, session = model
    session.run(graph.get_operation_by_name("w").outputs[0].consumers()[0], {})
    frozen = tf.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), ["y"])
    assert not {"VarHandleOp", "ReadVariableOp", "AssignVariableOp"} & set(ops(frozen))
    assert run(frozen) == [3.0, 31.0]


def test_freezing_takes_the_values_of_the_session(model):
    graph, session = model
    with graph.as_default():
        session.run(tf.global_variables()[0].assign([5.0, 5.0]))
    frozen = tf.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), ["y"])
    assert run(frozen) == [6.0, 51.0]


def test_freezing_what_branches_loops_and_functions_read():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x, flag = tf.placeholder(tf.float32, [2], name="x"), tf.placeholder_with_default(False, [])
        w = tf.Variable([2.0, 3.0], name="w")
        inner = lambda: tf.cond(flag, lambda: w, lambda: tf.gather(w, [1, 0]))  # noqa: E731
        y = tf.cond(flag, lambda: x * w, inner)
        y += tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, a * w), [0, x])[1]
        y = tf.contrib.eager.defun(lambda x: x + w)(y)
        tf.add(y, tf.case([(flag, lambda: w)], lambda: x), name="y")
        session.run(tf.global_variables_initializer())
        want = session.run("y:0", {x: [1.0, 10.0]}).tolist()
        whole = graph.as_graph_def()
        frozen = tf.graph_util.convert_variables_to_constants(session, whole, ["y"])
        some = tf.graph_util.convert_variables_to_constants(session, whole, ["y"], [])
    inside = {node.op for f in frozen.library.function for node in f.node_def}
    assert not {"VarHandleOp", "ReadVariableOp", "ResourceGather"} & (inside | set(ops(frozen)))
    assert run(frozen) == want == [10.0, 105.0]
    assert "VarHandleOp" in ops(some)  # what is frozen is a copy
    assert some.library == whole.library


def test_batch_normalization_is_frozen_with_its_mode():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [2], name="x")
        training = tf.placeholder_with_default(False, [])
        y = tf.layers.batch_normalization(tf.reshape(x, [1, 2]), training=training)
        tf.identity(y[0], name="y")
        session.run(tf.global_variables_initializer())
        frozen = tf.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), ["y"])
    np.testing.assert_allclose(run(frozen), [0.9995004, 9.995004], rtol=1e-6)


def test_freezing_some(model):
    graph, session = model
    for chosen in ({"variable_names_whitelist": ["w"]}, {"variable_names_blacklist": ["u"]}):
        part = tf.graph_util.convert_variables_to_constants(
            session, graph.as_graph_def(), ["y"], **chosen
        )
        assert [n.name for n in part.node if n.op == "VarHandleOp"] == ["u"]


def test_freezing_variables_without_values():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.identity(tf.Variable(1.0), name="y")
        with pytest.raises(tf.errors.OpError):
            tf.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), ["y"])


def test_extract_sub_graph(model):
    whole = model[0].as_graph_def()
    part = tf.graph_util.extract_sub_graph(whole, ["inner"])
    names = [n.name for n in part.node]
    assert "inner" in names and "y" not in names and part.versions == whole.versions
    with pytest.raises(AssertionError, match="nope is not in graph"):
        tf.graph_util.extract_sub_graph(whole, ["nope"])
    with pytest.raises(TypeError, match="dest_nodes must be a list."):
        tf.graph_util.extract_sub_graph(whole, "y")
    with pytest.raises(TypeError, match="graph_def must be a graph_pb2.GraphDef proto."):
        tf.graph_util.extract_sub_graph(3, ["y"])


def test_remove_training_nodes(model):
    graph, session = model
    frozen = tf.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), ["y"])
    light = tf.graph_util.remove_training_nodes(frozen, protected_nodes=["y"])
    assert ops(light) == ["AddV2", "Const", "Const", "Identity", "Mul", "Placeholder"]
    assert run(light) == [3.0, 31.0]
    bare = tf.graph_util.remove_training_nodes(tf.GraphDef(node=frozen.node))
    assert not bare.HasField("versions")


def test_training_nodes_that_others_wait_for():
    """Checks go, and with them that others wait for them, as in TensorFlow."""
    with tf.Graph().as_default() as graph:
        a = tf.constant(1.0, name="a")
        with tf.control_dependencies([tf.debugging.check_numerics(a, "", name="check")]):
            b = tf.identity(a, name="b")
        c = tf.identity(tf.identity(b, name="waited"), name="c")
        with tf.control_dependencies([c.op.inputs[0]]):
            tf.add(c, c, name="y")
    light = tf.graph_util.remove_training_nodes(graph.as_graph_def())
    found = [(n.name, list(n.input)) for n in light.node]
    assert found == [("a", []), ("waited", ["a"]), ("y", ["waited", "waited", "^waited"])]


def test_must_run_on_cpu(model):
    with model[0].as_default():
        values = [tf.constant(1), tf.constant("a"), tf.constant(1.0)]
    assert [tf.graph_util.must_run_on_cpu(v.op) for v in values] == [True, True, False]
    assert [tf.graph_util.must_run_on_cpu(v.op.node_def) for v in values] == [True, True, False]
    variable = tf.NodeDef(name="v", op="VariableV2")
    assert tf.graph_util.must_run_on_cpu(variable, pin_variables_on_cpu=True)
    assert not tf.graph_util.must_run_on_cpu(variable)


def test_shapes_by_name(model):
    shape = tf.graph_util.tensor_shape_from_node_def_name
    assert shape(model[0], "x") == shape(model[0], "x:0") == [2]
    with pytest.raises(KeyError):
        shape(model[0], "nope")


def test_files(model, tmp_path):
    graph = model[0]
    text = tf.train.write_graph(graph, str(tmp_path / "new"), "g.pbtxt")
    assert text == str(tmp_path / "new" / "g.pbtxt")
    with open(text) as file:
        assert text_format.Parse(file.read(), tf.GraphDef()) == graph.as_graph_def()
    data = tf.io.write_graph(graph.as_graph_def(), str(tmp_path), "g.pb", as_text=False)
    with open(data, "rb") as file:
        assert np.array_equal(run(tf.GraphDef.FromString(file.read()), "x:0"), [1.0, 10.0])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["g.pb", "new"]
