"""tf.contrib.metrics: what is no pair of a graph, and what eager programs are told."""

import inspect

import pytest

import zeal as tf

C = tf.contrib.metrics
PAIRS = [n for n in dir(C) if n.startswith("streaming_") or n in ("count", "f1_score")]


@pytest.mark.parametrize("name", PAIRS)
def test_eager_programs_are_told(name):
    parameters = inspect.signature(getattr(C, name)).parameters.values()
    required = [p for p in parameters if p.default is p.empty]
    with pytest.raises(RuntimeError, match=f"tf.contrib.metrics.{name} is not supported when"):
        getattr(C, name)(*[1] * len(required))


def test_predictions_come_first():
    for name in ("streaming_accuracy", "streaming_auc", "streaming_mean_iou"):
        assert list(inspect.signature(getattr(C, name)).parameters)[:2] == ["predictions", "labels"]
    with tf.Graph().as_default(), pytest.raises(TypeError, match="missing a required argument"):
        C.streaming_accuracy([1])


def test_accuracy_of_a_batch():
    assert C.accuracy([1, 2, 3], [1, 2, 4], weights=[1.0, 0.5, 1.0]).numpy() == pytest.approx(0.6)
    assert C.accuracy(["a", "b"], ["a", "c"]).numpy() == 0.5
    with pytest.raises(ValueError, match="Labels should have bool, integer, or string dtype, not"):
        C.accuracy([1.0], [1.0])
    with pytest.raises(ValueError, match="Dtypes of predictions and labels should match. Given:"):
        C.accuracy([1.0], [1])


def test_several_metrics_at_once():
    with tf.Graph().as_default(), tf.Session() as session:
        values, updates = C.aggregate_metric_map({
            "mean": C.streaming_mean([1.0, 3.0]), "hits": C.streaming_true_positives([1], [1]),
        })  # fmt: skip
        session.run(tf.local_variables_initializer())
        assert session.run(updates) == session.run(values) == {"mean": 2.0, "hits": 1.0}
        values, updates = C.aggregate_metrics(C.streaming_mean([1.0]), C.streaming_mean([2.0]))
        assert len(values) == len(updates) == 2
    with pytest.raises(ValueError, match="Expected at least one value_tensor/update_op pair"):
        C.aggregate_metrics()
