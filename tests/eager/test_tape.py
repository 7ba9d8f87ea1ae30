"""tf.GradientTape: recording, watching, nesting, lifetimes."""

import gc
import logging
import threading

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal.eager import tape as tape_module


def value(t):
    return None if t is None else t.numpy().tolist()


def power_gradients(x, n):
    """The first n derivatives of x**3 by nested tapes."""
    if n == 0:
        return x * x * x
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = power_gradients(x, n - 1)
    return tape.gradient(y, x)


def test_gradient():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert value(tape.gradient(y, x)) == 6.0


@pytest.mark.parametrize("order, expected", [(0, 8.0), (1, 12.0), (2, 12.0), (3, 6.0), (4, None)])
def test_higher_orders(order, expected):
    x = tf.constant(2.0)
    if expected is None:
        with pytest.raises(TypeError, match="target"):
            power_gradients(x, order + 1)
    assert value(power_gradients(x, order)) == expected


def test_third_derivative_of_a_square_is_none():
    x = tf.constant(3.0)
    with tf.GradientTape() as t1:
        t1.watch(x)
        with tf.GradientTape() as t2:
            t2.watch(x)
            with tf.GradientTape() as t3:
                t3.watch(x)
                y = x * x
            d1 = t3.gradient(y, x)
        d2 = t2.gradient(d1, x)
    assert (value(d1), value(d2), t1.gradient(d2, x)) == (6.0, 2.0, None)


def test_second_call_raises():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    tape.gradient(y, x)
    message = "GradientTape.gradient can only be called once on non-persistent tapes."
    with pytest.raises(RuntimeError, match=message):
        tape.gradient(y, x)
    with pytest.raises(RuntimeError, match=message):
        tf.GradientTape().gradient(y, x)


def test_persistent():
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
        z = y * y
    assert [value(tape.gradient(z, s)) for s in (x, y)] == [108.0, 18.0]
    assert value(tape.gradient(y, x)) == 6.0


def test_persistent_tape_differentiates_its_own_gradient():
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        g = tape.gradient(x * x, x)
        h = tape.gradient(g, x)
    assert (value(g), value(h), tape.gradient(h, x)) == (6.0, 2.0, None)


def test_identity_and_unwatched():
    x, c = tf.constant(3.0), tf.constant(2.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * c
    assert value(tape.gradient(x, x)) == 1.0
    assert value(tape.gradient(c, c)) == 1.0  # a target that is a source
    assert tape.gradient(y, c) is None
    assert tape.gradient(c, x) is None
    assert value(tape.gradient([y, y, c], [x, c])[0]) == 4.0


def test_watching_a_computed_value_cuts_nothing_and_starts_there():
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        tape.watch(y)
        z = y * x
    assert tape.gradient(z, x) is None
    assert value(tape.gradient(z, y)) == 3.0
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        tape.watch(y)
        z = y * x
    assert [value(g) for g in tape.gradient(z, [x, y])] == [27.0, 3.0]


def test_nested_structures():
    a, b = tf.constant(2.0), tf.constant(5.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch({"a": a, "rest": (b,)})
        y = a * b
    grads = tape.gradient({"y": y, "z": [y]}, {"p": (a, [b]), "o": a})
    assert (value(grads["o"]), value(grads["p"][0]), value(grads["p"][1][0])) == (10.0, 10.0, 4.0)
    assert tape.gradient(y, []) == []
    assert isinstance(tape.gradient(y, (a, b)), tuple)


def test_output_gradients():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
    assert value(tape.gradient(y, x, output_gradients=[10.0, 1.0])) == [20.0, 4.0]
    assert value(tape.gradient(y, x, tf.constant([10.0, 1.0]))) == [20.0, 4.0]
    assert value(tape.gradient([y, y], x, [tf.constant([1.0, 1.0]), None])) == [4.0, 8.0]
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[3\] float32.*\[2\] float32"):
        tape.gradient(y, x, output_gradients=tf.constant([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match="1 entries for 2 targets"):
        tape.gradient([y, y], x, output_gradients=[y])


def test_unconnected_gradients():
    x, c = tf.constant([1.0, 2.0]), tf.constant([[3]])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.stop_gradient(x) * 2.0
    zero = tf.UnconnectedGradients.ZERO
    assert tape.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.NONE) is None
    assert value(tape.gradient(y, x, unconnected_gradients=zero)) == [0.0, 0.0]
    assert value(tape.gradient(y, c, unconnected_gradients="zero")) == [[0]]
    with pytest.raises(ValueError, match="Unknown value for unconnected_gradients: 'bogus'"):
        tape.gradient(y, x, unconnected_gradients="bogus")


def test_stop_recording():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        with tape.stop_recording():
            z = y * x
        w = y * z
    assert value(tape.gradient(w, x)) == 162.0
    with pytest.raises(RuntimeError, match="not recording."), tape.stop_recording():
        pass


def test_reset():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        tape.reset()
        tape.watch(x)
        z = y * x
    assert value(tape.gradient(z, x)) == 9.0
    with pytest.raises(ValueError, match="Tape is not recording."):
        tape.reset()


def test_entering_again():
    x = tf.constant(3.0)
    tape = tf.GradientTape()
    with tape:
        tape.watch(x)
        y = x * x
    with tape:  # goes on
        z = y * x
    assert value(tape.gradient(z, x)) == 27.0
    with tape:  # starts anew
        tape.watch(x)
        z = x * 2.0
        with pytest.raises(ValueError, match="Tape is already recording."):
            tape.__enter__()
    assert value(tape.gradient(z, x)) == 2.0


def test_watch_wants_tensors():
    with tf.GradientTape() as tape, pytest.raises(ValueError, match="float.*not tf.Tensor"):
        tape.watch(3.0)
    with pytest.raises(RuntimeError, match="`with` block"):
        tf.GradientTape().watch(tf.constant(1.0))


def test_integers_warn_and_give_none(caplog, monkeypatch):
    monkeypatch.setitem(tape_module._warned, "watched", 0)  # only the first few are told
    n = tf.constant(3)
    with caplog.at_level(logging.WARNING, "tensorflow"), tf.GradientTape() as tape:
        tape.watch(n)
        y = tf.cast(n, tf.float32) * 2.0
    assert tape.gradient(y, n) is None
    assert "watched tensor must be floating (e.g. tf.float32), got tf.int32" in caplog.text


def test_gradient_inside_the_block():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        g = tape.gradient(x * x, x)
        unseen = x * x
    assert value(g) == 6.0
    with pytest.raises(RuntimeError):
        tape.gradient(unseen, x)


# --- variables ---
def test_variables_are_watched_when_read():
    v, w = tf.Variable(2.0), tf.Variable(3.0, trainable=False)
    with tf.GradientTape() as tape:
        y = v * v * w
    assert [g if g is None else value(g) for g in tape.gradient(y, [v, w])] == [12.0, None]
    assert tape.watched_variables() == (v,)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        y = v * v
    assert tape.gradient(y, v) is None
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(w)
        y = v * w * w
    assert value(tape.gradient(y, w)) == 12.0


def test_variables_around_assignments():
    v, x = tf.Variable(2.0), tf.constant(3.0)
    with tf.GradientTape() as tape:
        y = v * v
        v.assign(5.0)
        y = y * v
    assert value(tape.gradient(y, v)) == 24.0
    with tf.GradientTape() as tape:
        tape.watch(x)
        v.assign(x * 2.0)
        y = v * v
    assert [value(g) for g in tape.gradient(y, [x, v])] == [None, 12.0]
    w = tf.Variable(1.0, trainable=False)
    with tf.GradientTape() as tape:
        tape.watch(w)
        w.assign(4.0)
        y = w * w
    assert value(tape.gradient(y, w)) == 8.0


READS = [lambda v: v.read_value(), lambda v: v.value(), tf.convert_to_tensor]


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("n", [1, 5000])
def test_a_value_read_from_a_variable_is_a_tensor_of_its_own(read, n):
    v = tf.Variable(np.full(n, 2.0, np.float32))
    before = read(v)
    with tf.GradientTape() as tape:
        inside = read(v)
        y = v * inside * before
    by_v, by_inside, by_before = tape.gradient(y, [v, inside, before])
    assert (by_v.numpy()[0], by_inside.numpy()[0], by_before) == (8.0, 4.0, None)


def test_watched_variables_in_order_of_creation_and_kept_alive():
    a, b = tf.Variable(1.0), tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = b * a
        y = y * tf.Variable(3.0)
    assert [value(v) for v in tape.watched_variables()] == [1.0, 2.0, 3.0]
    assert [value(g) for g in tape.gradient(y, tape.watched_variables())] == [6.0, 3.0, 2.0]
    assert len(tape.watched_variables()) == 3


def test_two_tapes_see_one_variable():
    v = tf.Variable(3.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = v * v * v
        g = inner.gradient(y, v)
    assert (value(g), value(outer.gradient(g, v))) == (27.0, 18.0)


# --- jacobians ---
def test_jacobian():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        a, b = tf.unstack(x)
        y = tf.stack([a * b, a, b * b])
    assert value(tape.jacobian(y, x)) == [[2.0, 1.0], [1.0, 0.0], [0.0, 4.0]]
    with pytest.raises(RuntimeError):
        tape.jacobian(y, x)


def test_batch_jacobian():
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
    assert value(tape.batch_jacobian(y, x)) == [[[2.0, 0.0], [0.0, 4.0]], [[6.0, 0.0], [0.0, 8.0]]]
    with pytest.raises(ValueError, match="first dimension"):
        tape.batch_jacobian(y, tf.constant([[1.0]]))


# --- lifetimes ---
def in_use():
    gc.collect()
    return _native.memory_stats()["bytes_in_use"]


@pytest.mark.parametrize("persistent", [False, True])
def test_nothing_outlives_the_gradient_or_the_tape(persistent):
    x = tf.constant(np.ones((256, 256), np.float32))

    def run():
        with tf.GradientTape(persistent=persistent) as tape:
            tape.watch(x)
            y = x
            for _ in range(10):
                y = tf.exp(y * 0.5)
        y = tf.reduce_sum(y)
        with tape:
            pass
        return tape, y

    run()
    before = in_use()
    tape, y = run()
    held = in_use() - before
    assert held > 10 * x.nbytes  # the values that the gradient needs
    tape.gradient(y, x)
    if not persistent:
        assert in_use() - before < x.nbytes
    del tape
    assert in_use() - before < x.nbytes


def test_unneeded_values_are_not_held():
    x = tf.constant(np.ones((256, 256), np.float32))
    before = in_use()
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(20):
            y = y + 1.0  # its gradient reads nothing
    assert in_use() - before < 3 * x.nbytes
    assert tape.gradient(y, x).numpy()[0, 0] == 1.0


def test_a_forgotten_tape_in_a_cycle_is_collected():
    x = tf.constant(np.ones((256, 256), np.float32))
    before = in_use()
    tape = tf.GradientTape()
    with tape:
        tape.watch(x)
        y = tf.exp(x)
    tape.self = tape
    del tape, y
    assert in_use() - before < x.nbytes


def test_long_chains_and_many_sources():
    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(100_000):
            y = y + x
    assert value(tape.gradient(y, x)) == 100_001.0
    sources = [tf.constant(float(i)) for i in range(10_000)]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        y = tf.reduce_sum(tf.stack([s * s for s in sources]))
    grads = tape.gradient(y, sources)
    assert [value(g) for g in grads[:3]] == [0.0, 2.0, 4.0] and len(grads) == 10_000


# --- threads ---
def test_each_thread_has_its_own_tapes():
    results = {}

    def work(k):
        x = tf.constant(float(k))
        for _ in range(200):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = x * x * x
            results[k] = value(tape.gradient(y, x))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert results == {k: 3.0 * k * k for k in range(4)}


def test_a_tape_does_not_see_other_threads_and_may_be_used_there_afterwards():
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
        other = []
        thread = threading.Thread(target=lambda: other.append(x * 5.0))
        thread.start()
        thread.join()
        errors = []

        def leave():
            try:
                tape.__exit__(None, None, None)
            except RuntimeError as e:
                errors.append(str(e))

        thread = threading.Thread(target=leave)
        thread.start()
        thread.join()
    assert tape.gradient(other[0], x) is None
    assert "another thread" in errors[0]
    got = []
    thread = threading.Thread(target=lambda: got.append(value(tape.gradient(y, x))))
    thread.start()
    thread.join()
    assert got == [6.0]


def test_a_tape_left_open_dies_with_its_thread():
    thread = threading.Thread(target=lambda: tf.GradientTape().__enter__())
    thread.start()
    thread.join()


def test_subclass_and_documentation():
    class Mine(tf.GradientTape):
        def __init__(self):
            super().__init__(persistent=True)
            self.calls = 0

        def gradient(self, *args, **kwargs):
            self.calls += 1
            return super().gradient(*args, **kwargs)

    x = tf.constant(3.0)
    with Mine() as tape:
        tape.watch(x)
        y = x * x
    assert (value(tape.gradient(y, x)), value(tape.gradient(y, x)), tape.calls) == (6.0, 6.0, 2)
    assert "persistent" in tf.GradientTape.__doc__ and tf.GradientTape.__name__ == "GradientTape"
    with pytest.raises(TypeError):
        tf.GradientTape(bogus=1)


def test_gradients_by_values_that_passed_no_gradient_themselves():
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.stop_gradient(x * 2.0)
        z = y * x
        n = tf.cast(x, tf.int32)
        w = tf.cast(n, tf.float32) * z
    assert [value(g) for g in tape.gradient(z, [x, y])] == [6.0, 3.0]
    assert [value(g) for g in tape.gradient(w, [x, y, n])] == [18.0, 9.0, None]
    assert value(tape.gradient(n, n)) == 1


def test_targets_without_numbers_have_no_gradient():
    x = tf.constant(2.0)
    for target, expected in (
        (lambda: tf.constant("a"), None), (lambda: tf.constant(3), None),
        (lambda: tf.cast(x, tf.int32), None), (lambda: x > 1.0, None),
        (lambda: [x * x, tf.constant("a"), tf.constant(3)], 4.0),
    ):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = target()
        grad = tape.gradient(y, x)
        assert grad is None if expected is None else float(grad) == expected
    word = tf.constant("a")
    with tf.GradientTape() as tape:
        pass
    assert tape.gradient(word, word) is None


@pytest.mark.parametrize("value", [3.0, None, "a", np.ones(2), [tf.constant(1.0), 3.0]])
def test_only_tensors_are_watched(value):
    kind = "float" if isinstance(value, list) else type(value).__name__
    for tape in (tf.GradientTape(), tf.GradientTape().__enter__()):
        with pytest.raises(ValueError, match=f"Passed in object of type <class '.*{kind}'>, not"):
            tape.watch(value)
        tape.__exit__(None, None, None)
    with pytest.raises(RuntimeError, match="inside its `with` block"):
        tf.GradientTape().watch(tf.constant(1.0))


@pytest.mark.parametrize("first", [tf.int32, tf.int64])
@pytest.mark.parametrize("second", [tf.int32, tf.int64])
def test_rows_gathered_by_indices_of_two_types(first, second):
    table = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    with tf.GradientTape() as tape:
        y = tf.gather(table, tf.constant([1, 1], first)) * 2.0
        z = tf.gather(table, tf.constant([2, 0], second))
        w = tf.reduce_sum(y) + tf.reduce_sum(z)
    slices = tape.gradient(w, table)
    assert slices.indices.dtype is (tf.int32 if first is second is tf.int32 else tf.int64)
    assert tf.convert_to_tensor(slices).numpy().tolist() == [[1, 1], [4, 4], [1, 1]]
    tf.train.GradientDescentOptimizer(1.0).apply_gradients([(slices, table)])
    assert table.numpy().tolist() == [[0, 1], [-1, 0], [4, 5]]


def test_a_tape_from_the_pool_is_as_good_as_new():
    for make in (tf.GradientTape, lambda: tf.GradientTape.__new__(tf.GradientTape)):
        for _ in range(20):
            used = tf.GradientTape(persistent=True, watch_accessed_variables=False)
            used._record_nothing(True)
            del used
            tape = make()
            v = tf.Variable(2.0)
            with tape:
                y = v * v
            assert not tape._persistent
            assert tape.gradient(y, v).numpy() == 4.0
