"""tf.contrib.framework.RecordInput."""

import pytest

import zeal as tf

RecordInput = tf.contrib.framework.RecordInput


@pytest.mark.parametrize("compression", [None, tf.python_io.TFRecordCompressionType.GZIP])
def test_epochs_have_each_record_once(compression, tmp_path):
    options = compression and tf.python_io.TFRecordOptions(compression)
    for i in range(4):
        with tf.python_io.TFRecordWriter(str(tmp_path / f"r.{i}"), options) as writer:
            for j in range(5):
                writer.write(b"%d" % (5 * i + j))
    with tf.Graph().as_default():
        records = RecordInput(
            str(tmp_path / "r.*"), 2, 7, shift_ratio=0.3, seed=3, batches=2,
            compression_type=compression).get_yield_op()  # fmt: skip
        orders = []
        for _ in range(2):
            with tf.Session() as session:
                runs = [session.run(records) for _ in range(10)]
            orders.append([record for run in runs for batch in run for record in batch])
        found = orders[0]
    every = sorted(b"%d" % i for i in range(20))
    assert sorted(found[:20]) == every == sorted(found[20:]) and found[:20] != found[20:]
    assert orders[0] == orders[1] != every


def test_no_files_and_eager_calls(tmp_path):
    records = RecordInput(str(tmp_path / "none"))
    missing = pytest.raises(tf.errors.NotFoundError, match="Found no files at")
    with tf.Graph().as_default(), tf.Session() as session, missing:
        session.run(records.get_yield_op())
    with pytest.raises(RuntimeError, match="eager"):
        records.get_yield_op()


def test_files_without_records_and_damaged_ones(tmp_path):
    with tf.python_io.TFRecordWriter(str(tmp_path / "empty")):
        pass
    with tf.python_io.TFRecordWriter(str(tmp_path / "bad")) as writer:
        writer.write(b"one")
        writer.write(b"two")
    (tmp_path / "bad").write_bytes((tmp_path / "bad").read_bytes()[:-1])
    with tf.Graph().as_default(), tf.Session() as session:
        records = RecordInput(str(tmp_path / "empty")).get_yield_op()
        with pytest.raises(tf.errors.OutOfRangeError, match="Found no records"):
            session.run(records)
        records = RecordInput(str(tmp_path / "bad")).get_yield_op()
        for _ in range(2):  # a run after an error begins anew
            assert session.run(records).tolist() == [b"one"]
            with pytest.raises(tf.errors.DataLossError):
                session.run(records)
    with pytest.raises(ValueError, match="batches must be positive, got 0"):
        RecordInput("x", batches=0)
