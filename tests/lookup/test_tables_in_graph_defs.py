"""Tables in GraphDefs, meta graphs and saved models."""

import pytest

import zeal as tf

lookup = tf.contrib.lookup


@pytest.fixture
def vocabulary(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("the\nquick\nfox\n")
    return str(path)


def build(vocabulary):
    """Fetches by name, and what fills the tables."""
    words = tf.placeholder(tf.string, [None], name="words")
    table = lookup.index_table_from_tensor(["a", "b"], num_oov_buckets=1)
    lines = lookup.index_table_from_file(vocabulary, default_value=-1)
    back = lookup.index_to_string_table_from_file(vocabulary, default_value="none")
    changed = lookup.MutableHashTable(tf.string, tf.int64, -7)
    insert = changed.insert(tf.constant(["a"]), tf.constant([5], tf.int64))
    ids = table.lookup(words)
    one = tf.cond(tf.size(words) > 1, lambda: table.lookup(words) * 10, lambda: ids)
    found = [ids, one, lines.lookup(words), tf.size(back.lookup(ids)), changed.lookup(words)]
    for i, value in enumerate(found):
        tf.identity(value, name=f"found{i}")
    return insert


FEEDS = {"words:0": ["b", "fox", "a"]}
WANT = [[1, 2, 0], [10, 20, 0], [-1, 2, -1], 3, [-7, -7, 5]]


def run(session):
    return [v.tolist() for v in session.run([f"found{i}:0" for i in range(5)], FEEDS)]


def test_a_graph_def_and_back(vocabulary):
    with tf.Graph().as_default() as graph:
        insert = build(vocabulary)
        fill = tf.tables_initializer(name="fill")
        message = tf.GraphDef.FromString(graph.as_graph_def().SerializeToString())
    assert not [node.name for node in message.node if node.name.endswith("/call")]
    for _ in range(2):  # once more, of what was read
        with tf.Graph().as_default() as graph, tf.Session() as session:
            tf.import_graph_def(message, name="")
            with pytest.raises(tf.errors.FailedPreconditionError, match="Table not initialized"):
                session.run("found0:0", FEEDS)
            session.run([fill.name, insert.name])
            assert run(session) == WANT
            message = graph.as_graph_def()


def test_a_saved_model(vocabulary, tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        insert = build(vocabulary)
        session.run(tf.tables_initializer())
        session.run(insert)
        builder = tf.saved_model.Builder(f"{tmp_path}/model")
        assets = tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS)
        builder.add_meta_graph_and_variables(
            session, ["serve"], assets_collection=assets, main_op=tf.tables_initializer()
        )
        builder.save()
    (tmp_path / "words.txt").unlink()  # a copy is among the model's assets
    with tf.Graph().as_default(), tf.Session() as session:
        tf.saved_model.load(session, ["serve"], f"{tmp_path}/model")
        assert run(session) == WANT


def node(op, inputs=(), **attrs):
    made = tf.NodeDef(name=op.lower(), op=op, input=inputs)
    for key, dtype in attrs.items():
        made.attr[key].type = dtype.as_datatype_enum
    return made


@pytest.mark.parametrize("nodes, text", [
    ([node("HashTableV2", key_dtype=tf.string)], "missing attr 'value_dtype'"),
    ([node("HashTableV2", key_dtype=tf.string, value_dtype=tf.int64, more=tf.int64)], "'more'"),
    ([node("LookupTableSizeV2")], "expected inputs 'resource' do not match 0 inputs"),
])  # fmt: skip
def test_nodes_that_are_wrong(nodes, text):
    with tf.Graph().as_default(), pytest.raises(ValueError, match=text):
        tf.import_graph_def(tf.GraphDef(node=nodes))


def test_values_that_do_not_fit():
    table = node("MutableHashTableV2", key_dtype=tf.int64, value_dtype=tf.int64)
    insert = node("LookupTableInsertV2", [table.name, "k", "v"], Tin=tf.int64, Tout=tf.int64)
    with tf.Graph().as_default(), tf.Session() as session:
        k, v = tf.placeholder(tf.int64, name="k"), tf.placeholder(tf.int64, name="v")
        other = tf.Variable(1).handle
        given = {"k": k, "v": v}
        message = tf.GraphDef(node=[table, insert])
        for name in given:
            holder = message.node.add(name=name, op="Placeholder")
            holder.attr["dtype"].type = tf.int64.as_datatype_enum
        tf.import_graph_def(message, given, name="t")
        size = node("LookupTableSizeV2", ["handle"])
        handle = node("MutableHashTableV2", key_dtype=tf.int64, value_dtype=tf.int64)
        handle.name = "handle"
        [size] = tf.import_graph_def(
            tf.GraphDef(node=[size, handle]), {"handle:0": other}, ["lookuptablesizev2:0"]
        )
        session.run(tf.global_variables_initializer())
        with pytest.raises(tf.errors.InvalidArgumentError, match="Table 't/mutablehashtablev2'"):
            session.run("t/lookuptableinsertv2", {k: [1, 2], v: [1]})
        with pytest.raises(tf.errors.InvalidArgumentError, match="no handle of|names no table"):
            session.run(size)
