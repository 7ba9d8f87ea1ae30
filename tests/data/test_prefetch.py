"""Dataset.prefetch: elements made ahead by a thread, in order, errors among them."""

import gc
import os
import subprocess
import sys
import threading
import time

import pytest

import zeal as tf
from zeal.data.prefetch import _Shelf

Dataset = tf.data.Dataset
SHUFFLED = [5, 6, 7, 2, 0, 3, 4, 1, 4, 3, 5, 1, 7, 0, 6, 2]  # by TensorFlow 1.15


def until(true):
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def slow_numbers():
    """0 to 8, prefetched; the first three are taken, so that there is a thread."""

    def numbers():
        for i in range(9):
            time.sleep(0.001)
            yield i

    it = iter(Dataset.from_generator(numbers, tf.int64).prefetch(2))
    assert [int(next(it)) for _ in range(3)] == [0, 1, 2]
    return it


def threads():
    return [t for t in threading.enumerate() if t.name == "zeal-prefetch"]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_as_many_are_made_ahead_and_no_more(size):
    made = []

    def numbers():
        for i in range(50):
            time.sleep(0.001)
            made.append(i)
            yield i

    it = iter(Dataset.from_generator(numbers, tf.int64).prefetch(size))
    assert [int(next(it)) for _ in range(3)] == [0, 1, 2]
    until(lambda: len(made) == 3 + size)
    time.sleep(0.02)
    assert len(made) == 3 + size
    assert [int(i) for i in it] == list(range(3, 50))


def test_cheap_elements_are_made_where_they_are_taken():
    until(lambda: not threads())  # of tests before
    shelf = _Shelf(iter(range(1000)), 2)
    assert [shelf.take() for _ in range(1000)] == list(range(1000))
    assert shelf.take() is None
    assert shelf.thread is None


@pytest.mark.parametrize("size", [1, 3])
def test_cheap_elements_are_made_ahead_while_nobody_takes(size, monkeypatch):
    monkeypatch.setattr("zeal.data.prefetch._CHEAP", 60.0)
    until(lambda: not threads())  # of tests before
    made = []

    def note(x):
        made.append(int(x))
        return x

    numbers = Dataset.range(30).map(lambda x: tf.py_func(note, [x], tf.int64)).prefetch(size)
    it = iter(numbers)
    for first, end in ((0, 1), (1, 2), (2, 12)):
        assert [int(next(it)) for _ in range(first, end)] == list(range(first, end))
        until(lambda: len(made) >= end + size)  # noqa: B023
        until(lambda: not threads())
        assert made == list(range(end + size))
    assert [int(i) for i in it] == list(range(12, 30))


@pytest.mark.parametrize(
    "seconds, starts",
    [([1.0, 1e-6, 1e-6], False), ([1e-6, 1.0], False), ([1e-6, 1e-3, 1e-3], True),
     ([1e-6, 60e-6, 60e-6] + [1e-6] * 9, True)],
)  # fmt: skip
def test_the_thread_starts_where_elements_take_long(seconds, starts):
    shelf = _Shelf(iter(()), 2)
    for took in seconds:
        shelf._weigh(took)
    assert (shelf.thread is not None) is starts
    shelf.stop()


def test_errors_come_in_their_place():
    def inverse(x):
        return tf.debugging.check_numerics(1 / tf.cast(x - 2, tf.float32), "bad")

    it, found = iter(Dataset.range(5).map(inverse).prefetch(3)), []
    while True:
        try:
            found.append(next(it).numpy())
        except tf.errors.InvalidArgumentError:
            found.append("error")
        except StopIteration:
            break
    assert found == [-0.5, -1, "error", 1, 0.5]
    with pytest.raises(StopIteration):
        next(it)


def test_the_thread_ends_with_its_iterator():
    until(lambda: not threads())  # of tests before
    it = slow_numbers()
    until(lambda: len(threads()) == 1)
    del it
    gc.collect()
    until(lambda: not threads())
    assert len(list(slow_numbers())) == 6
    until(lambda: not threads())


def test_random_numbers_are_tensorflows():
    noisy = Dataset.range(6).map(lambda x: tf.random_uniform([], seed=3))
    assert [x.numpy() for x in noisy] == [x.numpy() for x in noisy.prefetch(3)]
    with tf.Graph().as_default(), tf.Session() as session:
        shuffled = Dataset.range(8).shuffle(8, seed=5).prefetch(3).repeat(2)
        element = shuffled.make_one_shot_iterator().get_next()
        assert [session.run(element) for _ in range(16)] == SHUFFLED


def test_sizes():
    assert [int(i) for i in Dataset.range(300).prefetch(-1)] == list(range(300))
    assert [int(i) for i in Dataset.range(3).prefetch(0)] == [0, 1, 2]
    with pytest.raises(tf.errors.InvalidArgumentError, match="buffer_size must be >= 0"):
        Dataset.range(3).prefetch(-2)


def test_in_a_graph_with_a_fed_size():
    with tf.Graph().as_default(), tf.Session() as session:
        size = tf.placeholder(tf.int64, [])
        it = Dataset.range(4).map(lambda x: x + 1).prefetch(size).make_initializable_iterator()
        element = it.get_next()
        session.run(it.initializer, {size: 2})
        assert [session.run(element) for _ in range(4)] == [1, 2, 3, 4]
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(element)
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(it.initializer, {size: -5})


# Three numbers; a thread that asks for a fourth waits for ever.
_STUCK = """
import threading, time, zeal as tf
tf.enable_eager_execution()
def numbers():
    for i in range(3):
        time.sleep(0.001)
        yield i
    threading.Event().wait()
"""
_WAITS = f"""{_STUCK}it = iter(tf.data.Dataset.from_generator(numbers, tf.int64).prefetch(2))
print([int(next(it)) for _ in range(3)])
"""


_TAKES_AT_THE_END = """
import atexit, time, zeal as tf
tf.enable_eager_execution()
def numbers():
    for i in range(9):
        time.sleep(0.001)
        yield i
it = iter(tf.data.Dataset.from_generator(numbers, tf.int64).prefetch(1).prefetch(2))
for _ in range(3):
    next(it)
new = tf.data.Dataset.range(4).prefetch(1)
atexit.register(lambda: print([int(i) for i in it], [int(i) for i in new]))
"""

_STARTS_LATE = """
import threading, zeal as tf
tf.enable_eager_execution()
def late():
    threading.main_thread().join()
    session = tf.Session(graph=tf.Graph())
    with session.graph.as_default():
        queue = tf.FIFOQueue(2, tf.int64)
        session.run(queue.enqueue(7))
        taken = session.run(queue.dequeue())
    print([int(i) for i in tf.data.Dataset.range(3).prefetch(1)], taken)
threading.Thread(target=late).start()
"""

_TAKES_LATE = f"""{_STUCK}import builtins
class Late:
    def __del__(self):
        try:
            next(self.it)
        except RuntimeError as e:
            print(e)
late = builtins.late = Late()
late.it = iter(tf.data.Dataset.from_generator(numbers, tf.int64).prefetch(2))
for _ in range(3):
    next(late.it)
del late
time.sleep(0.1)
"""
_ENDED = "the program ends, and a thread that it ended was asking this iterator for an element"

_HAS_NO_ROOM_FOR_THREADS = """
import resource, time, zeal as tf
tf.enable_eager_execution()
from zeal.data.prefetch import _alive
it = iter(tf.data.Dataset.range(9).prefetch(2))
next(it)
time.sleep(0.4)
[shelf] = _alive()
assert len(shelf.ready) == 2
size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
_, most = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (size + (3 << 20), most))
found = [int(next(it)) for _ in range(4)]
resource.setrlimit(resource.RLIMIT_AS, (most, most))
found.append(int(next(it)))
until = time.monotonic() + 20
while len(shelf.ready) < 2 and time.monotonic() < until:
    time.sleep(0.01)
print(found, len(shelf.ready))
"""


@pytest.mark.parametrize(
    "program, said",
    [(_WAITS, "[0, 1, 2]"), (_TAKES_AT_THE_END, "[3, 4, 5, 6, 7, 8] [0, 1, 2, 3]"),
     (_TAKES_LATE, _ENDED), (_STARTS_LATE, "[0, 1, 2] 7"),
     pytest.param(_HAS_NO_ROOM_FOR_THREADS, "[1, 2, 3, 4, 5] 2", marks=pytest.mark.skipif(
         not sys.platform.startswith("linux"), reason="reads /proc"))],
    ids=["waits", "takes at the end", "takes late", "starts late", "no room for threads"],
)  # fmt: skip
def test_a_program_ends_well_that(program, said):
    root = os.path.dirname(os.path.dirname(tf.__file__))
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": root},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{said}\n", "")


def test_where_no_thread_can_be_had_takers_go_on_alone(monkeypatch):
    tries = []

    def refuse(thread):
        tries.append(thread)
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        it = slow_numbers()
        assert [int(next(it)) for _ in range(3)] == [3, 4, 5]
    assert tries
    next(it)
    until(lambda: len(threads()) == 1)
    assert [int(i) for i in it] == [7, 8]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_process_goes_on_alone():
    it = slow_numbers()
    time.sleep(0.05)
    child = os.fork()
    if not child:
        os._exit(0 if [int(i) for i in it] == list(range(3, 9)) else 1)
    assert os.waitpid(child, 0)[1] == 0


# --- several at the same time ---
def open_order(dataset):
    options = tf.data.Options()
    options.experimental_deterministic = False
    return dataset.with_options(options)


@pytest.mark.parametrize("graph", [False, True])
def test_a_map_in_parallel_whose_order_is_open(graph):
    all_there = threading.Barrier(3, timeout=20)

    def wait(x):
        all_there.wait()
        return x

    def make():
        together = Dataset.range(9).map(lambda x: tf.py_func(wait, [x], tf.int64), 3)
        return open_order(together).reduce(tf.constant(0, tf.int64), lambda a, x: a + x)

    if not graph:
        assert int(make()) == 36
        return
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(make()) == 36


def test_errors_of_a_map_in_parallel():
    def inverse(x):
        return tf.debugging.check_numerics(1 / tf.cast(x - 2, tf.float32), "bad")

    dataset = open_order(Dataset.range(5).map(inverse, 2))
    kept = dataset.apply(tf.data.experimental.ignore_errors())
    assert sorted(float(x) for x in kept) == [-1, -0.5, 0.5, 1]
    assert len(list(open_order(Dataset.range(5).map(lambda x: x, 1)))) == 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_map_in_parallel_in_a_forked_process():
    it = iter(open_order(Dataset.range(9).map(lambda x: x, 2)))
    next(it)
    time.sleep(0.05)
    child = os.fork()
    if not child:
        try:
            list(it)
        except tf.errors.FailedPreconditionError:
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


def test_an_iterator_that_its_own_generator_asks():
    inner = []

    def numbers():
        for i in range(3):
            with pytest.raises(tf.errors.FailedPreconditionError, match="asked the iterator"):
                next(it)
            inner.append(i)
            yield i

    it = iter(Dataset.from_generator(numbers, tf.int64).prefetch(2))
    assert [int(i) for i in it] == inner == [0, 1, 2]


def test_an_iterator_that_its_own_function_asks():
    found = []

    def ask(x):
        with pytest.raises(tf.errors.FailedPreconditionError, match="asked the iterator"):
            next(found[0])
        return x

    numbers = Dataset.range(4).prefetch(1)
    numbers = numbers.map(lambda x: tf.py_function(ask, [x], tf.int64)).prefetch(2)
    found.append(iter(numbers))
    assert [int(i) for i in found[0]] == [0, 1, 2, 3]


def test_the_collector_takes_iterators_that_threads_are_at():
    class Holder:
        pass

    def make():
        holder = Holder()

        def numbers():
            for i in range(100):
                yield i
                assert holder.iterator is not None

        holder.iterator = iter(Dataset.from_generator(numbers, tf.int64).prefetch(2))
        next(holder.iterator)

    before = len(threads())
    for _ in range(60):
        make()
    until(lambda: gc.collect() >= 0 and len(threads()) <= before)
