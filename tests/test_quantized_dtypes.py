"""Quantized dtypes: constants, casts, bitcasts and printing, as TensorFlow 1.15 has them."""

import copy
import pickle

import numpy as np
import pytest

import zeal as tf

STORAGE = {
    "qint8": "int8",
    "quint8": "uint8",
    "qint16": "int16",
    "quint16": "uint16",
    "qint32": "int32",
}
every_dtype = pytest.mark.parametrize("name", STORAGE)


@every_dtype
def test_dtype(name):
    q = getattr(tf, name)
    assert q.is_quantized and q.is_numpy_compatible
    assert not (q.is_integer or q.is_floating or q.is_complex or q.is_bool or q.is_unsigned)
    assert q.real_dtype is q and q.base_dtype is q
    assert q.size == np.dtype(STORAGE[name]).itemsize
    for attribute, what in (("min", "minimum"), ("max", "maximum")):
        with pytest.raises(TypeError, match=f"Cannot find {what} value of <dtype: '{name}'>."):
            getattr(q, attribute)
    with pytest.raises(TypeError, match="limits are not defined"):
        _ = q.limits


@every_dtype
def test_constants(name):
    q, plain = getattr(tf, name), STORAGE[name]
    for value in (
        [[1, 2], [3, 4]],
        np.array([[1, 2], [3, 4]], plain),
        np.array([[(1,), (2,)], [(3,), (4,)]], q.as_numpy_dtype),
    ):
        t = tf.constant(value, q)
        assert t.dtype is q and t.shape == [2, 2]
        assert t.numpy().dtype == plain and t.numpy().tolist() == [[1, 2], [3, 4]]
        assert np.asarray(t).dtype == plain
    structured = tf.constant(np.array([(1,), (2,)], q.as_numpy_dtype))
    assert structured.dtype is q and structured.numpy().tolist() == [1, 2]
    assert tf.constant([], q).numpy().dtype == plain
    assert tf.convert_to_tensor([1, 2], dtype=q).dtype is q


@every_dtype
def test_scalars(name):
    t = tf.constant(1, getattr(tf, name))
    assert str(t) == f"tf.Tensor(1, shape=(), dtype={name})"
    assert repr(t).endswith(f"shape=(), dtype={name}, numpy=1>")
    assert t.numpy() == 1 and t.numpy().dtype == STORAGE[name]
    assert bool(t) and int(t) == 1
    vector = tf.constant([1, 2], getattr(tf, name))
    assert repr(vector).endswith(f"dtype={name}, numpy=array([1, 2], dtype={STORAGE[name]})>")


@every_dtype
@pytest.mark.parametrize("value", [[1.5], True, "a", 1j, None, [2**40], -(2**40)], ids=repr)
def test_what_is_no_quantized_value(name, value):
    with pytest.raises((TypeError, ValueError)):
        tf.constant(value, getattr(tf, name))


@every_dtype
def test_casts(name):
    q, plain = getattr(tf, name), getattr(tf, STORAGE[name])
    floats = tf.constant([1.0, 2.7, -300.0, 1e10])
    assert tf.cast(floats, q).numpy().tolist() == tf.cast(floats, plain).numpy().tolist()
    t = tf.cast([1, 2], q)
    assert t.dtype is q and t.numpy().tolist() == [1, 2]
    for dtype in (tf.float32, tf.int64, tf.bool, tf.bfloat16, tf.complex64, plain):
        assert tf.cast(t, dtype).dtype is dtype
        assert tf.cast(tf.cast(t, dtype), tf.float32).numpy().tolist()[0] == 1
    with pytest.raises(TypeError, match="Cannot find minimum value"):
        tf.saturate_cast([1.0], q)


@every_dtype
def test_bitcasts(name):
    q = getattr(tf, name)
    x = tf.constant([1, -2, 3, 4], tf.int32)
    t = tf.bitcast(x, q)
    want = x.numpy().view(STORAGE[name]).reshape((4, -1) if q.size < 4 else 4)
    assert t.dtype is q and np.array_equal(t.numpy(), want)
    assert tf.bitcast(t, tf.int32).numpy().tolist() == [1, -2, 3, 4]
    assert tf.bitcast(t, q).dtype is q


@every_dtype
def test_moving(name):
    """All that moves elements takes them."""
    q = getattr(tf, name)
    t = tf.constant([[1, 2, 3], [4, 5, 6]], q)
    n = t.numpy()
    for got, want in (
        (t[0], n[0]),
        (t[:, ::-1], n[:, ::-1]),
        (tf.reshape(t, [-1]), n.reshape(-1)),
        (tf.transpose(t), n.T),
        (tf.concat([t, t], 0), np.concatenate([n, n])),
        (tf.stack([t, t]), np.stack([n, n])),
        (tf.gather(t, [1]), n[[1]]),
        (tf.zeros_like(t), np.zeros_like(n)),
        (tf.ones_like(t), np.ones_like(n)),
        (tf.zeros([2], q), np.zeros(2, n.dtype)),
        (tf.ones([2], q), np.ones(2, n.dtype)),
        (tf.fill([2], tf.constant(7, q)), np.full(2, 7, n.dtype)),
        (tf.where([True, False], t, t[::-1]), n[[0, 0]]),
        (tf.identity(t), n),
        (tf.Variable(t).read_value(), n),
        (copy.copy(t), n),
        (pickle.loads(pickle.dumps(t)), n),
    ):
        assert got.dtype is q
        assert np.array_equal(got.numpy(), want)
    assert tf.equal(t, t).numpy().all()
    assert tf.unique(tf.constant([3, 1, 3], q))[0].numpy().tolist() == [3, 1]
    assert f"dtype={name}" in repr(tf.Variable(t))


@every_dtype
def test_no_arithmetic(name):
    t = tf.constant([1], getattr(tf, name))
    for call in (
        lambda: t + t,
        lambda: t * 2,
        lambda: tf.reduce_sum(t),
        lambda: tf.matmul([[1]], t[None]),
    ):
        with pytest.raises((TypeError, ValueError, tf.errors.OpError), match=name):
            call()
