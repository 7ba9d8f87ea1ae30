"""Tests of FixedLengthRecordDataset, tf.decode_raw and tf.gfile: what input code of TensorFlow 1.x
reads MNIST's files with."""

import gzip
import zlib

import numpy as np
import pytest

import zeal as tf

tf.enable_eager_execution()
Records = tf.data.FixedLengthRecordDataset


@pytest.fixture
def path(tmp_path):
    (tmp_path / "f").write_bytes(b"HEADab\0dFT")
    return str(tmp_path / "f")


def test_records(path):
    ds = Records(path, 2, header_bytes=4, footer_bytes=2)
    assert [r.numpy() for r in ds] == [b"ab", b"\0d"]
    assert ds.output_types == tf.string and ds.output_shapes == []
    assert [r.numpy() for r in Records([path, path], 4, 4, 2)] == [b"ab\0d"] * 2
    assert list(Records(path, 3, header_bytes=10)) == []


def test_records_are_read_while_iterating(path):
    ds = Records([path, path + "2"], 2, header_bytes=4, footer_bytes=2)
    it = iter(ds)
    assert next(it).numpy() == b"ab"  # the second file is not there yet
    with open(path + "2", "wb") as file:
        file.write(b"headxyft")
    assert [r.numpy() for r in it] == [b"\0d", b"xy"]


def test_records_errors(path):
    with pytest.raises(tf.errors.NotFoundError, match="nothing"):
        list(Records(path + "nothing", 2))
    words = "has body length 10 bytes, which is not an exact multiple of the record length .3 bytes"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        list(Records(path, 3))
    with pytest.raises(tf.errors.InvalidArgumentError, match="10 bytes"):
        list(Records(path, 3, header_bytes=11))
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be positive, got 0"):
        Records(path, 0)


@pytest.mark.parametrize("kind", ["uint8", "int8", "int16", "int32", "int64", "float32", "float64"])
@pytest.mark.parametrize("order", "<>")
def test_decode_raw(kind, order):
    x = (np.arange(12).reshape(2, 2, 3) * 41).astype(kind)
    strings = [[row.astype(np.dtype(kind).newbyteorder(order)).tobytes() for row in m] for m in x]
    got = tf.decode_raw(tf.constant(strings), kind, little_endian=order == "<")
    assert got.dtype == kind
    np.testing.assert_array_equal(got.numpy(), x)
    assert tf.decode_raw(strings[0][0], kind, order == "<").shape == [3]


def test_decode_raw_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="element 1 has size 1 != 2"):
        tf.decode_raw(["a", "ab"], tf.uint8)
    words = "length 6 that is not a multiple of 4, the size of float32"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        tf.decode_raw("abcdef", tf.float32)
    with pytest.raises(ValueError, match="out_type is missing"):
        tf.decode_raw("a")


def test_digits_from_files(tmp_path):
    rs = np.random.RandomState(0)
    images, labels = rs.randint(0, 256, (5, 28, 28)), rs.randint(0, 10, 5)
    (tmp_path / "images").write_bytes(bytes(16) + images.astype("u1").tobytes())
    (tmp_path / "labels").write_bytes(bytes(8) + labels.astype("u1").tobytes())
    pixels = Records(str(tmp_path / "images"), 784, header_bytes=16).map(
        lambda s: tf.cast(tf.decode_raw(s, tf.uint8), tf.float32) / 255.0
    )
    digits = Records(str(tmp_path / "labels"), 1, header_bytes=8).map(
        lambda s: tf.to_int32(tf.reshape(tf.decode_raw(s, tf.uint8), []))
    )
    x, y = iter(tf.data.Dataset.zip((pixels, digits)).batch(5)).next()
    np.testing.assert_array_equal(x.numpy(), images.reshape(5, 784).astype("f4") / np.float32(255))
    assert y.numpy().tolist() == labels.tolist()


def test_gfile(tmp_path):
    gfile, name = tf.gfile, str(tmp_path / "a" / "b")
    gfile.MakeDirs(name)
    gfile.MakeDirs(name)
    with gfile.GFile(name + "/f", "w") as f:
        f.write("text")
    gfile.Copy(name + "/f", name + "/g")
    gfile.Rename(name + "/g", name + "/h")
    assert gfile.Open(name + "/h", "rb").read() == b"text"
    assert gfile.ListDirectory(name) == ["f", "h"] or gfile.ListDirectory(name) == ["h", "f"]
    assert gfile.Glob(name + "/*") == [name + "/f", name + "/h"]
    gfile.Remove(name + "/f")
    assert gfile.IsDirectory(name) and not gfile.Exists(name + "/f")
    gfile.MkDir(name)
    with pytest.raises(tf.errors.AlreadyExistsError, match="file already exists"):
        gfile.Copy(name + "/h", name + "/h")
    for call in (lambda path: gfile.Open(path).read(), gfile.Remove, gfile.DeleteRecursively):
        with pytest.raises(tf.errors.NotFoundError, match="nothing; No such file"):
            call(name + "/nothing")
    with pytest.raises(tf.errors.NotFoundError, match="Could not find directory"):
        gfile.ListDirectory(name + "/nothing")
    for call in (
        gfile.Open, gfile.Exists, gfile.IsDirectory, gfile.MakeDirs, gfile.MkDir, gfile.Stat,
        gfile.ListDirectory, gfile.Remove, gfile.DeleteRecursively,
        lambda path: gfile.Copy(path, name + "/new"),
        lambda path: gfile.Rename(path, name + "/new"),
    ):
        for path in (2, None):
            with pytest.raises(TypeError, match="expected str, bytes or os.PathLike object"):
                call(path)
    gfile.DeleteRecursively(name)
    assert not gfile.Exists(name)
    assert list(gfile.Walk(name)) == []


def test_statistics_and_walks(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "f").write_text("text")
    top = str(tmp_path)
    walk = [(top, ["a"], []), (f"{top}/a", ["b"], ["f"]), (f"{top}/a/b", [], [])]
    assert list(tf.gfile.Walk(top)) == walk
    assert list(tf.gfile.Walk(top, in_order=False)) == walk[::-1]
    found = tf.gfile.Stat(str(tmp_path / "a" / "f"))
    assert (found.length, found.is_directory) == (4, False)
    assert found.mtime_nsec == (tmp_path / "a" / "f").stat().st_mtime_ns
    with pytest.raises(tf.errors.NotFoundError):
        tf.gfile.Stat(str(tmp_path / "nothing"))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        tf.gfile.nonsense  # noqa: B018


def test_compressed_records(tmp_path):
    content = b"HEADabcdT"
    for compression, data in (("GZIP", gzip.compress(content)), ("ZLIB", zlib.compress(content))):
        path = tmp_path / compression
        path.write_bytes(data)
        records = Records(str(path), 2, 4, 1, None, compression, num_parallel_reads=2)
        assert [r.numpy() for r in records] == [b"ab", b"cd"]
    with pytest.raises(ValueError, match='compression_type must be "", "GZIP" or "ZLIB", got 7'):
        Records(str(path), 2, compression_type=7)
    with pytest.raises(tf.errors.DataLossError):
        list(Records(str(path), 2, compression_type="GZIP"))
