"""Checkpoints of graphs with iterators and queues, which run Python functions."""

import glob

import zeal as tf


def test_savers_and_hooks_save_beside_iterators(tmp_path):
    with tf.Graph().as_default():
        step = tf.train.get_or_create_global_step()
        row = tf.data.Dataset.range(9).make_one_shot_iterator().get_next()
        train = step.assign_add(row * 0 + 1)
        with tf.train.MonitoredTrainingSession(
            checkpoint_dir=str(tmp_path), save_checkpoint_steps=2, save_checkpoint_secs=None
        ) as session:
            for _ in range(4):
                session.run(train)
    assert glob.glob(f"{tmp_path}/model.ckpt-4.meta")
    assert (tmp_path / "graph.pbtxt").read_text().count("IteratorGetNext")
    events = [e for p in glob.glob(f"{tmp_path}/events*") for e in tf.train.summary_iterator(p)]
    assert any(e.HasField("graph_def") for e in events)
    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.train.get_or_create_global_step()
        tf.train.Saver().restore(session, tf.train.latest_checkpoint(str(tmp_path)))
        assert session.run(step) == 4
