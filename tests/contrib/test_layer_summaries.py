"""Tests of tf.contrib.layers.summarize_tensor and its kin, and of optimize_loss's summaries.

Tags are TensorFlow 1.15's.
"""

import pytest

import zeal as tf

L = tf.contrib.layers


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def shown(session, feed=None):
    """Values of all summaries of the graph by tag; of histograms how many numbers there were."""
    session.run(tf.global_variables_initializer())
    message = tf.Summary.FromString(session.run(tf.summary.merge_all(), feed))
    return {v.tag: v.histo.num if v.HasField("histo") else v.simple_value for v in message.value}


def test_tensors(session):
    assert L.summarize_tensor(tf.constant("a")) is L.summarize_tensor(tf.constant(True)) is None
    L.summarize_tensors([tf.constant(1.5, name="x"), tf.constant([1.0, 2.0], name="y")])
    L.summarize_tensor(tf.placeholder_with_default(3.0, None, name="z"), "mine")
    assert shown(session) == {"x_summary": 1.5, "y_summary": 2.0, "mine": 1.0}


def test_activations(session):
    x = tf.constant([-1.0, 3.0, 7.0, 8.0])
    tf.add_to_collection(tf.GraphKeys.ACTIVATIONS, tf.nn.relu6(x, name="six"))
    tf.add_to_collection(tf.GraphKeys.ACTIVATIONS, tf.nn.relu(x, name="relu"))
    tf.add_to_collection(tf.GraphKeys.ACTIVATIONS, tf.tanh(x, name="tanh"))
    assert len(L.summarize_activations()) == 3 and len(L.summarize_activations("relu")) == 1
    assert shown(session) == {
        "six/zeros": 0.25, "six/sixes": 0.5, "six/activation": 4.0, "relu/zeros": 0.25,
        "relu/activation": 4.0, "tanh/activation": 4.0, "relu/zeros_1": 0.25,
        "relu/activation_1": 4.0,
    }  # fmt: skip


def test_collections(session):
    v = tf.Variable([1.0, 2.0], name="v")
    tf.add_to_collection(tf.GraphKeys.WEIGHTS, v)
    assert len(tf.contrib.slim.summarize_variables()) == 1
    assert len(tf.contrib.slim.summarize_weights()) == 1
    assert tf.contrib.slim.summarize_biases() == []
    assert len(L.summarize_collection("variables", "w")) == 0
    assert shown(session) == {"v_summary": 2.0, "v_summary_1": 2.0}


def step(**kwargs):
    x = tf.Variable(3.0, name="x")
    return L.optimize_loss(x * x, tf.train.create_global_step(), 0.5, "SGD", **kwargs)


def test_a_training_step(session):
    step()
    assert shown(session) == {
        "OptimizeLoss/loss": 9.0, "OptimizeLoss/global_norm/gradient_norm": 6.0
    }  # fmt: skip


def test_a_training_step_with_all(session):
    step(
        summaries=L.OPTIMIZER_SUMMARIES, clip_gradients=1.0,
        learning_rate_decay_fn=lambda rate, step: rate * 0.5,
    )  # fmt: skip
    assert shown(session) == {
        "OptimizeLoss/learning_rate_1": 0.25, "OptimizeLoss/loss": 9.0,
        "OptimizeLoss/global_norm/gradient_norm": 6.0, "OptimizeLoss/gradients/x_0": 1.0,
        "OptimizeLoss/gradient_norm/x_0": 1.0,
        "OptimizeLoss/global_norm/clipped_gradient_norm": 1.0,
    }  # fmt: skip


def test_none(session):
    step(summaries=[])
    assert tf.summary.merge_all() is None
