"""Ops whose kernels are Python code, in GraphDefs."""

import numpy as np
import pytest

import zeal as tf


def both_ways(build, feed):
    """What a graph of one placeholder of strings gives, and what it gives when read again."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        y = build(tf.placeholder(tf.string, feed.shape, name="x"))
        message = tf.GraphDef.FromString(graph.as_graph_def().SerializeToString())
        want = session.run(y, {"x:0": feed})
    with tf.Graph().as_default() as graph, tf.Session() as session:
        [again] = tf.import_graph_def(message, return_elements=[y.name], name="")
        assert (again.dtype, again.shape.as_list()) == (y.dtype, y.shape.as_list())
        assert graph.as_graph_def() == message
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
