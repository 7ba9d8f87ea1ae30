"""Variables in parts. Names, values and words are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf
from zeal.state.partition import PartitionInfo


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def thirds(**arguments):
    return tf.get_variable("w", [7, 2], partitioner=tf.fixed_size_partitioner(3), **arguments)


def test_parts_are_read_as_one(session):
    with tf.variable_scope("a", partitioner=tf.fixed_size_partitioner(3)):
        v = tf.get_variable("w", [7, 2], initializer=tf.ones_initializer())
        assert tf.get_variable("scalar", []).name == "a/scalar:0"
    assert (v.name, v.dtype, v.shape, len(v)) == ("a/w", tf.float32, [7, 2], 3)
    assert [p.name for p in v] == ["a/w/part_0:0", "a/w/part_1:0", "a/w/part_2:0"]
    assert [p.shape.as_list() for p in v] == [[3, 2], [2, 2], [2, 2]]
    assert tf.global_variables()[:3] == list(v)
    session.run(tf.global_variables_initializer())
    assert session.run(tf.matmul(tf.ones([1, 7]), v)).tolist() == [[7.0, 7.0]]
    grads = tf.gradients(tf.reduce_sum(tf.convert_to_tensor(v)), list(v))
    assert [g.shape.as_list() for g in grads] == [[3, 2], [2, 2], [2, 2]]
    new = np.arange(14, dtype="f").reshape(7, 2)
    session.run([part.op for part in v.assign(new)])
    assert np.array_equal(session.run(v.as_tensor()), new)


def test_initializers_are_told_their_part(session):
    told = []

    def initializer(shape, dtype=None, partition_info=None):
        info = partition_info
        told.append((shape, info.full_shape, info.var_offset, info.single_offset(shape),
                     info.single_slice_dim(shape)))  # fmt: skip
        return tf.ones(shape, dtype)

    thirds(initializer=initializer)
    assert told == [([3, 2], [7, 2], [0, 0], 0, 0), ([2, 2], [7, 2], [3, 0], 3, 0),
                    ([2, 2], [7, 2], [5, 0], 5, 0)]  # fmt: skip


def test_values_and_regularizers(session):
    split = tf.fixed_size_partitioner(2)
    v = tf.get_variable("v", initializer=np.arange(6.0).reshape(3, 2), partitioner=split)
    tf.get_variable("r", [4, 2], regularizer=lambda w: tf.reduce_sum(w), partitioner=split)
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    assert [t.name.rpartition("/")[0] for t in losses] == [
        "r/part_0/Regularizer", "r/part_1/Regularizer"]  # fmt: skip
    session.run(tf.global_variables_initializer())
    assert session.run(list(v))[1].tolist() == [[4.0, 5.0]]


def test_reuse(session):
    v = thirds()
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        assert tf.get_variable("w", [7, 2]) is v
        with pytest.raises(ValueError, match="specified shape .8, 2. and found shape .7, 2."):
            tf.get_variable("w", [8, 2])
        with pytest.raises(ValueError, match="PartitionedVariable x does not exist"):
            tf.get_variable("x", [7, 2], partitioner=tf.fixed_size_partitioner(3))
        words = r"w, but specified partitions \[2, 1\] and found partitions \[3, 1\]"
        with pytest.raises(ValueError, match=words):
            tf.get_variable("w", [7, 2], partitioner=tf.fixed_size_partitioner(2))
        assert tf.get_variable("w", [7, 2], partitioner=tf.fixed_size_partitioner(3)) is v
    with pytest.raises(ValueError, match="Partitioned variable with name w already exists."):
        thirds()
    with tf.variable_scope("plain"):
        tf.get_variable("w", [7, 2])
    for reuse in (False, True, tf.AUTO_REUSE):
        scope = tf.variable_scope("plain", reuse=reuse, partitioner=tf.fixed_size_partitioner(3))
        with scope, pytest.raises(ValueError, match="unpartitioned version of the variable was f"):
            tf.get_variable("w", [7, 2])
    with pytest.raises(ValueError, match="No partitioner was provided, but a partitioned version"):
        tf.get_variable("w", [7, 2])


@pytest.mark.parametrize("partitioner, text", [
    (lambda shape, dtype: [2, 2], "Can only slice a variable along one dimension: shape: .7, 2., "),
    (lambda shape, dtype: [2], "does not match the Variable's rank: .2. vs. .7, 2."),
    (lambda shape, dtype: 3, "Partitioner must return a sequence, but saw: 3"),
    (lambda shape, dtype: [0, 1], "Partitioner returned zero partitions for some axes: .0, 1."),
    (3, "Partitioner must be callable, but received: 3"),
])  # fmt: skip
def test_wrong_partitioners(session, partitioner, text):
    with pytest.raises(ValueError, match=text):
        tf.get_variable("w", [7, 2], partitioner=partitioner)


def test_partitioners():
    shape, f = tf.TensorShape([7, 2]), tf.float32
    sizes = [tf.variable_axis_size_partitioner(n)(shape=shape, dtype=f) for n in (100, 40, 8)]
    assert sizes == [[1, 1], [2, 1], [7, 1]]
    most = tf.variable_axis_size_partitioner(8, max_shards=3)
    assert most(shape=shape, dtype=f) == [3, 1]
    assert tf.variable_axis_size_partitioner(64)(shape=shape, dtype=tf.string) == [4, 1]
    with pytest.raises(ValueError, match="must be positive"):
        tf.variable_axis_size_partitioner(0)
    large = tf.TensorShape([70, 20])
    found = [tf.min_max_variable_partitioner(m, min_slice_size=n)(shape=large, dtype=f)[0]
             for m in (1, 3, 10) for n in (16, 1000, 100000)]  # fmt: skip
    assert found == [1, 1, 1, 3, 3, 1, 10, 6, 1]
    assert tf.fixed_size_partitioner(9)(shape=shape, dtype=f) == [7, 1]
    assert tf.fixed_size_partitioner(2, axis=1)(shape=shape, dtype=f) == [1, 2]


def test_lists_of_parts(session):
    parts = tf.create_partitioned_variables([7, 2], [3, 1], tf.ones_initializer(), name="pp")
    assert [p.name for p in parts] == ["pp/part_0:0", "pp/part_1:0", "pp/part_2:0"]
    with pytest.raises(ValueError, match="must have the same length"):
        tf.create_partitioned_variables([7, 2], [3], tf.ones_initializer())


def test_eagerly():
    v = thirds(initializer=tf.ones_initializer())
    assert (v + 1.0 if hasattr(v, "__add__") else tf.add(v, 1.0)).numpy().sum() == 28.0


@pytest.mark.parametrize("whole, begin, error, text", [
    (None, [0], TypeError, "`full_shape` must be a sequence"),
    ([2], "0", TypeError, "`var_offset` must be a sequence"),
    ([2, 3], [0], ValueError, "`var_offset` is of length 1"),
    ([2], [2], ValueError, "Expected 0 <= offset < shape"),
])  # fmt: skip
def test_parts_that_do_not_lie_in_the_whole(whole, begin, error, text):
    with pytest.raises(error, match=text):
        PartitionInfo(whole, begin)


@pytest.mark.parametrize("shape, error, text", [
    (None, TypeError, "`shape` must be a sequence"),
    ([1], ValueError, "Expected equal length"),
    ([6, 3], ValueError, "would exceed"),
    ([4, 2], ValueError, "could be either dimension"),
])  # fmt: skip
def test_shapes_that_are_no_part(shape, error, text):
    with pytest.raises(error, match=text):
        PartitionInfo([9, 3], [4, 0]).single_slice_dim(shape)


def test_parts_of_a_value():
    value = tf.constant([[1, 2], [3, 4], [5, 6]])
    with tf.Graph().as_default(), tf.Session() as session:
        parts = tf.create_partitioned_variables([3, 2], [2, 1], value.numpy())
        session.run(tf.global_variables_initializer())
        assert [p.tolist() for p in session.run(parts)] == [[[1, 2], [3, 4]], [[5, 6]]]
        assert {p.dtype.base_dtype for p in parts} == {tf.int32}
        with pytest.raises(ValueError, match="not compatible"):
            tf.create_partitioned_variables([3, 3], [2, 1], value.numpy())
        with pytest.raises(ValueError, match="more parts than it has rows"):
            tf.create_partitioned_variables([3, 2], [4, 1], value.numpy())


def test_layers_make_their_variables_in_parts_as_those_of_tensorflow_1_15():
    rows = np.random.RandomState(0).rand(8, 4).astype(np.float32)
    how = {
        "kernel_initializer": tf.ones_initializer(),
        "kernel_regularizer": lambda part: tf.reduce_sum(part) * 0.5,
    }
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(rows)
        scope = tf.variable_scope("s", partitioner=tf.fixed_size_partitioner(3))
        with scope as inside:
            layer = tf.layers.Dense(6, name="d", **how)
            y = layer(x)
            z = tf.layers.batch_normalization(y, training=True, name="b")
            tf.contrib.layers.batch_norm(y, scope="c")
        assert [v.name for v in layer.weights] == ["s/d/kernel", "s/d/bias"]
        assert layer.trainable_weights == layer.weights and len(list(layer.kernel)) == 3
        names = [v.op.name for v in tf.global_variables()]
        parts = ["s/d/kernel", "s/d/bias", "s/b/gamma", "s/b/beta"]
        wanted = [f"{name}/part_{i}" for name in parts for i in range(3)]
        wanted += ["s/b/moving_mean", "s/b/moving_variance"]
        assert names[: len(wanted)] == wanted
        assert names[-2:] == ["s/c/moving_mean", "s/c/moving_variance"]
        losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
        assert len(losses) == 3
        step = tf.train.GradientDescentOptimizer(1.0).minimize(tf.reduce_sum(y) + tf.reduce_sum(z))
        session.run(tf.global_variables_initializer())
        assert session.run(losses) == [6.0, 3.0, 3.0]  # of 2, 1 and 1 rows
        np.testing.assert_allclose(session.run(y), rows @ np.ones((4, 6)), rtol=1e-6)
        session.run(step)
        slopes = np.tile(rows.sum(0)[:, None], 6)
        np.testing.assert_allclose(session.run(layer.kernel.as_tensor()), 1 - slopes, rtol=1e-4)
        with tf.variable_scope(inside, reuse=True):
            again = tf.layers.Dense(6, name="d", **how)
            again(x)
        assert again.kernel is layer.kernel
        assert tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES) == losses


def test_parts_are_assigned_lists_and_other_parts():
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", [4], partitioner=tf.fixed_size_partitioner(2),
                            initializer=tf.ones_initializer())  # fmt: skip
        session.run(tf.global_variables_initializer())
        session.run(v.assign_add([tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])]))
        assert session.run(v.as_tensor()).tolist() == [2.0, 3.0, 4.0, 5.0]
        session.run(v.assign_sub(v))
        assert session.run(v.as_tensor()).tolist() == [0.0] * 4


def test_a_saver_beside_a_collection_of_them(session, tmp_path):
    v = thirds(initializer=tf.ones_initializer())
    tf.add_to_collection("mine", v)
    saver = tf.train.Saver()
    session.run(tf.global_variables_initializer())
    path = saver.save(session, str(tmp_path / "x"))
    with tf.Graph().as_default() as graph, tf.Session() as again:
        tf.train.import_meta_graph(path + ".meta").restore(again, path)
        assert again.run(graph.get_tensor_by_name("w:0")).tolist() == [[1.0, 1.0]] * 7


def test_slots_of_parts_are_saved_under_tensorflows_names(session, tmp_path):
    with tf.variable_scope("net"):
        w = thirds()
        tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(w.as_tensor()))
    u = tf.get_variable("u", [4], partitioner=tf.fixed_size_partitioner(2))
    tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(u.as_tensor()))
    session.run(tf.global_variables_initializer())
    path = tf.train.Saver().save(session, str(tmp_path / "c"))
    found = dict(tf.train.list_variables(path))
    # What is cut off is as long as the part's name, whatever stands before it.
    parts = {f"net/w/t_{i}/Momentum": [7, 2] for i in range(3)}
    assert found == {"net/w": [7, 2], **parts, "u": [4], "u/Momentum": [4]}
