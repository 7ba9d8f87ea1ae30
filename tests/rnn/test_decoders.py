"""tf.contrib.seq2seq: names, values and gradients are TensorFlow 1.15's."""

import json
from pathlib import Path

import decoder_cases as cases
import numpy as np
import pytest

import zeal as tf

seq2seq = tf.contrib.seq2seq
CAPTURED = json.loads(Path(__file__).with_name("decoders.json").read_text())


@pytest.mark.parametrize("name", list(cases.CASES))
def test_as_tensorflow(name):
    found, wanted = cases.run(tf, tf.nest.flatten, name), CAPTURED[name]
    assert found["names"] == wanted["names"]
    for got, want in zip(found["numbers"], wanted["numbers"], strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=2e-5)


KINDS = ["LuongAttention", "BahdanauAttention", "LuongMonotonicAttention"]


def set_by_order(variables):
    for i, v in enumerate(variables):
        v.assign(np.asarray(np.random.RandomState(i).randn(*v.shape.as_list()) * 0.4, "f"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("traced", [False, True])
def test_attention_eagerly(kind, traced):
    """Weights of a mechanism live with it; a slope tells that gradients reach the memory."""
    made = getattr(seq2seq, kind)(4, cases.MEMORY, cases.MEMORY_LENGTHS)
    cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(4), made, 5)
    layer = tf.layers.Dense(7)

    def run():
        reader = seq2seq.TrainingHelper(cases.INPUTS, cases.LENGTHS)
        state = cell.zero_state(3, tf.float32)
        decoder = seq2seq.BasicDecoder(cell, reader, state, layer)
        outputs, _, lengths = seq2seq.dynamic_decode(decoder)
        return tf.reduce_sum(tf.square(outputs.rnn_output)), lengths

    run()
    variables = [*cell.variables, *layer.variables, *made._weights.values()]
    set_by_order(variables)
    before = list(made._weights.values())
    function = tf.function(run, autograph=False) if traced else run
    with tf.GradientTape() as tape:
        loss, lengths = function()
    assert lengths.numpy().tolist() == cases.LENGTHS.tolist()
    assert all(x is y for x, y in zip(before, made._weights.values(), strict=True))
    gradients = tape.gradient(loss, variables)
    for variable, gradient in zip(variables, gradients, strict=True):
        step = np.asarray(np.random.RandomState(9).randn(*variable.shape.as_list()), "f")
        step = step * np.float32(1e-2) / np.sqrt((step**2).sum())
        variable.assign_add(step)
        ahead = float(function()[0])
        variable.assign_sub(2 * step)
        slope = (ahead - float(function()[0])) / 2
        variable.assign_add(step)
        found = float(tf.reduce_sum(gradient * step))
        np.testing.assert_allclose(found, slope, rtol=0.05, atol=2e-4)


def test_eagerly_as_in_a_session():
    outputs = {}
    for eager in (True, False):
        with tf.Graph().as_default() if not eager else tf.name_scope("a"):
            cell, layer = tf.nn.rnn_cell.BasicLSTMCell(4), tf.layers.Dense(7)
            readers = {
                "training": seq2seq.TrainingHelper(cases.INPUTS, cases.LENGTHS),
                "greedy": seq2seq.GreedyEmbeddingHelper(cases.EMBEDDING, [1, 1, 1], 2),
            }
            state = cell.zero_state(3, tf.float32)
            cell(tf.ones([3, 4]), state)
            layer(tf.ones([3, 4]))
            variables = [*cell.variables, *layer.variables]
            session = None if eager else tf.Session()
            for i, v in enumerate(variables):
                value = np.random.RandomState(i).randn(*v.shape.as_list()).astype("f")
                v.assign(value) if eager else session.run(v.assign(value))
            for name, reader in readers.items():
                decoder = seq2seq.BasicDecoder(cell, reader, state, layer)
                made = seq2seq.dynamic_decode(decoder, maximum_iterations=7, impute_finished=True)
                made = tf.nest.flatten(made)
                outputs[name, eager] = made if eager else session.run(made)
    for name in ("training", "greedy"):
        for a, b in zip(outputs[name, True], outputs[name, False], strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_unknown_sizes():
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.placeholder(tf.float32, [None, None, 4])
        lengths = tf.placeholder(tf.int32, [None])
        memory = tf.placeholder(tf.float32, [None, None, 4])
        made = seq2seq.BahdanauAttention(4, memory)
        cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(4), made, 5, alignment_history=True)
        rows = tf.shape(inputs)[0]
        reader = seq2seq.TrainingHelper(inputs, lengths)
        decoder = seq2seq.BasicDecoder(cell, reader, cell.zero_state(rows, tf.float32))
        outputs, state, _ = seq2seq.dynamic_decode(decoder)
        assert outputs.rnn_output.shape.as_list() == [None, None, 5]
        gradient = tf.gradients(outputs.rnn_output, memory)[0]
        session.run(tf.global_variables_initializer())
        feed = {inputs: cases.INPUTS, lengths: cases.LENGTHS, memory: cases.MEMORY}
        found, history, flow = session.run(
            [outputs.rnn_output, state.alignment_history.stack(), gradient], feed
        )
    assert found.shape == (3, 5, 5) and history.shape == (5, 3, 6) and flow.shape == (3, 6, 4)
    np.testing.assert_allclose(history.sum(2), 1, rtol=1e-5)


def test_arrays_of_beams_are_put_in_order():
    """With a batch that the run tells, as programs have it."""
    with tf.Graph().as_default(), tf.Session() as session:
        memory = tf.placeholder(tf.float32, [None, 6, 4])
        start = tf.placeholder(tf.int32, [None])
        made = seq2seq.LuongAttention(4, seq2seq.tile_batch(memory, 3))
        cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(4), made, 4, alignment_history=True)
        state = cell.zero_state(tf.size(start) * 3, tf.float32)
        decoder = seq2seq.BeamSearchDecoder(
            cell, tf.constant(cases.EMBEDDING), start, 2, state, 3, tf.layers.Dense(7)
        )
        outputs, state, _ = seq2seq.dynamic_decode(decoder, maximum_iterations=6)
        assert outputs.predicted_ids.shape.as_list()[2] == 3
        history = state.cell_state.alignment_history
        session.run(tf.global_variables_initializer())
        found, ids = session.run(
            [history, outputs.predicted_ids], {memory: cases.MEMORY, start: [1, 1, 1]}
        )
    assert found.shape[1:] == (9, 6) and ids.shape[::2] == (3, 3)
    np.testing.assert_allclose(found.sum(2), 1, rtol=1e-5)


def test_sampled_classes_are_those_that_are_likely():
    logits = tf.constant(np.tile([[0.0, 50.0, 0.0, 0.0]], [3, 1]).astype("f"))
    reader = seq2seq.SampleEmbeddingHelper(np.eye(4, dtype="f"), [0, 0, 0], 3, seed=1)
    assert reader.sample(0, logits, None).numpy().tolist() == [1, 1, 1]
    warm = seq2seq.SampleEmbeddingHelper(np.eye(4, dtype="f"), [0] * 300, 3, 1e6, seed=1)
    drawn = warm.sample(0, tf.tile(logits[:1], [300, 1]), None).numpy()
    assert set(drawn.tolist()) == {0, 1, 2, 3}
    flags = seq2seq.ScheduledOutputTrainingHelper(
        tf.ones([400, 2, 3]), [2] * 400, 0.25, seed=2
    ).sample(0, None, None)
    assert 60 < flags.numpy().sum() < 140


def test_scheduled_embeddings_are_read():
    reader = seq2seq.ScheduledEmbeddingTrainingHelper(
        cases.INPUTS, [5, 5, 5], cases.EMBEDDING, 1.0, seed=3
    )
    ids = tf.constant([4, -1, 2])
    finished, inputs, _ = reader.next_inputs(0, None, None, ids)
    assert not finished.numpy().any()
    want = [cases.EMBEDDING[4], cases.INPUTS[1, 1], cases.EMBEDDING[2]]
    np.testing.assert_allclose(inputs, want, rtol=1e-6)


def test_auxiliary_inputs_follow_outputs():
    reader = seq2seq.ScheduledOutputTrainingHelper(
        cases.INPUTS, [5, 5, 5], 1.0, auxiliary_inputs=cases.INPUTS[..., :2],
        next_inputs_fn=lambda x: 2.0 * x,
    )  # fmt: skip
    outputs = tf.constant(np.arange(12.0, dtype="f").reshape(3, 4))
    _, inputs, _ = reader.next_inputs(0, outputs, None, tf.constant([1, 0, 1]))
    want = np.concatenate([cases.INPUTS[:, 1], cases.INPUTS[:, 1, :2]], 1)
    want[[0, 2], :4] = 2 * outputs.numpy()[[0, 2]]
    np.testing.assert_allclose(inputs, want, rtol=1e-6)


def test_trees():
    steps = np.array([[[1, 2, 3]], [[4, 5, 6]], [[7, 8, 9]], [[-1, -1, -1]]])
    parents = np.array([[[0, 0, 0]], [[0, 1, 1]], [[2, 1, 2]], [[-1, -1, -1]]])
    found = seq2seq.gather_tree(steps, parents, [3], 10)
    assert found.numpy().tolist() == [[[2, 2, 2]], [[6, 5, 6]], [[7, 8, 9]], [[10, 10, 10]]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Saw invalid parent id"):
        seq2seq.gather_tree(steps, parents - 5, [3], 10)
    with pytest.raises(tf.errors.InvalidArgumentError, match="must match"):
        seq2seq.gather_tree(steps, parents, [3, 3], 10)


def test_a_tiled_batch():
    t = tf.constant([[1, 2], [3, 4]])
    tiled = seq2seq.tile_batch((t, [t[:, 0]]), 2)
    assert tiled[0].numpy().tolist() == [[1, 2], [1, 2], [3, 4], [3, 4]]
    assert tiled[1][0].numpy().tolist() == [1, 1, 3, 3]
    with tf.Graph().as_default():
        unknown = seq2seq.tile_batch(tf.placeholder(tf.float32, [None, 3]), 4)
        assert unknown.shape.as_list() == [None, 3]


@pytest.mark.parametrize("mode", ["recursive", "parallel"])
def test_monotonic_attention(mode):
    """By steps, as the paper has it."""
    random = np.random.RandomState(0)
    chosen = random.uniform(0.1, 0.9, [3, 5])
    before = random.dirichlet([1] * 5, 3)
    want = np.zeros([3, 5])
    for b in range(3):
        reached = 0
        for t in range(5):
            reached = (1 - chosen[b, t - 1] if t else 1) * reached + before[b, t]
            want[b, t] = chosen[b, t] * reached
    found = seq2seq.monotonic_attention(chosen, before, mode)
    np.testing.assert_allclose(found, want, rtol=1e-6)


GRU = tf.nn.rnn_cell.GRUCell(4)


@pytest.mark.parametrize("call, error, words", [
    (lambda: seq2seq.dynamic_decode(1), TypeError, "Expected decoder to be type Decoder"),
    (lambda: seq2seq.BasicDecoder(GRU, 1, None), TypeError, "helper must be a Helper"),
    (lambda: seq2seq.BasicDecoder(1, 1, None), TypeError, "is not an RNNCell: .*, is not callable"),
    (lambda: seq2seq.TrainingHelper(cases.INPUTS, 5), ValueError,
     "Expected sequence_length to be a vector"),
    (lambda: seq2seq.GreedyEmbeddingHelper(cases.EMBEDDING, 1, 2), ValueError,
     "start_tokens must be a vector"),
    (lambda: seq2seq.GreedyEmbeddingHelper(cases.EMBEDDING, [1], [2]), ValueError,
     "end_token must be a scalar"),
    (lambda: seq2seq.ScheduledOutputTrainingHelper(cases.INPUTS, [5, 5, 5], [[0.1]]), ValueError,
     "sampling_probability must be either a scalar or a vector"),
    (lambda: seq2seq.AttentionWrapper(GRU, 1), TypeError,
     "attention_mechanism must be an AttentionMechanism"),
    (lambda: seq2seq.AttentionWrapper(
        GRU, seq2seq.LuongAttention(4, cases.MEMORY), [1, 2]), ValueError,
     "exactly one integer per attention_mechanism, saw: 2 vs 1"),
    (lambda: seq2seq.LuongAttention(4, cases.MEMORY)(tf.ones([3, 5]), None), ValueError,
     "Incompatible or unknown inner dimensions between query and keys"),
    (lambda: seq2seq.AttentionWrapper(
        GRU, seq2seq.LuongAttention(4, cases.MEMORY)).zero_state(9, tf.float32),
     tf.errors.InvalidArgumentError, "tile_batch"),
    (lambda: seq2seq.BeamSearchDecoder(GRU, cases.EMBEDDING, [1, 1], 2, tf.zeros([2, 4]), 3),
     ValueError, "Perhaps you forgot to create a zero_state"),
    (lambda: seq2seq.BeamSearchDecoder(
        GRU, cases.EMBEDDING, [1, 1], 2, tf.zeros([6, 4]), 3, coverage_penalty_weight=0.5
    ).initialize(), ValueError, "must be 0.0 if no cell is attentional"),
    (lambda: seq2seq.sequence_loss(tf.ones([2, 3]), [[1]], [[1.0]]), ValueError,
     "Logits must be a"),
    (lambda: seq2seq.sequence_loss(tf.ones([1, 1, 3]), [[1]], [[1.0]], sum_over_batch=True),
     ValueError, "average_across_batch and sum_over_batch cannot be set to True"),
    (lambda: seq2seq.monotonic_attention([[0.5]], [[0.5]], "soft"), ValueError, "mode must be"),
])  # fmt: skip
def test_what_does_not_fit(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_names_of_sequence_losses():
    with tf.Graph().as_default():
        given = tf.zeros([2, 3, 4]), tf.zeros([2, 3], tf.int32), tf.ones([2, 3])
        loss = seq2seq.sequence_loss
        assert loss(*given).name == "sequence_loss/div_no_nan:0"
        assert loss(*given, False, name="own").name == "own/div_no_nan:0"
        assert loss(*given, False, False).name == "sequence_loss_1/Reshape_3:0"
