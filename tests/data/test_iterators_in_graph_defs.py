"""Graphs with datasets and iterators as GraphDefs. What TensorFlow wrote: tests/graph_def/data.

Numbers of ops were captured from TensorFlow 1.15.5.
"""

import numpy as np
import pytest

import zeal as tf

Dataset = tf.data.Dataset


def captured():
    offset = tf.constant(5, tf.int64)
    return Dataset.range(6).map(lambda x: x + offset).filter(lambda x: x > offset)


def padded():
    rows = Dataset.range(1, 6).map(lambda n: (tf.fill([n], n), tf.fill([2, n], "s")))
    return rows.padded_batch(2, ([None], [3, 6]), (np.int64(-1), "p"))


def chosen(n):
    return tf.cond(n > 2, lambda: n * 10, lambda: n)


def repeated(n):
    return tf.while_loop(lambda i: i < 2 * n, lambda i: i + 2, [tf.constant(1, tf.int64)])


PIPELINES = {  # each with the number of ops that TensorFlow has of it
    "slices": (lambda: Dataset.from_tensor_slices(([1.0, 2.0], {"a": [[3, 4], [5, 6]]})), 3),
    "tensors": (lambda: Dataset.from_tensors([1.0, 2.0]), 2),
    "batch": (lambda: Dataset.range(5).batch(2), 7),
    "shuffle": (lambda: Dataset.range(9).shuffle(4), 8),
    "seeded shuffle": (lambda: Dataset.range(20).shuffle(7, seed=3).repeat(2), 17),
    "shuffle and repeat": (
        lambda: Dataset.range(8).apply(tf.data.experimental.shuffle_and_repeat(4, 2)), 9
    ),
    "several": (lambda: Dataset.range(9).take(8).skip(1).prefetch(1).cache().shard(2, 0), 15),
    "zip": (lambda: Dataset.zip((Dataset.range(3), Dataset.range(5))), 9),
    "concatenate": (lambda: Dataset.range(3).concatenate(Dataset.range(2)), 9),
    "captured": (captured, 7),
    "parallel map": (lambda: Dataset.range(5).map(chosen, num_parallel_calls=2), 6),
    "loop": (lambda: Dataset.range(5).map(repeated), 5),
    "flat_map": (lambda: Dataset.range(4).flat_map(lambda x: Dataset.range(x).batch(x + 1)), 5),
    "interleave": (lambda: Dataset.range(4).interleave(Dataset.from_tensors, 2, 2), 7),
    "parallel interleave": (
        lambda: Dataset.range(4).interleave(Dataset.from_tensors, 2, 1, num_parallel_calls=2), 8
    ),
    "padded_batch": (padded, 12),
    "window": (lambda: Dataset.range(7).window(3, 2).flat_map(lambda w: w.batch(3)), 10),
    "unbatch": (lambda: Dataset.range(6).batch(4).unbatch(), 9),
    "map and batch": (
        lambda: Dataset.range(5).apply(tf.data.experimental.map_and_batch(lambda x: x + 1, 2)), 8
    ),
    "take while": (
        lambda: Dataset.range(9).apply(tf.data.experimental.take_while(lambda x: x < 3)), 5
    ),
}  # fmt: skip
UNSEEDED = ["shuffle", "shuffle and repeat"]


def rest(session, elements):
    found = []
    with pytest.raises(tf.errors.OutOfRangeError):
        while len(found) < 99:
            found.append([np.asarray(x).tolist() for x in session.run(elements)])
    return found


@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_is_written_and_read(name):
    build, count = PIPELINES[name]
    inorder = sorted if name in UNSEEDED else list
    with tf.Graph().as_default() as graph, tf.Session() as session:
        dataset = build()
        assert graph._op_count == count
        fed, one = dataset.make_initializable_iterator(), dataset.make_one_shot_iterator()
        elements = [[x.name for x in tf.nest.flatten(it.get_next())] for it in (fed, one)]
        begin = fed.initializer.name
        session.run(begin)
        wanted = [inorder(rest(session, e)) for e in elements]
        message = tf.GraphDef.FromString(graph.as_graph_def(add_shapes=True).SerializeToString())
    assert wanted[0] == wanted[1]
    for _ in range(2):
        with tf.Graph().as_default() as graph, tf.Session() as session:
            tf.import_graph_def(message, name="")
            session.run(begin)
            assert [inorder(rest(session, e)) for e in elements] == wanted
            message = graph.as_graph_def(add_shapes=True)


@pytest.mark.parametrize("name", UNSEEDED)
def test_ops_of_seeds_count_where_there_are_seeds(name):
    build, count = PIPELINES[name]
    for seed, more in ((None, 0), (1, 7)):
        with tf.Graph().as_default() as graph:
            tf.set_random_seed(seed)
            build()
            assert graph._op_count == count + more


def test_what_is_computed_of_whole_datasets_is_read():
    with tf.Graph().as_default() as graph:
        more, numbers = tf.constant(2, tf.int64), Dataset.range(4)
        total = numbers.reduce((more, 0.0), lambda s, x: (s[0] + x * more, s[1] + 1.0))
        single = tf.data.experimental.get_single_element(numbers.skip(3))
        names = [t.name for t in (*total, single)]
        message = graph.as_graph_def()
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(message, name="")
        assert session.run(names) == [14, 4.0, 3]


def test_files_are_read(tmp_path):
    paths = [str(tmp_path / name) for name in ("a", "b")]
    for path in paths:
        with tf.python_io.TFRecordWriter(path + ".records") as writer:
            writer.write(b"r" + path[-1].encode())
        (tmp_path / path[-1]).write_bytes(b"one\ntwo\n")
    with tf.Graph().as_default() as graph:
        datasets = [
            tf.data.TextLineDataset(paths).skip(1),
            tf.data.TFRecordDataset([p + ".records" for p in paths]),
            tf.data.TFRecordDataset([p + ".records" for p in paths], num_parallel_reads=2),
            tf.data.FixedLengthRecordDataset(paths, 2, header_bytes=3, footer_bytes=1),
        ]
        assert graph._op_count == 5 + 2 + 5 + 10 + 5
        names = [[d.make_one_shot_iterator().get_next().name] for d in datasets]
        message = graph.as_graph_def()
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(message, name="")
        found = [[x for [x] in rest(session, n)] for n in names]
    assert found[0] == [b"two", b"one", b"two"]
    assert found[1] == found[2] == [b"ra", b"rb"]
    assert found[3] == [b"\nt", b"wo"] * 2


def test_iterators_of_a_meta_graph_begin_with_what_is_fed():
    with tf.Graph().as_default():
        size = tf.placeholder(tf.int64, [], name="size")
        iterator = Dataset.from_tensor_slices([1.0, 2.0, 3.0]).batch(size)
        iterator = iterator.make_initializable_iterator()
        element, text = iterator.get_next(name="element"), iterator.string_handle()
        handle = tf.placeholder(tf.string, [], name="handle")
        other = tf.data.Iterator.from_string_handle(handle, tf.float32, [None])
        other.get_next(name="other")
        tf.multiply(tf.get_variable("v", initializer=2.0), element, name="product")
        position = tf.data.experimental.make_saveable_from_iterator(iterator)
        state = position.specs[0].tensor
        back = position.restore([tf.placeholder(tf.string, [], name="state")], None)
        assert tf.get_collection("iterators") == [iterator._handle, other._handle]
        message = tf.train.export_meta_graph()
        assert tf.get_default_graph().as_graph_def(add_shapes=True) == message.graph_def
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.train.import_meta_graph(message)
        session.run(tf.global_variables_initializer())
        assert session.run("product:0", {"element:0": [1.0, 3.0]}).tolist() == [2.0, 6.0]
        assert graph.get_tensor_by_name("element:0").shape.as_list() == [None]
        with pytest.raises(tf.errors.FailedPreconditionError, match="not been initialized"):
            session.run("product:0")
        session.run(iterator.initializer.name, {"size:0": 2})
        start = session.run(state.name)
        assert session.run("product:0").tolist() == [2.0, 4.0]
        session.run(back.name, {"state:0": start})
        assert session.run("product:0").tolist() == [2.0, 4.0]
        assert session.run("other:0", {"handle:0": session.run(text.name)}).tolist() == [3.0]


def test_datasets_that_tensorflow_has_no_op_of_are_written_as_placeholders():
    with tf.Graph().as_default() as graph:
        dataset = Dataset.from_generator(lambda: iter([1]), tf.int32, []).batch(1)
        iterator = dataset.make_initializable_iterator()
        iterator.get_next(name="element")
        message = graph.as_graph_def()
    assert {n.name: n.op for n in message.node}["Dataset"] == "Placeholder"
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(message, name="")
        assert session.run("element:0", {"element:0": [4]}).tolist() == [4]
        with pytest.raises(tf.errors.InvalidArgumentError, match="placeholder tensor 'Dataset'"):
            session.run(iterator.initializer.name)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda node: node.attr["f"].func.Clear(), "missing attr 'f'"),
        (lambda node: setattr(node.attr["f"].func, "name", "other"), "other is not defined"),
        (lambda node: node.attr["Targuments"].list.type.append(1), "do not match 1 inputs"),
        (lambda node: node.input.pop(), "do not match 0 inputs"),
        (lambda node: node.attr["output_shapes"].Clear(), "AttrValue missing value"),
    ],
)
def test_damaged_datasets_are_refused(change, text):
    with tf.Graph().as_default() as graph:
        Dataset.range(3).map(lambda x: x + 1).make_initializable_iterator()
        message = graph.as_graph_def()
    change(next(node for node in message.node if node.op == "MapDataset"))
    with tf.Graph().as_default(), pytest.raises(ValueError, match=text):
        tf.import_graph_def(message)


def test_meta_graphs_of_other_python_functions_are_to_look_at():
    with tf.Graph().as_default():
        tf.io.encode_base64(tf.placeholder(tf.string, [None]))
        with pytest.raises(NotImplementedError, match="EncodeBase64 runs a Python function"):
            tf.get_default_graph().as_graph_def()
        message = tf.train.export_meta_graph()
    assert "EncodeBase64" in {node.op for node in message.graph_def.node}


def one_shot_of_filter():
    return Dataset.range(3).filter(lambda x: x > 1).make_one_shot_iterator().get_next()


def started_flat_map():
    return Dataset.range(3).flat_map(Dataset.range).make_initializable_iterator().get_next()


def reduced():
    return Dataset.range(3).reduce(np.int64(0), lambda a, x: a + x)


@pytest.mark.parametrize("build", [one_shot_of_filter, started_flat_map, reduced])
def test_functions_of_damaged_graphs_give_what_their_ops_take(build):
    with tf.Graph().as_default() as graph:
        build()
    for at in range(len(graph.as_graph_def().library.function)):
        damaged = graph.as_graph_def()
        function = damaged.library.function[at]
        del function.signature.output_arg[:]
        with tf.Graph().as_default(), pytest.raises(ValueError, match="its function gives nothing"):
            tf.import_graph_def(damaged, name="")
