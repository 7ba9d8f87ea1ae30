"""Hooks that end trainings, evaluate while they run, and estimators around estimators."""


import numpy as np
import pytest

import zeal as tf

experimental = tf.estimator.experimental


@pytest.fixture
def estimator(tmp_path):
    def model(features, labels, mode):
        w = tf.get_variable("w", initializer=0.0)
        loss = tf.reduce_mean(tf.square(w * features - labels))
        step = tf.train.GradientDescentOptimizer(0.05).minimize(
            loss, tf.train.get_global_step()
        )
        return tf.estimator.EstimatorSpec(mode, w * features, loss, step)

    return tf.estimator.Estimator(model, str(tmp_path / "model"))


def data():
    return tf.data.Dataset.from_tensors(([1.0], [2.0])).repeat(20)


def evaluated(estimator, results):
    """Event files as evaluations write them."""
    with tf.Graph().as_default():
        writer = tf.summary.FileWriter(estimator.eval_dir())
    for step, value in results:
        summary = tf.Summary()
        summary.value.add(tag="loss", simple_value=value)
        writer.add_summary(summary, step)
    writer.close()


@pytest.mark.parametrize(("name", "number", "more", "stops"), [
    ("stop_if_higher_hook", 4, {}, True), ("stop_if_higher_hook", 5, {}, False),
    ("stop_if_higher_hook", 4, {"min_steps": 4}, False), ("stop_if_lower_hook", 3, {}, True),
    ("stop_if_lower_hook", 2, {}, False), ("stop_if_no_increase_hook", 2, {}, True),
    ("stop_if_no_increase_hook", 3, {}, False), ("stop_if_no_decrease_hook", 1, {}, True),
    ("stop_if_no_decrease_hook", 2, {"min_steps": 3}, False),
])  # fmt: skip
def test_trainings_stop_by_results(estimator, name, number, more, stops):
    evaluated(estimator, [(1, 3.0), (3, 5.0), (5, 2.0)])
    make = getattr(experimental, name)
    hook = make(estimator, "loss", number, run_every_secs=None, run_every_steps=1, **more)
    estimator.train(data, [hook])
    assert estimator.get_variable_value("global_step") == (1 if stops else 20)
    assert getattr(tf.contrib.estimator, name) is make


def test_hooks_check_what_they_are_given(estimator):
    make = experimental.make_early_stopping_hook
    with pytest.raises(TypeError, match="`estimator` must have type `tf.estimator.Estimator`"):
        make(3, lambda: True)
    with pytest.raises(ValueError, match="Only one of `run_every_secs` and `run_every_steps`"):
        make(estimator, lambda: True, 1, 1)
    with pytest.raises(TypeError, match="`should_stop_fn` must be callable"):
        make(estimator, 3)
    with pytest.raises(ValueError, match="invalid every_n_iter=0"):
        experimental.InMemoryEvaluatorHook(estimator, data, every_n_iter=0)
    stop = experimental.make_stop_at_checkpoint_step_hook(estimator, 3)
    estimator.train(data, [stop])
    assert estimator.get_variable_value("global_step") == 3


def test_evaluations_while_training(estimator):
    hook = experimental.InMemoryEvaluatorHook(estimator, data, steps=2, every_n_iter=8)
    estimator.train(data, [hook])
    found = tf.contrib.estimator.read_eval_metrics(estimator.eval_dir())
    losses = [round(results["loss"], 4) for results in found.values()]
    assert list(found) == [0, 8, 16, 20]
    np.testing.assert_allclose(losses, [4 * 0.81**n for n in found], atol=1e-4)


def test_metrics_are_added(estimator):
    def more(features, labels, predictions, config):
        assert config.model_dir == estimator.model_dir
        return {"gap": tf.metrics.mean_absolute_error(labels, predictions)}

    both = tf.estimator.add_metrics(estimator, more)
    assert both.evaluate(data, steps=1) == {"gap": 2.0, "loss": 4.0, "global_step": 0}
    assert both.train(data, steps=1).model_dir == estimator.model_dir
    with pytest.raises(ValueError, match="has following not expected args: \\['x'\\]"):
        tf.estimator.add_metrics(estimator, lambda x: {})

