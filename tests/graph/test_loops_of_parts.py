"""Loops whose variables are sparse or ragged; shapes are those of TensorFlow 1.15.5."""

import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def twice(step, start, shape_invariants=None):
    return tf.while_loop(
        lambda i, _: i < 2, lambda i, x: (i + 1, step(x)), [tf.constant(0), start], shape_invariants
    )[1]


def sparse():
    return tf.SparseTensor([[0], [3]], [1.0, 2.0], [5])


def test_sparse_tensors_may_come_to_have_more_values(session):
    more = tf.SparseTensor([[1]], [9.0], [5])
    found = twice(lambda x: tf.sparse.add(x, more), sparse())
    assert found.shape.as_list() == [None]
    assert session.run(found).indices.tolist() == [[0], [1], [3]]
    doubled = twice(lambda x: tf.sparse.concat(0, [x, x]), sparse())
    assert session.run(doubled).dense_shape.tolist() == [20]


def test_a_shape_invariant_of_a_sparse_tensor_is_that_of_its_dense_shape(session):
    wide = tf.SparseTensor([[0, 1]], [1.0], [1, 2])
    for sizes, told in (([2], [None, None]), ([None], None), (None, None)):
        shape = tf.TensorShape(sizes)
        found = twice(lambda x: x, wide, [tf.TensorShape([]), shape])
        assert found.shape.ndims == (told and len(told))
        assert session.run(found).dense_shape.tolist() == [1, 2]
    shapes = [tf.TensorShape([]), tf.TensorShape([2])]
    found = twice(lambda x: tf.sparse.concat(0, [x, x]), wide, shapes)
    assert session.run(found).dense_shape.tolist() == [4, 2]
    for sizes, words in (([3], "is not compatible with the initial shape"),
                         ([None, None], "Expected a shape with 1 dimension")):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            twice(lambda x: x, wide, [tf.TensorShape([]), tf.TensorShape(sizes)])


def test_a_step_keeps_the_kind_of_tensor(session):
    start = tf.ragged.constant([[1], [2, 3]])
    for step in (lambda x: x.to_tensor(), lambda x: tf.expand_dims(x, 0)):
        with pytest.raises(ValueError, match="don't have the same"):
            twice(step, start)


def test_rows_of_ragged_tensors_may_grow_but_not_their_number(session):
    start = tf.ragged.constant([[1.0, 2.0], [3.0]])
    found = session.run(twice(lambda x: tf.concat([x, x], 1), start))
    assert found.to_list() == [[1.0, 2.0] * 4, [3.0] * 4]
    more = lambda x: tf.concat([x, x], 0)  # noqa: E731
    with pytest.raises(ValueError, match=r"enters the loop with shape \(3,\), but has shape"):
        twice(more, start)
    open_ = [tf.TensorShape([]), tf.TensorShape([None, None])]
    assert session.run(twice(more, start, open_)).to_list() == [[1.0, 2.0], [3.0]] * 4


def test_specs_are_shape_invariants(session):
    count = tf.TensorSpec([], tf.int32)
    found = twice(lambda x: tf.concat([x, x], 0), tf.ones([1]),
                  [count, tf.TensorSpec([None], tf.float32)])  # fmt: skip
    assert session.run(found).tolist() == [1.0] * 4
    found = twice(lambda x: tf.sparse.concat(0, [x, x]), sparse(),
                  [count, tf.SparseTensorSpec([None], tf.float32)])  # fmt: skip
    assert session.run(found).dense_shape.tolist() == [20]
    for spec in (tf.TensorSpec([None], tf.int32), tf.SparseTensorSpec([None], tf.float32)):
        with pytest.raises(TypeError, match="is none of a loop variable"):
            twice(lambda x: x, tf.ones([1]), [count, spec])
