"""Memory: of a traced training step, of many runs, graphs and traces."""

import gc
import subprocess
import sys

import numpy as np
import pytest

import zeal as tf
from zeal import _native


def network():
    rng = np.random.default_rng(0)
    layers = [tf.keras.layers.Dense(256, "relu") for _ in range(4)] + [tf.keras.layers.Dense(10)]
    model = tf.keras.Sequential(layers)
    x = tf.constant(rng.normal(size=(512, 256)).astype(np.float32))
    labels = tf.constant(rng.integers(0, 10, 512))
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits
    return model, x, lambda: tf.reduce_mean(loss(labels=labels, logits=model(x)))


def convolutions():
    rng = np.random.default_rng(0)
    layers = tf.keras.layers
    model = tf.keras.Sequential([
        layers.Conv2D(16, 3, activation="relu"), layers.BatchNormalization(), layers.MaxPool2D(),
        layers.Conv2D(16, 3, activation="relu"), layers.Flatten(), layers.Dense(10),
    ])  # fmt: skip
    x = tf.constant(rng.normal(size=(32, 24, 24, 3)).astype(np.float32))
    return model, x, lambda: tf.reduce_mean(model(x, training=True) ** 2)


def elementwise():
    model, x = tf.keras.Sequential([tf.keras.layers.Dense(300)]), tf.ones([300, 300])

    def loss():
        y = model(x)
        for _ in range(10):
            y = tf.tanh(y * x) + tf.sigmoid(y)
        return tf.reduce_mean(y)

    return model, x, loss


def peak(step):
    """The most bytes that a step takes beyond what was there before it."""
    step()
    step()
    gc.collect()
    before = _native.memory_stats()["bytes_in_use"]
    _native.reset_peak_memory()
    step()
    return _native.memory_stats()["peak_bytes"] - before


@pytest.mark.parametrize("build", [network, convolutions, elementwise], ids=lambda f: f.__name__)
def test_a_traced_step_takes_no_more_than_an_eager_one(build):
    model, x, loss = build()
    model(x)
    optimizer = tf.train.AdamOptimizer(1e-3)

    def step():
        with tf.GradientTape() as tape:
            value = loss()
        variables = model.trainable_variables
        grads = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(grads, variables, strict=True))

    eager, traced = peak(step), peak(tf.function(step))
    assert traced <= eager + 4096 and eager > 1 << 18


GROWTH = """
import gc, resource
import zeal as tf
if {eager}:
    tf.enable_eager_execution()

def resident():
    gc.collect()
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

{program}
work({warm})
before = resident()
work({many})
print(resident() - before)
"""
RUNS = """
x = tf.placeholder(tf.float32, [None, 2])
v = tf.Variable([[1.0], [2.0]])
y = tf.matmul(x, v)
fetched, session = [y, tf.gradients(y, v)[0]], tf.Session()
session.run(v.initializer)
def work(n):
    for _ in range(n):
        session.run(fetched, {x: [[1, 2]]})
"""
GRAPHS = """
def work(n):
    for _ in range(n):
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.placeholder(tf.float32, [])
            y = tf.while_loop(lambda i, _: i < 3, lambda i, y: (i + 1, y * x), [0, x])[1]
            session.run(tf.gradients(tf.cond(y > 1, lambda: y, lambda: x), x), {x: 1.0})
"""
FUNCTIONS = """
def work(n):
    for k in range(n):
        f = tf.function(lambda x: tf.reduce_sum(x * x) + k)
        x = tf.ones([2])
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        tape.gradient(y, x)
"""
RETRACES = """
from zeal.graph import kept_traces
kept_traces.MOST = 100
f, at = tf.function(lambda x, k: tf.reduce_sum(x * x) + k), [0]
def work(n):
    for _ in range(n):
        at[0] += 1
        f(tf.ones([at[0] % 90 + 1]), at[0] + 0.5)
"""
PROGRAMS = {
    "runs": (False, RUNS, 1000, 30_000),
    "graphs": (False, GRAPHS, 50, 250),
    "functions": (True, FUNCTIONS, 50, 300),
    "retraces": (True, RETRACES, 150, 400),
}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("what", PROGRAMS)
def test_what_is_done_again_and_again_does_not_grow(what):
    eager, program, warm, many = PROGRAMS[what]
    text = GROWTH.format(eager=eager, program=program, warm=warm, many=many)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1 << 20
