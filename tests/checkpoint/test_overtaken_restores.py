"""Restores from a prefix that somebody saves to meanwhile: all values are of one checkpoint."""

import contextlib
import os

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal.checkpoint import save_ops
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.bundle_writer import BundleWriter
from zeal.graph.graph import outside_graphs


@pytest.fixture(autouse=True)
def eagerly():
    with outside_graphs():
        yield


def write(prefix, number, size):
    with BundleWriter(prefix) as writer:
        writer.add("w", np.full(size, number, np.float32))
        writer.add("t", np.array([b"%d" % number], object))
        writer.finish()


def test_a_reader_that_is_held(tmp_path):
    prefix, folder = str(tmp_path / "model"), "/proc/self/fd"
    write(prefix, 1, 4)
    reader, files = BundleReader(prefix), len(os.listdir(folder))
    write(prefix, 2, 4)
    with reader.held():
        assert reader.get("w").numpy()[0] == 2
        write(prefix, 3, 5)
        with reader.held():
            assert reader.get("t").numpy()[0] == b"2"
        assert reader.get("w").numpy().tolist() == [2] * 4
    assert len(os.listdir(folder)) == files
    assert reader.get("w").numpy().tolist() == [3] * 5


def by_objects(prefix, variables):
    tf.train.Checkpoint(**variables).restore(prefix)


def by_objects_of_a_graph(prefix, variables):
    tf.train.Checkpoint(**variables).restore(prefix).run_restore_ops()


def by_names_of_a_graph(prefix, variables):
    root = tf.train.Checkpoint(**variables)
    tf.contrib.eager.CheckpointableSaver(root).restore(prefix).run_restore_ops()


def by_saver(prefix, variables):
    tf.train.Saver(variables).restore(tf.get_default_session(), prefix)


def by_saver_in_turn(prefix, variables):
    tf.train.Saver(variables, restore_sequentially=True).restore(tf.get_default_session(), prefix)


def by_initial_values(prefix, variables):
    tf.train.init_from_checkpoint(prefix, variables)


@pytest.mark.parametrize(("kind", "restore", "in_graph"), [
    ("objects", by_objects, False), ("objects", by_objects_of_a_graph, True),
    ("names", by_objects, False), ("names", by_names_of_a_graph, True),
    ("names", by_saver, False), ("names", by_saver, True), ("objects", by_saver, False),
    ("names", by_saver_in_turn, True), ("names", by_initial_values, False),
])  # fmt: skip
def test_a_restore_while_its_prefix_is_saved_to(tmp_path, monkeypatch, kind, restore, in_graph):
    """Both variables get the values of one checkpoint, though another comes between them."""
    prefix, read_tensor, reads = str(tmp_path / "model"), _native.read_tensor, []

    def save(number):
        with tf.Graph().as_default(), tf.Session() as session:
            a, b = (tf.Variable(np.full(4, number, np.float32), name=name) for name in "ab")
            session.run(tf.global_variables_initializer())
            if kind == "objects":
                tf.train.Checkpoint(a=a, b=b).write(prefix)
            else:
                tf.train.Saver([a, b]).save(session, prefix)

    def overtaken(fd, at, dtype, shape):
        value = read_tensor(fd, at, dtype, shape)
        if shape == (4,):
            reads.append(at)
            if len(reads) == 1:
                save(2.0)
        return value

    save(1.0)
    monkeypatch.setattr(save_ops, "_BATCH_BYTES", 1)
    mode = tf.Graph().as_default() if in_graph else contextlib.nullcontext()
    with mode, tf.Session() if in_graph else contextlib.nullcontext() as session:
        monkeypatch.setattr(_native, "read_tensor", overtaken)
        variables = {name: tf.Variable(np.zeros(4, np.float32), name=name) for name in "ab"}
        restore(prefix, variables)
        found = [session.run(v) if in_graph else v.numpy() for v in variables.values()]
    assert [x.tolist() for x in found] == [[1.0] * 4] * 2
    assert len(reads) == 2
