"""tf.train.CheckpointManager: what it keeps, deletes and remembers."""

import os

import pytest

import zeal as tf


def names(paths):
    return [os.path.basename(p) for p in paths]


def on_disk(folder):
    return sorted(n.removesuffix(".index") for n in os.listdir(folder) if n.endswith(".index"))


@pytest.fixture
def root():
    return tf.train.Checkpoint(x=tf.Variable(1))


def test_the_last_ones_are_kept(tmp_path, root):
    manager = tf.train.CheckpointManager(root, tmp_path / "new", max_to_keep=2)
    assert manager.latest_checkpoint is None
    assert manager.checkpoints == []
    paths = [manager.save() for _ in range(4)]
    assert names(manager.checkpoints) == ["ckpt-3", "ckpt-4"] == on_disk(tmp_path / "new")
    assert manager.latest_checkpoint == paths[-1] == tf.train.latest_checkpoint(tmp_path / "new")
    assert int(root.save_counter) == 4


def test_all_are_kept(tmp_path, root):
    manager = tf.train.CheckpointManager(root, tmp_path, None, checkpoint_name="model")
    for _ in range(3):
        manager.save()
    assert on_disk(tmp_path) == names(manager.checkpoints) == ["model-1", "model-2", "model-3"]


def test_another_manager_goes_on(tmp_path, root):
    manager = tf.train.CheckpointManager(root, tmp_path, 3)
    paths = [manager.save() for _ in range(3)]
    later = tf.train.CheckpointManager(root, tmp_path, 2)
    assert later.checkpoints == paths
    assert later.latest_checkpoint == paths[-1]
    root.restore(later.latest_checkpoint)
    later.save()
    assert on_disk(tmp_path) == ["ckpt-3", "ckpt-4"]


def test_a_moved_folder_still_works(tmp_path, root):
    manager = tf.train.CheckpointManager(root, tmp_path / "old", 2)
    manager.save()
    os.rename(tmp_path / "old", tmp_path / "new")
    later = tf.train.CheckpointManager(root, tmp_path / "new", 2)
    assert later.latest_checkpoint == f"{tmp_path}/new/ckpt-1"
    root.restore(later.latest_checkpoint).assert_consumed()


def test_numbers_of_the_program(tmp_path, root):
    manager = tf.train.CheckpointManager(root, tmp_path, 5)
    manager.save(10)
    manager.save(checkpoint_number=tf.Variable(20))
    manager.save(tf.constant(30))
    manager.save(30)
    assert names(manager.checkpoints) == ["ckpt-10", "ckpt-20", "ckpt-30"]
    assert int(root.save_counter) == 4


def test_some_are_kept_for_ever(tmp_path, root, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    manager = tf.train.CheckpointManager(root, tmp_path, 1, keep_checkpoint_every_n_hours=2)
    for _ in range(5):
        now[0] += 3600 * 1.5
        manager.save()
    assert names(manager.checkpoints) == ["ckpt-5"]
    assert on_disk(tmp_path) == ["ckpt-2", "ckpt-4", "ckpt-5"]
    later = tf.train.CheckpointManager(root, tmp_path, 1, keep_checkpoint_every_n_hours=2)
    now[0] += 10
    later.save()
    assert on_disk(tmp_path) == ["ckpt-2", "ckpt-4", "ckpt-6"]


def test_a_clock_that_went_back(tmp_path, root, monkeypatch):
    manager = tf.train.CheckpointManager(root, tmp_path, 2)
    manager.save()
    monkeypatch.setattr("time.time", lambda: 10.0)
    assert tf.train.CheckpointManager(root, tmp_path, 2).latest_checkpoint.endswith("ckpt-1")


def test_in_graphs(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        root = tf.train.Checkpoint(x=tf.Variable(1), step=tf.Variable(7))
        manager = tf.train.CheckpointManager(root, tmp_path, 2)
        session.run([root.x.initializer, root.step.initializer])
        assert names(manager.save() for _ in range(2)) == ["ckpt-1", "ckpt-2"]
        assert names([manager.save(root.step)]) == ["ckpt-7"]
        assert on_disk(tmp_path) == ["ckpt-2", "ckpt-7"]
        session.run(root.x.assign(5))
        root.restore(manager.latest_checkpoint).run_restore_ops()
        assert session.run(root.x) == 1


@pytest.mark.parametrize("number", [0, -1])
def test_one_at_least_must_be_kept(tmp_path, root, number):
    with pytest.raises(ValueError, match="Expected a positive integer or `None`"):
        tf.train.CheckpointManager(root, tmp_path, number)
