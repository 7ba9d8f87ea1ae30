"""Concat, split, stack, unstack, transpose and shapes, against NumPy."""

from collections import deque

import numpy as np
import pytest

import zeal as tf

DTYPES = ["float32", "float64", "float16", "int8", "int64", "uint16", "bool", "complex64",
          "complex128"]
SHAPES = [(3,), (0, 2), (2, 3), (4, 1, 5), (2, 3, 4, 5)]


def values(shape, dtype="float32"):
    return (np.arange(int(np.prod(shape))) % 50).astype(dtype).reshape(shape)


def text(shape):
    flat = [b"%d" % i for i in range(int(np.prod(shape)))]
    return np.array(flat, dtype=object).reshape(shape)


def same(tensor, array):
    assert tensor._shape_tuple() == array.shape
    assert tensor.numpy().tolist() == array.tolist()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_concat_and_split_are_inverse(shape, dtype):
    a = values(shape, dtype)
    for axis in range(-a.ndim, a.ndim):
        joined = tf.concat([a, a[..., :0] if axis in (-1, a.ndim - 1) else a, a], axis)
        parts = [a, a[..., :0] if axis in (-1, a.ndim - 1) else a, a]
        same(joined, np.concatenate(parts, axis))
        n = a.shape[axis]
        for part, want in zip(tf.split(joined, [n, -1, n], axis), parts, strict=True):
            same(part, want)


def test_strings_move_like_numbers():
    a = text((3, 4))
    same(tf.concat([a, a], 1), np.concatenate([a, a], 1))
    same(tf.transpose(a), a.T)
    same(tf.split(tf.constant(a), 2, axis=1)[1], a[:, 2:])
    same(tf.unstack(a, axis=1)[2], a[:, 2])
    same(tf.gather(a, [2, 0]), a[[2, 0]])


@pytest.mark.parametrize("shape", SHAPES)
def test_stack_and_unstack(shape):
    a = values(shape)
    for axis in range(-a.ndim - 1, a.ndim + 1):
        same(tf.stack([a, a + 1], axis), np.stack([a, a + 1], axis))
    for axis in range(-a.ndim, a.ndim):
        parts = tf.unstack(a, axis=axis)
        assert len(parts) == a.shape[axis]
        for i, part in enumerate(parts):
            same(part, a.take(i, axis))


@pytest.mark.parametrize("dtype", [*DTYPES, "uint8", "int16"])
@pytest.mark.parametrize("shape", [(300, 517), (3, 1000), (64, 64, 3), (7, 40, 33, 2)])
def test_transpose(shape, dtype):
    a = values(shape, dtype)
    same(tf.transpose(a), a.T)
    perm = np.random.RandomState(0).permutation(a.ndim)
    same(tf.transpose(a, perm), a.transpose(perm))
    same(tf.matrix_transpose(a), a.swapaxes(-1, -2))


def test_conjugate_transpose():
    a = np.array([[1 + 2j, 3], [4j, 5]])
    same(tf.transpose(a, conjugate=True), a.conj().T)


def test_shapes():
    a = tf.zeros([2, 0, 3])
    assert tf.shape(a).numpy().tolist() == [2, 0, 3]
    assert tf.shape(a, out_type=tf.int64).dtype is tf.int64
    assert (int(tf.size(a)), int(tf.rank(a)), tf.rank(a).dtype) == (0, 3, tf.int32)
    assert [s.numpy().tolist() for s in tf.shape_n([a, tf.constant(1.0)])] == [[2, 0, 3], []]
    assert tf.expand_dims(a, -1).shape == tf.expand_dims(a, dim=3).shape == (2, 0, 3, 1)
    b = tf.zeros([1, 2, 1])
    assert tf.squeeze(b).shape == (2,)
    assert tf.squeeze(b, [0]).shape == tf.squeeze(b, squeeze_dims=0).shape == (2, 1)
    assert tf.broadcast_static_shape(tf.TensorShape([5, 1]), tf.TensorShape([1, 4])) == [5, 4]
    assert tf.broadcast_dynamic_shape([5, 1], [4]).numpy().tolist() == [5, 4]


@pytest.mark.parametrize("call, words", [
    (lambda: tf.concat([tf.zeros([2, 3]), tf.zeros([3, 3])], 1), r"\[2,3\] vs. shape\[1\]"),
    (lambda: tf.concat([tf.zeros([2, 3]), tf.zeros([3])], 0), "Ranks of all input tensors"),
    (lambda: tf.concat([1.0, 2.0], 0), "tf.stack joins scalars"),
    (lambda: tf.concat([tf.zeros([2])] * 2, 1), "but got 1"),
    (lambda: tf.split(tf.zeros([5]), 2), "evenly divide the split dimension"),
    (lambda: tf.split(tf.zeros([5]), [2, 2]), "add up to 4"),
    (lambda: tf.split(tf.zeros([5]), 2, axis=3), "but got 3"),
    (lambda: tf.transpose(tf.zeros([2, 2]), [0, 0]), "appears twice"),
    (lambda: tf.transpose(tf.zeros([2, 2]), [0]), "perm must name each of its 2 axes"),
    (lambda: tf.transpose(tf.zeros([2, 2]), [0, 2]), r"2 is out of range \[0 .. 2\)"),
    (lambda: tf.invert_permutation([0, 0]), "duplicated"),
    (lambda: tf.gather(tf.zeros([5]), [1, 7]), r"indices\[1\] = 7 is not in \[0, 5\)"),
    (lambda: tf.slice(tf.zeros([5]), [6], [1]), r"Expected begin\[0\] in \[0, 5\], but got 6"),
    (lambda: tf.slice(tf.zeros([5]), [2], [4]), r"Expected size\[0\] in \[0, 3\], but got 4"),
])
def test_errors(call, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        call()


def test_one_tensor_is_joined_along_any_axis():
    # TensorFlow 1.15 hands a single tensor through, whatever the axis.
    for axis in (0, 1, -3):
        assert tf.concat([[1, 2]], axis).numpy().tolist() == [1, 2]
    assert tf.concat([3], 0).numpy() == 3
    assert tf.concat([[b"a"]], 1).numpy().tolist() == [b"a"]


@pytest.mark.parametrize("value", [
    np.ones((2, 3)), 3, 3.0, b"a", np.arange(2), tf.zeros([2]), tf.Variable([1.0, 2.0]),
    range(3), deque([[1], [2]]),
])  # fmt: skip
def test_what_is_no_list_is_one_tensor_to_concat(value):
    for axis in (0, 1, 5):
        joined = tf.concat(value, axis)
        assert np.array_equal(joined.numpy(), tf.convert_to_tensor(value).numpy())
        assert joined.dtype == tf.convert_to_tensor(value).dtype


def test_lists_are_lists_or_tuples():
    for value in ({"a": 1}, {1, 2}, (x for x in [[1], [2]]), {1: [1]}.values(), None):
        with pytest.raises(ValueError):
            tf.concat(value, 0)
        with pytest.raises(ValueError):
            tf.add_n(value)
    for value in (np.ones((2, 3)), tf.constant([1, 2]), deque([[1], [2]])):
        with pytest.raises(ValueError, match="list or tuple"):
            tf.add_n(value)
    with pytest.raises(ValueError, match="list or tuple"):
        tf.stack(np.ones((2, 3)), axis=1)
    assert tf.add_n(((1, 2), (3, 4))).numpy().tolist() == [4, 6]


def test_axes_may_be_whole_floats():
    assert tf.stack([[1], [2]], axis=1.0).numpy().tolist() == [[1, 2]]
    assert tf.squeeze([[1]], axis=[0.0]).numpy().tolist() == [1]
    with pytest.raises(TypeError, match="axis must be an integer"):
        tf.stack([[1], [2]], axis=1.5)


def test_stack_takes_a_tensor_apart():
    assert tf.stack(tf.constant([[1, 2], [3, 4]]), axis=1).numpy().tolist() == [[1, 3], [2, 4]]
    assert tf.stack([1, 2.0]).numpy().tolist() == [1, 2]


def test_unstack_names_a_bad_axis():
    with pytest.raises(ValueError, match=r"axis = 0 not in \[0, 0\)"):
        tf.unstack(tf.constant(1.0))
    with pytest.raises(ValueError, match=r"axis = 1 not in \[-1, 1\)"):
        tf.unstack(tf.zeros([3]), axis=1)
    assert tf.unstack(tf.zeros([0, 3])) == tf.unstack(tf.zeros([3, 0]), axis=-1) == []


@pytest.mark.parametrize("axis", [-(2**63), 2**63 - 1])
def test_an_axis_may_be_any_int64(axis):
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"but got {axis}"):
        tf.concat([tf.ones([2]), tf.ones([2])], tf.constant(axis, tf.int64))
    with tf.Graph().as_default(), pytest.raises(ValueError, match=f"at least rank {2**63}"):
        tf.concat([tf.ones([2]), tf.ones([2])], tf.constant(axis, tf.int64))
