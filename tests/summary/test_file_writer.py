"""Tests of tf.summary.FileWriter, its cache, and tf.train.summary_iterator."""

import glob
import os
import struct
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal.summary.event_file import EventFile


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph
    tf.summary.FileWriterCache.clear()


def files(folder):
    return sorted(glob.glob(f"{folder}/*"))


def events(folder):
    return [e for path in files(folder) for e in tf.train.summary_iterator(path)]


def kinds(folder):
    return [(e.WhichOneof("what"), e.step) for e in events(folder)]


def scalar(tag, value=1.0):
    return tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])


def test_all_kinds_of_events(tmp_path, graph):
    x = tf.placeholder(tf.float32, [])
    loss = tf.summary.scalar("loss", x)
    with tf.Session() as session, tf.summary.FileWriter(tmp_path, session.graph) as writer:
        assert writer.get_logdir() == str(tmp_path)
        for step in range(3):
            writer.add_summary(session.run(loss, {x: step}), step)
        writer.add_summary(scalar("mine"), np.int64(5))
        writer.add_session_log(tf.SessionLog(status=tf.SessionLog.STOP), 6)
        writer.add_event(tf.Event(wall_time=2.5, step=7))
        writer.add_run_metadata(tf.RunMetadata(), "run", 8)
        with pytest.raises(ValueError, match="provided tag was already used for this event type"):
            writer.add_run_metadata(tf.RunMetadata(), "run")
    assert kinds(tmp_path) == [
        ("file_version", 0), ("graph_def", 0), ("meta_graph_def", 0), ("summary", 0),
        ("summary", 1), ("summary", 2), ("summary", 5), ("session_log", 6), (None, 7),
        ("tagged_run_metadata", 8),
    ]  # fmt: skip
    written = events(tmp_path)
    assert [e.summary.value[0].simple_value for e in written[3:6]] == [0.0, 1.0, 2.0]
    nodes = tf.GraphDef.FromString(written[1].graph_def)
    assert [n.name for n in nodes.node] == ["Placeholder", "loss/tags", "loss"]
    assert "_output_shapes" in nodes.node[0].attr
    meta = tf.MetaGraphDef.FromString(written[2].meta_graph_def)
    assert meta.graph_def == nodes and not meta.collection_def
    assert written[8].wall_time == 2.5 and written[6].wall_time > 1e9


def test_graphs_that_run_python_functions_are_shown(tmp_path, graph):
    """Iterators, queues and writers have no GraphDef that others could run, but one to look at."""
    data = tf.data.Dataset.range(3).make_one_shot_iterator().get_next()
    tf.add(data, 1, name="sum")
    tf.FIFOQueue(3, tf.int32, []).dequeue()
    tf.contrib.summary.create_file_writer(str(tmp_path / "other"))
    with pytest.raises(NotImplementedError, match="runs a Python function"):
        graph.as_graph_def()
    with tf.summary.FileWriter(tmp_path / "logs", graph):
        pass
    nodes = tf.GraphDef.FromString(events(tmp_path / "logs")[1].graph_def).node
    assert {"IteratorGetNext", "Add", "FIFOQueueV2", "QueueDequeueV2", "SummaryWriter"} <= {
        node.op for node in nodes
    }
    names = {node.name for node in nodes}
    assert {i.lstrip("^").split(":")[0] for node in nodes for i in node.input} <= names


def test_metadata_of_a_tag_are_written_once(tmp_path, graph):
    metadata = tf.SummaryMetadata(display_name="shown")
    given = tf.Summary(value=[tf.Summary.Value(tag="a", simple_value=1.0, metadata=metadata)])
    with tf.summary.FileWriter(tmp_path) as writer:
        for _ in range(2):
            writer.add_summary(given)
            writer.add_summary(given.SerializeToString())
    found = [e.summary.value[0].metadata.display_name for e in events(tmp_path)[1:]]
    assert found == ["shown", "", "", ""]
    assert given.value[0].HasField("metadata")  # the program's own message stays


def test_closing_and_reopening(tmp_path, graph):
    writer = tf.summary.FileWriter(tmp_path, filename_suffix=".mine")
    writer.add_summary(scalar("a"), 1)
    writer.flush()
    writer.close()
    with pytest.warns(UserWarning, match="Attempting to use a closed FileWriter"):
        writer.add_summary(scalar("a"), 2)
    writer.reopen()
    writer.add_summary(scalar("a"), 3)
    writer.close()
    assert all(path.endswith(".mine") for path in files(tmp_path)) and len(files(tmp_path)) == 2
    assert sorted(kinds(tmp_path)) == [
        ("file_version", 0), ("file_version", 0), ("summary", 1), ("summary", 3)
    ]  # fmt: skip


@pytest.mark.parametrize("call, error, words", [
    (lambda w: w.add_summary(3), TypeError, "summary must be a Summary proto"),
    (lambda w: w.add_summary("text"), TypeError, "summary must be a Summary proto"),
    (lambda w: w.add_graph(3), TypeError, "must be an instance of `Graph` or the deprecated `Gra"),
    (lambda w: w.add_graph(tf.GraphDef(), graph_def=tf.GraphDef()), ValueError, "Please pass only"),
    (lambda w: w.add_meta_graph(3), TypeError, "meta_graph_def must be type MetaGraphDef"),
    (lambda w: w.add_event(3), TypeError, "event must be a Event proto"),
    (lambda w: w.add_session_log(3), TypeError, "session_log must be a SessionLog proto"),
])  # fmt: skip
def test_errors(call, error, words, tmp_path, graph):
    with tf.summary.FileWriter(tmp_path) as writer, pytest.raises(error, match=words):
        call(writer)


def test_eager_programs_use_contrib(tmp_path):
    with pytest.raises(RuntimeError, match="tf.summary.FileWriter is not compatible with eager"):
        tf.summary.FileWriter(tmp_path)


def test_the_cache(tmp_path, graph):
    get = tf.summary.FileWriterCache.get
    first = get(str(tmp_path / "a"))
    assert get(str(tmp_path / "a")) is first is not get(str(tmp_path / "b"))
    tf.summary.FileWriterCache.clear()
    assert get(str(tmp_path / "a")) is not first


def test_a_writer_of_a_session(tmp_path, graph):
    """It shares its file with tf.contrib.summary and with others of the session."""
    with tf.Session() as session:
        writer = tf.summary.FileWriter(tmp_path, session=session)
        other = tf.summary.FileWriter(tmp_path, session=session)
        with tf.contrib.summary.create_file_writer(str(tmp_path)).as_default():
            with tf.contrib.summary.always_record_summaries():
                tf.contrib.summary.scalar("op", 1.0, step=2)
            written = tf.contrib.summary.all_summary_ops()
        writer.add_summary(scalar("a"), 1)
        session.run(written)
        other.add_summary(scalar("b"), 3)
        writer.flush()
        assert len(files(tmp_path)) == 1
        assert [(e.step, [v.tag for v in e.summary.value]) for e in events(tmp_path)[1:]] == [
            (1, ["a"]), (2, ["op"]), (3, ["b"])
        ]  # fmt: skip
        writer.close()
        writer.reopen()
        writer.add_summary(scalar("c"), 4)
        writer.close()
        assert len(files(tmp_path)) == 2


# --- reading ---
@pytest.fixture
def path(tmp_path):
    file = EventFile(tmp_path)
    for step in range(4):
        file.add(_native.summary_record(1.5, step, scalar("a").SerializeToString()))
    file.close()
    return Path(files(tmp_path)[0])


def test_missing_files(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="nothing"):
        list(tf.train.summary_iterator(str(tmp_path / "nothing")))


def test_every_cut(path):
    """Within a header it is the end, as in TensorFlow; elsewhere an error that names the place."""
    whole = path.read_bytes()
    starts, at = [], 0
    while at < len(whole):
        starts.append(at)
        at += struct.unpack_from("<Q", whole, at)[0] + 16
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        start = max(s for s in starts if s <= cut)
        found = []
        try:
            found.extend(tf.train.summary_iterator(path))
            assert cut - start < 12
        except tf.errors.DataLossError as e:
            assert cut - start >= 12 and f"record at {start}" in str(e) and str(path) in str(e)


def test_every_flipped_byte(path):
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with pytest.raises(tf.errors.DataLossError, match="record at .*events"):
            list(tf.train.summary_iterator(path))


def test_records_that_are_no_events(path):
    with open(path, "ab") as file:
        file.write(_native.record_frame(b"\xff\xff"))
    with pytest.raises(tf.errors.DataLossError, match="record at .* is no Event"):
        list(tf.train.summary_iterator(path))


def test_the_folder_may_be_bytes(graph, tmp_path):
    with tf.summary.FileWriter(os.fsencode(tmp_path), graph) as writer:
        writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 3)
    [path] = files(tmp_path)
    assert [e.step for e in tf.train.summary_iterator(os.fsencode(path))][-1] == 3
