"""Several threads in one graph: runs, closing, queues, traced functions, input pipelines."""

import contextlib
import gc
import os
import subprocess
import sys
import textwrap
import threading

import numpy as np
import pytest

import zeal as tf

ROUNDS = 15


@pytest.fixture(autouse=True)
def threads_take_turns_often():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def at_once(*works):
    """Runs functions in a thread each; raises what one of them does."""
    errors, start = [], threading.Barrier(len(works))

    def guarded(work):
        start.wait()
        try:
            work()
        except BaseException as e:
            errors.append(e)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
    assert not any(t.is_alive() for t in threads)
    if errors:
        raise errors[0]


def model():
    """A placeholder, and what hangs on it: a loop, a condition, large products, a gradient."""
    x = tf.placeholder(tf.float32, [None, 200])
    w = tf.get_variable("w", initializer=np.full((200, 200), 0.01, np.float32))
    y = tf.while_loop(lambda i, _: i < 2, lambda i, y: (i + 1, tf.tanh(tf.matmul(y, w))), [0, x])[1]
    y = tf.reduce_sum(tf.cond(tf.reduce_sum(y) > 0, lambda: y * 2, lambda: y))
    return x, w, y, tf.gradients(y, w)[0]


def test_two_threads_run_one_session():
    with tf.Graph().as_default(), tf.Session() as session:
        x, w, y, gradient = model()
        session.run(w.initializer)
        noise = tf.random_uniform([3], seed=1)
        call = session.make_callable([y, gradient], [x])

        def work(rows):
            fed = np.ones((rows, 200), np.float32)
            want = session.run([y, gradient], {x: fed})
            for _ in range(ROUNDS):
                for found in (session.run([y, gradient], {x: fed}), call(fed)):
                    assert found[0] == want[0] and np.array_equal(found[1], want[1])
                session.run(noise)

        at_once(lambda: work(1), lambda: work(64), lambda: work(300))


def test_updates_of_two_threads_are_all_there():
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(tf.zeros([1000]))
        add = v.assign_add(tf.ones([1000]), read_value=False)
        session.run(v.initializer)

        def work():
            for _ in range(300):
                session.run(add)

        at_once(work, work, work)
        assert session.run(v).tolist() == [900.0] * 1000


def test_one_builds_while_another_runs():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x, w, y, _ = model()
        session.run(w.initializer)

        def build():
            with graph.as_default():
                for i in range(ROUNDS):
                    z = tf.gradients(y * float(i), x)[0]
                    assert np.isfinite(session.run(z, {x: np.ones((1, 200))})).all()

        def run():
            for _ in range(ROUNDS):
                session.run([y, w], {x: np.ones((1, 200))})

        at_once(build, run, build)
        assert len({op.name for op in graph.get_operations()}) == len(graph.get_operations())


def test_what_is_fed_changes_while_it_is_read():
    """A run reads it where it lies, and tf.where looks twice: how many there are, then where."""
    fed, full = np.zeros(400_000, np.float32), np.ones(400_000, np.float32)
    graph, done = tf.Graph(), threading.Event()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None])
        found = tf.where(x)

    def change():
        while not done.is_set():
            np.copyto(fed, full)
            fed.fill(0)

    def look():
        try:
            for _ in range(ROUNDS):
                got = session.run(found, {x: fed})
                assert got.shape[1] == 1 and ((got >= 0) & (got < len(fed))).all()
        finally:
            done.set()

    with tf.Session(graph=graph) as session:
        session.run(found, {x: fed})
        at_once(change, look)


def test_a_session_closed_while_others_run():
    for _ in range(5):
        with tf.Graph().as_default():
            session = tf.Session()
            x, w, y, gradient = model()
            session.run(w.initializer)
            began = threading.Semaphore(0)

            def run(session=session, x=x, fetched=(y, gradient), began=began):
                with contextlib.suppress(RuntimeError, tf.errors.CancelledError):
                    while True:
                        session.run(fetched, {x: np.ones((100, 200))})
                        began.release()

            def close(session=session, began=began):
                began.acquire()
                session.close()

            at_once(run, run, close)


def test_a_traced_function_called_by_two_threads_traces_once_each_kind():
    for _ in range(10):
        traced = []

        @tf.function
        def f(x, traced=traced):
            traced.append(x.shape)
            return tf.reduce_sum(tf.matmul(x, x)) + float(len(traced) < 0)

        def work():
            for n in (1, 50, 200, 1, 50):
                x = tf.ones([n, n])
                with tf.GradientTape() as tape:
                    tape.watch(x)
                    y = f(x)
                assert y.numpy() == n**3 and tape.gradient(y, x).numpy()[0, 0] == 2 * n

        at_once(work, work)


def test_a_function_that_makes_variables_called_first_by_two_threads():
    for _ in range(60):
        made = []

        @tf.function
        def f(x, made=made):
            if not made:
                made.append(tf.Variable(2.0))
            return x * made[0]

        def work():
            for _ in range(3):
                assert f(tf.constant(3.0)).numpy() == 6.0

        at_once(work, work, work)
        assert len(made) == f._concrete.made == 1


def test_queues_between_threads():
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(4, tf.float32, [])
        value = tf.placeholder(tf.float32, [])
        put, take, close = queue.enqueue(value), queue.dequeue(), queue.close()
        taken = []

        def fill():
            for i in range(200):
                session.run(put, {value: i})
            session.run(close)

        def drain():
            with contextlib.suppress(tf.errors.OutOfRangeError):
                while True:
                    taken.append(session.run(take))

        at_once(fill, drain)
        assert taken == list(range(200))


def test_queue_runners_and_a_coordinator():
    with tf.Graph().as_default(), tf.Session() as session:
        (element,) = tf.train.slice_input_producer([tf.range(20)], num_epochs=5, shuffle=False)
        batch = tf.train.batch([element * 2], 10, num_threads=3)
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        seen = []
        with contextlib.suppress(tf.errors.OutOfRangeError):
            while not coordinator.should_stop():
                seen.extend(session.run(batch).tolist())
        coordinator.request_stop()
        coordinator.join(threads)
        assert sorted(seen) == sorted(5 * [2 * i for i in range(20)])


@pytest.mark.parametrize("parallel", [None, 2])
def test_pipelines_that_several_threads_read(parallel):
    with tf.Graph().as_default(), tf.Session() as session:
        ds = tf.data.Dataset.range(300).map(lambda i: i * 2, parallel)
        ds = ds.shuffle(50).prefetch(4).map(lambda i: tf.py_func(np.int64, [i], tf.int64))
        element, seen = ds.make_one_shot_iterator().get_next(), []

        def work():
            with contextlib.suppress(tf.errors.OutOfRangeError):
                while True:
                    seen.append(int(session.run(element)))

        at_once(work, work, work)
        assert sorted(seen) == list(range(0, 600, 2))


def test_graphs_that_die_while_others_are_made():
    def work():
        for _ in range(ROUNDS):
            with tf.Graph().as_default(), tf.Session() as session:
                x, w, y, gradient = model()
                session.run(w.initializer)
                session.run(gradient, {x: np.ones((1, 200))})
                f = tf.function(lambda a, x=x: a * tf.reduce_sum(x))
                session.run(f(y), {x: np.ones((1, 200))})

    def collect():
        for _ in range(ROUNDS):
            gc.collect()

    at_once(work, work, collect)


ENDS = {
    "a run": "threading.Thread(target=run, daemon=True).start(); began.wait()",
    "a waiting run": "threading.Thread(target=wait, daemon=True).start(); time.sleep(0.2)",
    "an iterator": "it = iter(ds); next(it)",
    "a traced function": "threading.Thread(target=call, daemon=True).start(); began.wait()",
    "a finalizer": "import atexit; atexit.register(lambda: session.run(y, {x: one}))",
    "a global with __del__": "keep = Ends()",
    "a fork that runs": "p = os.fork(); session.run(y, {x: one}); p and os.waitpid(p, 0)",
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="wants fork")
@pytest.mark.parametrize("what", ENDS)
def test_the_program_ends_while_there_is(what):
    program = textwrap.dedent("""
        import os, threading, time
        import numpy as np
        import zeal as tf
        one, began = np.ones((100, 200), np.float32), threading.Event()
        x = tf.placeholder(tf.float32, [None, 200])
        w = tf.Variable(tf.ones([200, 200]) * 0.01)
        y = tf.while_loop(lambda i, _: i < 9, lambda i, y: (i + 1, tf.matmul(y, w)), [0, x])[1]
        taken = tf.FIFOQueue(2, tf.float32).dequeue()
        session = tf.Session()
        session.run(w.initializer)
        session.run(y, {x: one})
        ds = tf.data.Dataset.range(1000).map(lambda i: i + 1).prefetch(2)
        def run():
            while True:
                session.run(y, {x: one})
                began.set()
        def wait():
            session.run(taken)
        def call():
            f = tf.function(lambda x: tf.matmul(x, x))
            with tf.Graph().as_default(), tf.Session() as s:
                z = f(tf.ones([50, 50]))
                while True:
                    s.run(z)
                    began.set()
        class Ends:
            def __del__(self):
                session.run(y, {x: one})
                tf.identity(y)
                session.close()
        """)
    if what == "an iterator":
        program = program.replace("import zeal as tf", "import zeal as tf; g = tf.Graph()", 1)
        program += "\nit = ds.make_one_shot_iterator().get_next(); session.run(it)\nit = [it]\n"
        end = "for _ in range(3): session.run(it[0])"
    else:
        end = ENDS[what]
    program += f"\n{end}\nprint('ended', flush=True)\n"
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", program],
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONFAULTHANDLER": "1"},
    )  # fmt: skip
    assert done.returncode == 0 and "ended" in done.stdout, done.stderr
    assert "Fatal" not in done.stderr and "Segmentation" not in done.stderr
