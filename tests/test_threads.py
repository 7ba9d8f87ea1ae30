"""Threads: trainings side by side, tensors that wander, children of a fork."""

import subprocess
import sys
import textwrap
import threading

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


DAEMON = """
    import threading, time
    import zeal as tf
    tf.enable_eager_execution()

    def work():
        x = tf.ones([500, 500])
        while True:
            tf.matmul(x, x)

    for _ in range(3):
        threading.Thread(target=work, daemon=True).start()
    time.sleep(0.3)
"""


def test_a_program_ends_while_threads_compute():
    """Their kernels run without Python's lock, which they do not get back any more."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(DAEMON)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
