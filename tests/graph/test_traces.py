"""What traced runs tell: step statistics, the part of the graph that ran, and the timeline."""

import json
import threading

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals.timeline import Timeline


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


FULL = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)


def stats_of(metadata):
    [device] = metadata.step_stats.dev_stats
    assert device.device == "/job:localhost/replica:0/task:0/device:CPU:0"
    return {stats.node_name: stats for stats in device.node_stats}


def test_step_statistics(session):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.matmul(x, tf.ones([3, 2]), name="y")
    metadata = tf.RunMetadata()
    got = session.run(y, {x: np.ones([4, 3])}, options=FULL, run_metadata=metadata)
    np.testing.assert_array_equal(got, np.full([4, 2], 3.0))
    stats = stats_of(metadata)["y"]
    assert stats.timeline_label == "y = MatMul(x, ones)"
    about = stats.output[0].tensor_description
    assert [dim.size for dim in about.shape.dim] == [4, 2]
    assert about.dtype == tf.float32.as_datatype_enum
    assert about.allocation_description.requested_bytes == 32
    assert stats.all_start_nanos > 1.6e18 and stats.all_end_rel_micros >= 1
    assert tf.RunMetadata.FromString(metadata.SerializeToString()) == metadata


def test_a_run_without_a_trace_tells_nothing(session):
    metadata = tf.RunMetadata()
    session.run(tf.constant(1) + 1, run_metadata=metadata)
    session.run(tf.constant(1) + 1, options=tf.RunOptions(), run_metadata=metadata)
    assert not metadata.step_stats.dev_stats


def test_loops_tell_of_their_steps(session):
    step = lambda i, s: (i + 1, tf.sqrt(s, name="root"))  # noqa: E731
    _, end = tf.while_loop(lambda i, s: i < 3, step, [0, 9.0])
    metadata = tf.RunMetadata()
    session.run(end, options=FULL, run_metadata=metadata)
    names = [s.node_name for s in metadata.step_stats.dev_stats[0].node_stats]
    assert sum("root" in name for name in names) == 3


def test_a_failing_run_tells_what_ran(session):
    x = tf.placeholder(tf.int32, name="x")
    with tf.control_dependencies([tf.abs(x, name="first")]):
        bad = tf.div(1, x)
    metadata = tf.RunMetadata()
    with pytest.raises(tf.errors.InvalidArgumentError, match="zero"):
        session.run(bad, {x: 0}, options=FULL, run_metadata=metadata)
    assert "first" in stats_of(metadata)
    metadata = tf.RunMetadata()
    session.run(bad, {x: 1}, run_metadata=metadata)
    assert not metadata.step_stats.dev_stats


def test_partition_graphs(session):
    a = tf.constant(1.0, name="a")
    tf.constant(2.0, name="apart")
    metadata = tf.RunMetadata()
    options = tf.RunOptions(output_partition_graphs=True)
    session.run(tf.sqrt(a, name="b"), options=options, run_metadata=metadata)
    [part] = metadata.partition_graphs
    assert {node.name for node in part.node} == {"a", "b"}


def test_the_timeline(session):
    x = tf.placeholder(tf.float32, [2, 2], name="x")
    y = tf.matmul(tf.matmul(x, x, name="first"), x, name="second")
    metadata = tf.RunMetadata()
    session.run(y, {x: np.eye(2)}, options=FULL, run_metadata=metadata)
    trace = json.loads(Timeline(metadata.step_stats).generate_chrome_trace_format(show_memory=True))
    events = trace["traceEvents"]
    slices = {e["args"]["name"]: e for e in events if e["ph"] == "X"}
    args = {"name": "second", "op": "MatMul", "input0": "first", "input1": "x"}
    assert slices["second"]["args"] == args
    assert slices["second"]["ts"] >= slices["first"]["ts"] and slices["second"]["dur"] >= 1
    assert {e["ph"] for e in events} == {"M", "X", "s", "t", "C"}
    plain = Timeline(metadata.step_stats).generate_chrome_trace_format(show_dataflow=False)
    assert {e["ph"] for e in json.loads(plain)["traceEvents"]} == {"M", "X"}


def test_wrong_arguments(session):
    with pytest.raises(TypeError, match=r"run_metadata must be a tf\.RunMetadata"):
        session.run(tf.constant(1), options=FULL, run_metadata={})
    session.close()
    with pytest.raises(RuntimeError, match="Attempted to use a closed Session"):
        session.run(tf.constant(1), options=FULL, run_metadata=tf.RunMetadata())




def test_the_profiler_hook(tmp_path):
    with tf.Graph().as_default():
        step = tf.train.get_or_create_global_step()
        train = tf.assign_add(step, 1)
        hook = tf.train.ProfilerHook(save_steps=2, output_dir=str(tmp_path))
        with tf.train.SingularMonitoredSession(hooks=[hook]) as session:
            for _ in range(5):
                session.run(train)
    files = sorted(p.name for p in tmp_path.iterdir())
    assert files == ["timeline-2.json", "timeline-4.json"]
    events = json.loads((tmp_path / files[0]).read_text())["traceEvents"]
    assert any(e["name"] == "AssignAddVariableOp" for e in events)


def test_a_session_that_is_closed_on_the_way():
    """What passes made for the program is gone when the trace is read."""
    with tf.Graph().as_default():
        session = tf.Session()
        x = tf.placeholder(tf.float32, [2, 3, 4], name="x")
        turned = tf.transpose(tf.transpose(x, [1, 2, 0]), [1, 0, 2])

        def close(value):
            session.close()
            return value

        y = tf.sin(tf.py_func(close, [tf.exp(turned)], tf.float32))
        metadata = tf.RunMetadata()
        session.run(y, {x: np.ones([2, 3, 4])}, options=FULL, run_metadata=metadata)
        assert list(stats_of(metadata)) == ["transpose_1", "Exp", "PyFunc", "Sin"]


def test_threads_and_runs_within_runs_have_traces_of_their_own():
    with tf.Graph().as_default(), tf.Session() as session:
        inner = tf.sqrt(tf.placeholder_with_default([4.0], [1]), name="inner")
        metadata = {name: tf.RunMetadata() for name in ("outer", "inner", "other")}
        started, ended = threading.Event(), threading.Event()

        def run_inner(value):
            session.run(inner, options=FULL, run_metadata=metadata["inner"])
            started.set()
            assert ended.wait(60)
            return value

        def wait(value):
            assert started.wait(60)
            return value

        outer = tf.exp(tf.py_func(run_inner, [tf.constant([1.0])], tf.float32), name="outer")
        other = tf.sin(tf.py_func(wait, [tf.constant([1.0])], tf.float32), name="other")

        def run_other():
            session.run(other, options=FULL, run_metadata=metadata["other"])
            ended.set()

        thread = threading.Thread(target=run_other)
        thread.start()
        session.run(outer, options=FULL, run_metadata=metadata["outer"])
        thread.join()
        found = {name: list(stats_of(m)) for name, m in metadata.items()}
        assert found["other"][-1] == "other" and found["outer"][-1] == "outer"
        assert found["inner"][-1] == "inner" and not set(found["outer"]) & set(found["other"])


def test_calls_that_mean_the_same_share_a_trace():
    traced = []

    @tf.function
    def f(a, b=2, training=False):
        traced.append((a, b, training))
        return a * b

    t = tf.constant(3.0)
    for call in (lambda: f(t), lambda: f(t, 2), lambda: f(t, b=2), lambda: f(a=t, training=False)):
        assert call().numpy() == 6
    assert len(traced) == 1
    assert f(t, training=True).numpy() == 6
    assert f(t, 2, True).numpy() == 6
    assert len(traced) == 2


def test_a_default_tensor_is_the_calls_own():
    w = tf.constant([1.0, 2.0])

    @tf.function
    def f(x, w=w):
        return x * w

    assert f(tf.constant(3.0)).numpy().tolist() == [3, 6]
    assert f(tf.constant(3.0), tf.constant([5.0, 6.0])).numpy().tolist() == [15, 18]
    assert f(tf.constant(3.0)).numpy().tolist() == [3, 6]
