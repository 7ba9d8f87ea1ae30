"""tf.contrib.metrics: what is no pair of a graph, and what eager programs are told."""

import inspect
import json
from pathlib import Path

import numpy as np
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


CASES = json.loads((Path(__file__).parents[1] / "golden" / "contrib_metrics.json").read_text())


@pytest.mark.parametrize("call, wanted", CASES, ids=[call for call, _ in CASES])
def test_values_after_two_batches_are_tensorflows(call, wanted):
    with tf.Graph().as_default(), tf.Session() as session:
        here = {
            "tf": tf, "B": tf.constant([False, True, True, False]),
            "S": tf.constant([0.1, 0.4, 0.9, 0.4]), "F": tf.constant([1.0, 3.0, 2.0, 5.0]),
            "W": tf.constant([1.0, 2.0, 1.0, 3.0]),
        }  # fmt: skip
        value, update_op = eval("tf.contrib.metrics." + call, here)
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        session.run(update_op)
        session.run(update_op)
        for got, right in zip(_flat(session.run(value)), _flat(wanted), strict=True):
            np.testing.assert_allclose(got, right, rtol=1e-5)


def _flat(value):
    return value if isinstance(value, (tuple, list)) else np.atleast_1d(value)
