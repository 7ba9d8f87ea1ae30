"""How long a traced function keeps its traces: the last ones used, and what they are for alone."""

import gc
import os
import signal
import threading
import weakref

import pytest

import zeal as tf
from zeal import _native
from zeal.graph import kept_traces


class Scale:
    def __init__(self, by):
        self.by = by


def count_graphs():
    tf.get_default_graph()  # which is made where somebody asks for it
    while gc.collect():  # what finalizers of other tests' objects let go of is found in turn
        pass
    return sum(isinstance(thing, _native.Graph) for thing in gc.get_objects())


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(kept_traces, "MOST", 20)


def test_a_trace_dies_with_the_object_it_is_for():
    @tf.function
    def scaled(x, scale):
        return x * scale.by

    before = count_graphs()
    x, one = tf.constant(2.0), Scale(3.0)
    for _ in range(2):
        assert scaled(x, one).numpy() == 6.0 and scaled(x, scale=one).numpy() == 6.0
    assert count_graphs() == before + 1
    seen = weakref.ref(one)
    del one
    assert seen() is None and count_graphs() == before
    assert scaled(x, Scale(4.0)).numpy() == 8.0


def test_objects_at_one_address_are_told_apart():
    scaled = tf.function(lambda x, scale: x * scale.by)
    for by in range(200):
        assert scaled(tf.constant(2.0), Scale(float(by))).numpy() == 2.0 * by


def test_what_cannot_be_referred_to_weakly_is_held():
    class Slotted:
        __slots__ = ("by",)

    scaled = tf.function(lambda x, scale: x * scale.by)
    for by in range(50):
        scale = Slotted()
        scale.by = float(by)
        assert scaled(tf.constant(2.0), scale).numpy() == 2.0 * by


def test_arguments_are_not_kept():
    f = tf.function(lambda x: x + 1.0)
    x = tf.ones([1000])
    seen = weakref.ref(x)
    f(x)
    f.get_concrete_function(x)
    del x
    assert seen() is None


def test_the_last_ones_used_are_kept(few):
    traced = []

    @tf.function
    def f(x, n):
        traced.append(n)
        return x * n

    before = count_graphs()
    for n in range(100):
        assert f(tf.constant(2.0), n=n).numpy() == 2.0 * n
        f(tf.constant(2.0), n=0)
    assert traced == list(range(100)) and count_graphs() == before + 20
    assert f(tf.constant(2.0), n=1).numpy() == 2.0 and traced[-1] == 1
    assert f.why().endswith("argument 1 is the Python value 1, before the Python value 99")


def test_one_that_native_code_finds_stays(few):
    traced = []

    @tf.function
    def f(x, n):
        traced.append(n)
        return x * n

    x = tf.constant(2.0)
    for n in range(100):
        assert f(x, float(n)).numpy() == 2.0 * n
        assert f(x, 0.0).numpy() == 0.0
    assert traced == [float(n) for n in range(100)]


@pytest.mark.parametrize("signature", [None, [tf.TensorSpec([], tf.float32)]])
def test_a_forked_process_traces_while_another_thread_did(signature):
    inside, leave = threading.Event(), threading.Event()

    @tf.function(input_signature=signature)
    def f(x):
        if threading.current_thread() is thread:
            inside.set()
            leave.wait(30)
        return x * 3.0

    thread = threading.Thread(target=f, args=(tf.constant(2.0),))
    thread.start()
    inside.wait(30)
    if not (child := os.fork()):
        signal.alarm(20)
        os._exit(int(f(tf.constant(2.0)).numpy() != 6.0))
    status = os.waitpid(child, 0)[1]
    leave.set()
    thread.join()
    assert status == 0


def test_one_function_traced_again_and_again_does_not_grow(few):
    @tf.contrib.eager.defun
    def f(x, n):
        return tf.map_fn(lambda row: row * n, x) if n % 2 else tf.reduce_sum(x) * n

    def objects(first, last):
        for n in range(first, last):
            with tf.GradientTape() as tape:
                x = tf.ones([n % 7 + 1])
                tape.watch(x)
                tape.gradient(f(x, float(n)), x)
        gc.collect()
        return len(gc.get_objects())

    before = objects(0, 40)
    assert objects(40, 120) - before < 60


def test_relaxed_traces_go_too(few):
    f = tf.function(lambda x, n: x * n, experimental_relax_shapes=True)
    before = count_graphs()
    for n in range(60):
        for size in (1, 2, 3):
            assert f(tf.ones([size]), float(n)).numpy().tolist() == [n] * size
    assert count_graphs() <= before + 20


def test_variables_are_made_by_the_first_trace_alone():
    made = []

    @tf.function
    def f(x, scale):
        made.append(tf.Variable(1.0))
        return x * made[-1] * scale.by

    assert f(tf.constant(2.0), Scale(2.0)).numpy() == 4.0  # whose trace is gone by now
    with pytest.raises(ValueError, match="tried to create variables on non-first call"):
        f(tf.constant(2.0), Scale(3.0))
