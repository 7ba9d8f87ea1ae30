"""Bundles: what is written is read again, parts too; and what damage says."""

import os
import struct
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal.checkpoint import slices, table
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.bundle_writer import BundleWriter
from zeal.checkpoint.coding import ordered_number, ordered_signed, ordered_text

tf.enable_eager_execution()

VALUES = {
    "bool": np.array([True, False]),
    "bytes": np.array([[b"a", b""], [b"\0\xff", b"x" * 300]], object),
    "complex128": np.array([1 + 2j, -3j]),
    "complex64": np.array([1 + 2j], np.complex64),
    "empty": np.zeros((0, 3), np.int32),
    "float16": np.array([1.5, -2], np.float16),
    "float32": np.arange(6, dtype=np.float32).reshape(2, 3),
    "int8": np.array([-1, 2], np.int8),
    "one text": np.array(b"hello", object),
    "scalar": np.float64(3.5),
    "uint64": np.array([2**64 - 1], np.uint64),
}


@pytest.fixture()
def prefix(tmp_path):
    return str(tmp_path / "model")


def write(prefix, values):
    with BundleWriter(prefix) as writer:
        for name, value in values.items():
            writer.add(name, value)
        writer.finish()


def test_what_is_written_is_read(prefix):
    write(prefix, VALUES)
    reader = BundleReader(prefix)
    assert reader.keys() == sorted(VALUES)
    for name, value in VALUES.items():
        found = reader.get(name)
        assert found.dtype == reader.dtype(name)
        assert reader.shape(name).as_list() == list(np.shape(value))
        np.testing.assert_array_equal(np.asarray(found), value)
    assert not reader.has("other")


def test_bfloat16(prefix):
    value = tf.constant([1.0, 2.5, -3.0], tf.bfloat16)
    write(prefix, {"x": value})
    found = BundleReader(prefix).get("x")
    assert found.dtype == tf.bfloat16
    np.testing.assert_array_equal(found.numpy(), value.numpy())


def test_many_names_share_prefixes_over_several_blocks(prefix):
    values = {f"layer_{i:05d}/{'deep/' * 20}kernel": np.float32(i) for i in range(6000)}
    write(prefix, values)
    reader = BundleReader(prefix)
    assert reader.keys() == sorted(values)
    assert [float(reader.get(k)) for k in list(values)[::500]] == list(range(0, 6000, 500))


def test_parts_make_a_whole(prefix):
    whole = np.arange(20, dtype=np.float32).reshape(5, 4)
    with BundleWriter(prefix) as writer:
        writer.add_slice("w", [5, 4], "5 4 0,3:-", whole[:3])
        writer.add_slice("w", [5, 4], "5 4 3,2:-", whole[3:])
        writer.finish()
    reader = BundleReader(prefix)
    assert reader.keys() == ["w"]
    np.testing.assert_array_equal(np.asarray(reader.get("w")), whole)
    for spec, expected in {
        "5 4 3,2:-": whole[3:],
        "5 4 2,2:1,2": whole[2:4, 1:3],
        "5 4 -:0,1": whole[:, :1],
    }.items():
        np.testing.assert_array_equal(np.asarray(reader.get("w", slices.of_spec(spec))), expected)


def test_a_part_of_a_whole(prefix):
    write(prefix, {"w": np.arange(6.0).reshape(3, 2)})
    found = BundleReader(prefix).get("w", slices.of_spec("3 2 1,2:1,1"))
    assert found.numpy().tolist() == [[3.0], [5.0]]


def test_parts_that_lack_something(prefix):
    with BundleWriter(prefix) as writer:
        writer.add_slice("w", [5], "5 0,3", np.zeros(3))
        writer.finish()
    with pytest.raises(tf.errors.DataLossError, match="w: its parts lack 2 of the elements"):
        BundleReader(prefix).get("w")


@pytest.mark.parametrize(
    "spec", ["5 4", "5 4 0,6:-", "5 4 a:-", "5 4 0,1", "x 4 -:-", "5 4 -1,2:0,1"]
)
def test_wrong_parts(spec):
    with pytest.raises(tf.errors.InvalidArgumentError):
        slices.of_spec(spec)


def test_overwriting_leaves_two_files(prefix):
    for i in range(3):
        write(prefix, {"w": np.full(4, i)})
        assert BundleReader(prefix).get("w").numpy().tolist() == [i] * 4
        assert sorted(os.listdir(os.path.dirname(prefix))) == [
            "model.data-00000-of-00001", "model.index"
        ]  # fmt: skip


def test_an_unfinished_write_leaves_what_was_there(prefix):
    write(prefix, {"w": np.ones(2)})
    with pytest.raises(KeyError), BundleWriter(prefix) as writer:
        writer.add("w", np.zeros(2))
        raise KeyError
    assert BundleReader(prefix).get("w").numpy().tolist() == [1, 1]
    assert len(os.listdir(os.path.dirname(prefix))) == 2


def test_leftovers_of_a_killed_process_go(prefix, tmp_path):
    (tmp_path / "model.data-00000-of-00001.tempstate99_1").write_bytes(b"old")
    (tmp_path / "model.index.tempstate99_1").write_bytes(b"old")
    write(prefix, {"w": 1.0})
    assert len(os.listdir(tmp_path)) == 2


def test_names_twice_or_none(prefix):
    with BundleWriter(prefix) as writer:
        writer.add("w", 1.0)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Adding duplicate key: w"):
            writer.add("w", 1.0)
        with pytest.raises(tf.errors.InvalidArgumentError, match="needs a name"):
            writer.add("", 1.0)


def test_a_name_that_is_not_there(prefix):
    write(prefix, {"dense/kernel": 1.0, "dense/bias": 1.0})
    words = "Key dense/kernal not found in checkpoint .*; did you mean dense/kernel"
    with pytest.raises(tf.errors.NotFoundError, match=words):
        BundleReader(prefix).get("dense/kernal")


def test_no_checkpoint(prefix):
    words = "Unsuccessful TensorSliceReader constructor: Failed to find any matching files for"
    with pytest.raises(tf.errors.NotFoundError, match=words):
        BundleReader(prefix)


@pytest.mark.parametrize("kind", ["index", "data-00000-of-00001"])
def test_cut_at_every_byte(prefix, kind):
    write(prefix, {"w": np.arange(3.0), "t": np.array([b"ab", b"c"], object)})
    path = f"{prefix}.{kind}"
    content = Path(path).read_bytes()
    for length in range(len(content)):
        with open(path, "wb") as file:
            file.write(content[:length])
        with pytest.raises(tf.errors.DataLossError) as caught:
            reader = BundleReader(prefix)
            reader.get("t"), reader.get("w")
        assert "model" in str(caught.value)


@pytest.mark.parametrize("kind", ["index", "data-00000-of-00001"])
def test_bits_count(prefix, kind):
    values = {"w": np.arange(3.0), "t": np.array([b"ab", b"c"], object)}
    write(prefix, values)
    path = f"{prefix}.{kind}"
    content = Path(path).read_bytes()
    noticed = 0
    flips = range(0, 8 * len(content), 3)
    for at in flips:
        broken = bytearray(content)
        broken[at // 8] ^= 1 << at % 8
        with open(path, "wb") as file:
            file.write(broken)
        try:
            reader = BundleReader(prefix)
            found = [np.asarray(reader.get(k)).tolist() for k in ("t", "w")]
        except tf.errors.OpError:
            noticed += 1
        else:  # the footer's padding, and where the table's meta block lies, are not read
            assert found == [values["t"].tolist(), values["w"].tolist()]
    assert noticed > len(flips) * (1 - 48 / len(content))


def _table_with(entry, prefix):
    """A checkpoint of a tensor "w" whose entry is as given, over 100 bytes of data."""
    from zeal.messages.checkpoint import BundleHeaderProto

    header = BundleHeaderProto(num_shards=1).SerializeToString()
    with open(f"{prefix}.index", "wb") as file:
        file.write(table.build([(b"", header), (b"w", entry.SerializeToString())]))
    with open(f"{prefix}.data-00000-of-00001", "wb") as file:
        file.write(bytes(100))


@pytest.mark.parametrize(
    "change",
    [
        {"offset": 1 << 60},
        {"offset": -5},
        {"size": -1},
        {"size": 1 << 62},
        {"shard_id": 7},
        {"shard_id": -1},
        {"dtype": 99},
        {"dtype": 20},
        {"dtype": 101},
        {"size": 8},
    ],
)
def test_entries_that_lie(prefix, change):
    from zeal.messages.checkpoint import BundleEntryProto

    entry = BundleEntryProto(dtype=1, size=16)
    entry.shape.dim.add(size=4)
    for name, value in change.items():
        setattr(entry, name, value)
    _table_with(entry, prefix)
    with pytest.raises((tf.errors.DataLossError, tf.errors.UnimplementedError), match="model"):
        BundleReader(prefix).get("w")


@pytest.mark.parametrize("sizes", [[1 << 62, 4], [-1], [1 << 40], [0, 1 << 62, 1 << 62], [1] * 300])
def test_shapes_that_lie(prefix, sizes):
    from zeal.messages.checkpoint import BundleEntryProto

    entry = BundleEntryProto(dtype=1, size=16)
    for size in sizes:
        entry.shape.dim.add(size=size)
    _table_with(entry, prefix)
    with pytest.raises(tf.errors.OpError):
        BundleReader(prefix).get("w")


def test_a_table_of_another_byte_order_or_compressed(prefix):
    from zeal.messages.checkpoint import BundleHeaderProto

    header = BundleHeaderProto(num_shards=1, endianness=1).SerializeToString()
    content = table.build([(b"", header)])
    with open(f"{prefix}.index", "wb") as file:
        file.write(content)
    with pytest.raises(tf.errors.UnimplementedError, match="big-endian"):
        BundleReader(prefix)


def test_keys_cannot_multiply():
    """A block's entries share a prefix: a short file must not stand for gigabytes."""
    from zeal import _native
    from zeal.checkpoint.coding import masked, varint

    long = b"k" * 60000
    block = varint(0) + varint(len(long)) + varint(0) + long
    for i in range(60000):
        block += varint(59998) + varint(3) + varint(0) + struct.pack(">I", i)[1:]
    block += struct.pack("<2I", 0, 1)
    body = block + b"\0"
    file = bytearray(body + struct.pack("<I", masked(_native.crc32c(body))))
    index = table._block([(b"z", varint(0) + varint(len(block)))], 1)
    handles = table._add_block(file, table._block([], 1)) + table._add_block(file, index)
    file += handles.ljust(40, b"\0") + table._MAGIC
    with pytest.raises(tf.errors.DataLossError, match="longer than the file can have"):
        table.parse(bytes(file), "f")


def test_ordered_numbers():
    """Their bytes are in the order of the values, with the lengths that the format has."""
    numbers = [0, 1, 63, 64, 8191, 8192, 2**20, 2**62, 2**63 - 1]
    signed = sorted([*numbers, *(-n for n in numbers), -65, -(2**63)])
    assert [ordered_signed(n) for n in signed] == sorted(map(ordered_signed, signed))
    assert ordered_signed(0) == b"\x80" and ordered_signed(-1) == b"\x7f"
    assert ordered_signed(64) == b"\xc0\x40" and len(ordered_signed(2**63 - 1)) == 10
    assert [ordered_number(n) for n in numbers] == sorted(map(ordered_number, numbers))
    assert ordered_text(b"a\0\xffb") == b"a\0\xff\xff\0b\0\1"


def test_strings_that_the_system_reads_in_pieces(tmp_path, monkeypatch):
    prefix, texts = str(tmp_path / "model"), [b"a" * 5000, b"", b"b" * 7000]
    with BundleWriter(prefix) as writer:
        writer.add("texts", texts)
        writer.finish()
    pread = os.pread
    monkeypatch.setattr(os, "pread", lambda fd, n, at: pread(fd, min(n, 1000), at))
    assert BundleReader(prefix).get("texts").numpy().tolist() == texts
