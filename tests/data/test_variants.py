"""Datasets as tensors, and back."""

import numpy as np
import pytest

import zeal as tf

E = tf.data.experimental
SPEC = tf.TensorSpec([], tf.int64)


def test_eagerly():
    numbers = tf.data.Dataset.range(5).filter(lambda i: tf.equal(i % 2, 0))
    again = E.from_variant(E.to_variant(numbers), SPEC)
    assert [int(x) for x in again] == [0, 2, 4]
    assert again.output_types == tf.int64 and again.output_shapes == []


def test_through_traced_functions_and_maps():
    @tf.function
    def doubled(variant):
        return E.to_variant(E.from_variant(variant, SPEC).map(lambda x: 2 * x))

    variant = doubled(E.to_variant(tf.data.Dataset.range(3)))
    assert [int(x) for x in E.from_variant(variant, SPEC)] == [0, 2, 4]


def test_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        pairs = tf.data.Dataset.from_tensor_slices((np.arange(2), np.ones([2, 3])))
        variant = E.to_variant(pairs)
        assert variant.dtype == tf.variant and variant.shape == []
        structure = tf.TensorSpec([], tf.int64), tf.TensorSpec([3], tf.float64)
        iterator = E.from_variant(variant, structure).make_initializable_iterator()
        following = iterator.get_next()
        session.run(iterator.initializer)
        assert session.run(following)[0] == 0
        number, row = session.run(following)
        assert number == 1 and row.tolist() == [1, 1, 1]
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(following)
