"""Restores read large values into the memory of those that they replace."""

import os
import subprocess
import sys

import numpy as np
import pytest

import zeal as tf
from zeal.checkpoint import bundle_reader

OLD, NEW = np.zeros(1000, np.float32), np.arange(1000, dtype=np.float32)


def by_objects(prefix, v):
    tf.train.Checkpoint(v=v).restore(prefix).assert_existing_objects_matched()


def by_names(prefix, v):
    tf.train.Saver({"v": v}).restore(None, prefix)


@pytest.fixture(params=[by_objects, by_names])
def saved(request, tmp_path, monkeypatch):
    """A way to restore, and the prefix of what it restores from; 1000 floats count as large."""
    monkeypatch.setattr(bundle_reader, "_LARGE", 4000)
    prefix = str(tmp_path / "model")
    if request.param is by_objects:
        return by_objects, tf.train.Checkpoint(v=tf.Variable(NEW)).save(prefix)
    return by_names, tf.train.Saver({"v": tf.Variable(NEW)}).save(None, prefix)


def address(v):
    return v.read_value().__array__().__array_interface__["data"][0]


def test_a_value_that_nobody_else_sees_is_overwritten(saved):
    restore, prefix = saved
    v = tf.Variable(OLD)
    before = address(v)
    restore(prefix, v)
    np.testing.assert_array_equal(v.numpy(), NEW)
    assert address(v) == before


def test_a_value_that_was_read_stays_as_it_was(saved):
    restore, prefix = saved
    v = tf.Variable(OLD)
    kept = v.read_value()
    restore(prefix, v)
    np.testing.assert_array_equal(v.numpy(), NEW)
    np.testing.assert_array_equal(kept.numpy(), OLD)


def test_a_value_that_a_tape_holds_stays_as_it_was(saved):
    restore, prefix = saved
    v = tf.Variable(np.ones(1000, np.float32))
    with tf.GradientTape() as tape:
        y = v * v
    restore(prefix, v)
    np.testing.assert_array_equal(tape.gradient(y, v).numpy(), np.full(1000, 2, np.float32))


@pytest.mark.parametrize("damage", ["flipped", "cut short"])
def test_a_damaged_file_leaves_the_value_as_it_was(saved, damage):
    restore, prefix = saved
    path = prefix + ".data-00000-of-00001"
    with open(path, "r+b") as file:
        if damage == "flipped":
            file.seek(2000)
            file.write(b"\xff")
        else:
            file.truncate(os.path.getsize(path) - 600)
    v = tf.Variable(OLD)
    with pytest.raises(tf.errors.DataLossError, match=r"checksum of tensor v|lies at bytes"):
        restore(prefix, v)
    np.testing.assert_array_equal(v.numpy(), OLD)


def test_bools_and_slots(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle_reader, "_LARGE", 1)

    def model():
        optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
        w, flags = tf.Variable([1.0, 2.0]), tf.Variable([False, False])
        optimizer.apply_gradients([(tf.constant([1.0, 2.0]), w)])
        return tf.train.Checkpoint(w=w, flags=flags, optimizer=optimizer)

    first, second = model(), model()
    first.flags.assign([True, False])
    first.optimizer.apply_gradients([(tf.constant([1.0, 2.0]), first.w)])
    second.restore(first.save(str(tmp_path / "model"))).assert_consumed()
    assert second.flags.numpy().tolist() == [True, False]
    for x in (first, second):
        x.optimizer.apply_gradients([(tf.constant([1.0, 2.0]), x.w)])
    np.testing.assert_array_equal(first.w.numpy(), second.w.numpy())


PROGRAM = """
import sys
import zeal as tf
tf.enable_eager_execution()

def peak(of="VmHWM:"):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if of in line)

v = tf.Variable(tf.random_uniform([1 << 25]))  # 128 MiB
path = tf.train.Checkpoint(v=v).save(sys.argv[1])
expected = float(v[77])
v[77:78].assign([expected + 1])
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # the peak is what is in use now
before = peak()
tf.train.Checkpoint(v=v).restore(path).assert_consumed()
assert float(v[77]) == expected
print((peak() - before) >> 10, (before - peak("VmRSS:")) >> 10)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/clear_refs"), reason="Linux tells the peak")
def test_a_restore_takes_less_than_64_mib_beyond_the_variables(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "model")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert not done.returncode, done.stderr
    beyond, over = map(int, done.stdout.split())
    assert beyond < 64 and over < 64


def test_a_whole_tensor_of_another_shape_is_not_copied_by_assignment():
    x = tf.ones([64, 64])
    v = tf.Variable(tf.zeros([4096]))
    v.assign(tf.reshape(x, [4096]))
    assert address(v) == x.__array__().__array_interface__["data"][0]
    v.assign_add(tf.ones([4096]))
    assert v.numpy().tolist() == [2.0] * 4096 and x.numpy().min() == x.numpy().max() == 1.0
    part = tf.ones([8192])[:4096]
    v.assign(part)  # a part is copied, so that the whole need not stay
    assert address(v) != part.__array__().__array_interface__["data"][0]


@pytest.mark.skipif(not os.path.exists("/proc/self/clear_refs"), reason="Linux tells the peak")
def test_a_session_without_values_reads_each_once(tmp_path):
    program = PROGRAM.replace("tf.enable_eager_execution()\n", "")
    head, _, _ = program.partition("v = tf.Variable")
    program = head + '''
v = tf.get_variable("v", [1 << 25])
saver = tf.train.Saver()
with tf.Session() as session:
    if sys.argv[2] == "save":
        session.run(v.initializer)
        print(saver.save(session, sys.argv[1]))
    else:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        before = peak()
        saver.restore(session, sys.argv[1])
        print((peak() - before) >> 10)
'''
    for what in ("save", "restore"):
        command = [sys.executable, "-c", program, str(tmp_path / "model"), what]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert not done.returncode, done.stderr
    assert int(done.stdout.split()[-1]) < 128 + 64
