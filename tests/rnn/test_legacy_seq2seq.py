"""tf.contrib.legacy_seq2seq, as in TensorFlow 1.15."""

import json
from pathlib import Path

import legacy_models
import numpy as np
import pytest

import zeal as tf

legacy = tf.contrib.legacy_seq2seq
CAPTURED = json.loads((Path(__file__).parent / "legacy_models.json").read_text())


@pytest.mark.parametrize("name", list(CAPTURED))
def test_models(name):
    found = legacy_models._result(tf, legacy_models.models(tf)[name])
    want = CAPTURED[name]
    assert found["variables"] == want["variables"]
    for got, right in zip(found["values"], want["values"], strict=True):
        for x, y in zip(got, right, strict=True):
            np.testing.assert_allclose(x, y, rtol=2e-5, atol=2e-6)


def test_eager_steps_share_variables():
    cell = tf.nn.rnn_cell.GRUCell(4)
    steps = [tf.constant([1, 2])] * 3
    with tf.GradientTape() as tape:
        outputs, _ = legacy.embedding_attention_seq2seq(steps, steps, cell, 5, 6, 2)
        loss = legacy.sequence_loss(outputs, steps, [tf.ones([2])] * 3)
    names = [v.name for v in tape.watched_variables()]
    assert len(names) == len(set(names)) == 20
    assert all(g is not None for g in tape.gradient(loss, tape.watched_variables()))


def test_traced():
    outputs = [np.random.RandomState(i).randn(2, 5).astype("f") for i in range(3)]
    targets, weights = [np.array([1, 4])] * 3, [np.array([1.0, i], "f") for i in range(3)]
    logits = np.stack(outputs) - np.log(np.exp(outputs).sum(-1, keepdims=True))
    losses = -logits[:, [0, 1], [1, 4]] * weights
    run = tf.function(lambda x: (legacy.sequence_loss_by_example(x, targets, weights),
                                 legacy.sequence_loss(x, targets, weights, False, False)))
    by_example, whole = run([tf.constant(x) for x in outputs])
    np.testing.assert_allclose(by_example, losses.sum(0) / 3, rtol=1e-5)
    np.testing.assert_allclose(whole, losses.sum(), rtol=1e-5)


def test_wrong_calls():
    steps = [tf.ones([2, 3])] * 3
    with pytest.raises(ValueError, match="must be the same 3, 3, 2"):
        legacy.sequence_loss(steps, steps[:2], steps)
    with pytest.raises(ValueError, match="at least 1 input to attention decoder"):
        legacy.attention_decoder([], None, steps[0], None)
    with pytest.raises(ValueError, match=r"Length of encoder_inputs \(3\) must be at least"):
        legacy.model_with_buckets(steps, steps, steps, steps, [(4, 3)], None)
    with tf.Graph().as_default():
        steps, cell = [tf.ones([2, 3])] * 2, tf.nn.rnn_cell.GRUCell(4)
        legacy.basic_rnn_seq2seq(steps, steps, cell)
        with pytest.raises(ValueError, match="'gru_cell_1' has variables already"):
            legacy.basic_rnn_seq2seq(steps, steps, cell)
