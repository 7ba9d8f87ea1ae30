"""Tests of what writes summaries while a session trains: hooks, scaffolds, supervisors."""

import glob

import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def train():
    with tf.Graph().as_default():
        step = tf.train.get_or_create_global_step()
        tf.summary.scalar("step", step)
        yield step.assign_add(1)
    tf.summary.FileWriterCache.clear()


def events(folder):
    paths = sorted(glob.glob(f"{folder}/*tfevents*"))
    return [e for path in paths for e in tf.train.summary_iterator(path)]


def steps(folder, tag):
    return [e.step for e in events(folder) for v in e.summary.value if v.tag == tag]


def run(session, train, count):
    with session:
        for _ in range(count):
            session.run(train)


def test_every_few_steps(tmp_path, train):
    hook = tf.train.SummarySaverHook(3, output_dir=tmp_path, summary_op=tf.summary.merge_all())
    run(tf.train.MonitoredSession(hooks=[hook]), train, 8)
    assert steps(tmp_path, "step") == [1, 4, 7]
    kinds = [e.WhichOneof("what") for e in events(tmp_path)]
    assert kinds[:5] == ["file_version", "graph_def", "meta_graph_def", "session_log", "summary"]
    assert events(tmp_path)[3].session_log.status == tf.SessionLog.START


def test_a_list_of_summaries_and_a_writer(tmp_path, train):
    both = [tf.summary.scalar("a", 1.0), tf.summary.scalar("b", 2.0)]
    writer = tf.summary.FileWriter(tmp_path)
    hook = tf.train.SummarySaverHook(save_secs=1000, summary_writer=writer, summary_op=both)
    run(tf.train.MonitoredSession(hooks=[hook]), train, 3)
    assert steps(tmp_path, "a") == steps(tmp_path, "b") == [1]


def test_nowhere_to_write(train):
    hook = tf.train.SummarySaverHook(1, summary_op=tf.summary.merge_all())
    run(tf.train.MonitoredSession(hooks=[hook]), train, 2)


@pytest.mark.parametrize("arguments, words", [
    ({"save_steps": 1}, "Exactly one of scaffold or summary_op must be provided"),
    ({"save_steps": 1, "scaffold": 1, "summary_op": 1}, "Exactly one of scaffold or summary_op"),
    ({"summary_op": 1}, "Either every_secs or every_steps"),
    ({"summary_op": 1, "save_steps": 1, "save_secs": 1}, "Can not provide both"),
])  # fmt: skip
def test_errors(arguments, words):
    with pytest.raises(ValueError, match=words):
        tf.train.SummarySaverHook(**arguments)


def test_a_training_session(tmp_path, train):
    session = tf.train.MonitoredTrainingSession(
        summary_dir=str(tmp_path), save_summaries_steps=2, log_step_count_steps=2
    )
    run(session, train, 6)
    assert steps(tmp_path, "step") == [1, 3, 5]
    assert steps(tmp_path, "global_step/sec") == [3, 5]


@pytest.mark.parametrize("arguments, expected", [
    ({}, [1]),
    ({"save_summaries_secs": 1000}, [1]),
    ({"save_summaries_steps": None, "save_summaries_secs": None}, []),
    ({"save_summaries_steps": 3}, [1, 4]),
])  # fmt: skip
def test_how_often_a_training_session_writes(arguments, expected, tmp_path, train):
    run(tf.train.MonitoredTrainingSession(summary_dir=str(tmp_path), **arguments), train, 5)
    assert steps(tmp_path, "step") == expected


def test_scaffolds(tmp_path, train):
    mine = tf.summary.scalar("mine", 1.0)
    assert tf.train.Scaffold(summary_op=mine).finalize().summary_op is mine
    copy = tf.train.Scaffold(copy_from_scaffold=tf.train.Scaffold(summary_op=mine))
    assert copy.summary_op is mine


def test_a_scaffold_merges_all(train):
    made = tf.train.Scaffold().finalize().summary_op
    assert made.name == "Merge/MergeSummary:0"
    assert tf.get_collection(tf.GraphKeys.SUMMARY_OP) == [made]


def test_steps_per_second_of_programs_own(tmp_path, train):
    class Mine(tf.train.StepCounterHook):
        def _log_and_record(self, elapsed_steps, elapsed_time, global_step):
            found.append((elapsed_steps, global_step))

    found = []
    run(tf.train.MonitoredSession(hooks=[Mine(every_n_steps=2)]), train, 6)
    assert found == [(2, 3), (2, 5)]


# --- supervisors ---
def test_a_supervisor_writes(tmp_path, train):
    writer = tf.summary.FileWriter(tmp_path)
    supervisor = tf.train.Supervisor(
        logdir=str(tmp_path), summary_writer=writer, save_summaries_secs=0.01, save_model_secs=0
    )
    assert supervisor.summary_writer is writer and supervisor.summary_op is not None
    with supervisor.managed_session() as session:
        while not supervisor.should_stop() and (
            len(steps(tmp_path, "step")) < 3 or not steps(tmp_path, "global_step/sec")
        ):
            session.run(train)
            writer.flush()
        supervisor.summary_computed(session, tf.Summary(value=[{"tag": "own"}]), 77)
    assert steps(tmp_path, "own") == [77]
    logs = [e.session_log.status for e in events(tmp_path) if e.HasField("session_log")]
    assert logs == [tf.SessionLog.START, tf.SessionLog.STOP]
    for what in ("graph_def", "meta_graph_def"):
        assert [e for e in events(tmp_path) if e.HasField(what)]


def test_a_supervisor_without_a_writer(train):
    supervisor = tf.train.Supervisor(summary_op=None)
    assert supervisor.summary_op is supervisor.summary_writer is None
    with supervisor.managed_session() as session:
        assert supervisor.start_standard_services(session) == []
        with pytest.raises(RuntimeError, match="requires a summary writer"):
            supervisor.summary_computed(session, tf.Summary())
