"""Rules, hooks and finalizers run code of the program, which may use the tape that runs them."""

import contextlib
import gc
import weakref

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal.ops.host_op import host_op


class Fresh(tf.GradientTape):
    """Not pooled: its lists start small, and its memory is freed when it dies."""


KINDS = pytest.mark.parametrize("kind", [Fresh, tf.GradientTape], ids=["subclass", "pooled"])


class AtDeath:
    """Runs a step when it dies."""

    def __init__(self, step):
        self.step = step

    def __del__(self):
        step, self.step = self.step, None
        step()


def held_by_gradient(x, thing):
    """x as a custom gradient, whose function alone holds `thing`."""

    @tf.custom_gradient
    def f(x):
        return x * 1.0, lambda dy, thing=thing: dy * 3.0

    return f(x)


def spare_tapes():
    return [tf.GradientTape() for _ in range(20)]  # when they die, the pool of tapes is full


@KINDS
def test_a_finalizer_drops_the_tape_while_an_entry_is_dropped(kind):
    for _ in range(20):
        spare = spare_tapes()
        tapes = [kind()]
        del spare
        tapes[0].__enter__()
        x = tf.constant(1.0)
        tapes[0].watch(x)
        y = held_by_gradient(x, AtDeath(lambda tapes=tapes: tapes.pop().__exit__(None, None, None)))
        for _ in range(50):
            y + 1.0
        assert tapes
        del y
        assert not tapes


@KINDS
@pytest.mark.parametrize("step", ["reset", "_pause", "record", "gradient", "collect"])
def test_a_finalizer_uses_the_tape_while_an_entry_is_dropped(kind, step):
    x = tf.constant(2.0)
    with kind(persistent=True) as tape:
        tape.watch(x)
        z = x * x
        steps = {
            "reset": tape.reset,
            "_pause": tape._pause,
            "record": lambda: [x * float(i) for i in range(100)],
            "gradient": lambda: tape.gradient(z, x),
            "collect": gc.collect,
        }
        y = tf.exp(held_by_gradient(x, AtDeath(steps[step])))
        del y
        if step == "_pause":
            tape._resume()
        if step == "reset":
            tape.watch(x)
            z = x * x
    assert float(tape.gradient(z, x)) == 4


@KINDS
@pytest.mark.parametrize("step", ["reset", "record", "enter again"])
def test_a_finalizer_uses_the_tape_while_it_lets_go_of_everything(kind, step):
    x = tf.constant(2.0)
    tape = kind(persistent=True)
    again = []

    def act():
        if step == "enter again":
            again.append(1)
            tape.__enter__()
            tape.watch(x)
            x * x
            tape.__exit__(None, None, None)
        elif step == "reset":
            tape.reset()
        else:
            [x * float(i) for i in range(200)]

    tape.__enter__()
    tape.watch(x)
    kept = [held_by_gradient(x, AtDeath(act)), x * x]
    if step == "enter again":
        tape.__exit__(None, None, None)
        tape.__init__(persistent=True)
        assert again
    else:
        tape.reset()
    del kept
    if step == "enter again":
        tape.__init__(persistent=True)
        tape.__enter__()
    tape.watch(x)
    y = x * x * x
    tape.__exit__(None, None, None)
    assert float(tape.gradient(y, x)) == 12


@pytest.mark.parametrize("make", [
    lambda x: tf.cumprod(x, axis=1, exclusive=True, reverse=True),
    lambda x: tf.concat([x, x], 1),
    lambda x: tf.gather(x, [0, 1], axis=1),
    lambda x: tf.reduce_prod(x, 1),
    lambda x: tf.matrix_band_part(x, 1, 0),
    lambda x: tf.pad(x, [[1, 0], [0, 1]], "REFLECT"),
    lambda x: tf.nn.softmax(x),
    lambda x: x[::-1, 1:],
], ids=["cumprod", "concat", "gather", "prod", "band", "mirror", "softmax", "slice"])  # fmt: skip
def test_a_recording_tape_grows_while_its_own_rules_run(make):
    x = tf.constant(np.linspace(0.5, 1.5, 6, dtype=np.float32).reshape(2, 3))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = make(x)
    want = tf.convert_to_tensor(tape.gradient(y, x)).numpy()
    for n in range(20, 40):
        with Fresh(persistent=True) as tape:
            tape.watch(x)
            keep = [x + 1.0 for _ in range(n)]
            got = tape.gradient(make(x), x)
        np.testing.assert_array_equal(tf.convert_to_tensor(got).numpy(), want)
        del keep


def test_a_rule_asks_a_tape_that_is_not_persistent_again():
    x = tf.constant(3.0)
    errors = []

    @tf.custom_gradient
    def f(x):
        def grad(dy):
            with pytest.raises(RuntimeError) as e:
                tape.gradient(y, x)
            errors.append(e)
            return dy * 2.0

        return x * 2.0, grad

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x) * x
    assert float(tape.gradient(y, x, _keep=True)) == 12
    assert float(tape.gradient(y, x)) == 12
    assert len(errors) == 2


def test_reading_output_gradients_assigns_to_the_target():
    v = tf.Variable(tf.ones([1000]))

    class Assigns:
        def __array__(self, *args, **kwargs):
            v.assign(tf.zeros([1000]))
            return np.full(1000, 2.0, np.float32)

    with tf.GradientTape() as tape:
        tape.watch(v)
    assert tape.gradient(v, v, Assigns()).numpy().tolist() == [2.0] * 1000


def test_a_list_of_variables_outlives_a_tape_that_a_collector_resets():
    variables = [tf.Variable(float(i)) for i in range(100)]
    with tf.GradientTape() as tape:
        for v in variables:
            v * 1.0

        class Ring:
            def __del__(self):
                del variables[:]
                tape.reset()

        ring = Ring()
        ring.self = ring
        del ring, v
        old = gc.get_threshold()
        gc.set_threshold(1)
        try:
            found = tape.watched_variables()
        finally:
            gc.set_threshold(*old)
        assert [float(v) for v in found] in ([], [float(i) for i in range(100)])


def cycle(tapes):
    """A custom gradient that leads back to the tapes that recorded it; a weak reference to it."""
    for tape in tapes:
        tape.__enter__()
    v = tf.Variable(2.0)

    @tf.custom_gradient
    def f(x):
        return x * 1.0, lambda dy: dy if tapes else v

    y = f(v)
    for tape in reversed(tapes):
        tape.__exit__(None, None, None)
    assert float(tapes[0].gradient(y, v)) == 1
    return weakref.ref(f)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_gradient_that_leads_to_its_tapes_is_collected(count):
    cycle([tf.GradientTape(persistent=True) for _ in range(count)])
    gc.collect()
    before, bytes_before = len(gc.get_objects()), _native.memory_stats()["bytes_in_use"]
    refs = [cycle([tf.GradientTape(persistent=True) for _ in range(count)]) for _ in range(50)]
    gc.collect()
    assert not any(ref() for ref in refs)
    assert _native.memory_stats()["bytes_in_use"] <= bytes_before
    del refs
    assert len(gc.get_objects()) < before + 50


def test_a_tape_in_its_own_gradient_function_is_not_freed_during_the_walk():
    x = tf.constant(1.0)
    tapes = [Fresh(persistent=True)]

    @tf.custom_gradient
    def f(x):
        def grad(dy):
            tapes.clear()
            gc.collect()
            return dy * 5.0

        return x * 1.0, grad

    with tapes[0]:
        tapes[0].watch(x)
        y = tf.sin(f(tf.exp(x)))
    gradient = tapes[0].gradient
    assert np.isclose(float(gradient(y, x)), np.cos(np.e) * np.e * 5.0, rtol=1e-5)


def test_a_result_that_was_discarded_and_kept_by_a_rule_cannot_be_differentiated_later():
    stash = []

    def gradient(op, dy):
        stash.append(op.outputs[0])
        return dy * (1.0 - op.outputs[0] * op.outputs[0])

    tanh = host_op(
        "TestTanh", [("x", "float32")], [("y", "float32")],
        kernel=np.tanh, gradient=gradient, doc="For tests.",
    )  # fmt: skip
    x = tf.constant(0.5)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tanh(x)
        first = tape.gradient(y, x)
        del y
        z = stash[0] * 2.0
        again = None
        with contextlib.suppress(tf.errors.FailedPreconditionError):
            again = tape.gradient(z, x)
    want = 1 - np.tanh(0.5) ** 2
    assert np.isclose(float(first), want)
    assert again is None or np.isclose(float(again), 2 * want)


def test_a_tape_used_up_while_paused_starts_anew():
    x = tf.constant([3.0] * 10)
    tape = tf.GradientTape()
    with tape:
        tape.watch(x)
        ys = [x * x for _ in range(9000)]
        cut = tf.stop_gradient(x)
        with tape.stop_recording():
            assert tape.gradient(cut, x) is None
            assert "StopGradient" in tape.explain(cut, x)
        assert tape._num_entries == 0
        assert tape.gradient(ys[0], x) is None
    with tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x).numpy().tolist() == [6.0] * 10


def test_a_rule_cannot_restart_the_tape_that_runs_it():
    x = tf.constant(3.0)
    tape = tf.GradientTape()
    errors = []

    @tf.custom_gradient
    def f(x):
        def grad(dy):
            for start in (tape.__enter__, tape._resume):
                with pytest.raises(RuntimeError, match="cannot start anew") as e:
                    start()
                errors.append(e)
            return dy * 2.0

        return x * 2.0, grad

    with tape:
        tape.watch(x)
        y = f(x)
    assert float(tape.gradient(y, x)) == 2
    assert len(errors) == 2
    assert not tape._recording


# --- a collector may run wherever Python objects are made ---
class Ring:
    """Garbage that only a collector finds; acts when it does."""

    def __init__(self, act):
        self.act, self.ring = act, self

    def __del__(self):
        self.act()


def collected_during(use, act, depth=8):
    """use(), some frames deep, of which the first object that it makes lets `act` run."""
    if depth:
        return collected_during(use, act, depth - 1)
    old = gc.get_threshold()
    gc.collect()
    gc.disable()
    Ring(act)
    gc.set_threshold(1, 1, 1)
    gc.enable()
    try:
        return use()
    finally:
        gc.set_threshold(*old)


LEAVING = {
    "numpy": lambda t: t.numpy(),
    "asarray": np.asarray,
    "buffer": lambda t: np.frombuffer(t, np.int32)[0],
    "bool": bool,
    "int": int,
    "float": float,
    "complex": complex,
    "index": lambda t: range(t)[-1] + 1,
}


@pytest.mark.parametrize("use", LEAVING)
@pytest.mark.parametrize("count", [0, 64])
def test_a_collector_starts_or_stops_tapes_while_a_value_leaves(use, count):
    """The list of tapes grows, or all of them stop and die."""
    x = tf.constant(3)
    tapes = [Fresh() for _ in range(16)]
    started = []

    def act():
        for _ in range(count):
            started.append(tf.GradientTape().__enter__())
        if not count:
            for tape in tapes:
                tape.__exit__(None, None, None)
            tapes.clear()

    with tf.GradientTape() as outer:
        outer.watch(y := tf.constant(1.0))
        for tape in tapes:
            tape.__enter__()
            tape.watch(y)
        x = tf.cast(y * 3.0, tf.int32)
        got = collected_during(lambda: LEAVING[use](x), act)
        assert len(started) == count and bool(tapes) == bool(count)
        for tape in started + tapes:
            tape.__exit__(None, None, None)
        x = y * 2.0
    assert got == (1 if use == "bool" else 3)
    assert float(outer.gradient(x, y)) == 2


@pytest.mark.parametrize("use", ["bool", "int", "float", "index"])
def test_a_collector_assigns_to_a_variable_while_its_value_leaves(use):
    for _ in range(20):
        v = tf.Variable(3)
        kept = []

        def act(v=v, kept=kept):
            v.assign(0)
            kept.extend(tf.constant(0) for _ in range(50))  # in the memory of the former value

        with tf.GradientTape() as tape:
            tape.watch(v)
            got = collected_during(lambda v=v: LEAVING[use](v), act)
        assert kept
        assert got == (1 if use == "bool" else 3)


@pytest.mark.parametrize("step", ["reset", "stop", "record"])
@pytest.mark.parametrize("watched", [False, True])
def test_a_collector_runs_while_a_line_is_noted(step, watched):
    """Lines are noted of ops that end paths, and of all of them while ops are watched."""
    x = tf.constant(2.0)
    tapes = [Fresh(persistent=True)]
    tape = tapes[0]
    steps = {
        "reset": tape.reset,
        "stop": lambda: tapes.pop().__exit__(None, None, None),
        "record": lambda: [x * float(i) for i in range(200)],
    }
    del tape
    tapes[0].__enter__()
    tapes[0].watch(x)
    kept = [x * 1.0 for _ in range(31)]
    if watched:
        tf.contrib.eager.seterr(inf_or_nan="raise")
    try:
        y = collected_during(lambda: x * x if watched else tf.stop_gradient(x), steps.pop(step))
    finally:
        tf.contrib.eager.clear_execution_callbacks()
    steps.clear()
    assert float(y) == (4 if watched else 2)
    if not tapes:
        return
    tapes[0].watch(x)
    z = x * x * x
    tapes[0].__exit__(None, None, None)
    assert float(tapes[0].gradient(z, x)) == 12
    if watched and step == "record":
        assert float(tapes[0].gradient(y, x)) == 4
    del kept


def test_values_that_die_during_the_walk_record_on_the_tape_that_walks():
    """Its list of entries moves while one of them is released."""
    x = tf.constant(2.0)
    y = tf.ones([100])

    class Enters:
        def __array__(self, *args, **kwargs):
            tape.__enter__()
            return np.ones((), np.float32)

    class Owner(np.ndarray):
        def __del__(self):
            [x * float(i) for i in range(200)]

    for _ in range(5):
        with Fresh() as tape:
            tape.watch(x)
            owner = tf.from_dlpack(np.full(100, 3.0, np.float32).view(Owner))
            z = tf.reduce_sum(x * owner)
            for _ in range(20):
                z = z + x * y[0]
            del owner
        assert float(tape.gradient(z, x, Enters())) == 320
        tape.__exit__(None, None, None)
