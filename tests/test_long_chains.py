"""What holds another of its kind, a long way: to let go of it walks, and does not recurse."""

import numpy as np
import pytest

import zeal as tf
from zeal import _native

MANY = 200_000
SOME = 100_000  # of larger objects: 100 bytes of stack for each would be too much as well


def passed_on(t):
    return _native.from_dlpack_capsule(_native.to_dlpack(t))


def viewed(t):
    return tf.reshape(t, [2])


def passed_on_and_viewed(t):
    return tf.reshape(passed_on(t), [1, 2])[0]


class Foreign:
    """A tensor as another library's array on its memory, which holds it."""

    def __init__(self, t):
        a = np.asarray(t)
        self.t = t
        memory = {"typestr": a.dtype.str, "data": (a.ctypes.data, False), "version": 3}
        self.__array_interface__ = {"shape": a.shape, **memory}


def to_and_fro(t):
    return tf.from_dlpack(np.asarray(Foreign(t)))


LINKS = {passed_on: MANY, viewed: MANY, passed_on_and_viewed: MANY, to_and_fro: SOME}


@pytest.mark.parametrize("link", LINKS, ids=lambda f: f.__name__)
def test_owners_of_memory(link):
    t = tf.constant([1.0, 2.0])
    for _ in range(LINKS[link]):
        t = link(t)
    assert t.numpy().tolist() == [1.0, 2.0]
    del t


def tapes_in_attributes():
    tape = None
    for _ in range(SOME):
        last, tape = tape, tf.GradientTape()
        tape.last = last
    return tape


def tapes_in_gradients():
    x, tape = tf.constant(1.0), None
    for _ in range(SOME):
        last, tape = tape, tf.GradientTape()
        with tape:
            tape.watch(x)
            _native.record_gradient("f", [x], [x], lambda dy, last=last: dy)
    return tape


def behind_gradients(x):
    """x behind many gradients of Python functions."""
    y = x
    for _ in range(SOME):
        (y,) = _native.record_gradient("f", [y], [y], lambda dy, y=y: [dy])
    return y


def custom_gradients():
    x = tf.constant(1.0)
    tape = tf.GradientTape()
    with tape:
        tape.watch(x)
        y = behind_gradients(x)
    assert float(tape.gradient(y, x)) == 1
    return tape, y


def discarded_custom_gradients():
    x = tf.constant(1.0)
    tape = tf.GradientTape()
    with tape:
        tape.watch(x)
        behind_gradients(x)  # the last one goes, and every other after it
    return tape


def gradients_of_gradients():
    tape, x = tf.GradientTape(persistent=True), tf.constant(1.0)
    with tape:
        tape.watch(x)
        y = x
        for _ in range(2000):
            y = y + 1.0
            tape.gradient(y, y)
    return tape


def variables_in_attributes():
    v = None
    for _ in range(SOME):
        last, v = v, tf.Variable(1.0)
        v.last = last
    return v


HOLDERS = (tapes_in_attributes, tapes_in_gradients, custom_gradients, discarded_custom_gradients)
HOLDERS += (gradients_of_gradients, variables_in_attributes)


@pytest.mark.parametrize("make", HOLDERS, ids=lambda f: f.__name__)
def test_objects_that_hold_one_another(make):
    held = make()
    del held


def test_pipelines_have_a_greatest_depth():
    d = tf.data.Dataset.range(3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="steps on top of each other"):
        for _ in range(20_000):
            d = d.skip(0)
    del d
