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


def test_arguments_have_the_names_of_the_api():
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    raw = tf.raw_ops
    assert raw.Sum(input=x, axis=0).numpy().tolist() == [4.0, 6.0]
    assert raw.Sum(input=x, reduction_indices=0).numpy().tolist() == [4.0, 6.0]
    assert raw.ExpandDims(input=x, axis=0).shape == (1, 2, 2)
    assert raw.Where(condition=x > 3.0).numpy().tolist() == [[1, 1]]
    assert raw.Select(condition=x > 3.0, x=x, y=-x).numpy().tolist() == [[-1, -2], [-3, 4]]
    assert len(raw.Split(axis=0, value=x, num_split=2)) == 2
    assert raw.Gather(params=x, indices=[1], validate_indices=True).shape == (1, 2)
    assert raw.Equal(x=[1, 2], y=1, incompatible_shape_error=True).numpy().tolist() == [True, False]
    with pytest.raises(NotImplementedError, match="incompatible_shape_error=False"):
        raw.Equal(x=[1, 2], y=[1, 2, 3], incompatible_shape_error=False)


def test_outputs_have_the_dtypes_that_are_asked_for():
    found = tf.raw_ops.ListDiff(x=[1, 2, 3], y=[2], out_idx=tf.int64)
    assert (found.idx.dtype, found.idx.numpy().tolist()) == (tf.int64, [0, 2])
    bound = tf.raw_ops.LowerBound(sorted_inputs=[[1, 2]], values=[[2]], out_type=tf.int64)
    assert bound.dtype == tf.int64
    assert tf.raw_ops.Lu(input=[[1.0]], output_idx_type=tf.int64).p.dtype == tf.int64
    assert tf.raw_ops.Multinomial(logits=[[0.0, 1.0]], num_samples=3).dtype == tf.int64
