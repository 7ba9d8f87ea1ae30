"""Heads: losses, predictions and metrics; the numbers are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf

heads = tf.contrib.estimator
LOGITS = [[1.0], [-2.0]]
TWO = [[1.0, -1.0], [0.5, 2.0]]


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(fetches):
    with tf.Session() as session:
        session.run([tf.local_variables_initializer(), tf.tables_initializer()])
        return session.run(fetches)


def measured(head, logits, labels, weights=None, extra=None):
    features = {} if weights is None else {"w": tf.constant(weights)}
    more = {"regularization_losses": extra} if extra else {}
    given = [
        {k: tf.constant(v) for k, v in x.items()} if isinstance(x, dict) else tf.constant(x)
        for x in (logits, labels)
    ]
    spec = head.create_estimator_spec(features, "eval", *given, **more)
    with tf.Session() as session:
        session.run([tf.local_variables_initializer(), tf.tables_initializer()])
        session.run([update for _, update in spec.eval_metric_ops.values()])
        found = session.run({key: value for key, (value, _) in spec.eval_metric_ops.items()})
        return session.run(spec.loss), found


CASES = {
    "numbers": (heads.regression_head, {}, LOGITS, [[1.5], [0.0]], None, 2.125, {
        "average_loss": 2.125, "label/mean": 0.75, "prediction/mean": -0.5}),
    "weighted, with a name": (
        heads.regression_head, {"weight_column": "w", "label_dimension": 2, "name": "r"},
        [[1.0, 2.0], [3.0, 4.0]], [[1.5, 2.0], [0.0, 1.0]], [[1.0], [2.0]], 9.0625, {
            "average_loss/r": 6.0416665, "label/mean/r": 0.9166667,
            "prediction/mean/r": 2.8333333}),
    "counts": (heads.poisson_regression_head, {}, LOGITS, [[1.0], [3.0]], None, 4.8088493, {
        "average_loss": 4.8088493, "prediction/mean": 1.4268085}),
    "counts, without what labels alone say": (
        heads.poisson_regression_head, {"compute_full_loss": False}, LOGITS, [[1.0], [3.0]], None,
        3.9268086, {}),
    "a probability": (
        heads.logistic_regression_head, {}, LOGITS, [[0.3], [0.8]], None, 1.3700948, {
            "label/mean": 0.55, "prediction/mean": 0.42513075}),
    "two classes": (
        heads.binary_classification_head, {"thresholds": [0.25]}, LOGITS, [[1], [1]], None,
        1.2200949, {"accuracy/positive_threshold_0.25": 0.5, "recall/positive_threshold_0.25": 0.5,
                    "precision/positive_threshold_0.25": 1.0, "auc_precision_recall": 0.9999995}),
    "two names": (
        heads.binary_classification_head,
        {"label_vocabulary": ["no", "yes"], "weight_column": "w", "loss_reduction": "weighted_sum"},
        LOGITS, [["yes"], ["yes"]], [[1.0], [3.0]], 6.694046, {
            "accuracy": 0.25, "average_loss": 1.6735115, "prediction/mean": 0.27216685}),
    "three classes": (
        heads.multi_class_head, {"n_classes": 3, "name": "m"}, [[1.0, 2.0, 0.0], [0.0, 0.0, 3.0]],
        [[1], [0]], None, 1.7512645, {"accuracy/m": 0.5, "average_loss/m": 1.7512645}),
    "several at once": (
        heads.multi_label_head,
        {"n_classes": 2, "thresholds": [0.3], "classes_for_class_based_metrics": [0, 1]},
        TWO, [[1, 0], [1, 1]], None, 0.3068821, {
            "accuracy/positive_threshold_0.3": 1.0, "auc/class0": 0.0, "auc": 0.999999,
            "probability_mean/class0": 0.676759, "probability_mean/class1": 0.5748692}),
    "several names at once": (
        heads.multi_label_head,
        {"n_classes": 2, "label_vocabulary": ["a", "b"], "name": "l", "weight_column": "w",
         "classes_for_class_based_metrics": ["b"]},
        TWO, [[1, 0], [1, 1]], [[1.0], [3.0]], 0.60738456, {
            "average_loss/l": 0.30369228, "probability_mean/b/l": 0.72783315}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_losses_and_metrics(case):
    make, arguments, logits, labels, weights, loss, metrics = CASES[case]
    total, found = measured(make(**arguments), logits, labels, weights)
    np.testing.assert_allclose(total, loss, rtol=1e-5)
    for key, value in metrics.items():
        np.testing.assert_allclose(found[key], value, rtol=1e-5, atol=1e-6, err_msg=key)


def test_losses_of_the_program():
    def apart(labels, logits, features):
        return tf.abs(labels - logits) * features["w"]

    head = tf.estimator.RegressionHead(loss_fn=apart, inverse_link_fn=tf.exp)
    loss, _ = measured(head, LOGITS, [[1.5], [0.0]], [[1.0], [10.0]], [tf.constant(0.5)])
    assert loss == 10.75
    found = run(head.predictions(tf.constant(LOGITS)))
    np.testing.assert_allclose(found["predictions"], np.exp(LOGITS), rtol=1e-6)
    assert run(tf.estimator.RegressionHead().loss([[1.5], [0.0]], LOGITS)) == 2.125


def test_sparse_labels_of_several_classes():
    labels = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ["a", "b", "a"], [2, 2])
    head = tf.estimator.MultiLabelHead(2, label_vocabulary=["a", "b"])
    np.testing.assert_allclose(run(head.loss(labels, tf.constant(TWO))), 0.3068821, rtol=1e-5)


def both():
    return [heads.multi_label_head(2, name="h1"), heads.regression_head(None, 3, name="h2")]


def test_several_heads():
    numbers = [[20.0, -20.0, 20.0], [-30.0, 20.0, -20.0]]
    parts = {"h1": [[-10.0, 10.0], [-15.0, 10.0]], "h2": numbers}
    labels = {"h1": [[1, 0], [1, 1]], "h2": [[0.0, 1.0, 0.0], [1.0, 1.0, 0.0]]}
    head = heads.multi_head(both(), [1.0, 2.0])
    loss, found = measured(head, parts, labels)
    np.testing.assert_allclose(loss, 996.41675, rtol=1e-6)
    np.testing.assert_allclose(found["loss/h2"], 493.83334, rtol=1e-6)
    np.testing.assert_allclose(found["auc/h1"], 0.16666678, rtol=1e-5)
    joined = tf.constant(np.concatenate([parts["h1"], parts["h2"]], 1))
    spec = head.create_estimator_spec({}, "infer", joined)
    keys = {("h1", "logits"), ("h1", "probabilities"), ("h2", "predictions")}
    assert set(spec.predictions) == keys
    assert sorted(spec.export_outputs) == [
        "h1", "h1/classification", "h1/predict", "h2", "h2/predict", "h2/regression", "predict",
        "serving_default",
    ]  # fmt: skip
    tf.train.get_or_create_global_step()
    labels = {k: tf.constant(v) for k, v in labels.items()}
    step = head.create_estimator_spec({}, "train", joined, labels, train_op_fn=lambda x: x * 10.0)
    np.testing.assert_allclose(run(step.train_op), 9964.168, rtol=1e-6)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: heads.multi_head([]), "Must specify heads"),
        (lambda: heads.multi_head([heads.regression_head()]), "must have name"),
        (lambda: heads.multi_head(both(), [1.0]), "must have the same size"),
        (lambda: heads.multi_label_head(1), "n_classes must be > 1"),
        (lambda: heads.binary_classification_head(thresholds=[1.0]), "thresholds not in"),
        (lambda: heads.multi_class_head(3, label_vocabulary=["a"]), "does not have"),
        (lambda: tf.estimator.RegressionHead(loss_reduction="none"), "Invalid loss_reduction"),
    ],
)
def test_wrong_arguments(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_estimators_of_heads(tmp_path):
    columns = [tf.feature_column.numeric_column("x")]
    numbers = np.linspace(-1.0, 1.0, 16, dtype="f")[:, None]
    inputs = tf.estimator.inputs.numpy_input_fn(
        {"x": numbers}, np.concatenate([numbers > 0, numbers < 0], 1).astype("i"),
        batch_size=16, num_epochs=100, shuffle=False,
    )  # fmt: skip
    head = tf.estimator.MultiLabelHead(2)
    models = [
        tf.estimator.LinearEstimator(head, columns, str(tmp_path / "a")),
        tf.estimator.DNNLinearCombinedEstimator(
            head, str(tmp_path / "b"), columns, dnn_feature_columns=columns, dnn_hidden_units=[4]
        ),
    ]
    assert models[0].train(inputs).evaluate(inputs, 1)["auc"] > 0.9
    assert models[1].train(inputs, steps=3).evaluate(inputs, 1)["global_step"] == 3
    base = tf.estimator.BaselineEstimator(head, str(tmp_path / "c")).train(inputs, steps=1)
    assert base.evaluate(inputs, 1)["global_step"] == 1
