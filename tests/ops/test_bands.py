"""Tests of zeal/ops/linalg/band.py: diagonals of matrices other than the main one, by NumPy."""

import numpy as np
import pytest

import zeal as tf

SHAPES = [(3, 4), (4, 3), (3, 3)]
BANDS = [(0, 0), (1, 1), (-2, -2), (-1, 1), (0, 2), (-2, 0), (-2, -1)]


def in_band(m, n, lower, upper):
    d = np.arange(n)[None] - np.arange(m)[:, None]
    return (d >= lower) & (d <= upper)


def packed(matrix, lower, upper, padding=0):
    rows = [matrix.diagonal(d) for d in range(upper, lower - 1, -1)]
    longest = max(map(len, rows))
    ends = [np.full(longest - len(row), padding, matrix.dtype) for row in rows]
    found = np.stack([np.concatenate(pair) for pair in zip(rows, ends, strict=True)])
    return found[0] if lower == upper else found


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("k", BANDS)
@pytest.mark.parametrize("padding", [0, 7])
def test_there_and_back(shape, k, padding):
    matrix = np.random.RandomState(0).rand(*shape)
    mask = in_band(*shape, *k)
    diagonals = packed(matrix, *k, padding)
    part = tf.matrix_diag_part(matrix, k=k, padding_value=padding)
    np.testing.assert_array_equal(part, diagonals)
    m, n = shape
    made = tf.matrix_diag(diagonals, k=k, num_rows=m, num_cols=n, padding_value=padding)
    np.testing.assert_array_equal(made, np.where(mask, matrix, padding))
    new = tf.matrix_set_diag(np.ones(shape), diagonals, k=k)
    np.testing.assert_array_equal(new, np.where(mask, matrix, 1))


@pytest.mark.parametrize("k, sizes", [(0, {}), (2, {}), (-1, {}), (1, {"num_rows": 4})])
def test_sizes_that_follow(k, sizes):
    made = tf.linalg.diag([1, 2, 3], k=k, **sizes).numpy()
    assert made.diagonal(k)[:3].tolist() == [1, 2, 3] and made.sum() == 6
    assert made.shape == (sizes.get("num_rows", 3 + abs(k)), 3 + abs(k))


def test_batches_and_unknown_sizes():
    matrix = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    wanted = np.stack([packed(m, -1, 1) for m in matrix])
    np.testing.assert_array_equal(tf.matrix_diag_part(matrix, k=(-1, 1)), wanted)
    with tf.Graph().as_default(), tf.Session() as session:
        fed = tf.placeholder(tf.float32)
        part = tf.matrix_diag_part(fed, k=(-1, 1))
        both = part, tf.matrix_set_diag(fed, part, k=(-1, 1))
        found = session.run(both, {fed: matrix})
    np.testing.assert_array_equal(found[0], wanted)
    np.testing.assert_array_equal(found[1], matrix)


def test_gradients():
    matrix, diagonals = tf.constant(np.random.rand(3, 4)), tf.constant(np.random.rand(3, 3))
    for f, x in [
        (lambda x: tf.matrix_diag_part(x, k=(-1, 1)), [matrix]),
        (lambda x: tf.matrix_diag(x, k=(-1, 1), num_rows=3, num_cols=4), [diagonals]),
        (lambda x, y: tf.matrix_set_diag(x, y, k=(-1, 1)), [matrix, diagonals]),
    ]:
        assert tf.test.compute_gradient_error(f, x) < 1e-8


@pytest.mark.parametrize("call, words", [
    (lambda x: tf.matrix_diag_part(x, k=(1, 0)), "must not be larger than upper_diag_index: 1 > 0"),
    (lambda x: tf.matrix_diag_part(x, k=4), "out of bound: 4. It must be between -3 and 4"),
    (lambda x: tf.matrix_diag_part(x, k=[0, 1, 2]), "one or two elements"),
    (lambda x: tf.matrix_diag(x, k=(0, 1)), "does not match the lower_diag_index"),
    (lambda x: tf.matrix_diag([1, 2], k=1, num_rows=1), "number of rows is too small"),
])  # fmt: skip
def test_what_is_refused(call, words):
    with pytest.raises(tf.errors.InvalidArgumentError) as e:
        call(tf.zeros([3, 4]))
    assert words in str(e.value)
