"""Tests of zeal/eager/control.py and context.py: what graph programs' functions mean eagerly."""

import subprocess
import sys

import numpy as np
import pytest

import zeal as tf


def test_they_have_nothing_to_do():
    v = tf.Variable(1.0)
    assert tf.no_op(name="n") is None and tf.group() is None
    assert tf.group(v.assign_add(1.0), [v.assign_add(2.0)], name="g") is None
    assert v.numpy() == 4.0
    assert tf.global_variables_initializer() is None
    assert tf.local_variables_initializer() is None
    assert tf.variables_initializer([v]) is None and tf.tables_initializer() is None
    with pytest.raises(ValueError, match="Unknown keyword arguments: foo"):
        tf.group(1, foo=2)


def test_functions_among_control_inputs_are_called():
    called = []
    with tf.control_dependencies([tf.constant(1.0), lambda: called.append(1)]):
        pass
    assert called == [1]


def test_tuple_and_control_dependencies():
    x, called = tf.constant(1), []
    assert tf.tuple([x, None], control_inputs=[x]) == [x, None]
    for inputs in ([x], None, lambda: called.append(1)):
        with tf.control_dependencies(inputs):
            assert tf.identity(x).numpy() == 1
    assert called == [1]


def test_static_values():
    assert tf.get_static_value(tf.constant([1, 2])).tolist() == [1, 2]
    assert tf.contrib.util.constant_value(tf.constant(2)) == 2
    assert tf.get_static_value(tf.Variable(3)) is None and tf.get_static_value(3) == 3


def test_static_values_of_large_tensors():
    """Of more elements than native code works out; what TensorFlow 1.15.5 knows."""
    with tf.Graph().as_default():
        x, open_ = np.arange(70, dtype="f"), tf.placeholder(tf.float32)
        filled = tf.fill([70], 1.5)
        known = tf.concat([tf.cast(x, tf.int64), tf.cast(filled, tf.int64)], 0)
        assert tf.get_static_value(known).tolist() == [*range(70), *[1] * 70]
        stacked = tf.get_static_value(tf.stack([x, filled]))
        assert np.array_equal(stacked, [x, np.full(70, 1.5)]) and stacked.dtype == np.float32
        assert tf.get_static_value(tf.concat([x, open_], 0)) is None
        partial = tf.get_static_value(tf.stack([x, open_]), partial=True)
        assert np.array_equal(partial[0], x) and partial[1] is None
        assert tf.get_static_value(tf.stack([x, open_], axis=1), partial=True) is None


def test_init_scope_pauses_all_tapes():
    x = tf.constant(3.0)
    with tf.GradientTape() as outer, tf.GradientTape() as inner:
        outer.watch(x)
        inner.watch(x)
        with tf.init_scope():
            hidden = x * x
        with pytest.raises(ZeroDivisionError), tf.init_scope():
            1 / 0  # noqa: B018
        seen = x * x
    assert outer.gradient(hidden, x) is None and inner.gradient(seen, x).numpy() == 6.0


def test_tapes_inside_init_scope_leave_the_pause_of_those_outside():
    v, x = tf.Variable(2.0), tf.constant(3.0)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.init_scope():
            with tf.GradientTape() as tape:
                square = v * v
            assert tape.gradient(square, v).numpy() == 4.0
            assert outer.watched_variables() == ()
            y = x * 3.0
            with tf.init_scope(), tf.GradientTape() as tape:
                tape.watch(x)
                inner = x * x
            assert tape.gradient(inner, x).numpy() == 6.0
            z = x * 3.0
            outer.__exit__(None, None, None)
            outer.__enter__()  # from here on it is a tape that started inside
            w = x * 3.0
    assert [outer.gradient(t, x) for t in (y, z, inner, square)] == [None] * 4
    assert outer.gradient(w, x).numpy() == 3.0


def test_a_tape_left_open_by_init_scope_rests_in_the_next_one():
    x = tf.constant(3.0)
    tape = tf.GradientTape(persistent=True)
    with tf.init_scope(), tf.init_scope():
        tape.__enter__()
        tape.watch(x)
        first = x * 2.0
    second = x * 3.0
    with tf.init_scope():
        hidden = x * 4.0
    third = x * 5.0
    tape.__exit__(None, None, None)
    got = [tape.gradient(t, x) for t in (first, second, hidden, third)]
    assert [None if g is None else g.numpy() for g in got] == [2.0, 3.0, None, 5.0]


def test_scopes_that_generators_leave_in_another_order():
    def paused():
        with tf.init_scope():
            yield

    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outer, inner = paused(), paused()
        next(outer)
        next(inner)
        hidden = x * x
        outer.close()
        inner.close()
        seen = x * x
    assert tape.gradient(hidden, x) is None and tape.gradient(seen, x).numpy() == 6.0


def test_init_scope_without_tapes():
    with tf.init_scope():
        assert tf.executing_eagerly()
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x).numpy() == 6.0


CASES = [
    ("tf.enable_eager_execution(); tf.enable_eager_execution(config=3)", ""),
    ("tf.ones([1]) if False else None; tf.enable_eager_execution()", ""),
    ("tf.enable_eager_execution(config=tf.ConfigProto(), device_policy=2, execution_mode=0)", ""),
    ("tf.enable_eager_execution(tf.ConfigProto(intra_op_parallelism_threads=1))\n"
     "assert tf._native.num_threads() == 1", ""),
    ("tf.enable_eager_execution(config=3)",
     "TypeError: config must be a tf.ConfigProto, but got <class 'int'>"),
    ("tf.enable_eager_execution(device_policy=7)",
     "ValueError: device_policy must be one of None, tf.contrib.eager.DEVICE_PLACEMENT_*"),
    ("tf.enable_eager_execution(execution_mode=5)",
     "ValueError: execution_mode must be one of None, tf.contrib.eager.SYNC, "
     "tf.contrib.eager.ASYNC"),
    ("tf.enable_eager_execution(execution_mode=tf.contrib.eager.ASYNC)\n"
     "assert (tf.ones([2]) + 1).numpy().tolist() == [2, 2]", ""),
    ("tf.constant(1); tf.enable_eager_execution()",
     "ValueError: tf.enable_eager_execution must be called at program startup"),
    ("for x in tf.data.Dataset.range(3): pass",
     "RuntimeError: __iter__() is only supported inside of tf.function or when eager execution "
     "is enabled"),
    ("assert tf.no_op().type == tf.global_variables_initializer().type == 'NoOp'", ""),
    ("tf.GradientTape()", ""),
]  # fmt: skip


@pytest.mark.parametrize("code, error", CASES)
def test_enabling_eager_execution(code, error):
    command = [sys.executable, "-c", f"import zeal as tf\n{code}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == bool(error), done.stderr
    if error:
        assert done.stderr.splitlines()[-1].startswith(error)


def test_the_global_step_goes_with_the_default_graph():
    """Captured from TensorFlow 1.15."""
    step = tf.train.get_or_create_global_step()
    assert tf.train.get_global_step() is step
    tf.reset_default_graph()
    assert tf.train.get_global_step() is None
