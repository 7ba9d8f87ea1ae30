"""GradientTape.explain: why a gradient is None."""

import sys

import numpy as np
import pytest

import zeal as tf


def line():
    """Where the caller stands, as explain writes it."""
    frame = sys._getframe(1)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def explain_after(f, source=None):
    x = tf.constant([1.0, 2.0]) if source is None else source
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    first = tape.explain(y, x)
    assert tape.gradient(y, x) is None
    assert tape.explain(y, x) == first  # also when the tape was used up
    return first


def test_an_op_without_gradient_is_named_with_its_line():
    where = []

    def f(x):
        hidden = x * 3.0
        best, here = tf.stop_gradient(hidden), line()
        where.append(here)
        return best * 2.0

    text = explain_after(f)
    assert f"StopGradient at {where[0]}" in text


def test_a_cast_to_integers():
    def f(x):
        return tf.cast(tf.cast(x, tf.int32), tf.float32) * 2.0

    text = explain_after(f)
    assert "Cast at " in text and "int32" in text and "test_explain.py" in text


def test_comparisons():
    text = explain_after(lambda x: tf.cast(x > 1.0, tf.float32))
    assert "Greater at " in text and "bool" in text


@pytest.mark.parametrize(
    "how, leave",
    [
        ("numpy()", lambda x: x.numpy()),
        ("float", lambda x: float(tf.reduce_sum(x))),
        ("np.asarray", lambda x: np.asarray(x)),
        ("bool", lambda x: 2.0 if tf.reduce_sum(x) else 1.0),
    ],
)
def test_values_that_left(how, leave):
    def f(x):
        return tf.constant(1.0) * leave(x * 2.0)

    text = explain_after(f)
    assert how in text and "test_explain.py:" in text


def test_unwatched_and_unrelated():
    x, other = tf.constant(1.0), tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(other)
        y = x * other
        z = other * 2.0
        unrelated = x * 1.0
    assert "not watched" in tape.explain(y, x)
    assert "does not depend" in tape.explain(unrelated, other)
    assert "not computed from any watched value" in tape.explain(unrelated, other)
    assert "is not None" in tape.explain(z, other)
    assert "is not None" in tape.explain(x, x)
    tape.watch(x)
    assert "does not depend" in tape.explain(z, x)


def test_used_up_and_empty_tapes():
    x = tf.constant(1.0)
    assert "holds nothing" in tf.GradientTape().explain(x, tf.constant(2.0))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    tape.gradient(y, x)
    assert "released it" in tape.explain(y, x)


def test_python_objects_and_integers():
    x, n = tf.constant(1.0), tf.constant(2)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert "Python object of type float" in tape.explain(2.0, x)
    assert "numpy.ndarray" in tape.explain(y, np.zeros(2))
    assert "int32" in tape.explain(y, n)
    with pytest.raises(TypeError):
        tape.explain(y)


def test_a_custom_gradient_that_gives_none():
    @tf.custom_gradient
    def deaf(x):
        return x * 2.0, lambda dy: None

    x = tf.constant(1.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = deaf(x * 1.0)
    assert tape.gradient(y, x) is None
    assert "custom gradient of deaf" in tape.explain(y, x)


def test_variables():
    v, frozen = tf.Variable(1.0), tf.Variable(2.0, trainable=False)
    with tf.GradientTape() as tape:
        y = tf.stop_gradient(v) * frozen
    assert "StopGradient" in tape.explain(y, v)
    assert "must be trainable" in tape.explain(y, frozen)


def test_one_of_several_paths():
    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.stop_gradient(x) + tf.floor(x) * 0.0 + tf.cast(tf.cast(x, tf.int32), tf.float32)
        z = y + x
    assert "is not None" in tape.explain(z, x)


def test_a_variable_that_is_not_trainable():
    v = tf.Variable(1.0, trainable=False)
    with tf.GradientTape() as tape:
        y = v * 2.0
    assert tape.gradient(y, v) is None
    assert "must be trainable" in tape.explain(y, v)


def test_a_fraction_beside_integers_says_what_to_do():
    for meet in (lambda x: 1.5 * x, lambda x: x * 1.5, lambda x: tf.add(x, 1.5)):
        with pytest.raises(
            (TypeError, tf.errors.InvalidArgumentError), match=r"Cannot convert 1\.5.*tf\.cast"
        ):
            meet(tf.constant([1, 2]))


def test_a_none_in_the_place_of_a_value_points_to_explain():
    for use in (lambda: tf.exp(None), lambda: tf.constant(1.0) * None, lambda: tf.constant(None)):
        with pytest.raises(ValueError, match=r"\(None\) with an unsupported type.*tape.explain"):
            use()
    with pytest.raises(ValueError, match="tape.explain"):
        tf.Variable(1.0).assign_sub(None)
