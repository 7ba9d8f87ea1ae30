"""Metrics of ragged values."""

import pytest

import zeal as tf

M = tf.keras.metrics
R = tf.ragged.constant


def result(metric, *args, **kwargs):
    metric.update_state(*args, **kwargs)
    return float(metric.result())


def test_means():
    values = R([[1.0, 2.0], [], [6.0]])
    assert result(M.Mean(), values) == 3.0
    assert result(M.Sum(), values, sample_weight=R([[1.0, 0.0], [], [0.5]])) == 4.0


def test_functions_of_labels():
    labels, found = R([[1.0], [0.0, 1.0]]), R([[1.0], [1.0, 1.0]])
    assert result(M.BinaryAccuracy(), labels, found) == pytest.approx(2 / 3)
    assert result(M.Accuracy(), labels, found, sample_weight=R([[1.0], [0.0, 1.0]])) == 1.0


def test_in_a_graph():
    with tf.Graph().as_default(), tf.Session() as session:
        metric = M.MeanSquaredError()
        update = metric.update_state(R([[1.0], [2.0, 3.0]]), R([[1.0], [2.0, 6.0]]))
        session.run(tf.variables_initializer(metric.variables))
        session.run(update)
        assert session.run(metric.result()) == 3.0


@pytest.mark.parametrize(
    "labels, found, error",
    [
        (R([[1.0], [2.0]]), R([[1.0, 2.0]]), tf.errors.InvalidArgumentError),
        (R([[1.0]]), R([[[1.0]]]), ValueError),
        (R([[1.0]]), [[1.0]], TypeError),
    ],
)
def test_rows_that_differ(labels, found, error):
    with pytest.raises(error):
        M.MeanSquaredError().update_state(labels, found)
