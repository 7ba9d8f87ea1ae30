"""What `restore` returns: checks, words, reports."""

import gc
import logging

import pytest

import zeal as tf


@pytest.fixture
def saved(tmp_path):
    inner = tf.contrib.checkpoint.Checkpointable()
    inner.kernel, inner.bias = tf.Variable([1.0, 2.0]), tf.Variable(3.0)
    return tf.train.Checkpoint(layer=inner, step=tf.Variable(4)).save(tmp_path / "ckpt")


def holding(**variables):
    inner = tf.contrib.checkpoint.Checkpointable()
    for name, value in variables.items():
        setattr(inner, name, value)
    return inner


def test_consumed(saved):
    layer = holding(kernel=tf.Variable([0.0, 0.0]), bias=tf.Variable(0.0))
    status = tf.train.Checkpoint(layer=layer, step=tf.Variable(0)).restore(saved)
    assert status.assert_consumed() is status
    assert status.assert_existing_objects_matched() is status
    assert status.assert_nontrivial_match() is status
    assert status.run_restore_ops() is None
    assert status.initialize_or_restore() is None


def test_what_the_program_lacks(saved):
    status = tf.train.Checkpoint(layer=holding(kernel=tf.Variable([0.0, 0.0]))).restore(saved)
    status.assert_existing_objects_matched().expect_partial()
    with pytest.raises(AssertionError, match=r"Unresolved object in checkpoint \(root\)\.step"):
        status.assert_consumed()


def test_what_the_checkpoint_lacks(saved):
    root = tf.train.Checkpoint(layer=holding(kernal=tf.Variable([0.0, 0.0])))
    status = root.restore(saved).expect_partial()
    with pytest.raises(AssertionError, match="were not bound to checkpointed values"):
        status.assert_existing_objects_matched()
    with pytest.raises(AssertionError, match="were not bound to checkpointed values"):
        status.assert_consumed()


def test_empty_lists_need_no_place(saved):
    root = tf.train.Checkpoint(layer=holding(kernel=tf.Variable([0.0, 0.0]), more=[1], named={}))
    root.restore(saved).expect_partial().assert_existing_objects_matched()


def test_nothing_matches(saved):
    status = tf.train.Checkpoint().restore(saved).expect_partial()
    status.assert_nontrivial_match()  # the counter counts, as in TensorFlow
    root = tf.contrib.checkpoint.Checkpointable()
    saver = tf.contrib.eager.CheckpointableSaver(root)
    with pytest.raises(AssertionError, match="Nothing to load"):
        saver.restore(saved).expect_partial().assert_nontrivial_match()
    root.other = tf.Variable(1)
    with pytest.raises(AssertionError, match="Nothing except the root object matched"):
        saver.restore(saved).expect_partial().assert_nontrivial_match()


def test_attributes_that_nothing_takes(tmp_path):
    class Python(tf.train.experimental.PythonState):
        def serialize(self):
            return "state"

        def deserialize(self, string_value): ...

    path = tf.train.Checkpoint(x=Python()).save(tmp_path / "ckpt")
    status = tf.train.Checkpoint(x=holding()).restore(path).expect_partial()
    with pytest.raises(AssertionError, match=r"Unused attributes in these objects .*\n\(root\)\.x"):
        status.assert_consumed()


def test_no_checkpoint():
    status = tf.train.Checkpoint(x=tf.Variable(1)).restore(None)
    for check in ("assert_consumed", "assert_existing_objects_matched", "assert_nontrivial_match"):
        with pytest.raises(AssertionError, match="No checkpoint specified"):
            getattr(status, check)()
    with pytest.raises(AssertionError, match="no restore ops are available"):
        status.run_restore_ops()
    status.initialize_or_restore()
    assert status.expect_partial() is status


def test_the_report(saved):
    root = tf.train.Checkpoint(
        layer=holding(kernal=tf.Variable([0.0, 0.0]), bias=tf.Variable(0.0)), step=tf.Variable(0))
    status = root.restore(saved).expect_partial()
    report = status.report()
    assert report.matched == ["step", "save_counter", "layer/bias"]
    assert report.missing == ["layer/kernal"]
    assert report.unused == ["layer/kernel"]
    assert report.hints == {"layer/kernal": ["layer/kernel"]}
    assert str(report).splitlines() == [
        f"{saved}: 3 values matched, 1 missing, 1 unused",
        "  missing: layer/kernal (near layer/kernel)",
        "  unused: layer/kernel",
    ]
    root.layer.kernel = tf.Variable([0.0, 0.0])
    assert status.report().unused == []


def words_at_the_end(restore, caplog):
    caplog.clear()
    with caplog.at_level(logging.WARNING, "tensorflow"):
        restore()
        gc.collect()
    return [record.getMessage() for record in caplog.records]


def test_unused_values_are_told_at_the_end(saved, caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("tensorflow"), "propagate", True)

    def partly():
        tf.train.Checkpoint(step=tf.Variable(0)).restore(saved)

    said = words_at_the_end(partly, caplog)
    assert said[:3] == [
        "Unresolved object in checkpoint: (root).layer",
        "Unresolved object in checkpoint: (root).layer.kernel",
        "Unresolved object in checkpoint: (root).layer.bias",
    ]
    assert said[3].startswith("A checkpoint was restored (e.g. tf.train.Checkpoint.restore or")

    def expected():
        tf.train.Checkpoint(step=tf.Variable(0)).restore(saved).expect_partial()

    assert words_at_the_end(expected, caplog) == []


def test_a_restored_program_dies_without_a_collector(saved):
    import weakref

    root = tf.train.Checkpoint(step=tf.Variable(0))
    gone = weakref.ref(root)
    status = root.restore(saved).expect_partial()
    gc.disable()
    try:
        del root, status
        assert gone() is None
    finally:
        gc.enable()
