"""tf.dynamic_partition of shapes that do not fit: TensorFlow 1.15's words."""

import pytest

import zeal as tf

WORDS = "data.shape must start with partitions.shape, got data.shape"


def test_eager():
    with pytest.raises(tf.errors.InvalidArgumentError) as e:
        tf.dynamic_partition([[1, 2], [3, 4]], [[0, 1, 1], [1, 1, 1]], 2)
    assert f"{WORDS} = [2,2], partitions.shape = [2,3]" in str(e.value)


@pytest.mark.parametrize("shape", [[None], None])
@pytest.mark.parametrize("partitions", [[0, 1], [0, 1, 0, 1, 0]])
def test_sizes_that_a_run_tells(shape, partitions):
    with tf.Graph().as_default(), tf.Session() as session:
        data, to = tf.placeholder(tf.float32, shape), tf.placeholder(tf.int32, shape)
        rows = tf.dynamic_partition(data, to, 2)
        with pytest.raises(tf.errors.InvalidArgumentError, match=WORDS):
            session.run(rows, {data: [1.0, 2.0, 3.0, 4.0], to: partitions})
        assert [r.tolist() for r in session.run(rows, {data: [1.0, 2.0], to: [1, 0]})] == [[2], [1]]
