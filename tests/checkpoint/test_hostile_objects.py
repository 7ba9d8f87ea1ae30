"""Object graphs that nobody wrote honestly: errors of TensorFlow's classes, and nothing else."""

import random

import numpy as np
import pytest

import zeal as tf
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.bundle_writer import BundleWriter
from zeal.checkpoint.object_graph import GRAPH_KEY


def write(path, message, **values):
    with BundleWriter(path) as writer:
        for key, value in values.items():
            writer.add(key, value)
        data = message if isinstance(message, bytes) else message.SerializeToString()
        writer.add(GRAPH_KEY, data)
        writer.finish()
    return path


def graph(**edges):
    """A root with an edge of each name to a number, and two more objects."""
    message = tf.contrib.checkpoint.CheckpointableObjectGraph()
    for name, number in edges.items():
        if not message.nodes:
            message.nodes.add()
        message.nodes[0].children.add(local_name=name, node_id=number)
    message.nodes.add()
    message.nodes.add()
    return message


def restore(path):
    return tf.train.Checkpoint(x=tf.Variable(1)).restore(path).expect_partial()


@pytest.mark.parametrize("number", [-1, 3, 2**31 - 1, -(2**31)])
def test_numbers_of_no_object(tmp_path, number):
    path = write(f"{tmp_path}/ckpt", graph(x=number))
    with pytest.raises(tf.errors.DataLossError, match=f"leads to object {number}, but there are 3"):
        restore(path)
    message = graph(x=1)
    message.nodes[1].slot_variables.add(original_variable_node_id=1, slot_name="m",
                                        slot_variable_node_id=number)
    with pytest.raises(tf.errors.DataLossError, match="the slot 'm' of object 1"):
        restore(write(f"{tmp_path}/slot", message))


def test_an_empty_graph_and_no_graph(tmp_path):
    empty = tf.contrib.checkpoint.CheckpointableObjectGraph()
    with pytest.raises(tf.errors.DataLossError, match="has no objects"):
        restore(write(f"{tmp_path}/empty", empty))
    with pytest.raises(tf.errors.DataLossError, match="object graph"):
        restore(write(f"{tmp_path}/bytes", b"\xff\xff\xff"))
    with BundleWriter(f"{tmp_path}/number") as writer:
        writer.add(GRAPH_KEY, np.float32([1.0]))
        writer.finish()
    with pytest.raises(tf.errors.DataLossError, match="object graph"):
        restore(f"{tmp_path}/number")


def test_cycles_and_edges_to_oneself(tmp_path):
    message = graph(x=0, y=1)
    message.nodes[1].children.add(local_name="root", node_id=0)
    message.nodes[1].children.add(local_name="self", node_id=1)
    root = tf.train.Checkpoint()
    root.y = tf.contrib.checkpoint.Checkpointable()
    root.y.root, root.y.self = root, root.y
    root.restore(write(f"{tmp_path}/ckpt", message)).expect_partial().report()


def test_an_object_that_is_a_variable_here_and_has_edges_there(tmp_path):
    message = graph(x=1)
    message.nodes[1].children.add(local_name="inner", node_id=2)
    message.nodes[1].slot_variables.add(original_variable_node_id=1, slot_name="m",
                                        slot_variable_node_id=2)
    restore(write(f"{tmp_path}/ckpt", message)).report()


def test_slots_of_what_is_no_variable_here(tmp_path):
    message = graph(x=1, optimizer=2)
    message.nodes[2].slot_variables.add(original_variable_node_id=0, slot_name="m",
                                        slot_variable_node_id=1)
    root = tf.train.Checkpoint(x=tf.Variable(1), optimizer=tf.train.AdamOptimizer())
    root.restore(write(f"{tmp_path}/ckpt", message)).expect_partial().report()


def test_keys_that_are_not_there(tmp_path):
    message = graph(x=1)
    message.nodes[1].attributes.add(name="VARIABLE_VALUE", checkpoint_key="x/VALUE")
    path = write(f"{tmp_path}/ckpt", message, **{"x/VALU": np.int32(1)})
    with pytest.raises(tf.errors.NotFoundError, match="did you mean x/VALU"):
        restore(path)


def test_long_chains_of_objects(tmp_path):
    message = tf.contrib.checkpoint.CheckpointableObjectGraph()
    for i in range(20000):
        message.nodes.add().children.add(local_name="x", node_id=min(i + 1, 19999))
    status = tf.train.Checkpoint().restore(write(f"{tmp_path}/ckpt", message))
    with pytest.raises(AssertionError, match="were not bound"):
        status.expect_partial().assert_consumed()
    root = tf.contrib.checkpoint.Checkpointable()
    at = root
    for _ in range(20000):
        at.x = tf.contrib.checkpoint.Checkpointable()
        at = at.x
    tf.train.Checkpoint(x=root).restore(tf.train.Checkpoint(x=root).save(tmp_path / "deep"))


def test_mangled_graphs(tmp_path):
    root = tf.train.Checkpoint(a=tf.Variable([1.0, 2.0]), b=tf.keras.Sequential(
        [tf.keras.layers.Dense(2, input_shape=(3,))]))
    path = root.save(tmp_path / "ckpt")
    reader, draw = BundleReader(path), random.Random(7)
    values = {key: reader.get(key) for key in list(reader.keys()) if key != GRAPH_KEY}
    honest = reader.get(GRAPH_KEY).numpy()
    for _ in range(300):
        mangled = bytearray(honest)
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(mangled))
            if draw.random() < 0.7:
                mangled[at] = draw.randrange(256)
            else:
                del mangled[at : at + draw.randint(1, 5)]
        write(f"{tmp_path}/mangled", bytes(mangled), **values)
        try:
            status = root.restore(f"{tmp_path}/mangled").expect_partial()
            status.report()
            tf.contrib.checkpoint.dot_graph_from_checkpoint(f"{tmp_path}/mangled")
        except (tf.errors.OpError, AssertionError):
            pass
