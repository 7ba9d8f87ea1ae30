"""MapStagingArea, as TensorFlow 1.15 has it in tensorflow.python.ops.data_flow_ops."""

import threading
import time

import pytest

import zeal as tf
from zeal.queues.map_staging import MapStagingArea


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_keys_and_order(session):
    key, x = tf.placeholder(tf.int64, []), tf.placeholder(tf.float32, [])
    area = MapStagingArea([tf.float32, tf.float32], [[], [2]], ["x", "rows"], ordered=True)
    put = area.put(key, {"x": x, "rows": [-1.0, -2.0]})
    for k in (5, 3, 4):
        session.run(put, {key: k, x: 2 * k})
    assert session.run(area.peek(4))["x"] == 8 and session.run(area.size()) == 3
    at, got = area.get(key, ["x"])
    assert at is key and session.run(got, {key: 5}) == {"x": 10}
    assert session.run(area.get(None, ["x"])) == (3, {"x": 6})
    assert session.run(area.get(None, ["rows"]))[0] == 3 and session.run(area.get())[0] == 4
    with pytest.raises(tf.errors.InvalidArgumentError, match="index '0' for key '5' has already"):
        session.run(got, {key: 5})
    session.run(area.clear())
    assert session.run(area.size()) == 0


def test_parts(session):
    area = MapStagingArea([tf.int32, tf.int32, tf.int32], shared_name="parts")
    ends, middle = area.put(1, [7, 9], [0, 2]), area.put(1, [8], [1])
    counts = [area.size(), area.incomplete_size()]
    session.run(ends)
    assert session.run(counts) == [0, 1]
    with pytest.raises(tf.errors.InvalidArgumentError, match="for key '1' was already initialized"):
        session.run(ends)
    session.run(middle)
    assert session.run(counts) == [1, 0] and session.run(area.get(1)[1]) == [7, 8, 9]


def test_waits_for_room_and_keys(session):
    key = tf.placeholder(tf.int64, [])
    area = MapStagingArea([tf.int64], capacity=2)
    put, (_, got) = area.put(key, [key * 10], [0]), area.get(key)
    found = []
    taker = threading.Thread(target=lambda: found.append(session.run(got, {key: 3})), daemon=True)
    taker.start()
    for k in (1, 2):
        session.run(put, {key: k})
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(put, {key: 3}, tf.RunOptions(timeout_in_ms=50))
    assert session.run(got, {key: 1}) == [10]
    session.run(put, {key: 3})
    taker.join(20)
    assert found == [[30]]


def test_wrong_arguments(session):
    area = MapStagingArea([tf.int32], names=["a"])
    for wrong, error, words in [
        (lambda: area.get(1, ["b"]), ValueError, "'b' not in Staging Area names"),
        (lambda: area.get(1, []), ValueError, "Empty indices"),
        (lambda: area.get(1, [0, "a"]), TypeError, "Mixed types"),
        (lambda: area.get(1, 0), TypeError, "Invalid indices type"),
        (lambda: MapStagingArea([tf.int32]).put(1, [2]), ValueError, "must be supplied"),
        (lambda: MapStagingArea([tf.int32]).get(1, ["a"]), ValueError, "without names|not created"),
    ]:
        with pytest.raises(error, match=words):
            wrong()


def test_parts_that_wait_for_room_at_once_make_an_element(session):
    area = MapStagingArea([tf.float32, tf.float32], memory_limit=8)
    session.run(area.put(9, [1.0, 2.0], [0, 1]))
    parts = [area.put(1, [1.0], [0]), area.put(1, [2.0], [1])]
    threads = [threading.Thread(target=session.run, args=[part], daemon=True) for part in parts]
    for thread in threads:
        thread.start()
    time.sleep(0.05)  # both wait by now
    session.run(area.get(9)[1])
    for thread in threads:
        thread.join(20)
    assert session.run([area.size(), area.incomplete_size()]) == [1, 0]
    assert session.run(area.get(1)[1]) == [1, 2]


def test_the_first_element_of_a_key_stays_and_room_is_counted_once(session):
    area = MapStagingArea([tf.float32, tf.float32], memory_limit=16, capacity=3)
    whole, again = area.put(1, [1.0, 2.0], [0, 1]), area.put(1, [3.0, 4.0], [0, 1])
    session.run(whole)
    for _ in range(3):
        session.run(again)
    session.run(area.put(1, [5.0], [0]))  # of the next one
    assert session.run([area.size(), area.incomplete_size()]) == [1, 1]
    assert session.run(area.get(1)[1]) == [1, 2]
    session.run(area.put(1, [6.0], [1]))
    assert session.run(area.get(1)[1]) == [5, 6]


def test_places_and_texts(session):
    area = MapStagingArea([tf.string, tf.string], memory_limit=40)
    with pytest.raises(tf.errors.ResourceExhaustedError, match="size of '58' bytes"):
        session.run(area.put(1, ["a" * 50], [0]))
    session.run(area.put(1, ["a", "b"], [0, 1]))
    for make in (
        lambda: area.put(2, ["a", "b"], [0, 0]), lambda: area.put(2, ["a"], [-1]),
        lambda: area.peek(1, [1, 0]), lambda: area.get(1, [0, 0])[1], lambda: area.get(1, [-1])[1],
        lambda: area.get([1])[1],
    ):  # fmt: skip
        with pytest.raises(tf.errors.InvalidArgumentError, match="ordered|out of bounds|scalar"):
            session.run(make())
    with pytest.raises(ValueError, match="length 0"):
        area.put(2, [], [])
    assert session.run(area.get(1)[1]) == [b"a", b"b"]
