"""tf.nn.ctc_loss and decoders: values and gradients are TensorFlow 1.15's."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import ctc_cases as cases
import numpy as np
import pytest

import zeal as tf

CAPTURED = json.loads(Path(__file__).with_name("ctc.json").read_text())
WRAPS = [lambda f: f, lambda f: tf.function(f, autograph=False)]


@pytest.mark.parametrize("wrapped", WRAPS, ids=["eager", "traced"])
@pytest.mark.parametrize("name", list(cases.LOSSES))
def test_losses(name, wrapped):
    for got, want in zip(cases.run_loss(tf, name, wrapped), CAPTURED["losses"][name], strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("wrapped", WRAPS, ids=["eager", "traced"])
@pytest.mark.parametrize("name", list(cases.DECODERS))
def test_decoders(name, wrapped):
    found, wanted = cases.run_decoder(tf, name, wrapped), CAPTURED["decoders"][name]
    assert found[:-1] == wanted[:-1]
    np.testing.assert_allclose(found[-1], wanted[-1], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", list(cases.LOSSES))
def test_losses_in_a_session(name):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, None, 5])
        losses = cases.LOSSES[name](tf, x)
        gradient = tf.gradients(losses * cases.WEIGHTS, x)
        found = session.run([losses, *gradient], {x: cases.X})
    for got, want in zip(found, CAPTURED["losses"][name], strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", list(cases.DECODERS))
def test_decoders_in_a_session(name):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        decoded, logs = session.run(cases.DECODERS[name](tf, x), {x: cases.X})
    *wanted, wanted_logs = CAPTURED["decoders"][name]
    for i, sparse in enumerate(decoded):
        assert [part.tolist() for part in sparse] == wanted[3 * i : 3 * i + 3]
    np.testing.assert_allclose(logs, wanted_logs, rtol=1e-5, atol=1e-6)


def test_gradients_are_slopes():
    x = np.random.RandomState(1).randn(4, 2, 3)
    labels = cases.sparse(tf, [[0, 0], [1]], 2)

    def loss(x):
        return tf.reduce_sum(tf.nn.ctc_loss(labels, x, [4, 3]) * [1.0, 2.0])

    t = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(t)
        value = loss(t)
    gradient = tape.gradient(value, t).numpy()
    for at in np.ndindex(*x.shape):
        step = np.zeros_like(x)
        step[at] = 1e-5
        slope = (loss(x + step) - loss(x - step)) / 2e-5
        np.testing.assert_allclose(gradient[at], slope, rtol=1e-6, atol=1e-8)


def test_a_second_derivative_says_that_it_is_not_built():
    x = tf.constant(cases.X)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            loss = tf.reduce_sum(cases.LOSSES["plain"](tf, x))
        gradient = tf.reduce_sum(tf.square(inner.gradient(loss, x)))
    with pytest.raises(tf.errors.UnimplementedError, match="second derivative of ctc_loss"):
        outer.gradient(gradient, x)


def test_steps_beyond_an_example_have_no_gradient():
    """TensorFlow's loss of dense labels gives them the softmax, which is wrong."""
    x = tf.constant(cases.X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(tf.nn.ctc_loss_v2(cases.DENSE, x, [3, 1, 4], [6, 4, 6]))
    assert not tape.gradient(loss, x).numpy()[4:, 1].any()


def test_labels_must_be_sparse_and_the_blank_known():
    with pytest.raises(TypeError, match=r"Expected labels \(first argument\) to be a SparseTensor"):
        tf.nn.ctc_loss([[1]], cases.X, [6, 6, 6])
    with pytest.raises(ValueError, match="blank_index must be given"):
        tf.nn.ctc_loss_v2(cases.sparse(tf, cases.ROWS), cases.X, None, [6, 4, 6])


def test_repeated_and_different_labels():
    labels = tf.constant([[1, 1, 2, 2, 1], [2, 2, 2, 2, 0], [1, 2, 3, 4, 5]])
    found, lengths = tf.nn.collapse_repeated(labels, [4, 3, 0])
    assert found.numpy().tolist() == [[1, 2], [2, 0], [0, 0]]
    assert lengths.numpy().tolist() == [2, 1, 0] and lengths.dtype == tf.int32
    assert tf.nn.collapse_repeated(labels, tf.constant([4, 3, 0], tf.int64))[1].dtype == tf.int64
    different, places = tf.nn.ctc_unique_labels(tf.constant([[3, 4, 4, 3], [1, 1, 2, 0]]))
    assert different.numpy().tolist() == [[3, 4, 0, 0], [1, 2, 0, 0]]
    assert places.numpy().tolist() == [[0, 1, 1, 0], [0, 0, 1, 2]]


def run_apart(code, *args):
    """What a program prints that runs in a process of its own, on two threads."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, args)], capture_output=True,
        text=True, timeout=120, env={**os.environ, "OMP_NUM_THREADS": "2"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_threads_without_memory_raise():
    # Each of the two examples, on a thread of its own, wants 1.6 GB.
    assert run_apart("""
        import resource
        import numpy as np
        import zeal as tf
        tf.enable_eager_execution()
        labels = np.ones([2, 5000], np.int32)
        logits = tf.constant(np.zeros([20000, 2, 2], np.float32))
        tf.exp(tf.zeros([1000000]))  # the threads are there
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 30), used + (1 << 30)))
        try:
            tf.nn.ctc_loss_v2(labels, logits, [5000, 5000], [20000, 20000], blank_index=0)
        except MemoryError:
            print("raised")
        print(float(tf.reduce_sum(tf.ones([1000000]))))
    """) == ["raised", "1000000.0"]


def test_a_beam_keeps_no_prefixes_that_never_were_likely():
    (grown,) = run_apart("""
        import resource
        import numpy as np
        import zeal as tf
        tf.enable_eager_execution()
        logits = tf.constant(np.random.RandomState(0).randn(20, 1, 3000).astype(np.float32))
        tf.nn.ctc_beam_search_decoder(logits[:2], [2])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        tf.nn.ctc_beam_search_decoder(logits, [20])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """)
    assert int(grown) < 100_000  # KB; all longer prefixes take 800 MB
