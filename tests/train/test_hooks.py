"""The hooks that come with the library. Lines and texts were captured from TensorFlow 1.15.5."""

import re

import numpy as np
import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


@pytest.fixture
def log(monkeypatch):
    """The lines of hooks that are logged."""
    lines = []
    for name in ("info", "warning", "error"):
        monkeypatch.setattr(f"zeal.logging.{name}", lambda text, *_: lines.append(text))
    return lines


def counting():
    return tf.train.get_or_create_global_step().assign_add(1)


def run(hooks, fetch, times):
    with tf.train.MonitoredSession(hooks=hooks) as session:
        for _ in range(times):
            session.run(fetch)


def lines_of(log):
    return [re.sub(r"\d\.\d{3} sec", "S", line) for line in log if "local_init" not in line][1:]


def test_tensors_are_logged(log):
    train = counting()
    a = tf.constant([1.0, 2.0], name="aa")
    hooks = [
        tf.train.LoggingTensorHook({"inc": train, "a": a}, every_n_iter=2, at_end=True),
        tf.train.LoggingTensorHook(["aa:0"], every_n_iter=3),
        tf.train.LoggingTensorHook(["aa:0"], every_n_iter=3, formatter=lambda d: f"f {sorted(d)}"),
    ]
    run(hooks, train, 5)
    assert lines_of(log) == [
        "a = [1. 2.], inc = 1", "aa:0 = [1. 2.]", "f ['aa:0']",
        "a = [1. 2.], inc = 3 (S)", "aa:0 = [1. 2.] (S)", "f ['aa:0']",
        "a = [1. 2.], inc = 5 (S)", "a = [1. 2.], inc = 6 (S)",
    ]  # fmt: skip


def test_tensors_are_logged_at_the_end_alone(log):
    run([tf.train.LoggingTensorHook({"x": tf.constant(1)}, at_end=True)], tf.constant(2), 3)
    assert lines_of(log) == ["x = 1"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({}, "exactly one of every_n_iter and every_n_secs must be provided"),
        ({"every_n_iter": 1, "every_n_secs": 1}, "exactly one of every_n_iter and every_n_secs"),
        ({"every_n_iter": 0}, "invalid every_n_iter=0."),
    ],
)
def test_when_to_log(arguments, text):
    with pytest.raises(ValueError, match=text):
        tf.train.LoggingTensorHook(["a"], **arguments)


def test_stopping_at_a_step():
    train, found = counting(), []
    hook = tf.train.StopAtStepHook(last_step=3)
    with tf.train.SingularMonitoredSession(hooks=[hook]) as session:
        while not session.should_stop():
            found.append(int(session.run(train)))
        assert isinstance(session.raw_session(), tf.Session)
    assert found == [1, 2, 3]
    with pytest.raises(ValueError, match="Only one of num_steps or last_step can be specified"):
        tf.train.StopAtStepHook(1, 2)
    with pytest.raises(ValueError, match="One of num_steps or last_step must be specified"):
        tf.train.StopAtStepHook()


@pytest.mark.parametrize(
    "make",
    [
        lambda: tf.train.StopAtStepHook(1),
        lambda: tf.train.StepCounterHook(),
        lambda: tf.train.GlobalStepWaiterHook(1),
    ],
)
def test_a_step_is_needed(make):
    hook = make()
    with pytest.raises(RuntimeError, match=f"should be created to use {type(hook).__name__}"):
        tf.train.MonitoredSession(hooks=[hook])


def test_speed_is_logged(log):
    run([tf.train.StepCounterHook(every_n_steps=2)], counting(), 5)
    found = lines_of(log)
    assert len(found) == 2 and all(re.fullmatch(r"global_step/sec: [\d.e+]+", x) for x in found)
    with pytest.raises(ValueError, match="exactly one of every_n_steps and every_n_secs"):
        tf.train.StepCounterHook(every_n_secs=1)


def test_a_step_that_stands_still_is_a_warning(caplog):
    tf.train.get_or_create_global_step()
    run([tf.train.StepCounterHook(every_n_steps=100)], tf.no_op(), 9)
    start = "It seems that global step (tf.train.get_global_step) has not been increased. Current"
    warnings = [r.getMessage() for r in caplog.records if r.levelname == "WARNING"]
    assert len(warnings) == 5 and all(text.startswith(start) for text in warnings)


def test_losses_that_are_no_number(log):
    x = tf.placeholder(tf.float32, [])
    loss = x * 2.0
    hook = tf.train.NanTensorHook(loss, fail_on_nan_loss=False)
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        session.run(loss, {x: 1.0})
        assert not session.should_stop()
        session.run(loss, {x: np.nan})
        assert session.should_stop()
    assert log[-1] == "Model diverged with loss = NaN."
    with (
        pytest.raises(tf.train.NanLossDuringTrainingError, match=r"NaN loss during training\."),
        tf.train.MonitoredSession(hooks=[tf.train.NanTensorHook(loss)]) as session,
    ):
        session.run(loss, {x: np.nan})


def test_waiting_for_a_step(monkeypatch):
    step = tf.train.get_or_create_global_step()
    add = step.assign_add(1)
    hook = tf.train.GlobalStepWaiterHook(3)
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        inner, waits = session._tf_sess(), []

        def others_go_on(seconds):
            waits.append(seconds)
            inner.run(add)

        monkeypatch.setattr("zeal.train.hooks.time.sleep", others_go_on)
        assert session.run(step) == 3 and len(waits) == 3
        assert session.run(step) == 3 and len(waits) == 3


def test_what_runs_at_the_end():
    train = counting()
    hook = tf.train.FinalOpsHook(tf.train.get_global_step() * 10)
    assert hook.final_ops_values is None
    run([hook], train, 2)
    assert hook.final_ops_values == 20


def test_timers():
    timer, found = tf.train.SecondOrStepTimer(every_steps=3), []
    for step in range(8):
        if timer.should_trigger_for_step(step):
            found.append((step, timer.update_last_triggered_step(step)[1]))
    assert found == [(0, None), (3, 3), (6, 3)] and timer.last_triggered_step() == 6
    timer = tf.train.SecondOrStepTimer(every_secs=1000)
    timer.update_last_triggered_step(1)
    assert not timer.should_trigger_for_step(2)
    timer.reset()
    assert timer.should_trigger_for_step(2)
    with pytest.raises(ValueError, match="Either every_secs or every_steps should be provided"):
        tf.train.SecondOrStepTimer()
    with pytest.raises(ValueError, match="Can not provide both every_secs and every_steps"):
        tf.train.SecondOrStepTimer(1, 1)
