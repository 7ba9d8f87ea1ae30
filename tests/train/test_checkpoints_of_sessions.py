"""Monitored sessions and supervisors that save checkpoints and go on from them."""

import os
import time

import pytest

import zeal as tf


@pytest.fixture()
def folder(tmp_path):
    return str(tmp_path)


def checkpoints(folder):
    return sorted(n[: -len(".index")] for n in os.listdir(folder) if n.endswith(".index"))


def train(folder, stop, **arguments):
    """Trains to a step; the steps that it saw."""
    with tf.Graph().as_default():
        step = tf.train.get_or_create_global_step()
        w = tf.get_variable("w", [], initializer=tf.zeros_initializer())
        op = tf.group(step.assign_add(1), w.assign_add(10.0))
        seen = []
        hooks = [tf.train.StopAtStepHook(last_step=stop)]
        with tf.train.MonitoredTrainingSession(
            checkpoint_dir=folder, hooks=hooks, **arguments
        ) as session:
            while not session.should_stop():
                session.run(op)
                seen.append(session._tf_sess().run([step, w]))
        return [(int(s), float(x)) for s, x in seen]


def test_a_second_session_goes_on(folder):
    assert train(folder, 3, save_checkpoint_steps=2) == [(1, 10), (2, 20), (3, 30)]
    assert checkpoints(folder) == ["model.ckpt-0", "model.ckpt-2", "model.ckpt-3"]
    assert train(folder, 5, save_checkpoint_steps=2) == [(4, 40), (5, 50)]
    assert tf.train.latest_checkpoint(folder) == f"{folder}/model.ckpt-5"
    assert {"graph.pbtxt", "checkpoint", "model.ckpt-5.meta"} <= set(os.listdir(folder))


def test_seconds_by_default_or_never(folder):
    train(folder, 2)
    assert checkpoints(folder) == ["model.ckpt-0", "model.ckpt-2"]  # the first and the last
    train(f"{folder}/never", 2, save_checkpoint_secs=None, save_checkpoint_steps=None)
    assert not os.path.exists(f"{folder}/never/checkpoint")


def test_listeners(folder):
    calls = []

    class Listener(tf.train.CheckpointSaverListener):
        def begin(self):
            calls.append("begin")

        def before_save(self, session, global_step_value):
            calls.append(("before", global_step_value))

        def after_save(self, session, global_step_value):
            calls.append(("after", global_step_value))
            return global_step_value == 2

        def end(self, session, global_step_value):
            calls.append(("end", global_step_value))

    with tf.Graph().as_default():
        op = tf.train.get_or_create_global_step().assign_add(1)
        tf.add_to_collection(tf.GraphKeys.SAVERS, tf.train.Saver())
        hook = tf.train.CheckpointSaverHook(
            folder, save_steps=2, checkpoint_basename="mine", listeners=[Listener()]
        )
        with tf.train.MonitoredSession(hooks=[hook]) as session:
            while not session.should_stop():
                session.run(op)
    assert calls == [
        "begin", ("before", 0), ("after", 0), ("before", 2), ("after", 2), ("end", 2)
    ]  # fmt: skip
    assert checkpoints(folder) == ["mine-0", "mine-2"]


def test_hooks_that_cannot_be(folder):
    with pytest.raises(ValueError, match="You cannot provide both saver and scaffold"):
        tf.train.CheckpointSaverHook(folder, 1, saver=1, scaffold=1)
    with pytest.raises(ValueError, match="Either every_secs or every_steps"):
        tf.train.CheckpointSaverHook(folder)
    with tf.Graph().as_default(), pytest.raises(RuntimeError, match="Global step"):
        tf.train.CheckpointSaverHook(folder, 1).begin()


def test_scaffolds_saver():
    with tf.Graph().as_default():
        v, w = tf.Variable(1.0, name="v"), tf.Variable(2.0, name="w")
        saver = tf.train.Saver([v])
        assert tf.train.Scaffold(saver=saver).finalize().saver is saver
    with tf.Graph().as_default():
        w = tf.Variable(2.0, name="w")
        saver = tf.train.Scaffold().finalize().saver
        assert tf.get_collection(tf.GraphKeys.SAVERS) == [saver]
        assert saver.as_saver_def().sharded and w is not None


def test_session_manager(folder):
    with tf.Graph().as_default():
        v = tf.Variable(1.0, name="v")
        saver = tf.train.Saver()
        manager = tf.train.SessionManager(ready_op=tf.report_uninitialized_variables())
        arguments = {"saver": saver, "checkpoint_dir": folder}
        assert not manager.recover_session("", **arguments)[1]
        with manager.prepare_session("", tf.global_variables_initializer(), **arguments) as session:
            session.run(v.assign(5.0))
            path = saver.save(session, f"{folder}/model", global_step=1)
        recovered, restored = manager.recover_session("", **arguments)
        assert restored and recovered.run(v) == 5
        given = {"saver": saver, "checkpoint_filename_with_path": path}
        assert manager.prepare_session("", **given).run(v) == 5
        with pytest.raises(ValueError, match="Can not provide both checkpoint_dir and"):
            manager.prepare_session("", **arguments, checkpoint_filename_with_path=path)


def test_older_ready_ops_give_counts():
    with tf.Graph().as_default():
        v = tf.Variable(7, name="v")
        manager = tf.train.SessionManager(ready_op=tf.assert_variables_initialized())
        with manager.prepare_session("", init_op=tf.global_variables_initializer()) as session:
            assert session.run(v) == 7
        with pytest.raises(RuntimeError, match="Init operations did not make model ready"):
            manager.prepare_session("", init_op=tf.no_op())


def test_supervisor(folder):
    for expected in (0, 2):
        with tf.Graph().as_default():
            step = tf.train.get_or_create_global_step()
            op = step.assign_add(1)
            supervisor = tf.train.Supervisor(logdir=folder, save_summaries_secs=0)
            with supervisor.managed_session() as session:
                assert session.run(step) == expected
                session.run(op)
                session.run(op)
                supervisor.saver.save(session, supervisor.save_path, global_step=step)
        assert supervisor.save_path == f"{folder}/model.ckpt"
    assert tf.train.latest_checkpoint(folder) == f"{folder}/model.ckpt-4"


def test_a_supervisor_without_a_writer_saves_and_knows_a_step_by_its_name(tmp_path):
    with tf.Graph().as_default():
        tf.Variable([123], name="global_step")
        supervisor = tf.train.Supervisor(logdir=str(tmp_path), summary_writer=None)
        session = supervisor.prepare_or_wait_for_session()
        assert session.run(supervisor.global_step).tolist() == [123]
        end = time.monotonic() + 20
        while tf.train.latest_checkpoint(str(tmp_path)) is None and time.monotonic() < end:
            time.sleep(0.01)
        supervisor.stop()
    assert tf.train.latest_checkpoint(str(tmp_path)) == str(tmp_path / "model.ckpt-123")
