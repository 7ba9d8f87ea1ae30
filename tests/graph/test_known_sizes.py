"""Sizes, zeros and ones of known shapes are constants. Ops and names as in TensorFlow 1.15.5."""

import numpy as np
import pytest

import zeal as tf

CALLS = [
    (tf.shape, [3, 2], ["Shape Const"]),
    (tf.size, 6, ["Size Const"]),
    (tf.rank, 2, ["Rank Const"]),
    (tf.zeros_like, np.zeros([3, 2]), ["zeros_like Const"]),
    (tf.ones_like, np.ones([3, 2]),
     ["ones_like/Shape Const", "ones_like/Const Const", "ones_like Fill"]),
]  # fmt: skip


@pytest.mark.parametrize("call, value, ops", CALLS, ids=[row[0].__name__ for row in CALLS])
def test_nothing_is_fed_for_what_the_shape_tells(call, value, ops):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [3, 2])
        y = call(x)
        assert np.array_equal(session.run(y), value)
        assert [f"{op.name} {op.type}" for op in graph.get_operations()[1:]] == ops


def test_many_zeros_are_filled_in_by_each_run():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        y = tf.zeros_like(tf.placeholder(tf.float32, [30, 200]))
        assert session.run(y).shape == (30, 200)
        assert [op.name for op in graph.get_operations()[1:]] == [
            "zeros_like/shape_as_tensor", "zeros_like/Const", "zeros_like",
        ]  # fmt: skip


def test_sizes_that_are_open_are_asked_for():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [3, None])
        asked = [tf.shape(x), tf.zeros_like(x), tf.ones_like(x)]
        assert [y.op.type for y in asked] == ["Shape", "ZerosLike", "OnesLike"]
        assert session.run(tf.rank(x)) == 2
        with pytest.raises(tf.errors.InvalidArgumentError, match="You must feed a value"):
            session.run(asked[0])


@pytest.mark.parametrize("start", [
    tf.zeros_like, tf.ones_like, lambda v: tf.random_normal(tf.shape(v)),
], ids=["zeros", "ones", "random"])  # fmt: skip
def test_a_variable_of_another_ones_shape_is_initialized_first(start):
    with tf.Graph().as_default(), tf.Session() as session:
        b = tf.Variable(start(tf.Variable(tf.ones([40, 40]))))
        session.run(b.initializer)
        assert session.run(b).shape == (40, 40)


def test_sizes_beyond_int32_and_beyond_float64():
    with tf.Graph().as_default(), tf.Session() as session:
        long = tf.placeholder(tf.float32, [3 << 30])
        wide = tf.placeholder(tf.int8, [(1 << 31) - 1] * 2)
        asked = tf.shape(long, out_type=tf.int64), tf.size(wide, out_type=tf.int64)
        assert [x.tolist() for x in session.run(asked)] == [[3 << 30], ((1 << 31) - 1) ** 2]
        assert tf.shape(long).op.type == "Shape" and tf.size(long).op.type == "Size"  # which refuse
        assert tf.zeros_like(long).shape == tf.ones_like(long).shape == [3 << 30]


def test_counts_of_constants_have_known_sizes():
    with tf.Graph().as_default():
        n = tf.placeholder(tf.int32, [None])
        counts = [
            tf.bincount([1, 1, 2]), tf.bincount([1, 1, 2], minlength=5), tf.bincount([]),
            tf.bincount([1, 1, 2], maxlength=2), tf.bincount(n),
        ]  # fmt: skip
        assert [c.shape.as_list() for c in counts] == [[3], [5], [0], [2], [None]]
