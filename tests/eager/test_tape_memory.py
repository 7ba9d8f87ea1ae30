"""A tape lets go of what no gradient can need any more, while it still records."""

import gc
import threading
import weakref

import numpy as np
import pytest

import zeal as tf
from zeal import _native

BIG = 1 << 16  # bytes of one tensor below


def in_use():
    gc.collect()
    return _native.memory_stats()["bytes_in_use"]


def growth(make, steps=50):
    """Bytes that a recording tape keeps of `steps` results that the program dropped."""
    x = tf.ones([BIG // 4])
    with tf.GradientTape() as tape:
        tape.watch(x)
        make(x)
        before = in_use()
        for _ in range(steps):
            make(x)
        after = in_use()
        y = tf.reduce_sum(x * x)
    assert tape.gradient(y, x).numpy().tolist() == [2.0] * (BIG // 4)
    return after - before


CHAINS = {
    "one op": lambda x: x * x,
    "chain": lambda x: tf.sin(x * x + 1.0) * x,
    "output read by the gradient": lambda x: tf.tanh(x),
    "outputs in the middle": lambda x: tf.exp(tf.tanh(tf.sigmoid(x) * 2.0)) * 3.0,
    "several outputs": lambda x: tf.split(tf.tanh(x), 2),
    "cut": lambda x: tf.stop_gradient(tf.exp(x)) + 1.0,
    "nested": lambda x: tf.reduce_sum(tf.reshape(tf.nn.softmax(tf.reshape(x, [64, -1])), [-1])),
}


@pytest.mark.parametrize("make", CHAINS.values(), ids=CHAINS)
def test_dropped_results_free_what_their_gradients_read(make):
    assert growth(make) < BIG


def test_results_that_are_used_stay():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        kept = [tf.tanh(x) * float(i) for i in range(5)]
        for _ in range(5):
            tf.tanh(x) * 2.0
        y = tf.add_n(kept)
        del kept
    slope = 1 - tf.tanh(x).numpy() ** 2
    assert float(tape.gradient(y, x)) == pytest.approx(10 * slope, rel=1e-4)


def test_gradient_functions_go_with_their_result():
    class Closure:
        pass

    def call(x):
        closure = Closure()

        @tf.custom_gradient
        def double(x):
            return x * 2.0, lambda dy, closure=closure: dy * 2.0

        double(x)
        return weakref.ref(closure)

    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        seen = call(x)
        gc.collect()
        assert seen() is None


def test_a_long_chain_goes_without_recursion():
    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(300_000):
            y = y * 1.0
        z = y + 1.0
        y = None
        del z  # the whole chain is unused now
        y = x * 3.0
    assert float(tape.gradient(y, x)) == 3.0


def test_two_tapes_each_keep_what_they_need():
    x = tf.constant(2.0)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.exp(x) * x
            tf.exp(y)
        dy = inner.gradient(y, x)
        tf.exp(dy)
    second = outer.gradient(dy, x)
    assert float(second) == pytest.approx(float(tf.exp(x)) * (2 + 2.0), rel=1e-6)
    assert float(outer.gradient(y, x)) == pytest.approx(float(tf.exp(x)) * 3.0, rel=1e-6)


def test_a_tape_that_is_reset_by_what_it_drops():
    x = tf.constant(2.0)
    tape = tf.GradientTape(persistent=True)

    class Resets:
        def __del__(self):
            tape.reset()

    def call():
        trap = Resets()

        @tf.custom_gradient
        def same(x):
            return tf.identity(x), lambda dy, trap=trap: dy

        same(tf.exp(x)) * 2.0

    with tape:
        tape.watch(x)
        call()
        gc.collect()
        tape.watch(x)
        y = x * x
    assert float(tape.gradient(y, x)) == 4.0


def test_a_cycle_through_a_watched_variable_is_collected():
    class Model:
        pass

    def make():
        model = Model()
        model.v = tf.Variable(1.0)
        model.v.owner = model
        with tf.GradientTape(persistent=True) as model.tape:
            model.v * 2.0
        return weakref.ref(model)

    seen = make()
    gc.collect()
    assert seen() is None


class Runs:
    """An output gradient whose conversion runs something."""

    def __init__(self, act):
        self.act = act

    def __array__(self, *args, **kwargs):
        self.act()
        return np.array(1.0, np.float32)


def test_a_tape_that_is_reset_while_gradient_reads_its_arguments():
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
        assert tape.gradient(y, x, Runs(tape.reset)) is None  # it recorded nothing since
        tape.watch(x)
        y = x * x
        assert float(tape.gradient(y, x)) == 6.0


def test_a_tape_that_is_used_up_while_gradient_reads_its_arguments():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    with pytest.raises(RuntimeError, match="used up"):
        tape.gradient(y, x, Runs(lambda: tape.gradient(y, x)))


def test_a_gradient_within_a_gradient_of_one_tape():
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        z = x * x

        @tf.custom_gradient
        def asks(x):
            return x * 1.0, lambda dy: dy * tape.gradient(z, x0)

        x0 = x
        y = asks(x)
    assert float(tape.gradient(y, x)) == 6.0
    tape.__init__(persistent=True)  # not busy any more


def test_one_tape_asked_by_several_threads():
    x = tf.fill([300, 300], 0.5)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(10):
            y = tf.tanh(y) * x
    seed = np.ones((300, 300)).T
    results = []

    def ask():
        try:
            results.append(tape.gradient(y, x, output_gradients=seed))
        except RuntimeError as error:
            results.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    values = [r for r in results if isinstance(r, tf.Tensor)]
    assert len(values) == 1 and values[0].shape == [300, 300]
