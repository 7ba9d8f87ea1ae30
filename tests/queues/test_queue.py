"""Queues: order, waiting, closing. Values, names and texts were captured from TensorFlow 1.15.5."""

import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import zeal as tf

END = "is closed and has insufficient elements \\(requested {}, current size {}\\)"


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


class Background:
    """A run in a thread of its own."""

    def __init__(self, session, fetch, **how):
        self.result = self.error = None

        def work():
            try:
                self.result = session.run(fetch, **how)
            except Exception as e:
                self.error = e

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()

    def waits(self):
        self._thread.join(0.1)
        return self._thread.is_alive()

    def end(self):
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self


def test_names_and_shapes_are_tensorflows(session):
    q = tf.FIFOQueue(3, [tf.int32, tf.float32], [[], [2]])
    assert (q.name, q.dtypes, q.names) == ("fifo_queue", [tf.int32, tf.float32], None)
    assert [s.as_list() for s in q.shapes] == [[], [2]]
    names = [
        q.enqueue([1, [1.0, 2.0]]).name,
        q.enqueue_many([[1, 2], [[1.0, 2.0], [3.0, 4.0]]]).name,
        q.dequeue()[1].name,
        q.dequeue_many(2)[0].name,
        q.dequeue_up_to(2)[0].name,
        q.size().name,
        q.close().name,
        q.is_closed().name,
    ]
    assert names == [
        "fifo_queue_enqueue", "fifo_queue_EnqueueMany", "fifo_queue_Dequeue:1",
        "fifo_queue_DequeueMany:0", "fifo_queue_DequeueUpTo:0", "fifo_queue_Size:0",
        "fifo_queue_Close", "fifo_queue_Is_Closed:0",
    ]  # fmt: skip
    many, fewer = q.dequeue_many(2), q.dequeue_up_to(2)
    assert many[1].shape.as_list() == [2, 2] and fewer[1].shape.as_list() == [None, 2]
    n = tf.placeholder(tf.int32, [])
    assert q.dequeue_many(n)[1].shape.as_list() == [None, 2]


def test_elements_come_out_in_order(session):
    q = tf.FIFOQueue(10, tf.int32, [])
    session.run(q.enqueue_many([[1, 2, 3]]))
    session.run(q.enqueue(4))
    assert session.run(q.dequeue()) == 1
    assert session.run(q.dequeue_many(2)).tolist() == [2, 3]
    assert session.run(q.size()) == 1


def test_names_make_dicts(session):
    q = tf.FIFOQueue(10, [tf.int32, tf.string], [[], []], names=["n", "s"])
    session.run(q.enqueue({"s": "a", "n": 1}))
    assert session.run(q.dequeue()) == {"n": 1, "s": b"a"}
    with pytest.raises(ValueError, match="You must enqueue a dictionary in a Queue with names"):
        q.enqueue([1, "a"])
    with pytest.raises(ValueError, match="do not match names of Queue"):
        q.enqueue({"n": 1})


def test_a_closed_queue_gives_what_it_holds(session):
    q = tf.FIFOQueue(3, tf.int32, [])
    put = q.enqueue(1)
    session.run(put)
    session.run(q.close())
    with pytest.raises(tf.errors.CancelledError, match="FIFOQueue 'fifo_queue' is closed"):
        session.run(put)
    assert session.run(q.is_closed()) and session.run(q.size()) == 1
    with pytest.raises(tf.errors.OutOfRangeError, match=END.format(2, 1)):
        session.run(q.dequeue_many(2))
    assert session.run(q.size()) == 1
    assert session.run(q.dequeue_up_to(2)).tolist() == [1]
    for take, n in [(q.dequeue_up_to(2), 2), (q.dequeue(), 1)]:
        with pytest.raises(tf.errors.OutOfRangeError, match=END.format(n, 0)) as raised:
            session.run(take)
        assert "[[node fifo_queue_Dequeue" in str(raised.value)
    with pytest.raises(tf.errors.CancelledError, match="Queue 'fifo_queue' is already closed"):
        session.run(q.close())


def test_runs_wait_for_elements_and_for_room(session):
    q = tf.FIFOQueue(2, tf.int32, [])
    taking = Background(session, q.dequeue_many(3))
    assert taking.waits()
    session.run(q.enqueue_many([[1, 2]]))
    assert taking.waits()
    session.run(q.enqueue(3))
    assert taking.end().result.tolist() == [1, 2, 3]
    putting = Background(session, q.enqueue_many([[4, 5, 6, 7]]))
    assert putting.waits() and session.run(q.size()) == 2
    assert session.run(q.dequeue_many(4)).tolist() == [4, 5, 6, 7]
    assert putting.end().error is None


def test_who_waits_takes_turns(session):
    q = tf.FIFOQueue(100, tf.int32, [])
    first = Background(session, q.dequeue_many(3))
    assert first.waits()
    second = Background(session, q.dequeue())
    assert second.waits()
    session.run(q.enqueue_many([[1, 2, 3, 4]]))
    assert first.end().result.tolist() == [1, 2, 3] and second.end().result == 4


def test_closing_waits_for_those_that_came_before(session):
    q = tf.FIFOQueue(1, tf.int32, [])
    session.run(q.enqueue(1))
    putting = Background(session, q.enqueue(2))
    assert putting.waits()
    closing = Background(session, q.close())
    assert closing.waits() and not session.run(q.is_closed())
    assert session.run(q.dequeue_many(2)).tolist() == [1, 2]
    assert closing.end().error is None and putting.end().error is None
    assert session.run(q.is_closed())


def test_closing_ends_those_that_wait_for_room(session):
    q = tf.FIFOQueue(1, tf.int32, [])
    session.run(q.enqueue(1))
    putting = Background(session, q.enqueue(2))
    assert putting.waits()
    session.run(q.close(cancel_pending_enqueues=True))
    assert isinstance(putting.end().error, tf.errors.CancelledError)
    assert "Enqueue operation was cancelled" in str(putting.error)
    assert session.run(q.dequeue()) == 1


def test_closing_the_session_ends_all_waiting():
    with tf.Graph().as_default():
        q = tf.FIFOQueue(1, tf.int32, [])
        session = tf.Session()
        taking = Background(session, q.dequeue())
        assert taking.waits()
        session.close()
        assert isinstance(taking.end().error, tf.errors.CancelledError)
        assert "Dequeue operation was cancelled" in str(taking.error)


def test_runs_wait_no_longer_than_they_may():
    with tf.Graph().as_default():
        take = tf.FIFOQueue(1, tf.int32, []).dequeue()
        before = time.monotonic()
        for config, options in [
            (None, tf.RunOptions(timeout_in_ms=50)),
            (tf.ConfigProto(operation_timeout_in_ms=50), None),
        ]:
            with (
                tf.Session(config=config) as session,
                pytest.raises(tf.errors.DeadlineExceededError, match="Timed out waiting"),
            ):
                session.run(take, options=options)
        assert 0.1 <= time.monotonic() - before < 5


def test_loops_run_no_longer_than_they_may(session):
    endless = tf.while_loop(lambda i: True, lambda i: i + 1, [0])
    options = tf.RunOptions(timeout_in_ms=50)
    with pytest.raises(tf.errors.DeadlineExceededError, match="Timed out waiting"):
        session.run(endless, options=options)
    assert session.run(tf.constant(1), options=options) == 1


def test_branches_of_a_condition_take_from_their_queue(session):
    a, b = tf.FIFOQueue(10, tf.int32, []), tf.FIFOQueue(10, tf.int32, [])
    session.run([a.enqueue_many([[1, 2]]), b.enqueue_many([[10, 20]])])
    which = tf.placeholder(tf.bool, [])
    taken = tf.cond(which, a.dequeue, b.dequeue)
    assert [session.run(taken, {which: w}) for w in (False, True, False)] == [10, 1, 20]
    assert session.run([a.size(), b.size()]) == [1, 0]


def test_each_session_has_elements_of_its_own():
    with tf.Graph().as_default():
        q = tf.FIFOQueue(9, tf.int32, [])
        put, size = q.enqueue(1), q.size()
        with tf.Session() as a, tf.Session() as b:
            a.run(put)
            assert [a.run(size), b.run(size)] == [1, 0]


def test_the_random_order_is_tensorflows(session):
    q = tf.RandomShuffleQueue(100, 0, tf.int32, [], seed=5)
    session.run(q.enqueue_many([list(range(10))]))
    assert session.run(q.dequeue_many(10)).tolist() == [1, 2, 0, 4, 8, 6, 9, 5, 7, 3]


def test_a_random_queue_keeps_some_elements_until_it_is_closed(session):
    q = tf.RandomShuffleQueue(10, 2, tf.int32, [])
    session.run(q.enqueue_many([[1, 2, 3]]))
    session.run(q.dequeue())
    taking = Background(session, q.dequeue())
    assert taking.waits()
    session.run(q.close())
    assert taking.end().result in (1, 2, 3) and session.run(q.size()) == 1
    q = tf.RandomShuffleQueue(3, 5, tf.int32, [])
    with pytest.raises(tf.errors.InvalidArgumentError, match="5 must be < capacity 3"):
        session.run(q.enqueue(1))


def test_the_smallest_priority_comes_first(session):
    q = tf.PriorityQueue(10, [tf.string], [[]])
    assert q.dtypes == [tf.int64, tf.string]
    session.run(q.enqueue_many([np.array([3, 1, 2, 1], np.int64), ["c", "a", "b", "z"]]))
    take = q.dequeue()
    assert [session.run(take)[1] for _ in range(4)] == [b"a", b"z", b"b", b"c"]


def test_padding_fills_up_to_the_longest(session):
    q = tf.PaddingFIFOQueue(10, [tf.int32, tf.string], [[None], [None]])
    numbers, texts = tf.placeholder(tf.int32, [None]), tf.placeholder(tf.string, [None])
    put = q.enqueue([numbers, texts])
    for n in range(3):
        session.run(put, {numbers: range(n), texts: ["x"] * n})
    many = q.dequeue_many(2)
    assert many[0].shape.as_list() == [2, None]
    found = session.run(many)
    assert found[0].tolist() == [[0], [0]] and found[1].tolist() == [[b""], [b"x"]]
    session.run(q.close())
    assert session.run(q.dequeue_up_to(4))[0].tolist() == [[0, 1]]


def test_a_number_chooses_a_queue(session):
    a, b = tf.FIFOQueue(10, tf.int32, []), tf.FIFOQueue(10, tf.int32, [])
    which = tf.placeholder(tf.int32, [])
    session.run([a.enqueue(1), b.enqueue(2)])
    take = tf.QueueBase.from_list(which, [a, b]).dequeue()
    assert [session.run(take, {which: i}) for i in (1, 0)] == [2, 1]
    with pytest.raises(TypeError, match="A list of queues expected"):
        tf.QueueBase.from_list(which, [])
    with pytest.raises(TypeError, match="matching component dtypes"):
        tf.QueueBase.from_list(which, [a, tf.FIFOQueue(1, tf.float32, [])])


def test_queues_of_a_shared_name_are_one(session):
    a = tf.FIFOQueue(10, tf.int32, [], shared_name="one")
    b = tf.FIFOQueue(10, tf.int32, [], shared_name="one")
    session.run(a.enqueue(7))
    assert session.run(b.dequeue()) == 7


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: tf.FIFOQueue(3, [tf.int32], [[], []]), ValueError,
         "Queue shapes must have the same length as dtypes"),
        (lambda: tf.FIFOQueue(3, [tf.int32], [[None]]), ValueError,
         "All shapes must be fully defined"),
        (lambda: tf.RandomShuffleQueue(3, 1, [tf.int32], [[None]]), ValueError,
         "All shapes must be fully defined"),
        (lambda: tf.FIFOQueue(3, tf.int32, []).enqueue(1.5), TypeError, "1.5"),
        (lambda: tf.FIFOQueue(3, tf.int32, []).enqueue(tf.constant(1.5)), ValueError,
         "Tensor conversion requested dtype int32 for Tensor with dtype float32"),
        (lambda: tf.FIFOQueue(3, [tf.int32], [[]]).enqueue([1, 2]), ValueError, "1 components"),
        (lambda: tf.FIFOQueue(3, [tf.int32], [[2]]).enqueue([[1, 2, 3]]), ValueError,
         r"Shapes \(3,\) and \(2,\) are incompatible"),
        (lambda: tf.FIFOQueue(3, [tf.int32], [[2]]).enqueue_many([[[1, 2, 3]]]), ValueError,
         r"Shapes \(3,\) and \(2,\) are incompatible"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(session, make, error, text):
    with pytest.raises(error, match=text):
        make()


def test_shapes_that_only_a_run_tells_are_checked_there(session):
    p = tf.placeholder(tf.int32)
    q = tf.FIFOQueue(3, [tf.int32], [[2]])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Expected \[2\], got \[3\]"):
        session.run(q.enqueue(p), {p: [1, 2, 3]})
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Expected \[1,2\], got \[1,3\]"):
        session.run(q.enqueue_many([p]), {p: [[1, 2, 3]]})
    open_shapes = tf.FIFOQueue(3, tf.int32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="to have specified shapes"):
        session.run([open_shapes.enqueue(1), open_shapes.dequeue_many(1)])


def test_queues_of_eager_programs():
    """What TensorFlow 1.15.5 gives; here, too, a shared name shares nothing."""
    q, other = (tf.FIFOQueue(2, [tf.int32], [[]], shared_name="s") for _ in range(2))
    got = []
    taker = threading.Thread(target=lambda: got.extend(int(q.dequeue()) for _ in range(5)))
    taker.start()
    assert [q.enqueue(i) for i in range(5)] == [None] * 5
    taker.join()
    assert got == [0, 1, 2, 3, 4] and int(other.size()) == 0 and q.name == "Empty"
    assert q.queue_ref.dtype == tf.resource and not bool(q.is_closed())

    @tf.function
    def fill(n):
        for i in tf.range(n):
            q.enqueue(i)
        return q.dequeue()

    assert int(fill(2)) == 0 and int(tf.QueueBase.from_list(1, [other, q]).dequeue()) == 1
    q.close()
    with pytest.raises(tf.errors.OutOfRangeError, match=r"FIFOQueue '\d+' is closed and has"):
        q.dequeue()
    with pytest.raises(tf.errors.CancelledError, match="is closed."):
        q.enqueue(1)
    assert int(tf.FIFOQueue(5, [tf.int64], [[]], shared_name="s").size()) == 0  # another kind
    named = tf.PriorityQueue(4, [tf.string], [[]], names=["p", "s"])
    named.enqueue_many({"p": [3, 1], "s": ["a", "b"]})
    assert named.dequeue()["s"].numpy() == b"b"


def test_pipelines_are_for_graphs():
    with pytest.raises(ValueError, match="Input pipelines based on Queues are not supported"):
        tf.train.batch([1.0], 2)
    with pytest.raises(RuntimeError, match="Input pipelines based on Queues are not supported"):
        tf.train.string_input_producer(["a"])


PROGRAM = """
import threading, zeal as tf
queue = tf.FIFOQueue(2, tf.int32, [])
put = queue.enqueue(1)
tf.train.add_queue_runner(tf.train.QueueRunner(queue, [put] * 3))
session = tf.Session()
threads = tf.train.start_queue_runners(session, daemon={daemon})
empty = tf.FIFOQueue(2, tf.int32, [])
threading.Thread(target=lambda: session.run(empty.dequeue()), daemon={daemon}).start()
print(session.run(queue.dequeue()))
"""


@pytest.mark.parametrize("daemon", [True, False])
def test_a_program_ends_while_threads_wait(daemon):
    code = PROGRAM.format(daemon=daemon)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0 and done.stdout == "1\n"


def test_no_elements_have_their_shape(session):
    q = tf.FIFOQueue(3, [tf.int32, tf.string], [[2], []])
    found = session.run(q.dequeue_many(0))
    assert found[0].shape == (0, 2) and found[1].shape == (0,) and found[0].dtype == np.int32
    session.run(q.enqueue_many([np.zeros([0, 2], np.int32), np.zeros([0], str)]))
    assert session.run(q.size()) == 0


def test_a_capacity_is_an_integer(session):
    for capacity in (1.5, tf.constant(1), "1"):
        with pytest.raises(TypeError):
            tf.FIFOQueue(capacity, tf.int32)
    assert session.run(tf.FIFOQueue(-1, tf.int32, []).enqueue_many([range(100)])) is None


@pytest.mark.parametrize("first, second, words", [
    (lambda: tf.FIFOQueue(10, tf.float32, shared_name="q"),
     lambda: tf.FIFOQueue(15, tf.float32, shared_name="q"),
     "Shared queue 'q' has capacity 10 but requested capacity was 15"),
    (lambda: tf.PriorityQueue(10, tf.float32, [[]], shared_name="q"),
     lambda: tf.PriorityQueue(10, tf.int32, [[]], shared_name="q"),
     "Shared queue 'q' has component types int64, float but requested component types were "
     "int64, int32"),
    (lambda: tf.FIFOQueue(10, [tf.float32] * 2, [[], [2]], shared_name="q"),
     lambda: tf.FIFOQueue(10, [tf.float32] * 2, [[], [3]], shared_name="q"),
     "Shared queue 'q' has component shapes [[], [2]] but requested component shapes were "
     "[[], [3]]"),
    (lambda: tf.FIFOQueue(10, tf.float32, shared_name="q"),
     lambda: tf.RandomShuffleQueue(10, 2, tf.float32, shared_name="q"),
     "Expected FIFOQueue, found RandomShuffleQueueV2"),
    (lambda: tf.RandomShuffleQueue(10, 5, tf.float32, shared_name="q"),
     lambda: tf.RandomShuffleQueue(10, 2, tf.float32, shared_name="q"),
     "Shared queue 'q' has min_after_dequeue 5 but requested min_after_dequeue was 2."),
    (lambda: tf.RandomShuffleQueue(10, 5, tf.float32, seed=1, shared_name="q"),
     lambda: tf.RandomShuffleQueue(10, 5, tf.float32, seed=2, shared_name="q"),
     "Shared queue 'q' has random seeds (87654321, 1) but requested seeds are (87654321, 2)."),
])  # fmt: skip
def test_queues_of_one_shared_name_are_alike(session, first, second, words):
    session.run(first().queue_ref.op)
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(second().size())
    assert words in str(caught.value)


def test_a_seed_of_the_graph_lets_shuffled_queues_be_shared(session):
    def seeds(whole, **more):
        tf.set_random_seed(whole)
        queue = tf.RandomShuffleQueue(1, 0, tf.int32, ((),), **more)
        session.run(queue.size())
        return queue.queue_ref.op.get_attr("seed"), queue.queue_ref.op.get_attr("seed2")

    assert seeds(87654321, shared_name="x") == (87654321, 472495477)  # TensorFlow's
    assert seeds(87654321, shared_name="x") == (87654321, 472495477)
    assert seeds(87654321, shared_name="y", seed=3) == (87654321, 3)
    assert seeds(None, shared_name="y") == (87654321, 3)  # the one that there is


def test_shapes_of_padding_queues_may_be_partly_the_same(session):
    first, second = (
        tf.PaddingFIFOQueue(9, tf.float32, [[n]], shared_name="q") for n in (None, 2)
    )
    session.run(first.enqueue([[1.0, 2.0]]))
    assert session.run(second.size()) == 1
    unknown = [tf.TensorShape(None)]
    for shapes, words in ((None, "a list of shapes must be"), (unknown, "have a defined rank")):
        with pytest.raises(ValueError, match=words):
            tf.PaddingFIFOQueue(10, [tf.float32], shapes)


def test_rows_that_are_put_in_are_as_many(session):
    q = tf.FIFOQueue(9, [tf.int32] * 2, [[], []])
    for rows in ([[1, 2, 3], [1, 2]], [tf.placeholder(tf.int32, [3]), [1, 2]]):
        with pytest.raises(ValueError, match="Dimensions 3 and 2 are not compatible"):
            q.enqueue_many(rows)
    with pytest.raises(ValueError, match=r"Shape \(\) must have rank at least 1"):
        q.enqueue_many([7, [1]])


def test_choosing_no_queue_of_a_list(session):
    queues = [tf.FIFOQueue(1, tf.int32), tf.FIFOQueue(1, tf.int32)]
    for at in (2, -1):
        with pytest.raises(tf.errors.InvalidArgumentError, match=rf"{at} is not in \[0, 2\)"):
            session.run(tf.FIFOQueue.from_list(at, queues).size())


def test_truths_are_padded_with_false(session):
    q = tf.PaddingFIFOQueue(2, tf.bool, [[None]])
    session.run([q.enqueue([[True]]), q.enqueue([[True, True]])])
    assert session.run(q.dequeue_many(2)).tolist() == [[True, False], [True, True]]


def test_room_is_filled_at_once(session):
    """What waits to be put in is there when the run that made room returns, as in TensorFlow."""
    queue = tf.FIFOQueue(3, tf.int32, shapes=[])
    many, one = queue.enqueue_many([[1, 2, 3, 4]]), queue.enqueue(5)
    taken, size = queue.dequeue(), queue.size()
    assert all(Background(session, op).waits() for op in (many, one))
    found = [(session.run(taken), session.run(size)) for _ in range(5)]
    assert found == [(1, 3), (2, 3), (3, 2), (4, 1), (5, 0)]


def test_methods_make_ops_in_the_graph_of_their_object():
    session = tf.Session(graph=tf.Graph())
    with session.graph.as_default():
        q = tf.FIFOQueue(5, tf.int32, [[]])
        table = tf.contrib.lookup.MutableHashTable(tf.int64, tf.int64, -1)
        three, key = tf.constant([1, 2, 3]), tf.constant([7], tf.int64)
        v = tf.get_variable("v", initializer=[1.0, 2.0], use_resource=True)
        rows = tf.IndexedSlices(tf.constant([5.0]), tf.constant([1]))
    with tf.Graph().as_default() as other:
        session.run([q.enqueue_many([three]), table.insert(key, key), v.initializer])
        assert session.run([q.size(), table.lookup(key)[0]]) == [3, 7]
        assert session.run(q.dequeue_many(2)).tolist() == [1, 2]
        assert session.run(v.scatter_sub(rows)).tolist() == [1, -3]
        session.run(q.close())
        assert session.run(q.is_closed())
        assert not other.get_operations()
