"""Input pipelines of queues and readers as MetaGraphDefs."""

import pytest

import zeal as tf


def build(path):
    names = tf.train.string_input_producer([path], num_epochs=1, shuffle=False)
    _, line = tf.TextLineReader(skip_header_lines=1).read(names)
    lengths = tf.train.batch([tf.strings.length(line)], 2, name="batch")
    tf.identity(lengths, name="lengths")
    tf.group(tf.local_variables_initializer(), name="init")


def consume(session, prefix=""):
    session.run(f"{prefix}init")
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(session, coord)
    found = [session.run(f"{prefix}lengths:0").tolist() for _ in range(2)]
    with pytest.raises(tf.errors.OutOfRangeError):
        session.run(f"{prefix}lengths:0")
    coord.request_stop()
    coord.join(threads)
    return found


def test_a_pipeline_runs_when_it_is_read(tmp_path):
    path = tmp_path / "lines"
    path.write_text("head\na\nbb\nccc\ndddd\n")
    with tf.Graph().as_default(), tf.Session() as session:
        build(str(path))
        tf.train.export_meta_graph(str(tmp_path / "graph.meta"))
        assert consume(session) == [[1, 2], [3, 4]]
    for scope in (None, "inner"):
        with tf.Graph().as_default() as graph, tf.Session() as session:
            tf.train.import_meta_graph(str(tmp_path / "graph.meta"), import_scope=scope)
            assert len(graph.get_collection(tf.GraphKeys.QUEUE_RUNNERS)) == 2
            assert consume(session, f"{scope}/" if scope else "") == [[1, 2], [3, 4]]


def test_a_queue_runner_as_a_message():
    with tf.Graph().as_default():
        with tf.name_scope("in"):
            queue = tf.FIFOQueue(5, tf.float32, shapes=[])
            runner = tf.train.QueueRunner(queue, [queue.enqueue(1.0)])
        message = runner.to_proto("in")
        assert message.queue_name == "fifo_queue"
        assert list(message.queue_closed_exception_types) == [11, 1]
        assert runner.to_proto("other") is None
        again = tf.train.QueueRunner.from_proto(message, "in")
        assert (again.name, again.close_op) == (queue.name, runner.close_op)
        assert again.queue_closed_exception_types == runner.queue_closed_exception_types
        with pytest.raises(ValueError, match="mutually exclusive"):
            tf.train.QueueRunner(queue, [queue.enqueue(1.0)], queue_runner_def=message)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda attr: attr["shapes"].list.shape.add(), "cannot have 2 shapes"),
        (lambda attr: attr["component_types"].list.type.append(3), "cannot have 1 shapes"),
        (lambda attr: attr["capacity"].ClearField("i"), "capacity"),
    ],
)
def test_queues_that_contradict_themselves(change, words):
    with tf.Graph().as_default() as graph:
        tf.FIFOQueue(5, tf.float32, shapes=[])
        message = graph.as_graph_def()
    change(message.node[0].attr)
    with tf.Graph().as_default(), pytest.raises(ValueError, match=words):
        tf.import_graph_def(message)
