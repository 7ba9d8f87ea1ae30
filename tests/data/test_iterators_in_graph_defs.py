"""Graphs with iterators as GraphDefs, which tell of iterators but not of their datasets."""

import pytest

import zeal as tf


def build():
    dataset = tf.data.Dataset.from_tensor_slices([1.0, 2.0]).repeat().batch(2)
    dataset.make_one_shot_iterator().get_next(name="one_shot")
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next(name="element")
    handle = tf.placeholder(tf.string, [], name="handle")
    other = tf.data.Iterator.from_string_handle(handle, tf.float32, [None]).get_next(name="other")
    v = tf.get_variable("v", initializer=2.0)
    tf.multiply(v, element, name="product")
    return iterator, other


def test_what_does_not_need_the_dataset_runs():
    with tf.Graph().as_default() as graph:
        iterator, _ = build()
        message = tf.train.export_meta_graph()
        assert graph.as_graph_def(add_shapes=True) == message.graph_def
        assert {"IteratorV2", "MakeIterator"} <= {node.op for node in message.graph_def.node}
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.train.import_meta_graph(message)
        session.run(tf.global_variables_initializer())
        assert session.run("product:0", {"element:0": [1.0, 3.0]}).tolist() == [2.0, 6.0]
        for name in ("one_shot:0", "element:0"):
            assert graph.get_tensor_by_name(name).shape.as_list() == [None]
            with pytest.raises(tf.errors.FailedPreconditionError, match="not been initialized"):
                session.run(name)
        with pytest.raises(tf.errors.FailedPreconditionError, match="dataset is not part of"):
            session.run(iterator.initializer.name)
        names = [node.name for node in graph.as_graph_def().node]
        assert len(names) == len(set(names)) and "MakeIterator/dataset" in names


def test_a_read_iterator_has_a_handle():
    with tf.Graph().as_default() as graph:
        iterator, _ = build()
        name = iterator.string_handle().name
        message = graph.as_graph_def()
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(message, name="")
        text = session.run(name)
        with pytest.raises(tf.errors.FailedPreconditionError, match="not been initialized"):
            session.run("other:0", {"handle:0": text})


def test_meta_graphs_of_other_python_functions_are_to_look_at():
    with tf.Graph().as_default():
        records = tf.placeholder(tf.string, [None])
        tf.decode_csv(records, [[0]])
        with pytest.raises(NotImplementedError, match="DecodeCSV runs a Python function"):
            tf.get_default_graph().as_graph_def()
        message = tf.train.export_meta_graph()
    assert "DecodeCSV" in {node.op for node in message.graph_def.node}
