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


def test_a_checkpoint_of_a_graph_saves_the_iterator_that_it_has_now(tmp_path):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        first, second = (tf.data.Dataset.range(100).make_one_shot_iterator() for _ in range(2))
        elements = first.get_next(), second.get_next()
        for element, count in zip(elements, (3, 7), strict=True):
            for _ in range(count):
                session.run(element)
        checkpoint = tf.train.Checkpoint(iterator=first)
        checkpoint.save(f"{tmp_path}/a", session=session)
        checkpoint.iterator = second
        path = checkpoint.save(f"{tmp_path}/a", session=session)
        session.run(elements[1])
        checkpoint.restore(path).run_restore_ops(session)
        assert [session.run(element) for element in elements] == [3, 7]
        ops = len(graph.get_operations())
        checkpoint.restore(path).run_restore_ops(session)
        assert len(graph.get_operations()) == ops
