"""What calls of wrong shapes, and of shapes as tensors, say in TensorFlow 1.15; and what fits."""

import numpy as np
import pytest

import zeal as tf


def sparse(dtype=np.float32):
    return tf.SparseTensor([[0, 0]], np.ones(1, dtype), [1, 1])


def concat_of_scalars():
    with tf.Graph().as_default():
        tf.concat([tf.constant(7)] * 2, tf.placeholder(tf.int32))


def in_graph(call):
    with tf.Graph().as_default():
        call()


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: tf.betainc(0.5, [0.5], [[0.5]]), ValueError, "must be equal"),
        (
            lambda: in_graph(lambda: tf.bitcast(tf.zeros([1, 1], tf.int8), tf.int32)),
            ValueError,
            "Cannot bitcast due to shape. 1 does not match 4",
        ),
        (
            lambda: in_graph(lambda: tf.bitcast(tf.zeros([], tf.int8), tf.int32)),
            ValueError,
            "Shape must be at least rank 1 but is rank 0",
        ),
        (
            lambda: tf.ensure_shape(tf.ones([2, 1]), [3, None]),
            tf.errors.InvalidArgumentError,
            r"Shape of tensor input \[2,1\] is not compatible with expected shape \[3,\?\].",
        ),
        (concat_of_scalars, ValueError, r"Can't concatenate scalars \(use tf.stack instead\)"),
        (
            lambda: tf.convert_to_tensor(tf.TensorShape([None])[0]),
            ValueError,
            "Cannot convert an unknown Dimension to a Tensor: ?",
        ),
        (
            lambda: tf.convert_to_tensor(tf.TensorShape([2**31]), tf.int32),
            ValueError,
            r"dtype int32; a dimension is too large \(2147483648\)",
        ),
        (
            lambda: tf.convert_to_tensor(tf.TensorShape([1, 2]), tf.float32),
            TypeError,
            "Cannot convert a TensorShape to dtype: ",
        ),
        (lambda: tf.assert_proper_iterable(sparse()), TypeError, 'a "proper" iterable'),
        (
            lambda: tf.debugging.assert_same_float_dtype([sparse(np.int32)]),
            ValueError,
            "Expected floating point type",
        ),
        (
            lambda: tf.debugging.assert_same_float_dtype([sparse(), tf.constant(1.0, tf.float64)]),
            ValueError,
            "must be of the same type",
        ),
    ],
)
def test_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_what_fits():
    same = tf.debugging.assert_same_float_dtype
    assert same([sparse(), tf.constant(1.0)]) == tf.float32
    normal, diagonal = tf.distributions.Normal(0.0, 1.0), tf.linalg.LinearOperatorDiag([1.0])
    assert same([normal, None, diagonal, np.float32(1.0), tf.Variable(1.0)]) == tf.float32
    with pytest.raises(ValueError, match="must be of the same type"):
        same([normal, tf.linalg.LinearOperatorDiag(np.ones(1))])
    assert tf.convert_to_tensor(tf.TensorShape([2**31])).dtype == tf.int64
    assert tf.convert_to_tensor(tf.TensorShape([])).numpy().tolist() == []
    v = tf.Variable([1, 2, 3])
    assert v[3:].assign(np.zeros([1, 0], np.int32)).numpy().tolist() == [1, 2, 3]
    with pytest.raises(tf.errors.UnimplementedError, match="Automatic broadcasting not yet"):
        v[1:2].assign([5, 6])


@pytest.mark.parametrize("dims", [tf.constant(1), np.int64(1), 1])
def test_batch_dims_may_be_a_tensor(dims):
    x = np.arange(6).reshape(2, 3)
    assert tf.gather_nd(x, [[0], [1]], batch_dims=dims).numpy().tolist() == [0, 4]
    with tf.Graph().as_default(), tf.Session() as session:
        found = tf.gather_nd(x, [[0], [1]], batch_dims=tf.constant(1))
        assert session.run(found).tolist() == [0, 4]


def test_rates_of_dropout_are_scalars_of_its_dtype():
    with tf.Graph().as_default():
        x = tf.ones([4, 3])
        for rate in ([0.0, 1.0], np.array([0.5]), tf.placeholder(tf.float32, [2])):
            with pytest.raises(ValueError, match=r"Shape \(\d,\) must have rank 0"):
                tf.nn.dropout(x, rate=rate)
        with pytest.raises(ValueError, match="conversion requested dtype float32 for Tensor with"):
            tf.nn.dropout(x, rate=tf.placeholder(tf.float64))
        assert tf.nn.dropout(x, rate=np.array(0.5)).shape.as_list() == [4, 3]


def test_arrays_as_filters_get_the_dtype_of_the_input():
    x, k = np.arange(36, dtype=np.float32).reshape(1, 6, 6, 1), np.arange(9.0).reshape(3, 3, 1, 1)
    found = tf.nn.convolution(tf.constant(x), k, "VALID").numpy()[0, :, :, 0]
    wanted = [[(x[0, i : i + 3, j : j + 3] * k[..., 0]).sum() for j in range(4)] for i in range(4)]
    np.testing.assert_allclose(found, wanted)
    with pytest.raises((TypeError, tf.errors.InvalidArgumentError), match="double|float64"):
        tf.nn.convolution(tf.constant(x), tf.constant(k), "VALID")


def test_places_that_a_run_may_make_right_are_no_errors_before():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        cut = tf.slice(x, [-1], [1])
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"Expected begin\[0\] in \[0,"):
            session.run(cut, {x: [1.0, 2.0]})
        with pytest.raises(ValueError, match="Dimension must be 2 but is 3"):
            tf.histogram_fixed_width([1.0], [1.0, 2.0, 3.0])


def test_sparse_axes_may_be_tensors_whose_values_are_known():
    x = tf.SparseTensor([[0, 1]], [5], [2, 3])
    assert tf.sparse.expand_dims(x, tf.constant(1)).dense_shape.numpy().tolist() == [2, 1, 3]
