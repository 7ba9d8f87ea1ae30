"""Barrier, as TensorFlow 1.15 has it in tensorflow.python.ops.data_flow_ops."""

import threading

import pytest

import zeal as tf
from zeal.queues.barrier import Barrier

FIRST = -(2**63)


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_elements_come_in_the_order_of_their_keys(session):
    barrier = Barrier((tf.float32, tf.int32), ((), (2,)), name="B")
    assert barrier.name == "B" and barrier.take_many(2).values[1].shape.as_list() == [2, 2]
    session.run(barrier.insert_many(0, ["a", "b"], [1.0, 2.0]))
    session.run(barrier.insert_many(0, ["c"], [3.0]))
    session.run(barrier.insert_many(1, ["c", "b"], [[5, 6], [7, 8]]))
    assert session.run([barrier.ready_size(), barrier.incomplete_size()]) == [2, 1]
    indices, keys, (first, second) = session.run(barrier.take_many(2))
    assert indices.tolist() == [FIRST, FIRST + 1] and keys.tolist() == [b"b", b"c"]
    assert first.tolist() == [2, 3] and second.tolist() == [[7, 8], [5, 6]]


def test_closed(session):
    barrier = Barrier((tf.float32, tf.float32), name="B")
    more = barrier.insert_many(1, ["a"], [2.0])
    session.run(barrier.insert_many(0, ["a", "b", "c"], [1.0, 2.0, 3.0]))
    session.run(barrier.close())
    with pytest.raises(tf.errors.CancelledError, match="Barrier B is closed"):
        session.run(barrier.insert_many(0, ["d"], [1.0]))
    session.run(more)
    assert session.run(barrier.take_many(2, allow_small_batch=True)).keys.tolist() == [b"a"]
    session.run(barrier.close(True))
    with pytest.raises(tf.errors.CancelledError, match="is closed"):
        session.run(barrier.insert_many(1, ["b"], [1.0]))
    words = r"Barrier 'B' is closed and has insufficient elements \(requested 1, total size 0\)"
    with pytest.raises(tf.errors.OutOfRangeError, match=words):
        session.run(barrier.take_many(1))


def test_waits(session):
    barrier, found = Barrier(tf.int32, ()), []
    take = barrier.take_many(2).values[0]
    taker = threading.Thread(target=lambda: found.append(session.run(take)), daemon=True)
    taker.start()
    for i, key in enumerate("ab"):
        session.run(barrier.insert_many(0, [key], [i]))
    taker.join(20)
    assert found[0].tolist() == [0, 1]


def test_what_does_not_fit(session):
    barrier = Barrier((tf.int32, tf.int32), ((2,), ()))
    session.run(barrier.insert_many(1, ["a"], [1]))
    anything = Barrier((tf.float32, tf.float32), name="any")
    for insert, words in [
        (barrier.insert_many(1, ["a"], [1]), "Key a already has a value for component 1"),
        (barrier.insert_many(0, ["a"], [[1, 2, 3]]), r"component 0. Expected \[2\], got \[3\]"),
        (barrier.insert_many(1, ["a"], [1, 2]), "keys and values are inconsistent"),
        (anything.insert_many(0, ["a"], [[]]), "Tensors with no elements are not supported"),
    ]:
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            session.run(insert)
    with pytest.raises(ValueError, match=r"received shape '\(0,\)' at index 1"):
        Barrier((tf.float32, tf.float32), ((1,), (0,)))


def test_what_fails_leaves_the_barrier_as_it_was(session):
    barrier = Barrier((tf.float32, tf.float32))
    sizes = [barrier.ready_size(), barrier.incomplete_size()]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Key a already has a value for"):
        session.run(barrier.insert_many(0, ["a", "a"], [1.0, 2.0]))
    assert session.run(sizes) == [0, 0]
    odd = barrier.insert_many(0, [b"\xff"], [1.0])
    session.run(odd)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Key \\xff already"):
        session.run(odd)
    session.run(barrier.insert_many(0, ["b"], [[1.0, 2.0]]))
    session.run(barrier.insert_many(1, [b"\xff", "b"], [1.0, 2.0]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Shapes"):
        session.run(barrier.take_many(2))
    assert session.run(sizes) == [2, 0]
    assert session.run(barrier.take_many(1)).keys.tolist() == [b"\xff"]


def test_counts_and_places_that_are_none(session):
    barrier, count = Barrier((tf.float32,), ((2,),)), tf.placeholder(tf.int32, [])
    session.run(barrier.insert_many(0, ["a", "a"], [[1.0, 2.0], [3.0, 4.0]]))  # two elements
    none = session.run(barrier.take_many(count), {count: 0})
    assert none.keys.tolist() == [] and none.values[0].shape == (0, 2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="negative"):
        session.run(barrier.take_many(count), {count: -1})
    for place, keys in ((-1, ["b"]), (1, ["b"]), (0, "b")):
        with pytest.raises(ValueError, match="out of range|rank 1"):
            barrier.insert_many(place, keys, [[1.0, 2.0]])
    session.run(barrier.close())
    with pytest.raises(tf.errors.CancelledError, match="already closed"):
        session.run(barrier.close())
