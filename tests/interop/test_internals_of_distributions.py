"""Tests of zeal/interop/internals/distributions_util.py, against NumPy."""

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals import distributions_util as du

X = np.arange(6.0).reshape(1, 2, 3)


@pytest.mark.parametrize("shift", [-4, -1, 0, 2])
def test_axes_rotate(shift):
    want = np.transpose(X, np.roll(np.arange(3), shift))
    np.testing.assert_array_equal(du.rotate_transpose(X, shift), want)
    with tf.Graph().as_default(), tf.Session() as session:
        x, by = tf.placeholder(tf.float64), tf.placeholder(tf.int32)
        got = session.run(du.rotate_transpose(x, by), {x: X, by: shift})
        np.testing.assert_array_equal(got, want)
        assert du.rotate_transpose(tf.constant(X), shift).shape == want.shape


def test_what_is_known_before_a_run():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        for f, want in ((du.prefer_static_rank, 2), (du.prefer_static_shape, [2, 3])):
            assert isinstance(f(tf.zeros([2, 3])), np.ndarray)
            np.testing.assert_array_equal(f(tf.zeros([2, 3])), want)
            np.testing.assert_array_equal(session.run(f(x), {x: np.zeros((2, 3))}), want)
        shapes = [1, 3], np.array([2, 1]), tf.constant([2, 1]), tf.TensorShape([2, 1])
        assert [du.prefer_static_broadcast_shape(s, [1, 3]).as_list() for s in shapes] == (
            [[1, 3]] + 3 * [[2, 3]])
        open_shape = du.prefer_static_broadcast_shape(tf.shape(x), [1, 3])
        assert session.run(open_shape, {x: np.zeros((2, 1))}).tolist() == [2, 3]
        assert du.maybe_get_static_value(x) is None and du.dimension_size(tf.zeros([2, 3]), 1) == 3
        assert du.maybe_get_static_value(tf.constant(2), np.float64).dtype == np.float64
        same = du.same_dynamic_shape(x, tf.zeros([2, 3]))
        assert [session.run(same, {x: v}) for v in (np.ones((2, 3)), np.ones(3))] == [True, False]


def test_one_of_two_vectors():
    with tf.Graph().as_default(), tf.Session() as session:
        first = tf.placeholder(tf.bool, [])
        picked = du.pick_vector(first, [1, 2], [3, 4, 5])
        assert session.run(picked, {first: True}).tolist() == [1, 2]
        assert session.run(picked, {first: False}).tolist() == [3, 4, 5]
        with pytest.raises(TypeError, match="which is not"):
            du.pick_vector(1, [1], [2])


def test_matrices_and_paddings():
    want = np.diag([1.0, 2, 3]) + np.diag([4.0, 5], -1) + np.diag([6.0, 7], 1)
    np.testing.assert_array_equal(du.tridiag([4.0, 5], [1.0, 2, 3], [6.0, 7]), want)
    got = du.matrix_diag_transform(tf.constant(want), tf.exp)
    np.testing.assert_allclose(np.diag(got), np.exp([1, 2, 3]))
    padded = du.pad(tf.constant(X), -1, front=True, back=True, value=9, count=2)
    np.testing.assert_array_equal(padded, np.pad(X, [(0, 0), (0, 0), (2, 2)], constant_values=9))
    assert du.expand_to_vector(3).shape == [1] and du.expand_to_vector([3, 4]).shape == [2]


def test_checks():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Elements cannot be smaller than 0"):
        du.embed_check_integer_casting_closed([-1], tf.uint16, assert_nonnegative=False)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Elements must be int16-equivalent"):
        du.embed_check_integer_casting_closed([1.5], tf.int16)
    with pytest.raises(TypeError, match="unrecognized dtype"):
        du.embed_check_categorical_event_shape(tf.zeros([3], tf.int32))
    np.testing.assert_allclose(du.get_logits_and_probs(probs=0.25)[0], np.log(1 / 3), rtol=1e-6)


def test_arguments_and_docstrings():
    def called(a, b=2, **more):
        return du.parent_frame_arguments()

    assert called(1, c=3) == {"a": 1, "b": 2, "c": 3}

    @du.AppendDocstring("Note.", {"x": "a number"})
    def documented():
        """Does it."""

    assert documented.__doc__ == "Does it.\n\nNote.\n\n##### `kwargs`:\n\n*  `x`: a number\n"
