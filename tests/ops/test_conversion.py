"""Tests of what values become: literals, NumPy arrays and scalars, operands beside each other."""

import pickle

import numpy as np
import pytest

import zeal as tf


def check(tensor, dtype, value):
    assert tensor.dtype == dtype
    assert tensor.numpy().tolist() == value


def test_bools_are_numbers_where_numbers_are_asked_for():
    check(tf.constant(True, tf.float32), tf.float32, 1.0)
    check(tf.constant([1, True]), tf.int32, [1, 1])
    check(tf.constant([True, 2], tf.int64), tf.int64, [1, 2])
    check(tf.constant([1.0, 2.0]) * np.array([True, False]), tf.float32, [1.0, 0.0])
    with pytest.raises(ValueError, match="mixed"):
        tf.constant([True, 2])


def test_arrays_convert_as_astype():
    check(tf.constant(np.array([1.7, -1.7]), tf.int32), tf.int32, [1, -1])
    check(tf.constant(np.array([0, 3]), tf.bool), tf.bool, [False, True])
    with pytest.raises(TypeError):
        tf.constant(np.array([1j]), tf.float32)
    with pytest.raises(TypeError):
        tf.constant([1.5], tf.int32)


def test_numpy_integers_in_lists_count_as_python_integers():
    check(tf.constant([np.int64(1), 2]), tf.int32, [1, 2])
    check(tf.constant([np.array([1, 2]), np.array([3, 4])]), tf.int32, [[1, 2], [3, 4]])
    check(tf.constant([np.int64(2**40), 2]), tf.int64, [2**40, 2])
    assert tf.constant(np.bytes_(b"a")).numpy() == b"a"


def test_finite_numbers_beyond_float32_raise():
    for value in (1e39, [1.0, -1e39]):
        with pytest.raises(ValueError, match="out of range"):
            tf.constant(value)
    assert tf.constant(float("inf")).numpy() == np.inf
    assert tf.constant(1e39, tf.float64).numpy() == 1e39


def test_first_literal_decides():
    check(tf.add(1.5, 2), tf.float32, 3.5)
    check(tf.multiply(np.array([1, 2]), 3), tf.int64, [3, 6])
    check(tf.divide(np.ones([2]), tf.constant([2.0, 4.0])), tf.float32, [0.5, 0.25])
    check(tf.div([1.0, 2.0], 2), tf.float32, [0.5, 1.0])


def test_operators_refuse_what_tensorflow_refuses():
    ints, floats = tf.constant([1, 2]), tf.constant([1.0, 2.0])
    with pytest.raises(tf.errors.InvalidArgumentError):
        ints ^ ints
    with pytest.raises(TypeError):
        ints / floats
    # What follows the tensor is the op's concern, what precedes it the conversion's.
    for operate in (lambda: ints + 2.5, lambda: ints * [0.5, 1.5], lambda: ints**2.0,
                    lambda: tf.Variable(ints) - 0.5, lambda: (ints > 0) ^ 1, lambda: ints & 2.0):
        with pytest.raises(tf.errors.InvalidArgumentError):
            operate()
    for operate in (lambda: 2.5 + ints, lambda: ints < 1.5):
        with pytest.raises(TypeError):
            operate()
    with pytest.raises(ValueError, match="array of text"):
        tf.constant(np.array(["a"]), tf.int32)
    assert tf.convert_to_tensor(np.longdouble(1.5), tf.float32).numpy() == 1.5
    for nonsense in ({}, {"a": 1}, object(), iter([1])):
        with pytest.raises(ValueError, match="unsupported type"):
            tf.convert_to_tensor(nonsense)


def test_empty_tensors():
    empty = tf.zeros([2, 0])
    assert not empty
    assert pickle.loads(pickle.dumps(empty)).shape.as_list() == [2, 0]


def test_bfloat16_is_not_taken_for_integers():
    t = tf.constant([1.5, 2.0], tf.bfloat16)
    assert np.asarray(t).astype(np.float32).tolist() == [1.5, 2.0]
    assert pickle.loads(pickle.dumps(t)).numpy().astype(np.float32).tolist() == [1.5, 2.0]
    with pytest.raises(BufferError):
        memoryview(t)


def test_clip_by_value_lets_the_lower_bound_win():
    check(tf.clip_by_value([-3.0, 0.0, 3.0], 1.0, -1.0), tf.float32, [1.0, 1.0, 1.0])


def test_integer_labels_of_softmax_cross_entropy():
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=[[0, 1]], logits=[[0.0, 0.0]])
    assert loss.numpy() == pytest.approx(np.log(2))
    with pytest.raises(tf.errors.InvalidArgumentError, match="axis"):
        tf.nn.softmax_cross_entropy_with_logits_v2([[0, 1]], [[0.0, 0.0]], axis=2)


def test_error_classes_are_tensorflows():
    for call in (lambda: tf.roll([1], 1, [0, 1]), lambda: tf.broadcast_dynamic_shape([2], [3]),
                 lambda: tf.assert_equal(1, 2.5)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            call()
    for nonsense in ([True], ["a"]):
        with pytest.raises(TypeError, match="Expected numeric"):
            tf.conj(nonsense)
