"""Tests of zeal/queues/accumulators.py; what is dropped and in which words was seen in 1.15."""

import threading

import numpy as np
import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@pytest.mark.parametrize("how, taken", [("MEAN", [2.0, 3.0]), ("SUM", [4.0, 6.0])])
@pytest.mark.parametrize("dtype", [tf.float16, tf.float32, tf.float64])
def test_dense_gradients(session, dtype, how, taken):
    sums = tf.ConditionalAccumulator(dtype, [2], reduction_type=how)
    session.run([sums.apply_grad([1.0, 2.0]), sums.apply_grad([3.0, 4.0])])
    assert session.run(sums.num_accumulated()) == 2
    found = session.run(sums.take_grad(1))
    assert found.tolist() == taken and found.dtype == dtype.as_numpy_dtype
    assert session.run(sums.num_accumulated()) == 0


def test_stale_gradients_are_dropped(session):
    sums = tf.ConditionalAccumulator(tf.float32, [])
    session.run(sums.set_global_step(5))
    session.run([sums.apply_grad(1.0, local_step=4), sums.apply_grad(2.0, local_step=5)])
    assert session.run(sums.take_grad(1)) == 2.0
    session.run(sums.apply_grad(3.0, local_step=5))  # taking made it step 6
    assert session.run(sums.num_accumulated()) == 0


def test_those_who_take_wait_and_end_with_the_session():
    with tf.Graph().as_default():
        session = tf.Session()
        sums = tf.ConditionalAccumulator(tf.float32, [])
        take, put = sums.take_grad(2), sums.apply_grad(3.0)
        found = []

        def taking():
            try:
                found.append(session.run(take))
            except tf.errors.CancelledError as e:
                found.append(str(e))

        for last in (lambda: [session.run(put), session.run(put)], session.close):
            thread = threading.Thread(target=taking)
            thread.start()
            last()
            thread.join(20)
    assert found[0] == 3.0 and ("was cancelled" in found[1] or "closed" in found[1])


def test_slices(session):
    sums = tf.SparseConditionalAccumulator(tf.float32, [4, 2])
    first = tf.IndexedSlices([[1.0, 2.0], [3.0, 4.0]], [0, 2], [4, 2])
    session.run(sums.apply_indexed_slices_grad(first))
    session.run(sums.apply_grad([2, 2], [[1.0, 1.0], [2.0, 3.0]]))
    found = session.run(sums.take_indexed_slices_grad(2))
    assert found.indices.tolist() == [0, 2] and found.dense_shape.tolist() == [4, 2]
    assert found.values.tolist() == [[1.0, 2.0], [3.0, 4.0]]  # slice 2: (3+3)/2, (4+4)/2


def test_slices_of_unknown_shape(session):
    sums = tf.SparseConditionalAccumulator(tf.float64, reduction_type="SUM")
    session.run([sums.apply_grad([1], [[1.0]]), sums.apply_grad([0], [[5.0]])])
    indices, values, shape = session.run(sums.take_grad(2))
    assert indices.tolist() == [0, 1] and values.tolist() == [[5.0], [1.0]]
    assert shape.tolist() == [-1, 1]
    wider = tf.SparseConditionalAccumulator(tf.float32, [3])
    session.run(wider.apply_grad([1], [[1.0, 2.0]]))
    assert session.run(wider.take_grad(1)).values.tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("indices, values, shape, words", [
    (0, [1.0], None, "Input indices should be vector but received shape: []"),
    ([0], 1.0, None, "Values cannot be 0-dimensional."),
    ([0, 1], [[1.0, 1.0]], None, "Expected 2 non-empty input values, got 1"),
    ([0], [[1.0, 1.0]], [3], "Shape mismatch: expected shape rank at least 2, got 1"),
    ([0], [[1.0, 1.0]], [3, 3], "Shape mismatch: expected shape dim 1 to be 2, got 3"),
    ([3], [[1.0, 1.0]], None, "index of slice 0 exceeded limits of shape; index is 3 exceeded 3"),
    ([0], [1.0], None, "Shape mismatch: expected values rank at least 2, got 1"),
    ([0], [[1.0]], None, "Shape mismatch: expected values dim 1 to be 2, got 1"),
])  # fmt: skip
def test_slices_that_do_not_fit(session, indices, values, shape, words):
    sums = tf.SparseConditionalAccumulator(tf.float32, [3, 2])
    with pytest.raises(tf.errors.InvalidArgumentError) as e:
        session.run(sums.apply_grad(indices, np.float32(values), shape))
    assert words in str(e.value)


def test_what_is_refused(session):
    with pytest.raises(ValueError, match="Most"):
        tf.ConditionalAccumulator(tf.float32, reduction_type="Most")
    sums = tf.ConditionalAccumulator(tf.float32, [3, 2])
    with pytest.raises(ValueError, match="incompatible"):
        sums.apply_grad([[1.0, 2.0]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="num_required must be positive"):
        session.run(sums.take_grad(-1))
    fed = tf.placeholder(tf.float32)
    open_shape = tf.ConditionalAccumulator(tf.float32)
    apply = open_shape.apply_grad(fed)
    session.run(apply, {fed: [1.0, 2.0]})
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"expected \[2\], got \[1\]"):
        session.run(apply, {fed: [1.0]})
