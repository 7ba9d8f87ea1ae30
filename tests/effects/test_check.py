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


def test_values_that_numpy_lacks_are_shown():
    x = tf.cast([1.5, 2.0], tf.bfloat16)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Corresponding x values:\n\[2.\]"):
        tf.assert_equal(x, tf.cast([1.5, 3.0], tf.bfloat16))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\['1.5', '2.0'\]"):
        tf.assert_negative(x)


def test_message_and_data_come_first():
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.assert_less([1, 2, 3, 4, 5], 3, ["step", 7], message="at the end", summarize=-1)
    assert str(caught.value).splitlines() == [
        "at the end", "step", "7", "Condition x < y did not hold.", "First 5 elements of x:",
        "[1 2 3 4 5]", "First 1 elements of y:", "[3]",
    ]


def test_a_vector_that_passes_for_a_scalar_has_one_element():
    tf.debugging.assert_shapes([(tf.ones([1]), ()), (tf.ones([]), ())])
    with pytest.raises(ValueError, match="dimension 0 must have size 1.  Received size 2"):
        tf.debugging.assert_shapes([(tf.ones([2]), ())])
