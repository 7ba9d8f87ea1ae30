"""Tests of assertions about values."""

import pytest

import zeal as tf

V = [1.0, 2.0, 3.0]


def test_conditions_that_hold_pass():
    assert tf.assert_equal(V, V) is None
    tf.assert_equal([], [])
    tf.assert_less(V, 5)
    tf.assert_positive(V)
    tf.assert_rank(V, 1)
    tf.Assert(tf.constant(True), [V])
    tf.debugging.assert_greater_equal(tf.constant(V), 1)


@pytest.mark.parametrize("check", [
    lambda: tf.assert_equal(V, 1.0, message="hello"),
    lambda: tf.assert_negative(V, message="hello"),
    lambda: tf.Assert(False, ["hello", V]),
    lambda: tf.check_numerics([float("nan")], "hello"),
])
def test_others_raise(check):
    with pytest.raises(tf.errors.InvalidArgumentError, match="hello"):
        check()


def test_shapes_ranks_and_dtypes():
    assert tf.ensure_shape(tf.constant(V), [None]).numpy().tolist() == V
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.ensure_shape(V, [2])
    with pytest.raises(ValueError, match="rank 2"):
        tf.assert_rank(V, 2)
    with pytest.raises(TypeError):
        tf.assert_type(tf.constant(V), tf.int32)
