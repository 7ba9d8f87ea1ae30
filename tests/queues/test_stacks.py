"""Stacks, as TensorFlow 1.15 has them in tensorflow.python.ops.gen_data_flow_ops."""

import numpy as np
import pytest

import zeal as tf
from zeal.queues.stacks import stack_close_v2, stack_pop_v2, stack_push_v2, stack_v2


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_a_loop_fills_what_another_empties(session):
    stack = stack_v2(-1, tf.float32, "s")

    def push(i):
        with tf.control_dependencies([stack_push_v2(stack, [i * 1.0, 2.0])]):
            return i + 1.0

    filled = tf.while_loop(lambda i: i < 4, push, [0.0])
    def pop(i, y):
        y = y * 10 + stack_pop_v2(stack, tf.float32)
        y.set_shape([2])
        return i - 1, y

    _, found = tf.while_loop(lambda i, _: i > 0, pop, [filled, tf.zeros([2])])
    for _ in range(2):  # each run has its own
        np.testing.assert_array_equal(session.run(found), [3210, 2222])


def test_what_a_stack_refuses(session):
    def after(*ops):
        with tf.control_dependencies(ops):
            return stack_pop_v2(stack, tf.int32)

    stack = stack_v2(1, tf.int32, "s")
    first = stack_push_v2(stack, 1)
    with tf.control_dependencies([first]):
        second = stack_push_v2(stack, 2)
    assert session.run(after(first)) == 1
    for op, words in [
        (stack_pop_v2(stack, tf.int32), r"Stack\[s\] is empty"),
        (after(second), r"Stack\[s\] overflowed its max_size \(1\)"),
        (after(stack_close_v2(stack)), r"Stack\[s\] has already been closed"),
        (stack_push_v2(stack, 1.0), "Must have type int32 but got float32"),
    ]:
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            session.run(op)
