"""Which parameter server takes a variable; the numbers are those of TensorFlow 1.15.5."""

import pytest

import zeal as tf

T = tf.contrib.training


def test_names_are_spread_by_their_hash():
    with tf.Graph().as_default():
        ops = [tf.no_op(name) for name in "abxq"]
    assert list(map(T.RandomStrategy(5), ops)) == [1, 0, 4, 3]
    assert list(map(T.RandomStrategy(5, seed=3), ops)) == [4, 3, 1, 4]


def test_the_smallest_load_is_next():
    strategy = T.GreedyLoadBalancingStrategy(2, T.byte_size_load_fn)
    with (
        tf.Graph().as_default(),
        tf.device(tf.train.replica_device_setter(ps_tasks=2, ps_strategy=strategy)),
    ):
        made = [tf.Variable(tf.zeros(shape)) for shape in ([4, 2], [3], [2], [], [9])]
    assert [v.device[-1] for v in made] == ["0", "1", "1", "1", "1"]


def test_sizes_that_are_not_known():
    with tf.Graph().as_default():
        assert T.byte_size_load_fn(tf.constant([1, 2], tf.int64).op) == 16
        with pytest.raises(ValueError, match="must have a single output"):
            T.byte_size_load_fn(tf.no_op())
        with pytest.raises(ValueError, match="not fully defined"):
            T.byte_size_load_fn(tf.placeholder(tf.float32, [None]).op)
