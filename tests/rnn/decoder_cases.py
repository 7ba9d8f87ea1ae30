"""Decoders of recurrent networks, as programs of zeal and of TensorFlow 1.15 build them.

`CASES[name](tf)` builds a graph's tensors: what is fetched, and a loss or None.
"""

import zlib

import numpy as np

_random = np.random.RandomState(2)
INPUTS = _random.randn(3, 5, 4).astype("f")
LENGTHS = np.array([5, 2, 4], np.int32)
MEMORY = _random.randn(3, 6, 4).astype("f")
MEMORY_LENGTHS = np.array([6, 3, 1], np.int32)
EMBEDDING = (2 * _random.randn(7, 4)).astype("f")
TARGETS = _random.randint(0, 7, (3, 5)).astype(np.int32)


def helper(tf, kind, *more, **options):
    return getattr(tf.contrib.seq2seq, kind)(*more, **options)


def training(tf, **options):
    return helper(tf, "TrainingHelper", tf.constant(INPUTS), tf.constant(LENGTHS), **options)


def greedy(tf):
    return helper(tf, "GreedyEmbeddingHelper", tf.constant(EMBEDDING), tf.fill([3], 1), 2)


def decoded(tf, cell, reader, state, layer=True, **options):
    output_layer = tf.layers.Dense(7, name="logits") if layer else None
    decoder = tf.contrib.seq2seq.BasicDecoder(cell, reader, state, output_layer)
    return tf.contrib.seq2seq.dynamic_decode(decoder, **options)


def plain(reader, kind="BasicLSTMCell", layer=True, **options):
    def case(tf):
        cell = getattr(tf.nn.rnn_cell, kind)(4)
        state = cell.zero_state(3, tf.float32)
        outputs, state, lengths = decoded(tf, cell, reader(tf), state, layer, **options)
        fetched = [outputs.rnn_output, outputs.sample_id, state, lengths]
        return fetched, tf.reduce_sum(tf.square(outputs.rnn_output))

    return case


def scheduled(kind, **options):
    def reader(tf):
        given = [tf.constant(INPUTS), tf.constant(LENGTHS)]
        if kind == "ScheduledEmbeddingTrainingHelper":
            given.append(tf.constant(EMBEDDING))
        return helper(tf, kind, *given, **options)

    return reader


def inference(tf):
    return tf.contrib.seq2seq.InferenceHelper(
        lambda x: x, [4], tf.float32, tf.constant(INPUTS[:, 0]),
        lambda x: tf.reduce_sum(x, 1) > 0.7,
    )  # fmt: skip


def attended(mechanism, reader=training, history=False, size=5, wrapper=None, **options):
    def case(tf):
        kind, lengths = mechanism, MEMORY_LENGTHS
        memory = tf.constant(MEMORY)
        made = getattr(tf.contrib.seq2seq, kind)(4, memory, lengths, **options)
        cell = tf.contrib.seq2seq.AttentionWrapper(
            tf.nn.rnn_cell.GRUCell(4), made, size, alignment_history=history, **(wrapper or {})
        )
        state = cell.zero_state(3, tf.float32)
        outputs, state, lengths = decoded(
            tf, cell, reader(tf), state, maximum_iterations=6, impute_finished=not history
        )
        fetched = [outputs.rnn_output, outputs.sample_id, state.alignments, state.attention]
        fetched.append(lengths)
        if history:
            fetched.append(state.alignment_history.stack())
        return fetched, tf.reduce_sum(tf.square(outputs.rnn_output))

    return case


def two_memories(tf):
    seq2seq, memory = tf.contrib.seq2seq, tf.constant(MEMORY)
    made = [seq2seq.LuongAttention(4, memory, MEMORY_LENGTHS),
            seq2seq.BahdanauAttention(3, memory[:, 1:])]  # fmt: skip
    cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.BasicLSTMCell(4), made, [5, 2])
    first = cell.zero_state(3, tf.float32)
    outputs, state, lengths = decoded(tf, cell, training(tf), first)
    return [outputs.rnn_output, state.alignments, lengths], tf.reduce_sum(outputs.rnn_output)


def beams(attention=False, **options):
    def case(tf):
        seq2seq, width = tf.contrib.seq2seq, 3
        cell = tf.nn.rnn_cell.GRUCell(4)
        if attention:
            memory = seq2seq.tile_batch(tf.constant(MEMORY), width)
            lengths = seq2seq.tile_batch(tf.constant(MEMORY_LENGTHS), width)
            made = seq2seq.LuongAttention(4, memory, lengths)
            cell = seq2seq.AttentionWrapper(cell, made, 4, alignment_history=True)
        state = cell.zero_state(3 * width, tf.float32)
        decoder = seq2seq.BeamSearchDecoder(
            cell, tf.constant(EMBEDDING), tf.fill([3], 1), 2, state, width,
            tf.layers.Dense(7, name="logits"), **options,
        )  # fmt: skip
        outputs, state, lengths = seq2seq.dynamic_decode(decoder, maximum_iterations=6)
        fetched = [outputs.predicted_ids, outputs.beam_search_decoder_output.scores,
                   outputs.beam_search_decoder_output.parent_ids, state.log_probs, state.lengths,
                   lengths]  # fmt: skip
        if attention:
            fetched.append(state.cell_state.alignment_history.stack())
        return fetched, None

    return case


def sequence_loss(**options):
    def case(tf):
        logits = tf.constant(np.random.RandomState(4).randn(3, 5, 7).astype("f"))
        weights = tf.sequence_mask(LENGTHS, 5, tf.float32) * 0.7
        loss = tf.contrib.seq2seq.sequence_loss(logits, tf.constant(TARGETS), weights, **options)
        return [loss], None

    return case


NONE = {"average_across_timesteps": False, "average_across_batch": False}
CASES = {
    "training": plain(training),
    "training_imputed": plain(training, impute_finished=True),
    "training_gru": plain(training, "GRUCell", layer=False, output_time_major=True),
    "training_cut": plain(training, maximum_iterations=3),
    "greedy": plain(greedy, maximum_iterations=8),
    "inference": plain(inference, "GRUCell", layer=False, maximum_iterations=7),
    "scheduled_never": plain(
        scheduled("ScheduledEmbeddingTrainingHelper", sampling_probability=0.0)
    ),
    "scheduled_outputs": plain(
        scheduled("ScheduledOutputTrainingHelper", sampling_probability=1.0), layer=False
    ),
    "luong": attended("LuongAttention"),
    "luong_scaled": attended("LuongAttention", scale=True, history=True),
    "bahdanau": attended("BahdanauAttention", greedy),
    "bahdanau_normalized": attended("BahdanauAttention", normalize=True, size=None),
    "cell_output": attended("LuongAttention", wrapper={"output_attention": False}),
    "luong_monotonic": attended("LuongMonotonicAttention", score_bias_init=-0.5),
    "bahdanau_monotonic": attended("BahdanauMonotonicAttention", mode="recursive"),
    "hard_monotonic": attended("LuongMonotonicAttention", mode="hard"),
    "two_memories": two_memories,
    "beams": beams(),
    "beams_by_length": beams(length_penalty_weight=0.8),
    "beams_attention": beams(True),
    "beams_coverage": beams(True, coverage_penalty_weight=0.4),
    "loss": sequence_loss(),
    "loss_by_batch": sequence_loss(average_across_timesteps=False),
    "loss_by_time": sequence_loss(average_across_batch=False),
    "loss_each": sequence_loss(**NONE),
    "loss_sum": sequence_loss(sum_over_timesteps=True, sum_over_batch=True, **NONE),
    "loss_sum_by_time": sequence_loss(sum_over_timesteps=True, **NONE),
}


def weight(name, shape):
    seed = zlib.crc32(name.split(":")[0].encode()) % 10000
    return np.asarray(np.random.RandomState(seed).randn(*shape) * 0.8, "f")


def run(tf, flatten, name):
    """Names of variables, what is fetched, and gradients of the loss."""
    with tf.Graph().as_default(), tf.Session() as session:
        fetched, loss = CASES[name](tf)
        variables = tf.trainable_variables()
        gradients = [] if loss is None else tf.gradients(loss, variables)
        gradients = [g for g in gradients if g is not None]
        session.run([v.assign(weight(v.name, v.shape.as_list())) for v in variables])
        found = session.run([*flatten(fetched), *gradients])
    numbers = [np.round(np.asarray(value, "d"), 6).tolist() for value in found]
    return {"names": [v.name for v in variables], "numbers": numbers}
