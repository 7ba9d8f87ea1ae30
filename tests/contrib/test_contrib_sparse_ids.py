"""tf.contrib.layers: classes as sparse tensors, bags of embeddings, images as sequences."""

import numpy as np
import pytest

import zeal as tf
from zeal.contrib.layers import sparse_ids
from zeal.contrib.layers.pooling import pool

L = tf.contrib.layers


def parts(x):
    return [p.numpy().tolist() for p in (x.indices, x.values, x.dense_shape)]


def test_dense_to_sparse():
    x = L.dense_to_sparse(tf.constant([[3, 0, 2], [0, 0, 5]]))
    assert parts(x) == [[[0, 0], [0, 2], [1, 2]], [3, 2, 5], [2, 3]]
    x = sparse_ids.dense_to_sparse_tensor(tf.constant([b"a", b"", b"b"]))
    assert parts(x) == [[[0], [2]], [b"a", b"b"], [3]]
    x = sparse_ids.dense_to_sparse_tensor(tf.constant([1, 7]), ignore_value=7)
    assert parts(x) == [[[0]], [1], [2]]


def test_indicators():
    x = sparse_ids.indicators_to_sparse_ids([[0, 0, 1, 0], [1, 0, 1, 1], [0, 0, 0, 0]])
    assert parts(x) == [[[0, 0], [1, 0], [1, 1], [1, 2]], [2, 0, 2, 3], [3, 3]]
    with pytest.raises(ValueError, match="not integer"):
        sparse_ids.indicators_to_sparse_ids([[1]], dtype=tf.float32)


def test_reach_of_rows():
    x = tf.SparseTensor([[0, 0], [2, 0], [2, 1], [2, 2]], [1, 1, 1, 1], [3, 3])
    assert sparse_ids.sparse_row_envelope(x).numpy().tolist() == [1, 0, 3]
    assert sparse_ids.sparse_row_envelope(x, 1, 0).numpy().tolist() == [3, 3, 3]
    with pytest.raises(ValueError, match="can not be the same axis"):
        sparse_ids.sparse_row_envelope(x, 1, 1)


def test_bags_of_embeddings():
    with tf.Graph().as_default(), tf.Session() as session:
        identity = tf.constant_initializer(np.eye(4, dtype=np.float32))
        ids = tf.constant([[1, 2, 0], [3, 3, 3]])
        sparse = L.bow_encoder(ids, 4, 4, initializer=identity)
        dense = L.bow_encoder(ids, 4, 4, sparse_lookup=False, initializer=identity)
        session.run(tf.global_variables_initializer())
        assert np.allclose(session.run(sparse), [[0, 0.5, 0.5, 0], [0, 0, 0, 1]])
        assert np.allclose(session.run(dense), [[1 / 3, 1 / 3, 1 / 3, 0], [0, 0, 0, 1]])


def test_images_and_sequences():
    images = tf.reshape(tf.range(2 * 3 * 4 * 2), [2, 3, 4, 2])
    sequence = L.images_to_sequence(images)
    assert sequence.shape.as_list() == [4, 6, 2]
    assert np.array_equal(sequence.numpy()[:, 4], images.numpy()[1, 1])
    assert np.array_equal(L.sequence_to_images(sequence, 3).numpy(), images.numpy())


def test_pool_of_any_rank():
    x = tf.reshape(tf.range(8.0), [1, 8, 1])
    assert pool(x, 2, "MAX", stride=2).numpy().ravel().tolist() == [1, 3, 5, 7]
    means = pool(x, 2, "AVG", dilation_rate=3).numpy().ravel()
    assert means.tolist() == [1.5, 2.5, 3.5, 4.5, 5.5]
    with pytest.raises(ValueError, match="Rank of inputs must be >= 3"):
        pool(tf.ones([2, 2]), 2, "MAX")


def test_moving_mean_without_the_bias_of_its_start():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant([[2.0], [4.0]])
        L.batch_norm(x, decay=0.9, zero_debias_moving_mean=True, updates_collections="ups")
        session.run(tf.global_variables_initializer())
        session.run(tf.get_collection("ups"))
        mean = next(v for v in tf.global_variables() if v.op.name.endswith("moving_mean"))
        assert session.run(mean) == pytest.approx([3.0])


def test_combinations_of_features():
    from zeal.contrib.layers.crossing import sparse_feature_cross as cross

    texts = [tf.constant([[f"batch1-FC{i}-F1"]]) for i in (1, 2, 3)]
    assert cross(texts[:2]).values.numpy().tolist() == [b"batch1-FC1-F1_X_batch1-FC2-F1"]
    key = L.SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY
    for kwargs, wanted in (  # TensorFlow's numbers
        ({}, 3735511728867393167), ({"num_buckets": 100}, 74),
        ({"hash_key": key}, 1971693436396284976), ({"hash_key": key, "num_buckets": 100}, 83),
    ):  # fmt: skip
        made = cross(texts, hashed_output=True, **kwargs)
        assert made.values.numpy().tolist() == [wanted]
