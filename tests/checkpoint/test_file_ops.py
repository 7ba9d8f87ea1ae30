"""SaveV2, RestoreV2, MergeV2Checkpoints and ShardedFilename: eagerly, in graphs, in functions."""

import os

import numpy as np
import pytest

import zeal as tf
from zeal.checkpoint.file_ops import (
    merge_v2_checkpoints,
    restore_v2,
    save_v2,
    sharded_filename,
)

tf.enable_eager_execution()


@pytest.fixture()
def prefix(tmp_path):
    return str(tmp_path / "model")


def test_eagerly(prefix):
    save_v2(prefix, ["a", "b"], ["", "4 0,2"], [tf.constant([[1.0]]), tf.constant([1, 2])])
    [a] = restore_v2(prefix, ["a"], [""], [tf.float32])
    assert a.numpy().tolist() == [[1.0]]


def test_in_a_graph(prefix):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        save = save_v2(prefix, ["a", "b"], ["", ""], [x, tf.constant(["t"])], name="SaveV2")
        read = restore_v2(prefix, ["b", "a"], ["", ""], [tf.string, tf.float32])
        assert [t.dtype for t in read] == [tf.string, tf.float32]
        session.run(save, {x: [1.0, 2.0]})
        b, a = session.run(read)
        assert b.tolist() == [b"t"] and a.tolist() == [1, 2]


def test_in_a_function(prefix):
    @tf.function
    def there_and_back(x):
        save_v2(prefix, ["a"], [""], [x])
        return restore_v2(prefix, ["a"], [""], [tf.float32])[0]

    for value in ([1.0], [2.0, 3.0]):
        assert there_and_back(tf.constant(value)).numpy().tolist() == value


def test_merge(prefix, tmp_path):
    parts = [sharded_filename(f"{prefix}_temp/part", i, 2) for i in range(2)]
    assert parts[1].numpy() == f"{prefix}_temp/part-00001-of-00002".encode()
    save_v2(parts[0], ["w", "x"], ["4 0,2", ""], [tf.constant([1.0, 2.0]), tf.constant(5)])
    save_v2(parts[1], ["w"], ["4 2,2"], [tf.constant([3.0, 4.0])])
    merge_v2_checkpoints(tf.stack(parts), prefix)
    assert sorted(os.listdir(tmp_path)) == [
        "model.data-00000-of-00002", "model.data-00001-of-00002", "model.index"
    ]  # fmt: skip
    w, part, x = restore_v2(
        prefix, ["w", "w", "x"], ["", "4 1,2", ""], [tf.float32, tf.float32, tf.int32]
    )
    assert w.numpy().tolist() == [1, 2, 3, 4] and part.numpy().tolist() == [2, 3] and int(x) == 5


def test_merge_into_one_of_the_parts(prefix, tmp_path):
    save_v2(prefix, ["a"], [""], [tf.constant(1.0)])
    save_v2(f"{prefix}-2", ["b"], [""], [tf.constant(2.0)])
    merge_v2_checkpoints([prefix, f"{prefix}-2"], prefix)
    assert [float(x) for x in restore_v2(prefix, ["a", "b"], ["", ""], [tf.float32] * 2)] == [1, 2]


def test_a_merge_that_fails_closes_what_it_opened(prefix):
    save_v2(prefix, ["a"], [""], [tf.constant(1.0)])
    save_v2(f"{prefix}-2", ["b"], [""], [tf.constant(2.0)])
    os.unlink(f"{prefix}-2.data-00000-of-00001")
    open_before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(tf.errors.NotFoundError):
        merge_v2_checkpoints([prefix, f"{prefix}-2"], f"{prefix}-3")
    assert len(os.listdir("/proc/self/fd")) == open_before


def test_wrong_dtypes_and_names(prefix):
    save_v2(prefix, ["w"], [""], [tf.constant(1.0)])
    words = "tensor_name = w; expected dtype float64 does not equal original dtype float32"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        restore_v2(prefix, ["w"], [""], [tf.float64])
    with pytest.raises(tf.errors.NotFoundError, match="Key v not found in checkpoint"):
        restore_v2(prefix, ["v"], [""], [tf.float32])
    with pytest.raises(tf.errors.InvalidArgumentError, match="for tensor_names"):
        restore_v2(prefix, ["v", "w"], ["", ""], [tf.float32])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"shape \[3\].*its shape is \[\]"):
        restore_v2(prefix, ["w"], ["3 0,2"], [tf.float32])


def test_symbolic_shapes_are_open(prefix):
    with tf.Graph().as_default():
        [w] = restore_v2(prefix, ["w"], [""], [tf.float32])
        assert w.shape.ndims is None
    np.testing.assert_equal(os.listdir(os.path.dirname(prefix)), [])
