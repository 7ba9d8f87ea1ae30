"""tf.contrib.slim.learning and evaluation, tf.contrib.training: steps, loops, evaluations."""

import glob

import numpy as np
import pytest

import zeal as tf

slim, training = tf.contrib.slim, tf.contrib.training


def line(batches=None):
    """A line through points, its loss."""
    x = np.linspace(-1, 1, 8, dtype="f")[:, None]
    w = tf.get_variable("w", [1, 1], initializer=tf.zeros_initializer())
    loss = tf.reduce_mean(tf.square(tf.matmul(tf.constant(x), w) - 2 * x))
    slim.losses.add_loss(loss)
    return w, slim.losses.get_total_loss()


def test_a_loop_writes_and_goes_on(tmp_path):
    folder = str(tmp_path)
    for steps in (3, 5):
        with tf.Graph().as_default():
            w, loss = line()
            tf.summary.scalar("loss", loss)
            train = slim.learning.create_train_op(loss, tf.train.GradientDescentOptimizer(0.5))
            assert tf.get_collection(tf.GraphKeys.TRAIN_OP)[-1] is train
            last = slim.learning.train(train, folder, number_of_steps=steps, log_every_n_steps=2,
                                       save_summaries_secs=0)  # fmt: skip
        reader = tf.train.load_checkpoint(folder)
        assert reader.get_tensor("global_step") == steps
        weight = reader.get_tensor("w")[0, 0]
    mean = (np.linspace(-1, 1, 8) ** 2).mean()
    np.testing.assert_allclose(weight, 2 * (1 - (1 - mean) ** 5), rtol=1e-5)
    np.testing.assert_allclose(last, mean * (2 * (1 - mean) ** 4) ** 2, rtol=1e-4)
    with tf.Graph().as_default():
        w = tf.get_variable("w", [1, 1])
        value, update = slim.metrics.aggregate_metric_map({"w": tf.metrics.mean(w)})
        tf.summary.scalar("weight", value["w"])
        found = slim.evaluation.evaluate_once(
            "", tf.train.latest_checkpoint(folder), folder + "/eval", num_evals=2,
            eval_op=list(update.values()), final_op=value["w"],
        )  # fmt: skip
        np.testing.assert_allclose(found, weight, rtol=1e-6)
    [path] = glob.glob(folder + "/eval/*")
    tags = [v.tag for e in tf.train.summary_iterator(path) for v in e.summary.value]
    assert tags == ["weight"]
    with tf.Graph().as_default():
        value, update = tf.metrics.mean(tf.get_variable("w", [1, 1]))
        found = slim.evaluation.evaluation_loop(
            "", folder, folder, eval_op=update, final_op=value, max_number_of_evaluations=1,
            summary_op=None,
        )  # fmt: skip
        np.testing.assert_allclose(found, weight, rtol=1e-6)


def test_gradients_are_scaled_and_clipped():
    with tf.Graph().as_default(), tf.Session() as session:
        a, b = tf.get_variable("a", initializer=3.0), tf.get_variable("b", initializer=4.0)
        rows = tf.get_variable("rows", initializer=np.ones([4, 1], "f"))
        loss = a * a + b * b + tf.reduce_sum(tf.gather(rows, [1, 1]))
        train = slim.learning.create_train_op(
            loss, tf.train.GradientDescentOptimizer(1.0), clip_gradient_norm=7.0,
            gradient_multipliers={"a": 0.5, b: 2.0, rows: 3.0}, summarize_gradients=True,
        )  # fmt: skip
        session.run(tf.global_variables_initializer())
        session.run(train)
        assert session.run([a, b, rows])[:2] == [0.0, -3.0]
        np.testing.assert_allclose(session.run(rows)[:, 0], [1, -5, 1, 1])
        names = [v.op.name for v in tf.get_collection(tf.GraphKeys.SUMMARIES)]
        assert names[:2] == ["summarize_grads/a_gradient", "summarize_grads/a_gradient_norm"]


def test_update_ops_run_first():
    with tf.Graph().as_default(), tf.Session() as session:
        seen = tf.get_variable("seen", initializer=0.0, trainable=False)
        x = tf.get_variable("x", initializer=1.0)
        tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, seen.assign_add(1.0))
        train = training.create_train_op(x * x, tf.train.GradientDescentOptimizer(0.1))
        session.run(tf.global_variables_initializer())
        session.run(train)
        assert session.run([seen, tf.train.get_global_step()]) == [1.0, 1]


def test_a_loss_that_is_no_number():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.get_variable("x", initializer=np.float32("nan"))
        train = training.create_train_op(x * x, tf.train.GradientDescentOptimizer(0.1))
        session.run(tf.global_variables_initializer())
        with pytest.raises(tf.errors.InvalidArgumentError, match="LossTensor is inf or nan"):
            session.run(train)


def test_training_in_a_monitored_session(tmp_path):
    folder = str(tmp_path)
    with tf.Graph().as_default():
        _, loss = line()
        train = training.create_train_op(loss, tf.train.AdamOptimizer(0.1))
        hooks = [tf.train.StopAtStepHook(last_step=4)]
        assert training.train(train, folder, hooks=hooks) < 1.8
    with tf.Graph().as_default():
        value, update = tf.metrics.mean(tf.get_variable("w", [1, 1]))
        found = training.evaluate_repeatedly(
            folder, eval_ops={"mean": update}, final_ops={"w": value}, timeout=0,
            hooks=[training.StopAfterNEvalsHook(3)], eval_interval_secs=0,
        )  # fmt: skip
        assert 0.3 < found["w"] < 0.5


def test_data_ends_a_loop():
    with tf.Graph().as_default():
        x = tf.data.Dataset.from_tensor_slices([1.0, 2.0]).make_one_shot_iterator().get_next()
        w = tf.get_variable("w", initializer=1.0)
        train = slim.learning.create_train_op(w * x, tf.train.GradientDescentOptimizer(0.5))
        assert slim.learning.train(train, None) == 1.0


def test_wrong_calls():
    with tf.Graph().as_default():
        for arguments, words in (
            ({"train_op": None}, "train_op cannot be None"),
            ({"number_of_steps": 0}, "`number_of_steps` must be either None or a positive"),
            ({"summary_op": None}, "Cannot provide summary_op because logdir=None"),
            ({"trace_every_n_steps": 1}, "Cannot provide trace_every_n_steps because"),
        ):
            with pytest.raises(ValueError, match=words):
                slim.learning.train(**{"train_op": tf.constant(1.0), "logdir": None, **arguments})
        with pytest.raises(ValueError, match="There are no variables to train"):
            training.create_train_op(tf.constant(1.0), tf.train.GradientDescentOptimizer(0.1))
        with pytest.raises(ValueError, match="`gradient_multipliers` is empty"):
            training.multiply_gradients([], {})
        with pytest.raises(ValueError, match="logdir cannot be None when save_summaries_steps"):
            training.train(tf.constant(1.0), None)
