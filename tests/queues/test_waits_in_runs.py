"""Ops of one run that wait for each other, in whatever order they were made."""

import threading

import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def run(session, fetches):
    return session.run(fetches, options=tf.RunOptions(timeout_in_ms=20000))


def test_an_enqueue_behind_the_dequeue(session):
    queue = tf.FIFOQueue(1, tf.int32, [])
    taken = queue.dequeue()
    put = queue.enqueue(7)
    assert run(session, [taken, put]) == [7, None]
    assert run(session, [put, taken]) == [None, 7]


def test_an_enqueue_before_the_dequeue_of_a_full_queue(session):
    queue = tf.FIFOQueue(1, tf.int32, [])
    put, more = queue.enqueue(7), queue.enqueue(8)
    taken = queue.dequeue()
    session.run(put)
    assert run(session, [more, taken]) == [None, 7]
    assert run(session, taken) == 8


def test_chains_through_two_queues(session):
    a, b = tf.FIFOQueue(1, tf.int32, []), tf.FIFOQueue(1, tf.int32, [])
    last = b.dequeue() * 10
    with tf.control_dependencies([tf.identity(last)]):
        done = tf.constant(5)
    between = b.enqueue(a.dequeue() + 1)
    first = a.enqueue(1)
    assert run(session, [last, done, between, first]) == [20, 5, None, None]


def test_many_at_once(session):
    queue = tf.FIFOQueue(10, tf.int32, [])
    taken = queue.dequeue_many(6)
    puts = [queue.enqueue_many([[2 * i, 2 * i + 1]]) for i in range(3)]
    assert sorted(run(session, [taken, *puts])[0]) == [0, 1, 2, 3, 4, 5]
    assert run(session, [queue.dequeue_up_to(2), queue.close(), *puts])[0].size == 2


def test_a_queue_that_is_smaller_than_what_is_taken(session):
    small, other = tf.FIFOQueue(2, tf.int32, []), tf.FIFOQueue(2, tf.int32, [])
    taken, also = small.dequeue_many(5), other.dequeue()
    put, late = small.enqueue_many([list(range(5))]), other.enqueue(3)
    thread = threading.Thread(target=session.run, args=([put],))
    thread.start()
    values = run(session, [also, taken, late])
    thread.join()
    assert values[0] == 3 and values[1].tolist() == [0, 1, 2, 3, 4]


def test_other_threads_end_the_wait(session):
    a, b = tf.FIFOQueue(1, tf.int32, []), tf.FIFOQueue(1, tf.int32, [])
    both = [a.dequeue(), b.dequeue()]
    puts = [b.enqueue(2), a.enqueue(1)]
    timers = [threading.Timer(0.05 * (i + 1), session.run, (put,)) for i, put in enumerate(puts)]
    for timer in timers:
        timer.start()
    assert run(session, both) == [1, 2]
    for timer in timers:
        timer.join()


def test_readers(session, tmp_path):
    path = tmp_path / "lines"
    path.write_text("first\nsecond\n")
    names = tf.FIFOQueue(1, tf.string, [])
    key, line = tf.TextLineReader().read(names)
    put = names.enqueue(str(path))
    assert run(session, [line, put, key])[0] == b"first"


def test_nobody_ends_the_wait(session):
    a, b = tf.FIFOQueue(1, tf.int32, []), tf.FIFOQueue(1, tf.int32, [])
    both = [a.dequeue(), b.dequeue()]
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(both, options=tf.RunOptions(timeout_in_ms=50))
    assert run(session, [both[0], a.enqueue(1)])[0] == 1


def test_variables_and_traces(session):
    queue, v = tf.FIFOQueue(1, tf.int32, []), tf.Variable(1)
    session.run(v.initializer)
    taken = queue.dequeue()
    with tf.control_dependencies([tf.identity(taken)]):
        after = v.assign_add(10)
    with tf.control_dependencies([v.assign(5)]):
        put = queue.enqueue(v.read_value())
    metadata = tf.RunMetadata()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE, timeout_in_ms=20000)
    assert session.run([taken, after, put], options=options, run_metadata=metadata)[:2] == [5, 15]
    names = [node.node_name for dev in metadata.step_stats.dev_stats for node in dev.node_stats]
    assert any("enqueue" in name.lower() for name in names)
