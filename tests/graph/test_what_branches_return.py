"""Lists of one and operations that branches return: what TensorFlow 1.15 makes of them."""

from collections import namedtuple
from functools import partial

import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


Lone = namedtuple("Lone", "a")
KINDS = {  # what branches return, and what TensorFlow 1.15 makes of it in graphs
    "tuple": (lambda x: (x,), 3),
    "named": (lambda x: Lone(x), 3),
    "nested": (lambda x: [[x]], 3),
    "dict": (lambda x: {"a": x}, {"a": 3}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_lists_of_one_that_branches_return(kind, session):
    make, in_graph = KINDS[kind]
    p = tf.placeholder(tf.bool, [])

    def both(p):
        fn = partial(make, tf.constant(3))
        switched = tf.switch_case(tf.cast(p, tf.int32), [fn, fn])
        return tf.cond(p, fn, fn), tf.case([(p, fn)], default=fn), switched

    assert session.run(both(p), {p: True}) == (in_graph, in_graph, make(3))
    assert session.run(tf.contrib.eager.defun(both)(p), {p: True}) == (make(3),) * 3


def test_operations_that_branches_return_are_tensors(session):
    p = tf.placeholder(tf.bool, [])
    found = [tf.cond(p, tf.no_op, tf.no_op), tf.case([(p, tf.no_op)], default=tf.no_op)]
    found.append(tf.switch_case(tf.cast(p, tf.int32), [tf.no_op, tf.no_op]))
    assert session.run(found, {p: True}) == [True, True, 1]
    assert session.run(found, {p: False}) == [False, False, 0]


def test_an_operation_around_that_a_branch_returns_runs_whatever_decides(session):
    x, which = tf.placeholder(tf.float32, [], name="x"), tf.placeholder(tf.bool, [])
    v = tf.Variable(0.0)
    around = tf.group(tf.assign_add(v, x))
    both = tf.cond(which, lambda: around, lambda: tf.group(tf.assign_add(v, 10.0)))
    session.run(tf.global_variables_initializer())
    session.run(both, {x: 2.0, which: True})
    assert session.run(v) == 2.0
    session.run(both, {x: 2.0, which: False})
    assert session.run(v) == 14.0
