"""Keras metrics and losses against TensorFlow 1.15's values, eagerly, in graphs and traced."""

import json
from pathlib import Path

import keras_metric_cases as cases
import numpy as np
import pytest

import zeal as tf

RECORDED = json.loads(
    (Path(__file__).parents[1] / "golden" / "keras_metrics.json").read_text()
)
K = tf.keras.metrics


def check(results, case):
    want = RECORDED[" | ".join(map(str, case))]
    for got, expected in zip(results, want, strict=True):
        np.testing.assert_allclose(
            np.array(got, np.float64), np.array(expected, np.float64), rtol=3e-6, atol=2e-6
        )


def test_all_cases_are_recorded():
    assert [" | ".join(map(str, case)) for case in cases.CASES] == list(RECORDED)


@pytest.mark.parametrize("case", cases.CASES)
def test_values(case):
    check(cases.run(*case, tf), case)


@pytest.mark.parametrize("case", cases.CASES)
def test_values_in_traced_functions(case):
    call, key, weighted = case
    made = eval(call, {"tf": tf})
    step = tf.function(lambda *batch: made(*batch))
    check([
        step(*map(tf.constant, batch[: 2 + weighted])).numpy() for batch in cases.INPUTS[key]
    ], case)  # fmt: skip


@pytest.mark.parametrize("shapes", [lambda a: a.shape, lambda a: [None, *a.shape[1:]]])
@pytest.mark.parametrize("case", cases.CASES)
def test_values_in_graphs(case, shapes):
    call, key, weighted = case
    with tf.Graph().as_default(), tf.Session() as session:
        batches = [batch[: 2 + weighted] for batch in cases.INPUTS[key]]
        feeds = [tf.placeholder(tf.as_dtype(a.dtype), shapes(a)) for a in batches[0]]
        made = eval(call, {"tf": tf})
        result = made(*feeds)
        session.run(tf.variables_initializer(getattr(made, "variables", [])))
        check([session.run(result, dict(zip(feeds, b, strict=True))) for b in batches], case)
        assert tf.global_variables() == []


def test_state():
    m = K.Mean()
    assert (m.name, m.dtype, m.stateful, m.built) == ("mean", "float32", True, True)
    assert [v.name for v in m.variables] == ["total:0", "count:0"]
    assert m.trainable_variables == []
    m.update_state([1.0, 2.0])
    before = m.result()
    assert m(6.0).numpy() == 3.0 and before.numpy() == 1.5
    m.reset_states()
    assert m.result().numpy() == 0.0
    m(np.float64(3))
    assert m.result().dtype == tf.float32
    assert K.Mean(dtype="float64")(3).dtype == tf.float64


def test_weights_of_values():
    assert K.Mean()([[1.0, 3.0], [5.0, 7.0]], sample_weight=[1.0, 0.0]).numpy() == 2.0
    assert K.Sum()([[1.0, 3.0], [5.0, 7.0]], sample_weight=[1.0, 0.5]).numpy() == 10.0
    assert K.Mean()([1.0, 2.0], sample_weight=[0.0, 0.0]).numpy() == 0.0
    assert K.Mean()(tf.zeros([0])).numpy() == 0.0
    assert np.isnan(K.Mean()([1.0, np.nan]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Incompatible shapes"):
        K.Mean()([1.0, 2.0], sample_weight=[1.0, 2.0, 3.0])


def test_mean_tensor():
    m = K.MeanTensor()
    with pytest.raises(ValueError, match="MeanTensor does not have any result yet"):
        m.result()
    m.reset_states()
    m([1.0, 2.0])
    assert m([3.0, 6.0], sample_weight=[1.0, 3.0]).numpy().tolist() == [2.0, 5.0]
    with pytest.raises(ValueError, match="must always have the same shape. Expected shape"):
        m([1.0, 2.0, 3.0])
    m.reset_states()
    assert m.result().numpy().tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("make", "words"), [
    (lambda: K.Precision(thresholds=[-1, 0.5]),
     r"Threshold values must be in \[0, 1\]. Invalid values: \[-1\]"),
    (lambda: K.AUC(curve="x"), 'Invalid AUC curve value "x".'),
    (lambda: K.AUC(summation_method="x"), 'Invalid AUC summation method value "x".'),
    (lambda: K.AUC(num_thresholds=1), "`num_thresholds` must be > 1."),
    (lambda: K.SensitivityAtSpecificity(2), r"`specificity` must be in the range \[0, 1\]."),
    (lambda: K.SpecificityAtSensitivity(-1), r"`sensitivity` must be in the range \[0, 1\]."),
    (lambda: K.SensitivityAtSpecificity(0.2, num_thresholds=0), "`num_thresholds` must be > 0."),
    (lambda: K.get("foo"), "Unknown metric function:foo"),
    (lambda: K.get({"class_name": "foo", "config": {}}), "Unknown metric function: foo"),
    (lambda: K.get(3), "Could not interpret metric function identifier: 3"),
    (lambda: tf.keras.losses.get("foo"), "Unknown loss function:foo"),
    (lambda: tf.keras.losses.get(3), "Could not interpret loss function identifier"),
    (lambda: tf.keras.losses.MeanSquaredError(reduction="x"), "Invalid Reduction Key x."),
    (lambda: K.Precision()([0, 1], [0.5, 1.5]), "predictions must be <= 1"),
    (lambda: K.Precision()([0, 1], [0.5, -1.5]), "predictions must be >= 0"),
    (lambda: K.Accuracy()([1, 2], [1, 2, 3]), "incompatible"),
])  # fmt: skip
def test_bad_arguments(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_configurations():
    assert K.Precision(top_k=3, name="u").get_config() == {
        "name": "u", "dtype": "float32", "thresholds": None, "top_k": 3, "class_id": None,
    }  # fmt: skip
    for metric in (
        K.Mean("a"), K.AUC(num_thresholds=4, curve="PR"), K.Recall(0.3), K.CosineSimilarity(axis=0),
        K.MeanIoU(4), K.TruePositives([0.1, 0.2]), K.SensitivityAtSpecificity(0.2), K.Sum(),
    ):  # fmt: skip
        again = K.deserialize(K.serialize(metric))
        assert type(again) is type(metric) and again.get_config() == metric.get_config()
    assert K.serialize(K.mse) == "mean_squared_error"
    assert K.get("mae") is K.mean_absolute_error and type(K.get("AUC")) is K.AUC
    assert K.get("accuracy")([1, 2], [1, 3]).numpy().tolist() == [1.0, 0.0]
    losses = tf.keras.losses
    again = losses.get(losses.serialize(losses.Huber(delta=3.0)))
    assert type(again) is losses.Huber and again.get_config()["delta"] == 3.0
    assert losses.get(None) is None
    own = losses.deserialize("mine", custom_objects={"mine": len})
    assert own is len


class Hits(K.Metric):
    def __init__(self, name="hits", **kwargs):
        super().__init__(name=name, **kwargs)
        self.n = self.add_weight(name="n", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        hits = tf.cast(tf.equal(y_true, y_pred), tf.float32)
        if tf.reduce_sum(hits) > 1:
            self.n.assign_add(tf.reduce_sum(hits))

    def result(self):
        return self.n


class MoreHits(Hits):
    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(y_true, y_pred)
        super().update_state(y_true, y_pred)

    def result(self):
        return super().result() + 1.0


@pytest.mark.parametrize(("kind", "want"), [(Hits, [2.0, 2.0]), (MoreHits, [5.0, 5.0])])
def test_own_metrics(kind, want):
    batches = [([1, 2, 3], [1, 2, 0]), ([1, 2, 3], [0, 2, 0])]
    m = kind()
    assert [m(*batch).numpy() for batch in batches] == want
    assert m.get_config() == {"name": "hits", "dtype": "float32"}
    traced = tf.function(kind())
    assert [traced(*map(tf.constant, batch)).numpy() for batch in batches] == want
    with tf.Graph().as_default(), tf.Session() as session:
        a, b = tf.placeholder(tf.int32, [3]), tf.placeholder(tf.int32, [3])
        m = kind()
        update, result = m.update_state(a, b), m.result()
        session.run(tf.variables_initializer(m.variables))
        got = []
        for batch in batches:
            session.run(update, dict(zip((a, b), batch, strict=True)))
            got.append(session.run(result))
        assert got == want and len(m.updates) == 1


def test_in_a_graph():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        metrics = [K.Mean(), K.Mean(), K.AUC()]
        names = [v.name for m in metrics for v in m.variables]
        assert names == [
            "total:0", "count:0", "total_1:0", "count_1:0", "true_positives:0", "true_negatives:0",
            "false_positives:0", "false_negatives:0",
        ]  # fmt: skip
        assert tf.global_variables() == tf.local_variables() == tf.trainable_variables() == []
        update, result, both = metrics[0].update_state(x), metrics[0].result(), metrics[1](x)
        session.run([v.initializer for m in metrics for v in m.variables])
        session.run(update, {x: [1.0, 2.0]})
        assert session.run(result) == 1.5 and session.run(both, {x: 3.0}) == 3.0
        metrics[0].reset_states()
        assert session.run(result) == 0.0


def test_a_loss_in_a_training_step():
    dense, loss = tf.keras.layers.Dense(1, use_bias=False), tf.keras.losses.MeanSquaredError()
    x = tf.constant([[1.0], [2.0]])
    with tf.GradientTape() as tape:
        value = loss(3.0 * x, dense(x))
    (gradient,) = tape.gradient(value, dense.trainable_variables)
    np.testing.assert_allclose(gradient, 5.0 * (dense.kernel.numpy() - 3.0), rtol=1e-5)


def test_probabilities_of_a_softmax_in_a_graph_are_taken_as_logits():
    with tf.Graph().as_default(), tf.Session() as session:
        logits = tf.constant([[100.0, -100.0]])
        loss = tf.keras.losses.sparse_categorical_crossentropy([1], tf.nn.softmax(logits))
        assert session.run(loss).tolist() == [200.0]
        loss = tf.keras.losses.binary_crossentropy([[0.0]], tf.sigmoid([[100.0]]))
        assert session.run(loss).tolist() == [100.0]
