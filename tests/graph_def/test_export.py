"""Graphs and ops as messages."""

import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def nodes(graph, **kwargs):
    return {node.name: node for node in graph.as_graph_def(**kwargs).node}


def test_nodes(graph):
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    parts = tf.split(x, 2, axis=1, name="parts")
    with tf.control_dependencies([x]):
        tf.add(parts[0], parts[1], name="sum")
    found = nodes(graph)
    assert list(found["sum"].input) == ["parts", "parts:1", "^x"]
    assert found["sum"].op == "Add" and found["sum"].attr["T"].type == 1
    assert found["parts"].attr["num_split"].i == 2
    assert [d.size for d in found["x"].attr["shape"].shape.dim] == [-1, 2]
    assert graph.as_graph_def().versions.producer == 134


def test_shapes(graph):
    tf.placeholder(tf.float32, name="x")
    tf.nn.top_k(tf.ones([3, 4]), 2, name="top")
    found = nodes(graph, add_shapes=True)
    assert found["x"].attr["_output_shapes"].list.shape[0].unknown_rank
    shapes = found["top"].attr["_output_shapes"].list.shape
    assert [[d.size for d in s.dim] for s in shapes] == [[3, 2], [3, 2]]
    assert "_output_shapes" not in nodes(graph)["top"].attr


def test_from_version(graph):
    tf.constant(1.0, name="a")
    before = graph.version
    tf.constant(2.0, name="b")
    assert list(nodes(graph, from_version=before)) == ["b"]


def test_a_session_has_its_graph_as_message(graph):
    tf.constant(1.0, name="a")
    assert [n.name for n in tf.Session().graph_def.node] == ["a"]


def test_node_def_and_op_def(graph):
    y = tf.matmul(tf.ones([2, 3]), tf.ones([4, 3]), transpose_b=True, name="y")
    node = y.op.node_def
    assert node.op == "MatMul" and node.attr["transpose_b"].b and not node.attr["transpose_a"].b
    definition = y.op.op_def
    assert [a.name for a in definition.input_arg] == ["a", "b"]
    assert {a.name for a in definition.attr} == {"transpose_a", "transpose_b", "T"}


def test_get_attr(graph):
    x = tf.placeholder(tf.float32, [None, 2])
    y = tf.reduce_sum(x, axis=1, keepdims=True)
    handle = tf.Variable([1.0], name="v").op
    assert y.op.get_attr("keep_dims") is True and y.op.get_attr("T") == tf.float32
    assert handle.get_attr("shared_name") == b"v" and handle.get_attr("container") == b""
    assert [d.size for d in x.op.get_attr("shape").dim] == [-1, 2]
    assert tf.make_ndarray(tf.constant([1, 2]).op.get_attr("value")).tolist() == [1, 2]
    assert tf.stack([x, x]).op.get_attr("N") == 2
    with pytest.raises(ValueError, match="Operation '.*' has no attr named 'zz'."):
        y.op.get_attr("zz")


def test_gradients_of_zeals_own_ops_are_written_in_tensorflows(graph):
    x = tf.placeholder(tf.float32, [2], name="x")
    [g] = tf.gradients(tf.log(x) + tf.sqrt(x), x)
    ops = {n.op for n in graph.as_graph_def().node}
    assert not ops & {"FlowMul", "FlowDiv"} and ops & {"MulNoNan", "Xdivy"}
    with tf.Graph().as_default() as again, tf.Session() as session:
        [y] = tf.import_graph_def(graph.as_graph_def(), return_elements=[g.name])
        assert {op.type for op in again.get_operations()} & {"FlowMul", "FlowDiv"}
        assert session.run(y, {"import/x:0": [1.0, 4.0]}).tolist() == [1.5, 0.5]


def test_a_gradient_of_ones_own_becomes_an_identity(graph):
    @tf.custom_gradient
    def doubled(x):
        return x * 2.0, lambda dy: dy * 100.0

    x = tf.placeholder(tf.float32, [], name="x")
    y = doubled(x)
    [node] = [n for n in graph.as_graph_def().node if n.op == "IdentityN"]
    assert len(node.input) == 1
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = tf.import_graph_def(graph.as_graph_def(), return_elements=["x:0", y.name])
        assert session.run(y, {x: 3.0}) == 6.0
        with pytest.raises(LookupError, match="CustomGradient-doubled"):
            tf.gradients(y, x)


def test_create_op(graph):
    x = tf.constant([1.0, 2.0])
    op = graph.create_op("Neg", [x], [tf.float32], name="n")
    assert op.name == "n" and graph.create_op("Neg", [x], [tf.float32], name="n").name == "n_1"
    packed = graph.create_op("Pack", [x, x], [tf.float32], attrs={"axis": tf.AttrValue(i=1)})
    with tf.Session() as session:
        assert session.run(op.outputs[0]).tolist() == [-1.0, -2.0]
        assert session.run(packed.outputs[0]).tolist() == [[1.0, 1.0], [2.0, 2.0]]
    for args, error in (
        (("Nope", [x], [tf.float32]), ValueError), (("Neg", [3.0], [tf.float32]), TypeError),
        (("Neg", [x], [tf.int32]), TypeError), (("Neg", [x, x], [tf.float32]), ValueError),
        (("MapDataset", [x], [tf.variant]), NotImplementedError),
    ):
        with pytest.raises(error):
            graph.create_op(*args)
