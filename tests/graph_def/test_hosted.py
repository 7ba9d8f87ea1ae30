"""Ops whose kernels are Python code, in GraphDefs."""

import subprocess
import sys

import numpy as np
import pytest

import zeal as tf


def both_ways(build, feed, same=True):
    """What a graph of one placeholder of strings gives, and what it gives when read again.

    `same`: whether it is written as it was; functions get other names.
    """
    with tf.Graph().as_default() as graph, tf.Session() as session:
        y = build(tf.placeholder(tf.string, feed.shape, name="x"))
        message = tf.GraphDef.FromString(graph.as_graph_def().SerializeToString())
        want = session.run(y, {"x:0": feed})
    with tf.Graph().as_default() as graph, tf.Session() as session:
        [again] = tf.import_graph_def(message, return_elements=[y.name], name="")
        assert (again.dtype, again.shape.as_list()) == (y.dtype, y.shape.as_list())
        assert not same or graph.as_graph_def() == message
        np.testing.assert_array_equal(session.run(again, {"x:0": feed}), want)
    return want


def test_texts_and_bytes(tmp_path):
    rows = np.array([b"\x00\x01", b"\x02\x03"], object)
    got = both_ways(lambda x: tf.decode_raw(x, tf.int16, little_endian=False), rows)
    assert got.tolist() == [[1], [515]]
    got = both_ways(lambda x: tf.string_to_number(x, tf.int64), np.array([b"1", b"-5"], object))
    assert got.tolist() == [1, -5]
    (tmp_path / "a").write_bytes(b"12")
    path = np.array(str(tmp_path / "a").encode(), object)
    assert both_ways(lambda x: tf.string_to_number(tf.read_file(x)), path) == 12.0


def test_crossed_columns():
    rows = np.array([[b"a"], [b"b"]], object)

    def crossed(x, **kwargs):
        sparse = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], [1, 2, 3], [2, 2])
        if kwargs:
            return tf.sparse.cross_hashed([sparse, x], **kwargs).values
        return tf.sparse.cross([sparse, x]).values

    assert both_ways(crossed, rows).tolist() == [b"1_X_a", b"2_X_b", b"3_X_b"]
    got = both_ways(lambda x: crossed(x, num_buckets=100, hash_key=5), rows)
    assert got.tolist() == [71, 99, 62]


def test_images():
    pytest.importorskip("PIL")
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    with tf.Graph().as_default(), tf.Session() as session:
        png, jpeg = session.run([tf.image.encode_png(pixels), tf.image.encode_jpeg(pixels)])
    got = both_ways(lambda x: tf.image.decode_png(x, channels=3), np.array(png, object))
    np.testing.assert_array_equal(got, pixels)
    got = both_ways(lambda x: tf.image.decode_jpeg(x, 1, ratio=2), np.array(jpeg, object))
    assert got.shape == (2, 2, 1)


def test_dtypes_that_ops_do_not_have():
    node = tf.NodeDef(name="a", op="StringToNumber", input=["x"])
    node.attr["out_type"].type = tf.string.as_datatype_enum
    with tf.Graph().as_default():
        x = tf.placeholder(tf.string)
        holder = tf.NodeDef(name="x", op="Placeholder")
        holder.attr["dtype"].type = tf.string.as_datatype_enum
        with pytest.raises(ValueError, match="it must be float32, float64, int32 or int64"):
            tf.import_graph_def(tf.GraphDef(node=[node, holder]), {"x": x})


def _parsing():
    texts = tf.placeholder(tf.string, [None], name="texts")
    wanted = {"x": tf.VarLenFeature(tf.float32), "y": tf.FixedLenFeature([1], tf.int64, [3])}
    return tf.parse_example(texts, wanted)


def test_parsed_examples_in_a_function():
    @tf.function
    def parsed(texts):
        wanted = {"x": tf.VarLenFeature(tf.float32), "y": tf.FixedLenFeature([1], tf.int64, [3])}
        found = tf.parse_example(texts, wanted)
        return found["x"].values, found["y"]

    numbers = tf.train.Feature(float_list=tf.train.FloatList(value=[1.5, 2.5]))
    features = tf.train.Features(feature={"x": numbers})
    text = np.array([tf.train.Example(features=features).SerializeToString()], object)
    got = both_ways(lambda x: tf.concat([parsed(x)[0], [float("inf")]], 0), text, False)
    assert got.tolist() == [1.5, 2.5, float("inf")]
    assert both_ways(lambda x: parsed(x)[1], text, False).tolist() == [[3]]


def test_parsers_that_contradict_themselves():
    with tf.Graph().as_default() as graph:
        _parsing()
        right = graph.as_graph_def()

    def refused(words, change):
        message = tf.GraphDef.FromString(right.SerializeToString())
        change({node.op: node for node in message.node}["ParseExample"])
        with tf.Graph().as_default(), pytest.raises(ValueError, match=words):
            tf.import_graph_def(message)

    refused("is no constant scalar", lambda node: node.input.__setitem__(2, "texts"))
    refused("1 Tdense and 0 dense_shapes", lambda node: _shapes(node).ClearField("shape"))
    refused("has open sizes", lambda node: _sizes(node).add(size=-1))
    refused("inputs specified", lambda node: node.attr["Nsparse"].__setattr__("i", 2))
    refused("inputs", lambda node: node.attr["Nsparse"].__setattr__("i", -5))


def _shapes(node):
    return node.attr["dense_shapes"].list


def _sizes(node):
    return _shapes(node).shape[0].dim


def test_ops_of_python_code_are_found_in_a_new_process():
    code = """if True:
        from zeal.graph_def.op_defs import PYTHON_OPS, op_def
        assert all(op_def(op).name == op for op in reversed(PYTHON_OPS))
        print(len(PYTHON_OPS), op_def("Assert").name, op_def("SparseToDense").name)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(" Assert SparseToDense\n")
