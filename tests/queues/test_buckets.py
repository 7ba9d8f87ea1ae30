"""tf.contrib.training.bucket and bucket_by_sequence_length: what comes out of which bucket."""

import numpy as np
import pytest

import zeal as tf

training = tf.contrib.training


def drained(session, tensors):
    """All that tensors give until the queue ends."""
    session.run(tf.local_variables_initializer())
    coordinator = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(session, coordinator)
    found = []
    with pytest.raises(tf.errors.OutOfRangeError):
        while True:
            found.append(session.run(tensors))
    coordinator.request_stop()
    coordinator.join(threads)
    return found


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def numbers(n):
    return tf.train.range_input_producer(n, 1, shuffle=False).dequeue()


def test_buckets(session):
    n = numbers(12)
    which, batch = training.bucket({"n": n, "text": tf.as_string(n)}, n % 3, 2, 3, num_threads=2)
    assert which.shape == [] and batch["n"].shape == [2] and batch["text"].dtype == tf.string
    found = drained(session, [which, batch])
    assert len(found) == 6
    assert all((b["n"] % 3 == k).all() and b["text"][0] == b"%d" % b["n"][0] for k, b in found)
    assert sorted(np.concatenate([b["n"] for _, b in found])) == list(range(12))


def test_smaller_batches_of_sizes_of_their_own(session):
    n = numbers(7)
    which, batch = training.bucket([n], n % 2, [3, 2], 2, allow_smaller_final_batch=True)
    assert batch.shape.as_list() == [None]
    found = drained(session, [which, batch])
    assert sorted((int(k), b.tolist()) for k, b in found) == [
        (0, [0, 2, 4]), (0, [6]), (1, [1, 3]), (1, [5])]  # fmt: skip


def test_kept_and_sparse(session):
    n = numbers(8)
    sparse = tf.SparseTensor([[0]], tf.reshape(n, [1]), [2])
    _, (batch, rows) = training.bucket([n, sparse], 0, 2, 1, keep_input=n > 3)
    found = drained(session, [batch, tf.sparse.to_dense(rows)])
    assert [b.tolist() for b, _ in found] == [[4, 5], [6, 7]]
    np.testing.assert_array_equal(found[0][1], [[4, 0], [5, 0]])


def test_by_length(session):
    n = numbers(12)
    lengths, batch = training.bucket_by_sequence_length(
        n, [tf.fill([n], 1)], 2, [3, 6], dynamic_pad=True, bucket_capacities=[4, 8, 16])
    assert isinstance(batch, list) and batch[0].shape.as_list() == [2, None]
    found = drained(session, [lengths, batch[0]])
    assert sorted(a.tolist() for a, _ in found) == [[0, 1], [3, 4], [6, 7], [8, 9], [10, 11]]
    for sizes, rows in found:
        want = np.arange(sizes.max()) < sizes[:, None]
        np.testing.assert_array_equal(rows, want)
    _, batch = training.bucket_by_sequence_length(n, {"x": n}, 2, [3], shapes=[[]])
    assert batch["x"].shape == [2]


@pytest.mark.parametrize("kind, arguments, text", [
    (TypeError, (3,), "bucket_boundaries must be a list or tuple, but received: 3"),
    (ValueError, ([],), "bucket_boundaries must not be empty"),
    (TypeError, ([1, 2.0],), "bucket boundaries must be integers, but saw: 1 and 2.0"),
    (ValueError, ([2, 1],), "must contain sequential increasing lengths, but saw: 2 before 1"),
    (ValueError, ([5], 1, 32, [3]), "must have exactly num_buckets"),
])  # fmt: skip
def test_refuses(session, kind, arguments, text):
    with pytest.raises(kind, match=text):
        training.bucket_by_sequence_length(1, [tf.constant(1)], 2, *arguments)
    with pytest.raises(ValueError, match="If batch_size is a list it must have num_buckets"):
        training.bucket([tf.constant(1)], 0, [1, 2, 3], 2)
    with pytest.raises(ValueError, match="num_buckets must be 1 or more; it is 0"):
        training.bucket([tf.constant(1)], 0, 1, 0)
    with pytest.raises(ValueError, match="Expected at least one tensor in bucket"):
        training.bucket([], 0, 1, 2)
