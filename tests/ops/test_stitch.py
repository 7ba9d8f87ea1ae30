"""tf.dynamic_stitch against rows that Python puts in place."""

import numpy as np
import pytest

import zeal as tf


def reference(indices, data):
    rows = {}
    for places, values in zip(indices, data, strict=True):
        places, values = np.asarray(places), np.asarray(values)
        flat = values.reshape((-1, *values.shape[places.ndim :]))
        for place, row in zip(places.ravel(), flat, strict=True):
            rows[int(place)] = row
    shape = np.asarray(data[0]).shape[np.asarray(indices[0]).ndim :]
    out = np.zeros((max(rows, default=-1) + 1, *shape), np.asarray(data[0]).dtype)
    for place, row in rows.items():
        out[place] = row
    return out


CASES = [
    ([[2], [0, 1]], [[30], [10, 20]]),
    ([[0, 1, 2], [1]], [[5, 6, 7], [1]]),  # the last of equal ones stays
    ([6, [4, 1], [[5, 2]]], [[61, 62], [[41, 42], [11, 12]], [[[51, 52], [21, 22]]]]),
    ([[3], [0]], [[1.5], [2.5]]),  # rows that nobody names
    ([[1, 1, 1]], [["a", "b", "c"]]),
]


@pytest.mark.parametrize("indices, data", CASES)
def test_values(indices, data):
    got = tf.dynamic_stitch(indices, data).numpy()
    want = reference(indices, data)
    if want.dtype.kind == "U":
        assert got.tolist() == [b"", b"c"]
    else:
        assert got.tolist() == want.tolist()


def test_random_ones_in_graphs_of_unknown_shapes():
    rng = np.random.RandomState(0)
    with tf.Graph().as_default(), tf.Session() as session:
        places = [tf.placeholder(tf.int32, None) for _ in range(3)]
        parts = [tf.placeholder(tf.float32, None) for _ in range(3)]
        result = tf.dynamic_stitch(places, parts)
        for _ in range(20):
            indices = [rng.randint(0, 9, rng.randint(1, 6)) for _ in range(3)]
            data = [rng.rand(len(i), 2).astype("f") for i in indices]
            feeds = dict(zip(places + parts, indices + data, strict=True))
            assert np.array_equal(session.run(result, feeds), reference(indices, data))


def test_gradients():
    a, b = tf.constant([1.0, 2.0, 3.0]), tf.constant([5.0])
    with tf.GradientTape() as tape:
        tape.watch([a, b])
        y = tf.reduce_sum(tf.dynamic_stitch([[0, 1, 2], [1]], [a, b]) * [1.0, 10.0, 100.0])
    da, db = tape.gradient(y, [a, b])
    assert da.numpy().tolist() == [1.0, 0.0, 100.0] and db.numpy().tolist() == [10.0]


def test_errors():
    with pytest.raises(ValueError, match="with length 1 must match length 2 of argument .indices."):
        tf.dynamic_stitch([[0], [1]], [[1]])
    for indices, data in (([[0, 1]], [[1]]), ([[-1]], [[1]]), ([[0], [1]], [[1], [[2, 3]]])):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.dynamic_stitch(indices, data)


def test_shapes_known_before_the_run():
    with tf.Graph().as_default():
        fed, row = tf.placeholder(tf.int32), tf.zeros([3])
        assert tf.dynamic_stitch([[4, 1], 2], [tf.zeros([2, 3]), row]).shape.as_list() == [5, 3]
        assert tf.dynamic_stitch([fed, 2], [tf.placeholder(tf.float32), row]).shape.as_list() == [
            None, 3,
        ]  # fmt: skip
        assert tf.dynamic_stitch([fed], [row]).shape.ndims is None
