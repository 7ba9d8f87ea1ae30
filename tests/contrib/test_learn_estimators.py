"""tf.contrib.learn's estimators: the numbers of TensorFlow 1.15.5, recorded from it."""

import numpy as np
import pytest

import zeal as tf

learn = tf.contrib.learn
RNG = np.random.RandomState(0)
X = RNG.randn(20, 3).astype(np.float32)
Y = (X.sum(1) > 0).astype(np.int64)
W = np.abs(RNG.randn(20)).astype(np.float32)
COLUMNS = [tf.contrib.layers.real_valued_column("a", dimension=3)]


def data():
    return {"a": tf.constant(X), "w": tf.constant(W[:, None])}, tf.constant(Y[:, None])


def test_linear_classifier():
    model = learn.LinearClassifier(COLUMNS, weight_column_name="w").fit(input_fn=data, steps=5)
    half = "threshold_0.500000_mean"
    expected = {
        "accuracy": 1.0, "accuracy/baseline_label_mean": 0.5265, f"accuracy/{half}": 1.0,
        "auc": 1.0, "auc_precision_recall": 1.0, "global_step": 5, "loss": 0.4089,
        "labels/actual_label_mean": 0.5265, "labels/prediction_mean": 0.5085,
        f"precision/positive_{half}": 1.0, f"recall/positive_{half}": 1.0,
    }  # fmt: skip
    assert model.evaluate(input_fn=data, steps=1) == pytest.approx(expected, abs=1e-4)


def test_linear_regressor_with_clipped_gradients():
    model = learn.LinearRegressor(COLUMNS, weight_column_name="w", gradient_clip_norm=0.5)
    model.fit(input_fn=data, steps=5)
    assert model.evaluate(input_fn=data, steps=1)["loss"] == pytest.approx(0.0488, abs=1e-4)
    assert {"linear/a/weight", "linear/bias_weight"} < set(model.get_variable_names())


def test_several_classes_of_arrays():
    columns = learn.infer_real_valued_columns_from_input(X)
    model = learn.LinearClassifier(columns, n_classes=3)
    model.fit(X, Y, steps=5)
    expected = {"accuracy": 1.0, "global_step": 5, "loss": 0.4428}
    assert model.evaluate(X, Y) == pytest.approx(expected, abs=1e-4)
    assert model.predict(X, as_iterable=False).tolist() == [int(c) for c in model.predict(X)]
    first = next(iter(model.predict_proba(X)))
    assert first == pytest.approx([0.0599, 0.8475, 0.0927], abs=1e-4)


@pytest.mark.parametrize(("fixed", "steps", "loss"), [(False, 6, 0.0752), (True, 5, 0.0644)])
def test_each_part_counts_a_step_unless_that_is_fixed(fixed, steps, loss):
    model = learn.DNNLinearCombinedRegressor(
        linear_feature_columns=COLUMNS, linear_optimizer="SGD", dnn_feature_columns=COLUMNS,
        dnn_optimizer=tf.train.GradientDescentOptimizer(0.0), dnn_hidden_units=[1],
        dnn_activation_fn=lambda x: 0 * x, fix_global_step_increment_bug=fixed)
    found = model.fit(input_fn=data, steps=5).evaluate(input_fn=data, steps=1)
    assert found == pytest.approx({"global_step": steps, "loss": loss}, abs=1e-4)


def test_what_models_do_not_take():
    learn.LinearRegressor(COLUMNS, embedding_lr_multipliers=None)
    with pytest.raises(NotImplementedError, match="enable_centered_bias=True is not built"):
        learn.LinearRegressor(COLUMNS, enable_centered_bias=True)


def model_function(features, targets, mode, params):
    v = tf.get_variable("v", initializer=0.0)
    p = v * features["a"][:, :1]
    loss = step = None
    if targets is not None:
        loss = tf.reduce_mean((p - tf.cast(targets, tf.float32)) ** 2)
    if mode == "train":
        step = tf.contrib.layers.optimize_loss(
            loss, tf.train.get_global_step(), params["rate"], "SGD")
    return learn.ModelFnOps(mode, {"p": p}, loss, step)


def test_model_functions_and_metrics():
    model = learn.Estimator(model_function, params={"rate": 0.1})
    with pytest.raises(learn.NotFittedError, match="Couldn't find trained model"):
        model.evaluate(input_fn=data, steps=1)
    model.fit(input_fn=data, max_steps=3)
    mean = learn.MetricSpec(lambda predictions: tf.metrics.mean(predictions), "p")
    found = model.evaluate(input_fn=data, steps=1, metrics={"mean": mean})
    assert found == pytest.approx({"loss": 0.3805, "global_step": 3, "mean": 0.0648}, abs=1e-4)
    with pytest.raises(ValueError, match="Metrics passed provide only name, no prediction"):
        model.evaluate(input_fn=data, steps=1, metrics={"mean": lambda p, y: tf.metrics.mean(p)})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "Either x or input_fn must be provided"),
        ({"x": X, "input_fn": data}, "Can not provide both input_fn and x or y"),
        ({"input_fn": data, "steps": 1, "max_steps": 2}, "Can not provide both steps and max_"),
    ],
)
def test_wrong_arguments_of_fit(arguments, words):
    with pytest.raises(ValueError, match=words):
        learn.Estimator(model_function, params={}).fit(**arguments)


def test_what_a_mode_needs():
    for mode, words in (("train", "train_op"), ("eval", "loss"), ("infer", "predictions")):
        with pytest.raises(ValueError, match=f"Missing {words}"):
            learn.ModelFnOps(mode)


def test_experiments(tmp_path):
    def experiment(output_dir):
        model = learn.Estimator(model_function, output_dir, params={"rate": 0.1})
        return learn.Experiment(model, data, data, train_steps=3, eval_steps=1)

    results, exports = learn.learn_runner.run(experiment, str(tmp_path))
    assert results["loss"] == pytest.approx(0.3805, abs=1e-4) and exports == []
    with pytest.raises(ValueError, match="Must set value for `output_dir` or `run_config`"):
        learn.learn_runner.run(experiment)
    with pytest.raises(NotImplementedError, match="continuous_train_and_eval is not built"):
        learn.learn_runner.run(experiment, str(tmp_path), "continuous_train_and_eval")
    with pytest.raises(ValueError, match="references non-existent task x"):
        learn.learn_runner.run(experiment, str(tmp_path), "x")


def test_arguments_of_metrics():
    got = {"labels": 1, "predictions": 2, "weights": 3}
    given = {"w": got["weights"]}, {"l": got["labels"]}, {"p": got["predictions"]}
    for function in (
        lambda predictions, labels, weights: (predictions, labels, weights),
        lambda targets, logits, weight: (logits, targets, weight),
        lambda p, label, weights: (p, label, weights),
        lambda labels, p, weights: (p, labels, weights),
    ):
        metric = learn.MetricSpec(function, "p", "l", "w")
        assert metric.create_metric_ops(*given) == (2, 1, 3)
    with pytest.raises(ValueError, match="labels.*missing from"):
        learn.MetricSpec(lambda p: p, label_key="l")
    with pytest.raises(ValueError, match="Ambiguous arguments"):
        learn.MetricSpec(lambda label, labels: 0)
    with pytest.raises(ValueError, match="without specified prediction_key requires predictions"):
        learn.MetricSpec(lambda p: p).create_metric_ops({}, 1, {"a": 1, "b": 2})
    with pytest.raises(KeyError, match="missing from"):
        learn.MetricSpec(lambda p: p, "c").create_metric_ops({}, 1, {"a": 1, "b": 2})
