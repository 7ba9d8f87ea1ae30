"""tf.raw_ops: ops of the registry by their names."""

import pytest

import zeal as tf


def test_native_and_host_ops_take_keywords():
    assert tf.raw_ops.MatMul(a=[[1.0, 2.0]], b=[[3.0], [4.0]]).numpy().tolist() == [[11.0]]
    found = tf.raw_ops.MatMul(a=[[1.0], [2.0]], b=[[3.0], [4.0]], transpose_a=True)
    assert found.numpy().tolist() == [[11.0]]
    assert tf.raw_ops.Cross(a=[1.0, 0.0, 0.0], b=[0.0, 1.0, 0.0]).numpy().tolist() == [0, 0, 1]
    assert "MatMul" in dir(tf.raw_ops) and "Cross" in dir(tf.raw_ops)


def test_several_outputs_have_names():
    found = tf.raw_ops.Unique(x=tf.constant([3, 3, 1]))
    assert type(found).__name__ == "Unique" and found._fields == ("y", "idx")
    assert found.y.numpy().tolist() == [3, 1] and found.idx.numpy().tolist() == [0, 0, 1]
    assert tf.raw_ops.Unique is tf.raw_ops.Unique  # a class is not made at every call
    assert isinstance(tf.raw_ops.Split(split_dim=0, value=[1, 2], num_split=2), list)


def test_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        assert session.run(tf.raw_ops.Add(x=x, y=2.0), {x: 1.0}) == 3.0


def test_ops_that_there_are_not():
    with pytest.raises(AttributeError, match="no op of that name"):
        tf.raw_ops.Nothing  # noqa: B018
