"""Tests of tf.summary's ops: the bytes that TensorFlow 1.15 gives, and its errors."""

import base64
import struct
import zlib

import captured
import numpy as np
import pytest

import zeal as tf

S = tf.summary
ROWS = captured.rows("summaries")


def noise(*shape):
    return np.random.RandomState(0).randn(*shape).astype(np.float32)


def pixels(*shape):
    return tf.constant(np.random.RandomState(1).randint(0, 256, shape).astype(np.uint8))


def holes():
    x = noise(1, 4, 4, 3)
    x[0, 1, 1, 0], x[0, 2, 2, 1] = np.nan, np.inf
    return x


def scoped(make):
    with tf.name_scope("outer"):
        return make()


def run(call):
    """The tensor of a call, and what a session gives for it."""
    with tf.Graph().as_default(), tf.Session() as session:
        tensor = eval(call)
        return tensor, session.run(tensor)


def unpacked(png):
    """An image's chunks; data as it was before zlib, whose versions differ."""
    at, chunks, data = 8, [], b""
    while at < len(png):
        (size,), kind = struct.unpack_from(">I", png, at), png[at + 4 : at + 8]
        content = png[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", png, at + 8 + size)[0] == zlib.crc32(kind + content)
        data += content if kind == b"IDAT" else b""
        chunks.append((kind, b"" if kind == b"IDAT" else content))
        at += 12 + size
    return chunks, zlib.decompress(data)


def parts(message):
    """A Summary: the images apart, and the rest."""
    summary = tf.Summary.FromString(message)
    images = [v.image.encoded_image_string for v in summary.value if v.HasField("image")]
    for value in summary.value:
        if value.HasField("image"):
            value.image.encoded_image_string = b""
    return [unpacked(png) for png in images], summary.SerializeToString()


@pytest.mark.parametrize("call, name, message", ROWS["values"], ids=[r[0] for r in ROWS["values"]])
def test_messages(call, name, message):
    tensor, found = run(call)
    assert tensor.name == name
    expected = base64.b64decode(message)
    if b"PNG" in expected:
        assert parts(found) == parts(expected)
    else:
        assert found == expected


@pytest.mark.parametrize("row", ROWS["errors"], ids=[r[0] for r in ROWS["errors"]])
def test_errors(row):
    assert captured.fault(run, *row) is None


def test_eagerly_and_in_traced_functions():
    """The same op runs at once, and in a function; no collection keeps what it gave."""
    def make(x):
        return [S.scalar("a", x[0, 0]), S.histogram("h", x), S.image("i", x[None, :, :, None]),
                S.audio("s", x, 8.0), S.tensor_summary("t", x)]  # fmt: skip

    x = noise(3, 4)
    with tf.Graph().as_default(), tf.Session() as session:
        expected = session.run(make(tf.constant(x)))
    assert [t.numpy() for t in make(tf.constant(x))] == expected
    assert [t.numpy() for t in tf.contrib.eager.defun(make)(tf.constant(x))] == expected
    assert tf.get_default_graph().get_collection(tf.GraphKeys.SUMMARIES) == []


def test_sizes_that_only_the_run_tells():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        ops = [S.scalar("a", x), S.histogram("h", x), S.image("i", x), S.audio("s", x, 8.0)]
        assert all(op.shape == [] for op in ops)
        assert session.run(ops[1], {x: noise(2, 3)})
        with pytest.raises(tf.errors.InvalidArgumentError, match="tags and values not the same"):
            session.run(ops[0], {x: noise(2, 3)})
        with pytest.raises(tf.errors.InvalidArgumentError, match="Tensor must be 4-D"):
            session.run(ops[2], {x: noise(2, 3)})
        assert session.run(ops[2], {x: noise(2, 3, 1, 1)}).count(b"IEND") == 2


def test_collections():
    with tf.Graph().as_default():
        assert S.merge_all() is None
        a, b = S.scalar("a", 1.0), S.scalar("b", 1.0, collections=["mine", "yours"])
        assert tf.get_collection(tf.GraphKeys.SUMMARIES) == [a]
        assert tf.get_collection("mine") == tf.get_collection("yours") == [b]
        assert [t.name for t in S.merge_all("mine").op.inputs] == ["b:0"]
        merged = S.merge([a, b], collections=["merged"])
        assert tf.get_collection("merged") == [merged]


def test_merging_needs_a_graph():
    for merge in (S.merge_all, lambda: S.merge([tf.constant(b"")])):
        with pytest.raises(RuntimeError, match="not compatible with eager execution"):
            merge()


def test_descriptions_of_other_nodes():
    with pytest.raises(ValueError, match="Can't get_summary_description on Add"):
        S.get_summary_description(tf.NodeDef(op="Add"))


def test_large_images_are_cut_into_chunks():
    image = np.random.RandomState(2).randint(0, 256, [1, 90, 70, 3]).astype(np.uint8)
    message = tf.Summary.FromString(S.image("i", tf.constant(image)).numpy())
    png = message.value[0].image.encoded_image_string
    assert png.count(b"IDAT") == 3
    chunks, rows = unpacked(png)
    assert struct.unpack(">IIBB", chunks[0][1][:10]) == (70, 90, 8, 2)
    assert len(rows) == 90 * (1 + 70 * 3)


@pytest.mark.parametrize("rate, written", [(0.2, 1), (0.5, 1), (8000.5, 8000), (4e9, 4000000000)])
def test_rates_of_sounds_are_whole(rate, written):
    found = tf.Summary.FromString(S.audio("a", np.full([1, 2, 2], 0.5, np.float32), rate).numpy())
    sound = found.value[0].audio.encoded_audio_string
    assert sound[24:32] == struct.pack("<II", written, written * 4 % 2**32)
    assert sound[:4] + sound[8:16] == b"RIFFWAVEfmt "
    assert sound[36:] == b"data\x08\0\0\0" + b"\0@" * 4
