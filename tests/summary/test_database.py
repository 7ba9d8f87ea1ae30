"""Tests of summary databases: the rows that TensorFlow 1.15 makes for the same calls."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

C = tf.contrib.summary


@pytest.fixture(autouse=True)
def recording():
    with C.always_record_summaries():
        yield


def rows(path, query):
    connection = sqlite3.connect(path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def writer(path, experiment="exp", run="run", user="me"):
    return C.create_db_writer(str(path), experiment, run, user)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "summaries.sqlite"


def test_values(path):
    made = writer(path)
    with made.as_default():
        for step in range(3):
            C.scalar("loss", 0.5 * step, step=step)
        C.scalar("loss", 9.0, step=2)  # in place of the one before
        C.histogram("h", [1.0, 2.0, 3.0], step=1)
        C.generic("g", np.arange(6, dtype=np.float32).reshape(2, 3), step=2)
        C.generic("s", tf.constant(["a", "bc"]), step=2)
        C.image("i", np.zeros([1, 2, 2, 3], np.uint8), step=2)
        C.audio("au", np.zeros([1, 4, 1], np.float32), 8000.0, 1, step=2)
    tensors = rows(
        path, "SELECT tag_name, plugin_name, step, dtype, shape, data FROM Tensors "
        "JOIN Tags ON series = tag_id ORDER BY Tensors.rowid",
    )  # fmt: skip
    assert [row[:5] for row in tensors] == [
        ("loss", "scalars", 0, 1, ""), ("loss", "scalars", 1, 1, ""),
        ("loss", "scalars", 2, 1, ""), ("h", "histograms", 1, 2, "7,3"), ("g", "", 2, 1, "2,3"),
        ("s", "", 2, 7, "2"), ("i/image/0", "images", 2, 7, "3"),
        ("au/audio", "audio", 2, 7, "1,2"),
    ]  # fmt: skip
    assert [np.frombuffer(t[5], np.float32)[0] for t in tensors[:3]] == [0.0, 0.5, 9.0]
    buckets = np.frombuffer(tensors[3][5]).reshape(7, 3)
    assert np.array_equal(buckets[:, 2], [0, 1, 0, 1, 0, 1, 0])
    assert buckets[0, 0] == 2.2250738585072014e-308 and buckets[1, 1] == 1.0089710279437536
    assert np.array_equal(buckets[1:, 0], buckets[:-1, 1])
    assert np.array_equal(np.frombuffer(tensors[4][5], np.float32), np.arange(6))
    assert [row[5] for row in tensors[5:]] == [None] * 3
    strings = rows(path, "SELECT idx, data FROM TensorStrings ORDER BY rowid")
    assert strings[:4] == [(0, b"a"), (1, b"bc"), (0, b"2"), (1, b"2")]
    assert strings[4][1][:4] == b"\x89PNG" and strings[5][1][:4] == b"RIFF"
    assert strings[6] == (1, b"")


def test_runs(path):
    """Users and experiments are found again; a run of the same name takes the place of another."""
    for step in range(2):
        made = writer(path, run="first")
        with made.as_default():
            C.scalar("a", 1.0, step=step)
        made.close()
    with writer(path, run="second").as_default():
        C.scalar("a", 1.0, step=5)
    assert rows(path, "SELECT user_name FROM Users") == [("me",)]
    assert rows(path, "SELECT experiment_name, is_watching FROM Experiments") == [("exp", 0)]
    found = rows(
        path, "SELECT run_name, finished_time > started_time, step FROM Runs "
        "JOIN Tags USING (run_id) JOIN Tensors ON series = tag_id ORDER BY step"
    )  # fmt: skip
    assert found == [("first", 1, 1), ("second", None, 5)]
    ids = rows(path, "SELECT id FROM Ids")
    assert len(ids) == len(set(ids)) and all(0 < number < 1 << 23 for (number,) in ids)


def test_without_names(path):
    with writer(path, "", "").as_default():
        C.scalar("a", 1.0, step=1)
    assert rows(path, "SELECT run_id, tag_name FROM Tags") == [(None, "a")]
    assert rows(path, "SELECT * FROM Runs") == rows(path, "SELECT * FROM Users") == []


def test_graphs_and_events(path):
    with tf.Graph().as_default() as graph:
        a = tf.constant(1.0, name="a")
        with tf.control_dependencies([a]):
            tf.unstack(tf.stack([a, a], name="b"), name="c")[1] + a
    event = tf.Event(
        step=5, wall_time=12.5,
        summary=tf.Summary(value=[tf.Summary.Value(tag="imported", simple_value=3.0)]),
    )  # fmt: skip
    with writer(path).as_default():
        C.import_event(event.SerializeToString())
        C.graph(graph, step=0)
    assert rows(path, "SELECT step, computed_time FROM Tensors") == [(5, 12.5)]
    nodes = rows(path, "SELECT node_id, node_name, op FROM Nodes ORDER BY node_id")
    assert nodes[:3] == [(0, "a", "Const"), (1, "b", "Pack"), (2, "c", "Unpack")]
    inputs = rows(path, "SELECT node_id, idx, input_node_id, input_node_idx, is_control "
                        "FROM NodeInputs ORDER BY node_id, idx")  # fmt: skip
    assert inputs[:2] == [(1, 0, 0, 0, 0), (1, 1, 0, 0, 0)]
    assert (3, 0, 2, 1, 0) in inputs and any(row[4] for row in inputs)
    [(data,)] = rows(path, "SELECT graph_def FROM Graphs")
    assert not tf.GraphDef.FromString(data).node and tf.GraphDef.FromString(data).versions.producer


def test_in_a_session(path):
    with tf.Graph().as_default(), tf.Session() as session:
        with writer(f"file:{path}").as_default() as made:
            written = C.scalar("a", 1.0, step=3)
            close = made.close()
        session.run(C.summary_writer_initializer_op())
        session.run(written)
        session.run(close)
    assert rows(path, "SELECT step FROM Tensors") == [(3,)]


def test_a_program_that_ends_commits(path):
    code = (
        "import sys, zeal as tf\n"
        "tf.enable_eager_execution()\n"
        "C = tf.contrib.summary\n"
        "C.create_db_writer(sys.argv[1], user_name='me').set_as_default()\n"
        "with C.always_record_summaries():\n"
        "    C.scalar('a', 1.0, step=1)\n"
    )
    root = Path(tf.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, check=True)
    assert rows(path, "SELECT step FROM Tensors") == [(1,)]


@pytest.mark.parametrize("names, words", [
    ({"user_name": "A b"}, r"user_name \(A b\) must match"),
    ({"user_name": ""}, r"user_name \(\) must match"),
    ({"run_name": "a<"}, r"run_name \(a<\) must match"),
    ({"experiment_name": "a\nb"}, "experiment_name .a\nb. must match"),
])  # fmt: skip
def test_bad_names(names, words, path):
    with pytest.raises(ValueError, match=words):
        C.create_db_writer(str(path), **names)


def test_files_that_are_no_database(path, tmp_path):
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Sqlite::Open\(/nowhere/x\) failed"):
        writer("/nowhere/x")
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Sqlite::Open.*not a database"):
        writer(path)
