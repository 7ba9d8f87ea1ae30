"""tf.contrib.staging.StagingArea."""

import threading

import numpy as np
import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def area(*args, **kwargs):
    return tf.contrib.staging.StagingArea(*args, **kwargs)


def test_one_run_leaves_an_element_for_the_next(session):
    x = tf.placeholder(tf.float32, [])
    staged = area([tf.float32, tf.float32], [[], [2]], ["x", "rows"])
    put, got = staged.put({"x": x, "rows": tf.stack([x, -x])}), staged.get()
    assert got["rows"].shape.as_list() == [2] and staged.name == "StagingArea"
    session.run(put, {x: 0})
    for i in range(1, 5):
        _, value = session.run([put, got], {x: i})
        assert value["x"] == i - 1 and value["rows"].tolist() == [i - 1, 1 - i]
    with tf.Session() as other:
        assert other.run(staged.size()) == 0 and session.run(staged.size()) == 1


def test_peek_and_clear(session):
    x, at = tf.placeholder(tf.int32, []), tf.placeholder(tf.int32, [])
    staged = area([tf.int32])
    put, peek, size = staged.put([x]), staged.peek(at), staged.size()
    for i in range(3):
        session.run(put, {x: i})
    assert [session.run(peek, {at: i}) for i in range(3)] == [[0], [1], [2]]
    assert session.run(size) == 3
    with pytest.raises(tf.errors.InvalidArgumentError, match="negative"):
        session.run(peek, {at: -1})
    session.run(staged.clear())
    assert session.run(size) == 0


@pytest.mark.parametrize("limits", [{"capacity": 2}, {"memory_limit": 9}])
def test_waits_for_room(session, limits):
    x = tf.placeholder(tf.int32, [])
    staged = area([tf.int32], **limits)
    put, got, size = staged.put(x), staged.get(), staged.size()

    def fill():
        for i in range(5):
            session.run(put, {x: i})

    thread = threading.Thread(target=fill, daemon=True)
    thread.start()
    assert [session.run(got)[0] for _ in range(5)] == [0, 1, 2, 3, 4]
    thread.join(20)
    assert not thread.is_alive() and session.run(size) == 0
    for i in range(2):
        session.run(put, {x: i})
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(put, {x: 2}, tf.RunOptions(timeout_in_ms=50))


def test_too_large_for_the_limit(session):
    put = area([tf.uint8], memory_limit=10).put([np.zeros(11, np.uint8)])
    with pytest.raises(tf.errors.ResourceExhaustedError, match="'11' bytes"):
        session.run(put)


def test_devices(session):
    with tf.device("/cpu:0"):
        staged = area([tf.float32])
    put, got = staged.put([1.0]), staged.get()
    assert put.device == "/device:CPU:0" and got[0].device == ""


def test_wrong_elements(session):
    named = area([tf.float32], names=["x"])
    for staged, values, words in [
        (area([tf.float32]), [1], "Datatypes do not match"),
        (area([tf.float32]), [1.0, 2.0], "Unexpected number of inputs"),
        (area([tf.float32], [[2]]), [1.0], "incompatible"),
        (area([tf.float32]), {"x": 1.0}, "must have names"),
        (named, [1.0], "must enqueue a dictionary"),
        (named, {"y": 1.0}, "do not match names"),
    ]:
        with pytest.raises(ValueError, match=words):
            staged.put(values)
    with pytest.raises(ValueError, match="names must be the same length"):
        area([tf.float32], names=["a", "b"])
    first, second = (area([tf.int32], shared_name="shared") for _ in range(2))
    session.run(first.put([3]))
    assert session.run(second.get()) == [3]
