"""Threads: trainings side by side, tensors that wander, children of a fork."""

import contextlib
import copy
import gc
import os
import statistics
import subprocess
import sys
import textwrap
import threading
import time
import weakref

import numpy as np
import pytest

import zeal as tf
from zeal import _native


def train(seed: int, steps: int, hidden: int) -> list[bytes]:
    """A two-layer regression on data of its own; returns the bits of its weights and losses."""
    rng = np.random.default_rng(seed)
    x = tf.constant(rng.normal(size=(64, 20)).astype(np.float32))
    y = tf.constant(rng.normal(size=(64, 1)).astype(np.float32))
    weights = [
        tf.constant(rng.normal(size=s).astype(np.float32) / s[0] ** 0.5)
        for s in ((20, hidden), (hidden,), (hidden, 1), (1,))
    ]
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            for w in weights:
                tape.watch(w)
            h = tf.tanh(tf.matmul(x, weights[0]) + weights[1])
            error = tf.matmul(h, weights[2]) + weights[3] - y
            loss = tf.reduce_mean(error * error)
        grads = tape.gradient(loss, weights)
        rate = 0.1 / hidden**0.5
        weights = [w - rate * g for w, g in zip(weights, grads, strict=True)]
        losses.append(loss.numpy())
    assert losses[-1] < losses[0]
    return [w.numpy().tobytes() for w in weights] + [np.array(losses).tobytes()]


def train_layers(seed: int, steps: int, hidden: int) -> list[bytes]:
    """The same with layers, an optimizer and an input pipeline."""
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(64, 20)).astype(np.float32), rng.normal(size=(64, 1)).astype(np.float32)
    layers = [tf.keras.layers.Dense(hidden, "tanh"), tf.keras.layers.Dense(1)]
    layers[1](layers[0](tf.constant(data[0])))
    variables = [v for layer in layers for v in layer.variables]
    for v in variables:
        v.assign(rng.normal(size=v.shape.as_list()).astype(np.float32) / hidden)
    optimizer = tf.train.GradientDescentOptimizer(0.01)
    pipeline = tf.data.Dataset.from_tensor_slices(data).map(lambda x, y: (x * 2.0, y))
    for x, y in pipeline.shuffle(64, seed=seed).repeat().batch(32).take(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layers[1](layers[0](x)) - y) ** 2)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
    return [v.numpy().tobytes() for v in variables]


@pytest.mark.parametrize("program", [train, train_layers])
@pytest.mark.parametrize(("steps", "hidden"), [(60, 16), (6, 1500)], ids=["small", "big"])
def test_two_threads_train_as_one_after_the_other(program, steps, hidden):
    before = _native.num_threads()
    _native.set_num_threads(2)
    try:
        alone = [program(seed, steps, hidden) for seed in (1, 2)]
        together = [None, None]

        def work(i):
            together[i] = program(i + 1, steps, hidden)

        threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    finally:
        _native.set_num_threads(before)
    assert together == alone


def test_tapes_of_threads_are_apart():
    """A tape records its own thread only."""
    x = tf.constant(3.0)
    seen = []

    def work():
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        seen.append(float(tape.gradient(y, x)))

    with tf.GradientTape() as outer:
        t = threading.Thread(target=work)
        t.start()
        t.join()
    assert seen == [6.0]
    assert outer._num_entries == 0


def test_tensors_made_in_one_thread_end_in_another():
    made = []

    def work():
        made.extend(tf.fill([n], 1.0) for n in range(1, 2000))

    t = threading.Thread(target=work)
    t.start()
    t.join()
    assert all(float(tf.reduce_sum(v)) == n + 1 for n, v in enumerate(made))
    made.clear()
    assert float(tf.reduce_sum(tf.fill([100], 1.0))) == 100


FORK = """
    import os, sys, time
    import zeal as tf
    tf.enable_eager_execution()
    tf.zeros([])
    from zeal import _native
    _native.set_num_threads(2)

    def work():
        x = tf.ones([600, 600])
        y = tf.matmul(x, x) + x * 2.0
        assert float(tf.reduce_sum(y)) == 600 * 600 * 602.0

    work()  # the thread pool is up
    child = os.fork()
    if not child:
        work()
        os._exit(7)
    for _ in range(600):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            break
        time.sleep(0.05)
    else:
        os.kill(child, 9)
        sys.exit("the child hangs")
    work()
    sys.exit(0 if os.waitstatus_to_exitcode(status) == 7 else "the child failed")
"""


def test_a_forked_child_computes():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FORK)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


BUSY = """
    import os, sys, threading, time
    import zeal as tf
    tf.enable_eager_execution()
    entered, go_on = threading.Event(), threading.Event()

    def slow(x):
        entered.set()
        go_on.wait()
        return x

    iterator = iter(tf.data.Dataset.range(3).map(slow))
    thread = threading.Thread(target=lambda: next(iterator))
    thread.start()
    entered.wait()
    child = os.fork()
    if not child:
        try:
            next(iterator)
        except tf.errors.FailedPreconditionError as e:
            assert "forked" in str(e) and [int(x) for x in tf.data.Dataset.range(2)] == [0, 1]
            os._exit(7)
        os._exit(1)
    for _ in range(600):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            break
        time.sleep(0.05)
    else:
        os.kill(child, 9)
    go_on.set()
    thread.join()
    assert int(next(iterator)) == 1
    sys.exit(0 if pid and os.waitstatus_to_exitcode(status) == 7 else "the child hangs or failed")
"""


def test_an_iterator_that_was_busy_at_a_fork():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(BUSY)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


DAEMON = """
    import threading, time
    import zeal as tf
    tf.enable_eager_execution()
    x = tf.ones([500, 500])

    def products():
        while True:
            tf.matmul(x, x)

    def variables():
        while True:
            tf.Variable([1.0, 2.0])[0:1]

    def recorded():
        with tf.GradientTape():
            while True:
                tf.Variable(1.0) * 2.0

    def custom():
        @tf.custom_gradient
        def f(x):
            return x * 1.0, lambda dy: dy

        while True:
            with tf.GradientTape() as tape:
                v = tf.Variable(1.0)
                y = f(v)
            tape.gradient(y, v)

    def elements():
        for _ in tf.data.Dataset.range(3).map(lambda x: x + 1).filter(lambda x: x > 0).repeat():
            pass

    for work in {work}:
        threading.Thread(target=work, daemon=True).start()
    time.sleep(0.2)
"""


@pytest.mark.parametrize(
    "work", ["products, " * 3, "variables, recorded, custom, elements"], ids=["kernels", "objects"]
)
def test_a_program_ends_while_threads_are_at_work(work):
    """They do not get Python's lock back any more, and must not touch what needs it."""
    program = textwrap.dedent(DAEMON).replace("{work}", f"({work})")
    children = [
        subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for child in children:
        _, text = child.communicate(timeout=120)
        assert child.returncode == 0, text


LAST_WORDS = """
    import threading, time
    import zeal as tf
    tf.enable_eager_execution()
    asked = threading.Event()

    def slow(x):
        asked.set()
        time.sleep(0.01)
        return x

    it = iter(tf.data.Dataset.range(10**9).map(slow))

    class Last:
        def __del__(self):
            v.assign_add(1.0)
            try:
                next(it)
            except (tf.errors.AbortedError, tf.errors.FailedPreconditionError):
                pass

    v, last = tf.Variable(1.0), Last()
    threading.Thread(target=lambda: [None for _ in it], daemon=True).start()
    asked.wait()
"""


def test_a_finalizer_does_not_wait_for_a_thread_that_was_ended():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LAST_WORDS)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def run_in_threads(*work):
    threads = [threading.Thread(target=f) for f in work]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def test_a_thread_that_ends_inside_a_tape_releases_what_it_recorded():
    class Held:
        pass

    gone, kept = [], []

    def work():
        held = Held()

        @tf.custom_gradient
        def f(x):
            return x * 1.0, lambda dy, held=held: dy

        v = tf.Variable(3.0)
        gone.extend([weakref.ref(held), weakref.ref(v)])
        tf.GradientTape().__enter__()
        kept.append(tf.GradientTape().__enter__())
        kept.extend([v * v, f(v), v])

    run_in_threads(work)
    gc.collect()
    tape, y, z, v = kept
    assert not tape._recording and gone[0]() is not None
    assert float(tape.gradient(y, v)) == 6.0
    kept.clear()
    del tape, y, z, v
    gc.collect()
    assert gone[0]() is None and gone[1]() is None
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:  # nothing of it is left in this thread
        tape.watch(x)
    assert float(tape.gradient(x, x)) == 1.0


N, WORKERS = 100_000, 3
ROWS = np.arange(N, dtype=np.int32)


def descend(v, gradient):
    tf.train.GradientDescentOptimizer(1.0).apply_gradients([(gradient, v)])


INCREMENTS = {
    "assign_add": lambda v, one: v.assign_add(one),
    "assign_sub": lambda v, one: v.assign_sub(-one),
    "scatter_add": lambda v, one: tf.scatter_add(v, [0], one),
    "scatter_sub": lambda v, one: tf.scatter_sub(v, [0, 0], tf.stack([-one, one * 0])),
    "scatter_nd_add": lambda v, one: tf.scatter_nd_add(v, [[0]], one[None]),
    "descent": lambda v, one: descend(v, -one[None]),
    "sparse descent": lambda v, one: descend(v, tf.IndexedSlices(-one[None], [0])),
}


@pytest.mark.parametrize("held", [False, True], ids=["alone", "held"])
@pytest.mark.parametrize(("update", "dtype"), [
    (update, dtype) for update in INCREMENTS
    for dtype in ("float32", "float16", "int16", "complex64")
    if "descent" not in update or dtype != "int16"
])  # fmt: skip
def test_no_update_is_lost(update, dtype, held):
    rows = [] if update.startswith("assign") else [1]
    v, one = tf.Variable(np.zeros([*rows, N], dtype)), tf.cast(tf.ones([N]), dtype)
    times, views = 20, []

    def work():
        for _ in range(times):
            INCREMENTS[update](v, one)
            if held:
                views[:] = [v.value()]

    run_in_threads(*[work] * WORKERS)
    assert np.unique(v.numpy()).tolist() == [times * WORKERS]


def test_counting_threads_share_the_numbers():
    v, seen = tf.Variable(0), []

    def work():
        try:
            while True:
                seen.append(int(tf.count_up_to(v, 3000)))
        except tf.errors.OutOfRangeError:
            pass

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        run_in_threads(*[work] * WORKERS)
    finally:
        sys.setswitchinterval(before)
    assert sorted(seen) == list(range(3000)) and int(v) == 3000


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_readers_see_whole_values(dtype):
    """A value read beside updates is one that was there: its elements are equal."""
    v, end, torn = tf.Variable(np.zeros(N, dtype)), [], []
    one = tf.cast(tf.ones([N]), dtype)

    def write():
        for i in range(60):
            v.assign_add(one)
            v.assign(tf.cast(tf.fill([N], float(i % 4)), dtype))
        end.append(1)

    def read():
        while not end:
            value = (v * 1.0).numpy()
            if value.min() != value.max():
                torn.append(value)

    run_in_threads(write, read, read)
    assert not torn


def test_threads_share_an_iterator():
    it, seen = iter(tf.data.Dataset.range(3000).map(lambda x: x + 0).shuffle(100)), []

    def work():
        for x in it:
            seen.append(int(x))

    run_in_threads(*[work] * WORKERS)
    assert sorted(seen) == list(range(3000))


@pytest.mark.parametrize("model", [False, True], ids=["layer", "model"])
def test_threads_that_meet_at_an_unbuilt_layer(model):
    meeting, results = threading.Barrier(WORKERS), []

    def slow(shape, **kwargs):
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(0.1)  # until all are here, or none else comes
        return tf.ones(shape)

    dense = tf.keras.layers.Dense(2, kernel_initializer=slow)
    layer = tf.keras.Sequential([dense]) if model else dense
    run_in_threads(*[lambda: results.append(layer(tf.ones([1, 3])).numpy().tolist())] * WORKERS)
    assert results == [[[3.0, 3.0]]] * WORKERS
    assert [v.shape for v in layer.weights] == [[3, 2], [2]]
    assert len(copy.deepcopy(layer).weights) == 2


def test_threads_never_share_a_layers_name():
    names = []

    def work():
        names.extend([tf.keras.layers.Activation("relu").name for _ in range(2000)])

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        run_in_threads(*[work] * WORKERS)
    finally:
        sys.setswitchinterval(before)
    assert len(set(names)) == len(names)


INTERPRETERS = """
    try:
        import _interpreters as interpreters
        run = interpreters.exec
        others = [interpreters.create("legacy"), interpreters.create("isolated")]
    except ImportError:
        import _xxsubinterpreters as interpreters
        run = interpreters.run_string
        others = [interpreters.create(isolated=False), interpreters.create(isolated=True)]
    code = "\\n".join([
        "try: import zeal",
        "except ImportError: pass",
        "else: raise SystemError('it was imported')",
    ])

    def refuse():
        for other in others:
            failure = run(other, code)
            assert failure is None, failure

    refuse()
    import zeal as tf
    tf.enable_eager_execution()
    refuse()
    import importlib, sys
    first = sys.modules.pop("zeal._native")
    assert importlib.import_module("zeal._native") is first
    assert float(tf.Variable(1.0) + 1.0) == 2.0
"""


def test_a_second_interpreter_is_refused():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(INTERPRETERS)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_loop_does_not_wait_for_threads_that_get_no_core():
    x, before = tf.random_uniform([200000]), _native.num_threads()

    def median(threads):
        _native.set_num_threads(threads)
        times = []
        for _ in range(60):
            start = time.perf_counter()
            tf.exp(x)
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    busy = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(busy) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        # Who waited for all threads would wait for the scheduler, milliseconds in each loop.
        assert median(2) < 20 * median(1)
    finally:
        for other in others:
            other.kill()
            other.wait()
        _native.set_num_threads(before)


def test_loops_of_several_threads_at_once():
    x = tf.constant(np.arange(300000, dtype=np.float32))
    want = (x * 2.0 + 1.0).numpy()
    before, wrong = _native.num_threads(), []

    def work():
        for _ in range(100):
            if not np.array_equal((x * 2.0 + 1.0).numpy(), want):
                wrong.append(1)

    _native.set_num_threads(3)
    try:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        _native.set_num_threads(before)
    assert not wrong


def test_no_memory_in_one_thread_of_a_loop():
    """What a part of a parallel loop throws is the call's error, and the threads go on."""
    code = """
        import numpy as np, zeal as tf
        from tools.memory_limit import limit_memory
        from zeal import _native
        _native.set_num_threads(4)
        tf.enable_eager_execution()
        steps, labels = 1000, 100_000
        logits = tf.zeros([steps, 8, 3])
        words, lengths = np.ones([8, labels], np.int32), np.full(8, labels, np.int32)
        ends = np.full(8, steps, np.int32)
        x = tf.ones([1000, 1000])
        tf.exp(x)  # the workers are there
        limit_memory(200 << 20)
        for _ in range(3):
            try:
                _native.raw.DenseCTCLoss(logits, words, lengths, ends, blank_index=0)
            except MemoryError:
                print("refused")
            assert float(tf.reduce_sum(x + x)) == 2e6
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True
    )
    assert done.stdout.split() == ["refused"] * 3, done.stderr
