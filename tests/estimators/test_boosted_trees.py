"""Boosted trees; values captured from TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf
from zeal.estimators import tree_ops

columns = tf.feature_column
_random = np.random.RandomState(0)
N = 200
DATA = {
    "a": _random.randn(N).astype("f"), "b": _random.rand(N).astype("f") * 10,
    "c": _random.choice(["u", "v", "w"], N), "wt": (_random.rand(N) + 0.5).astype("f"),
}  # fmt: skip
_numbers = DATA["a"] * 2 + np.sin(DATA["b"]) + (DATA["c"] == "v")
CLASSES = ((_numbers + _random.randn(N) * 0.3) > 0.5).astype("i4")
NUMBERS = _numbers.astype("f")
A = columns.bucketized_column(columns.numeric_column("a"), [-1.0, -0.5, 0.0, 0.5, 1.0])
B = columns.bucketized_column(columns.numeric_column("b"), [1.0, 2.0, 3.0, 5.0, 7.0, 8.0])
C = columns.indicator_column(
    columns.categorical_column_with_vocabulary_list("c", ["u", "v", "w"])
)
Classifier, Regressor = tf.estimator.BoostedTreesClassifier, tf.estimator.BoostedTreesRegressor


def _inputs(labels, batch=N):
    return lambda: tf.data.Dataset.from_tensor_slices((DATA, labels)).batch(batch)


def _trained(model, labels, batch=N):
    model.train(lambda: _inputs(labels, batch)().repeat())
    found = list(model.predict(_inputs(labels)))[:3]
    key = "logits" if "logits" in found[0] else "predictions"
    first = [float(f[key][0]) for f in found]
    return model.evaluate(_inputs(labels)), first, model.experimental_feature_importances()


@pytest.mark.parametrize("options, batch, loss, first, gains", [
    ({"n_trees": 5, "max_depth": 3}, N, 0.3144, [1.9087, 1.165, 1.7577], [1.507, 0.273, 0.091]),
    ({"n_trees": 5, "max_depth": 3, "l2_regularization": 0.01, "l1_regularization": 0.001}, 50,
     0.3418, [1.617, 0.9837, 1.617], [1.381, 0.168, 0.055]),
    ({"n_trees": 5, "max_depth": 3, "weight_column": "wt", "min_node_weight": 0.02}, N, 0.3033,
     [1.9298, 1.1806, 1.7414], [1.506, 0.268, 0.095]),
    ({"n_trees": 5, "max_depth": 4, "pruning_mode": "pre", "tree_complexity": 0.005}, N, 0.3342,
     [1.11, 1.3569, 1.11], [1.652, 0.311, 0.119]),
])  # fmt: skip
def test_classes(options, batch, loss, first, gains):
    model = Classifier([A, B, C], N // batch, **options)
    found, logits, importances = _trained(model, CLASSES, batch)
    np.testing.assert_allclose(found["loss"], loss, atol=1e-4)
    np.testing.assert_allclose(logits, first, atol=2e-4)
    assert list(importances) == ["a_bucketized", "b_bucketized", "c"]
    np.testing.assert_allclose(list(importances.values()), gains, atol=1e-3)
    assert found["global_step"] == options["n_trees"] * options["max_depth"] * N // batch


def test_pruning_of_whole_trees():
    options = {"pruning_mode": "post", "tree_complexity": 0.005}
    model = Classifier([A, B, C], 1, n_trees=1, max_depth=4, **options)
    model.train(lambda: _inputs(CLASSES)().repeat())
    tree = tree_ops.trees_of(model.get_variable_value("boosted_trees/nodes"))[0]
    leaves = np.sort(tree[tree[:, tree_ops.FEATURE] < 0, tree_ops.VALUE])
    expected = [-0.60648, -0.51054, -0.50958, -0.49352, -0.33413, -0.11086, -0.0078, 0.23193,
                0.32395, 0.37207]  # fmt: skip
    np.testing.assert_allclose(leaves, expected, atol=2e-5)
    left, right = tree[0, [tree_ops.LEFT, tree_ops.RIGHT]]
    assert (left, right) == (1, 2) and len(tree) == 19


def test_numbers():
    model = Regressor([A, B, C], 1, n_trees=8, max_depth=3, center_bias=True)
    found, first, importances = _trained(model, NUMBERS)
    np.testing.assert_allclose(found["loss"], 0.6364, atol=1e-4)
    np.testing.assert_allclose(first, [2.7818, 1.4268, 2.0678], atol=2e-4)
    assert found["global_step"] == 26 and list(importances) == ["a_bucketized", "c", "b_bucketized"]


def test_explanations():
    inputs = _inputs(CLASSES)
    model = Classifier([A, B, C], 1, n_trees=4, max_depth=3, center_bias=True)
    model.train(lambda: inputs().repeat())
    for found in list(model.experimental_predict_with_explanations(inputs))[:5]:
        np.testing.assert_allclose(found["bias"], CLASSES.mean(), atol=1e-4)
        total = found["bias"] + sum(found["dfc"].values())
        np.testing.assert_allclose(total, found["probabilities"][1], rtol=1e-4)
    with pytest.raises(ValueError, match="center_bias must be enabled during estimator inst"):
        next(Classifier([A], 1).experimental_predict_with_explanations(inputs))


def test_numeric_columns_and_a_head():
    numeric = [columns.numeric_column("a"), columns.numeric_column("b"), C]
    found, *_ = _trained(Regressor(numeric, 2, n_trees=10, max_depth=3), NUMBERS, N // 2)
    assert 0.25 < found["loss"] < 0.35 and found["global_step"] == 60
    mean = tf.losses.Reduction.SUM_OVER_BATCH_SIZE
    head = tf.contrib.estimator.regression_head(loss_reduction=mean)
    model = tf.estimator.BoostedTreesEstimator([A, B], 1, head, n_trees=4, max_depth=2)
    np.testing.assert_allclose(_trained(model, NUMBERS)[0]["loss"], 1.9789, atol=1e-4)


def test_summaries_count_trees_and_layers(tmp_path):
    config = tf.estimator.RunConfig(save_summary_steps=1)
    model = Classifier([A], 1, str(tmp_path), n_trees=2, max_depth=2, config=config)
    model.train(lambda: _inputs(CLASSES)().repeat())
    (path,) = tmp_path.glob("events*")
    values = [v for e in tf.train.summary_iterator(str(path)) for v in e.summary.value]
    wanted = {"trees": [0, 1, 2, 2], "finalized_trees": [0, 0, 1, 1], "attempted_layers": range(4)}
    for name, counts in wanted.items():
        tag = f"boosted_trees/ensemble/num_{name}"
        assert [v.simple_value for v in values if v.tag == tag] == [*counts]


def test_quantiles():
    values = np.stack([_random.permutation(1000), np.ones(1000)], 1)
    ends = tree_ops.boundaries(values.astype("f"), 5).numpy()
    np.testing.assert_allclose(ends, [[0, 249, 499, 749, 999]])
    rows = tree_ops.bucketize(np.array([[-5.0], [249.0], [250.0], [5000.0]], "f"), ends)
    assert rows.numpy()[:, 0].tolist() == [0, 1, 2, 4]


@pytest.mark.parametrize("options, words", [
    ({"n_classes": 3}, "For now only binary classification is supported"),
    ({"tree_complexity": 1.0}, "Tree complexity have no effect unless pruning mode is chosen"),
    ({"pruning_mode": "pre"}, "For pruning, tree_complexity must be positive"),
    ({"pruning_mode": "x"}, "Pruning mode must be one of"),
])  # fmt: skip
def test_wrong_options(options, words):
    with pytest.raises(ValueError, match=words):
        Classifier([A], 1, **options)
