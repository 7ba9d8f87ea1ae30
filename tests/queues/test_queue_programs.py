"""Whole programs, with the numbers that TensorFlow 1.15.5 prints for them."""

import numpy as np
import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def test_training_on_records_of_a_file(tmp_path):
    data = np.arange(40, dtype=np.uint8).reshape(8, 5) * 7
    (tmp_path / "d.bin").write_bytes(data.tobytes())
    files = tf.train.string_input_producer([str(tmp_path / "d.bin")], num_epochs=3, shuffle=False)
    key, value = tf.FixedLengthRecordReader(record_bytes=5).read(files)
    row = tf.decode_raw(value, tf.uint8)
    label = tf.cast(row[0], tf.float32) / 255.0
    x = tf.cast(tf.reshape(tf.strided_slice(row, [1], [5]), [4]), tf.float32) / 255.0
    xs, ys, keys = tf.train.batch([x, label, key], 4, capacity=16)
    w = tf.get_variable("w", [4, 1], initializer=tf.zeros_initializer())
    b = tf.get_variable("b", [], initializer=tf.zeros_initializer())
    loss = tf.reduce_mean(tf.square(tf.squeeze(tf.matmul(xs, w), 1) + b - ys))
    step = tf.train.get_or_create_global_step()
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss, global_step=step)
    init = tf.group(tf.global_variables_initializer(), tf.local_variables_initializer())
    losses, coord = [], tf.train.Coordinator()
    with tf.Session() as session:
        session.run(init)
        threads = tf.train.start_queue_runners(sess=session, coord=coord)
        try:
            while not coord.should_stop():
                value, _, last = session.run([loss, train, keys])
                losses.append(value)
        except tf.errors.OutOfRangeError:
            assert session.run(step) == 6 and last[-1].endswith(b"d.bin:7")
        finally:
            coord.request_stop()
        coord.join(threads)
        weights = session.run(w).ravel()
    expected = [0.06594, 0.16038, 0.40462, 0.35952, 0.58775, 0.20542]
    np.testing.assert_allclose(losses, expected, atol=6e-6)
    np.testing.assert_allclose(weights, [0.8542, 0.3054, 0.3098, 0.3142], atol=6e-5)


def test_training_on_a_dataset_that_is_fed():
    x = np.random.RandomState(0).rand(50, 3).astype("f")
    y = (x @ [[1.0], [2.0], [3.0]]).astype("f")
    xs, ys = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [None, 1])
    size = tf.placeholder(tf.int64)
    dataset = tf.data.Dataset.from_tensor_slices((xs, ys)).map(lambda a, b: (a * 2, b))
    iterator = dataset.batch(size).repeat().make_initializable_iterator()
    features, labels = iterator.get_next()
    assert features.shape.as_list() == [None, 3] and labels.shape.as_list() == [None, 1]
    kernel = tf.constant_initializer(0.1)
    hidden = tf.layers.dense(features, 8, tf.nn.relu, kernel_initializer=kernel)
    loss = tf.losses.mean_squared_error(
        labels, tf.layers.dense(hidden, 1, kernel_initializer=kernel)
    )
    train = tf.train.GradientDescentOptimizer(0.02).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(iterator.initializer, {xs: x[:40], ys: y[:40], size: 10})
        for _ in range(12):
            _, value = session.run([train, loss])
        assert abs(value - 0.1226) < 6e-5
        session.run(iterator.initializer, {xs: x[40:], ys: y[40:], size: 10})
        assert abs(session.run(loss) - 0.1707) < 6e-5


def test_a_monitored_training():
    class Show(tf.train.SessionRunHook):
        def __init__(self):
            self.losses = []

        def before_run(self, run_context):
            return tf.train.SessionRunArgs(loss)

        def after_run(self, run_context, run_values):
            self.losses.append(run_values.results)

    points = np.linspace(0, 1, 20, dtype="f"), np.linspace(1, 3, 20, dtype="f")
    dataset = tf.data.Dataset.from_tensor_slices(points).shuffle(20, seed=1).repeat(3).batch(6)
    x, y = dataset.make_one_shot_iterator().get_next()
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    loss = tf.reduce_mean((w * x + b - y) ** 2)
    step = tf.train.get_or_create_global_step()
    train = tf.train.GradientDescentOptimizer(0.2).minimize(loss, global_step=step)
    show = Show()
    hooks = [tf.train.StopAtStepHook(last_step=100), show, tf.train.NanTensorHook(loss)]
    with tf.train.MonitoredTrainingSession(hooks=hooks) as session:
        while not session.should_stop():
            session.run(train)
    assert len(show.losses) == 10
    np.testing.assert_allclose(show.losses[::5], [4.6085, 0.0746], atol=6e-5)
    with tf.train.SingularMonitoredSession() as session:
        assert session.run(step) == 0
