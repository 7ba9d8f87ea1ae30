"""Ragged tensors of dense ones and of lengths for each ragged axis: values of TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

X = np.arange(16).reshape(2, 2, 2, 2)


@pytest.mark.parametrize("ragged_rank", [1, 2])
def test_lengths_of_two_axes(ragged_rank):
    call = tf.RaggedTensor.from_tensor
    found = call(X, lengths=([2, 2], [1, 2, 2, 1]), ragged_rank=ragged_rank)
    assert found.to_list() == [[[[0, 1]], [[4, 5], [6, 7]]], [[[8, 9], [10, 11]], [[12, 13]]]]
    found = call(np.arange(8).reshape(2, 2, 2), lengths=([2, 1], [1, 2, 0]))
    assert found.to_list() == [[[0], [2, 3]], [[]]] and found.ragged_rank == 2


def test_lengths_in_a_graph_and_as_tensors():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.int64, [None, None, None, 2])
        outer, inner = tf.placeholder(tf.int32, [None]), tf.placeholder(tf.int32, [None])
        found = tf.RaggedTensor.from_tensor(x, lengths=[outer, inner])
        value = session.run(found, {x: X, outer: [1, 2], inner: [1, 0, 2]})
    assert value.to_list() == [[[[0, 1]]], [[], [[12, 13], [14, 15]]]]


def test_ranks_that_do_not_fit():
    with pytest.raises(ValueError, match="then ragged_rank must be len"):
        tf.RaggedTensor.from_tensor(X, lengths=([2, 2], [1, 2, 2, 1]), ragged_rank=3)
    with pytest.raises(ValueError, match="must have rank at least 3"):
        tf.RaggedTensor.from_tensor([[1, 2]], lengths=([1], [1]))
