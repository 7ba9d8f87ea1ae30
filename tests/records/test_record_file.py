"""Record files: written, read by all readers, and broken ones."""

import gzip
import os
import subprocess
import sys
import threading
import zlib

import pytest

import zeal as tf

RECORDS = [b"one", b"", b"three" * 1000, bytes(range(256)) * 5000]
TF_RECORD_A = (
    "01000000000000000175de4161786ee428"  # a file with the record b"a" that TensorFlow 1.15 wrote
)


def write(path, records=RECORDS, options=None):
    with tf.python_io.TFRecordWriter(str(path), options) as writer:
        for record in records:
            writer.write(record)
    return str(path)


def by_iterator(path, kind=""):
    return list(tf.python_io.tf_record_iterator(path, tf.python_io.TFRecordOptions(kind)))


def by_dataset(path, kind=""):
    return [r.numpy() for r in tf.data.TFRecordDataset(path, kind)]


def by_queue(path, kind=""):
    kinds = {"": 0, "ZLIB": 1, "GZIP": 2}  # as `TFRecordCompressionType` has them
    options, found = tf.python_io.TFRecordOptions(kinds[kind]), []
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.train.string_input_producer([path], num_epochs=1)
        _, value = tf.TFRecordReader(options=options).read(queue)
        session.run(tf.local_variables_initializer())
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        try:
            while True:
                found.append(session.run(value))
        except tf.errors.OutOfRangeError:
            pass
        finally:
            coordinator.request_stop()
            coordinator.join(threads)
    return found


READERS = [by_iterator, by_dataset, by_queue]


@pytest.mark.parametrize("kind", ["", "GZIP", "ZLIB"])
@pytest.mark.parametrize("read", READERS)
def test_there_and_back(tmp_path, read, kind):
    path = write(tmp_path / "records", options=tf.python_io.TFRecordOptions(kind))
    assert read(path, kind) == RECORDS
    data = (tmp_path / "records").read_bytes()
    plain = {"": bytes, "GZIP": gzip.decompress, "ZLIB": zlib.decompress}[kind](data)
    (tmp_path / "plain").write_bytes(plain)
    assert read(str(tmp_path / "plain")) == RECORDS


def test_members_one_after_the_other(tmp_path):
    parts = [gzip.compress((tmp_path / write(tmp_path / "x", [r])).read_bytes()) for r in RECORDS]
    (tmp_path / "all").write_bytes(b"".join(parts) + bytes(7))
    assert by_iterator(str(tmp_path / "all"), "GZIP") == RECORDS


def test_options():
    options = tf.python_io.TFRecordOptions
    for kind, name in ((None, ""), (0, ""), (1, "ZLIB"), (2, "GZIP"), ("GZIP", "GZIP")):
        assert options.get_compression_type_string(kind) == name
        assert options.get_compression_type_string(options(kind)) == name
    for kind in ("bogus", 7):
        with pytest.raises(ValueError, match=f'Not a valid compression_type: "{kind}"'):
            options(kind)
    with pytest.raises(ValueError, match="Unsupported compression_type: BOGUS"):
        tf.data.TFRecordDataset("x", "BOGUS")


@pytest.mark.parametrize("level", [0, 1, 9])
def test_compression_levels(tmp_path, level):
    options = tf.python_io.TFRecordOptions("GZIP", compression_level=level)
    path = write(tmp_path / "records", options=options)
    assert by_iterator(path, "GZIP") == RECORDS
    assert ((tmp_path / "records").stat().st_size > 10**6) == (level == 0)


@pytest.mark.parametrize("kind", ["", "GZIP"])
def test_writers(tmp_path, kind):
    writer = tf.python_io.TFRecordWriter(str(tmp_path / "records"), kind)
    writer.write(b"a")
    writer.flush()
    if not kind:
        assert by_iterator(str(tmp_path / "records")) == [b"a"]
    for wrong in ("text", 3):
        with pytest.raises(TypeError, match=f"expected bytes, {type(wrong).__name__} found"):
            writer.write(wrong)
    writer.close()
    writer.close()
    for call in (lambda: writer.write(b"a"), writer.flush):
        with pytest.raises(
            tf.errors.FailedPreconditionError, match="Writer not initialized or pre"
        ):
            call()
    with pytest.raises(tf.errors.NotFoundError, match="No such file or directory"):
        tf.python_io.TFRecordWriter(str(tmp_path / "none" / "x"))
    with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
        tf.python_io.TFRecordWriter(str(tmp_path))


@pytest.mark.parametrize("kind", ["", "GZIP"])
def test_threads_share_a_writer(tmp_path, kind):
    path = str(tmp_path / "records")
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with tf.python_io.TFRecordWriter(path, kind) as writer:
            def write(number):
                for _ in range(300):
                    writer.write(bytes([number]) + os.urandom(3000))

            threads = [threading.Thread(target=write, args=(k,)) for k in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(before)
    found = [row[0] for row in tf.python_io.tf_record_iterator(path, kind)]
    assert [found.count(k) for k in range(4)] == [300] * 4


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk():
    writer = tf.python_io.TFRecordWriter("/dev/full")
    writer.write(b"a")
    with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left"):
        writer.flush()
    with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left"):
        writer.close()
    with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left"):
        tf.write_file("/dev/full", "text" * 10000)
    file = tf.gfile.Open("/dev/full", "w")
    file.write("text")
    with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left"):
        file.flush()
    with pytest.raises(tf.errors.ResourceExhaustedError):
        file.close()


def test_flushed_compressed_records_are_there(tmp_path):
    path = tmp_path / "records"
    writer = tf.python_io.TFRecordWriter(str(path), "GZIP")
    writer.write(b"a")
    writer.flush()
    assert next(tf.python_io.tf_record_iterator(str(path), "GZIP")) == b"a"
    writer.close()


@pytest.mark.parametrize("read", READERS)
def test_a_file_of_tensorflow(tmp_path, read):
    path = write(tmp_path / "mine", [b"a"])
    assert (tmp_path / "mine").read_bytes().hex() == TF_RECORD_A
    assert read(path) == [b"a"]


@pytest.mark.parametrize("read", READERS)
def test_broken_files_say_where(tmp_path, read):
    write(tmp_path / "whole", [b"abc", b"de"])
    whole = (tmp_path / "whole").read_bytes()
    path = tmp_path / "broken"

    def broken(data):
        path.write_bytes(data)
        return str(path)

    for at, words in ((2, "corrupted record at 0"), (9, "corrupted record at 0"),
                      (13, "corrupted record at 12"), (16, "corrupted record at 12"),
                      (20, "corrupted record at 19"), (32, "corrupted record at 31")):  # fmt: skip
        data = bytearray(whole)
        data[at] ^= 1
        with pytest.raises(tf.errors.DataLossError, match=f"{words} of {path}"):
            read(broken(bytes(data)))
    for end in range(len(whole)):
        cut = broken(whole[:end])
        if end < 12 or 19 <= end < 31:  # in a head: the end
            assert read(cut) == [b"abc", b"de"][: end // 19]
            continue
        with pytest.raises(
            tf.errors.DataLossError, match=f"truncated record at {end // 19 * 19} of"
        ):
            read(cut)


def test_lengths_that_lie_take_no_memory(tmp_path):
    from zeal import _native

    head = (2**62).to_bytes(8, "little")
    crc = _native.crc32c(head)
    head += (((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF).to_bytes(4, "little")
    (tmp_path / "lie").write_bytes(head + b"few bytes")
    with pytest.raises(tf.errors.DataLossError, match="truncated record at 0 of"):
        by_iterator(str(tmp_path / "lie"))


@pytest.mark.parametrize("kind", ["GZIP", "ZLIB"])
@pytest.mark.parametrize("read", READERS)
def test_broken_compressed_files(tmp_path, read, kind):
    plain = write(tmp_path / "plain")
    with pytest.raises(tf.errors.DataLossError, match=f"{plain} is no whole {kind} file"):
        read(plain, kind)
    write(tmp_path / "whole", options=kind)
    whole = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(tf.errors.DataLossError, match=f"cut is no whole {kind} file"):
        read(str(tmp_path / "cut"), kind)


@pytest.mark.parametrize("read", [by_iterator, by_dataset])
def test_files_that_are_not_there(tmp_path, read):
    with pytest.raises(tf.errors.NotFoundError, match="nope; No such file or directory"):
        read(str(tmp_path / "nope"))
    with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
        read(str(tmp_path))


def test_datasets_of_several_files(tmp_path):
    paths = [write(tmp_path / f"{i}", [b"%d%d" % (i, k) for k in range(3)]) for i in range(3)]
    in_turn = [b"%d%d" % (i, k) for i in range(3) for k in range(3)]
    assert by_dataset(paths) == in_turn
    assert by_dataset(tf.constant(paths)) == in_turn
    assert by_dataset(tf.data.Dataset.from_tensor_slices(paths)) == in_turn
    mixed = [r.numpy() for r in tf.data.TFRecordDataset(paths, num_parallel_reads=2)]
    assert mixed == [b"00", b"10", b"01", b"11", b"02", b"12", b"20", b"21", b"22"]
    with tf.Graph().as_default(), tf.Session() as session:
        names = tf.placeholder(tf.string, [None])
        it = tf.data.TFRecordDataset(names).batch(9).make_initializable_iterator()
        session.run(it.initializer, {names: paths})
        assert session.run(it.get_next()).tolist() == in_turn


def test_a_dataset_can_be_iterated_twice_and_left_early(tmp_path):
    dataset = tf.data.TFRecordDataset(write(tmp_path / "records", options="GZIP"), "GZIP")
    assert next(iter(dataset)).numpy() == RECORDS[0]
    assert [r.numpy() for r in dataset.repeat(2)] == RECORDS * 2


IN_A_PIPE = """
import os, signal, sys, threading, time
import zeal as tf

tf.enable_eager_execution()
path = sys.argv[1]
os.mkfifo(path)
heard = []
signal.signal(signal.SIGALRM, lambda *_: heard.append(1))

def write():
    time.sleep(0.1)  # the reader opens first
    with tf.python_io.TFRecordWriter(path) as writer:
        for record in (b"a", b"b" * 300000, b"c"):
            time.sleep(0.1)  # ... and waits
            writer.write(record)
            writer.flush()

threading.Thread(target=write).start()
signal.setitimer(signal.ITIMER_REAL, 0.03, 0.03)
found = %s
print([len(record) for record in found], bool(heard))
"""


@pytest.mark.parametrize(
    "read",
    ["tf.python_io.tf_record_iterator(path)",
     "[r.numpy() for r in tf.data.TFRecordDataset(path)]",
     "[r.numpy() for r in tf.data.TFRecordDataset(path).prefetch(2)]"],
)  # fmt: skip
def test_who_waits_for_a_pipe_lets_others_run(tmp_path, read):
    """The thread that writes into it among them; a signal that is handled does not disturb."""
    command = [sys.executable, "-c", IN_A_PIPE % read, str(tmp_path / "pipe")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.stdout == "[1, 300000, 1] True\n", ended.stderr
