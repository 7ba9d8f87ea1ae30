"""Meta graphs: collections, variables as messages, scopes, files."""

import pytest

import zeal as tf


def build():
    x = tf.placeholder(tf.float32, [2], name="x")
    with tf.variable_scope("layer"):
        w = tf.get_variable("w", initializer=[2.0, 3.0])
        n = tf.get_variable("n", initializer=0, trainable=False)
    y = tf.multiply(x, w, name="y")
    tf.add_to_collection("results", y)
    tf.add_to_collection("ops", tf.no_op(name="nothing"))
    for value in (1, 2.5, "text", b"bytes", True):
        tf.add_to_collection(type(value).__name__, value)
    return w, n


@pytest.fixture
def meta():
    with tf.Graph().as_default():
        build()
        yield tf.train.export_meta_graph()


def test_collections(meta):
    kinds = {key: value.WhichOneof("kind") for key, value in meta.collection_def.items()}
    assert kinds == {
        "variables": "bytes_list", "trainable_variables": "bytes_list", "results": "node_list",
        "ops": "node_list", "int": "int64_list", "float": "float_list", "str": "bytes_list",
        "bytes": "bytes_list", "bool": "int64_list",
    }
    assert list(meta.collection_def["results"].node_list.value) == ["y:0"]
    assert list(meta.collection_def["bool"].int64_list.value) == [1]


def test_what_no_message_has_is_left_out():
    with tf.Graph().as_default():
        for key, values in (("mixed", [1, "a"]), ("objects", [object()]), ("fine", [3])):
            for value in values:
                tf.add_to_collection(key, value)
        assert list(tf.train.export_meta_graph().collection_def) == ["fine"]


def test_what_it_says_of_itself(meta):
    info = meta.meta_info_def
    assert info.tensorflow_version == "1.15.5" and not info.stripped_default_attrs
    names = [op.name for op in info.stripped_op_list.op]
    assert names == sorted({n.op for n in meta.graph_def.node}) and "VarHandleOp" in names
    with tf.Graph().as_default():
        build()
        stripped = tf.train.export_meta_graph(strip_default_attrs=True)
    assert stripped.meta_info_def.stripped_default_attrs
    assert stripped.graph_def.ByteSize() < meta.graph_def.ByteSize()


def test_reading_again(meta):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        assert isinstance(tf.train.import_meta_graph(meta), tf.train.Saver)
        w, n = tf.global_variables()
        assert (w.name, n.name) == ("layer/w:0", "layer/n:0")
        assert tf.trainable_variables() == [w] and tf.trainable_variables()[0] is w
        assert w.initializer.name == "layer/w/Assign" and w.dtype == tf.float32
        assert w.trainable and not n.trainable and n.shape.as_list() == []
        [y] = tf.get_collection("results")
        session.run(tf.global_variables_initializer())
        assert session.run(y, {"x:0": [1.0, 10.0]}).tolist() == [2.0, 30.0]
        [g] = tf.gradients(y, w)  # it is a variable like any other
        assert session.run(g, {"x:0": [1.0, 10.0]}).tolist() == [1.0, 10.0]
        train = tf.train.GradientDescentOptimizer(1.0).minimize(tf.reduce_sum(y))
        session.run(train, {"x:0": [1.0, 1.0]})
        assert session.run(w).tolist() == [1.0, 2.0]
        assert tf.get_collection("str") == ["text"] and tf.get_collection("float") == [2.5]
        assert graph.get_collection("ops") == [graph.get_operation_by_name("nothing")]


def test_scopes(meta):
    with tf.Graph().as_default():
        tf.train.import_meta_graph(meta, import_scope="a")
        tf.train.import_meta_graph(meta, import_scope="a")
        names = [v.name for v in tf.global_variables()]
        assert names == ["a/layer/w:0", "a/layer/n:0", "a_1/layer/w:0", "a_1/layer/n:0"]
        inner = tf.train.export_meta_graph(export_scope="a_1")
        assert {n.name for n in inner.graph_def.node} == {n.name for n in meta.graph_def.node}
    with tf.Graph().as_default():
        tf.train.import_meta_graph(inner)
        assert [v.name for v in tf.global_variables()] == ["layer/w:0", "layer/n:0"]


def test_a_scope_that_reads_from_elsewhere():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [], name="x")
        with tf.control_dependencies([tf.no_op("first")]), tf.name_scope("in"):
            doubled = tf.multiply(x, 2.0, name="doubled")
        tf.add_to_collection("results", doubled)
        meta = tf.train.export_meta_graph(export_scope="in")
        node = meta.graph_def.node[-1]
        assert list(node.input) == ["$unbound_inputs_x", "doubled/y", "^$unbound_inputs_first"]
        listed = meta.collection_def["unbound_inputs"].bytes_list.value
        assert set(listed) == {b"$unbound_inputs_x", b"^$unbound_inputs_first"}
    with tf.Graph().as_default() as graph, tf.Session() as session:
        with pytest.raises(ValueError, match="Graph contains unbound inputs: .*unbound_inputs_x"):
            tf.train.import_meta_graph(meta)
        given = {"$unbound_inputs_x": tf.constant(4.0), "^$unbound_inputs_first": tf.no_op()}
        tf.train.import_meta_graph(meta, input_map=given)
        assert session.run(graph.get_collection("results")) == [8.0]


def test_the_ops_of_a_graph_and_dtypes_of_complex_parts():
    @tf.function
    def turned(x):
        return tf.real(tf.complex(x, x))

    with tf.Graph().as_default():
        turned(tf.constant(1.0, tf.float64))
        tf.complex(tf.constant(1.0), 2.0)
        meta = tf.train.export_meta_graph(strip_default_attrs=True)
    names = [op.name for op in meta.meta_info_def.stripped_op_list.op]
    assert {"Complex", "Real", "Const"} <= set(names) and names == sorted(names)
    told = tf.contrib.util.ops_used_by_graph_def(meta.graph_def)
    assert told - {*names} == {"StatefulPartitionedCall"}
    [parts] = [f.node_def for f in meta.graph_def.library.function]
    types = {n.op: n.attr["Tout"].type for n in parts if "Tout" in n.attr}
    assert types == {"Complex": tf.complex128, "Real": tf.float64}
    [stripped] = [n for n in meta.graph_def.node if n.op == "Complex"]
    assert "T" not in stripped.attr and "Tout" not in stripped.attr


def test_files(tmp_path):
    with tf.Graph().as_default():
        build()
        for name, as_text in (("m.meta", False), ("m.txt", True)):
            path = str(tmp_path / "new" / name)
            written = tf.train.export_meta_graph(path, as_text=as_text, collection_list=["int"])
            with tf.Graph().as_default() as graph:
                tf.train.import_meta_graph(path)
                assert graph.get_all_collection_keys() == ["int"] == list(written.collection_def)
    with tf.Graph().as_default():
        with pytest.raises(OSError, match="File /nowhere/m.meta does not exist."):
            tf.train.import_meta_graph("/nowhere/m.meta")
        (tmp_path / "bad").write_text("node { }")
        with pytest.raises(OSError, match="Cannot parse file .*bad: "):
            tf.train.import_meta_graph(str(tmp_path / "bad"))
        with pytest.raises(TypeError):
            tf.train.import_meta_graph(3)


def test_variables_as_messages():
    with tf.Graph().as_default():
        w, n = build()
        proto = w.to_proto()
        assert proto.variable_name == "layer/w:0" and proto.is_resource and proto.trainable
        assert proto.initializer_name == w.initializer.name
        assert not n.to_proto().trainable
        assert w.to_proto("layer").variable_name == "w:0" and w.to_proto("elsewhere") is None
        assert tf.Variable.from_proto(proto) is w
        proto.variable_name = "x:0"
        with pytest.raises(ValueError, match="x:0 is no variable"):
            tf.Variable.from_proto(proto)
        proto.variable_name = "nothing_there:0"
        with pytest.raises(KeyError):
            tf.Variable.from_proto(proto)


def test_old_variables_become_resource_variables():
    from tests.graph_def import recorded
    from zeal.messages.graph import MetaGraphDef, VariableDef

    meta = MetaGraphDef(graph_def=recorded.load("ref_updates")[0])
    old = VariableDef(
        variable_name="v:0", initializer_name="v/Assign", snapshot_name="v/read:0", trainable=True
    )
    meta.collection_def["variables"].bytes_list.value.append(old.SerializeToString())
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(meta)
        [v] = tf.global_variables()
        session.run(v.initializer)
        assert session.run([v, v + 1.0])[1].tolist() == [2.0, 3.0, 4.0]


def test_collections_of_damaged_messages():
    with tf.Graph().as_default():
        tf.get_variable("v", [2])
        meta = tf.train.export_meta_graph()
    meta.collection_def["variables"].bytes_list.value[0] = b"\xff\xff"
    with tf.Graph().as_default(), pytest.raises(ValueError, match="variables has what is no Var"):
        tf.train.import_meta_graph(meta)


def test_a_variable_is_made_of_a_message():
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(3.0, name="v", trainable=False)
        again = tf.Variable(variable_def=v.to_proto())
        session.run(again.initializer)
        session.run(again.assign_add(1.0))
        assert session.run(v) == 4.0 and (again.name, again.trainable) == ("v:0", False)
        with pytest.raises(ValueError, match="mutually exclusive"):
            tf.Variable(1.0, variable_def=v.to_proto())


@pytest.mark.parametrize("scope, prefix", [(None, "a"), ("b", "a/b")])
def test_a_meta_graph_is_imported_into_the_scope_in_force(scope, prefix, tmp_path):
    path = str(tmp_path / "model")
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(2.0, name="v")
        tf.add_to_collection("doubled", tf.identity(v * 2.0, name="y"))
        session.run(v.initializer)
        tf.train.Saver().save(session, path)
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.name_scope("a"):
            saver = tf.train.import_meta_graph(f"{path}.meta", import_scope=scope)
        assert [v.name for v in tf.global_variables()] == [f"{prefix}/v:0"]
        saver.restore(session, path)
        [y] = tf.get_collection("doubled")
        assert y.name == f"{prefix}/y:0" and session.run(y) == 4.0
