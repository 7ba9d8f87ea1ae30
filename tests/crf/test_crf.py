"""tf.contrib.crf against sums and maxima over all sequences of tags."""

import itertools

import numpy as np
import pytest

import zeal as tf

crf = tf.contrib.crf


class Case:
    """Random scores, and what enumeration finds."""

    def __init__(self, time, tags=3, dtype="f"):
        random = np.random.RandomState(time)
        self.inputs = random.randn(4, time, tags).astype(dtype)
        self.tags = random.randint(0, tags, (4, time)).astype(np.int32)
        self.lengths = np.array([time, max(time - 1, 1), 1, 0], np.int32)
        self.transitions = random.randn(tags, tags).astype(dtype)

    def parts(self, row, tags):
        """Unary and binary score of a sequence."""
        length = self.lengths[row]
        steps = itertools.pairwise(tags[:length])
        return (
            sum(self.inputs[row, t, tag] for t, tag in enumerate(tags[:length])),
            sum(self.transitions[pair] for pair in steps),
        )

    def all_scores(self, row):
        count = self.inputs.shape[2]
        for tags in itertools.product(range(count), repeat=self.lengths[row]):
            yield sum(self.parts(row, tags)), tags

    def norm(self, row):
        scores = np.array([score for score, _ in self.all_scores(row)], np.float64)
        return np.log(np.exp(scores).sum()) if self.lengths[row] else 0.0


MODES = ["eager", "graph", "unknown", "traced"]


def _shape(array, mode):
    """A placeholder's: only the number of tags must be known."""
    if mode == "graph" or array.shape == (3, 3):
        return array.shape
    return [None, None, 3] if array.ndim == 3 else [None] * array.ndim


def evaluated(mode, function, *arrays):
    """What a function gives in one of the ways to run it."""
    if mode == "eager":
        return [np.asarray(x) for x in function(*map(tf.constant, arrays))]
    if mode == "traced":
        return [np.asarray(x) for x in tf.function(function)(*map(tf.constant, arrays))]
    with tf.Graph().as_default(), tf.Session() as session:
        shapes = [_shape(a, mode) for a in arrays]
        given = [tf.placeholder(a.dtype, s) for a, s in zip(arrays, shapes, strict=True)]
        return session.run(list(function(*given)), dict(zip(given, arrays, strict=True)))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("time", [1, 2, 4])
def test_scores_and_likelihood(time, mode):
    case = Case(time)

    def run(inputs, tags, lengths, transitions):
        likelihood, _ = crf.crf_log_likelihood(inputs, tags, lengths, transitions)
        return (
            crf.crf_unary_score(tags, lengths, inputs),
            crf.crf_binary_score(tags, lengths, transitions),
            crf.crf_sequence_score(inputs, tags, lengths, transitions),
            crf.crf_log_norm(inputs, lengths, transitions), likelihood,
        )  # fmt: skip

    found = evaluated(mode, run, case.inputs, case.tags, case.lengths, case.transitions)
    parts = np.array([case.parts(row, case.tags[row]) for row in range(4)])
    norm = np.array([case.norm(row) for row in range(4)])
    want = [parts[:, 0], parts[:, 1], parts.sum(1), norm, parts.sum(1) - norm]
    for got, right in zip(found, want, strict=True):
        np.testing.assert_allclose(got, right, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("time", [1, 2, 4])
def test_best_tags(time, mode):
    case = Case(time)
    tags, scores = evaluated(
        mode, lambda i, t, n: crf.crf_decode(i, t, n), case.inputs, case.transitions, case.lengths
    )
    assert tags.dtype == np.int32 and tags.shape == (4, time)
    for row in range(3):
        best, sequence = max(case.all_scores(row))
        np.testing.assert_allclose(scores[row], best, rtol=1e-5)
        assert tags[row, : len(sequence)].tolist() == list(sequence)
        assert not tags[row, len(sequence) :].any()
    sequence, score = crf.viterbi_decode(case.inputs[0], case.transitions)
    assert sequence == tags[0].tolist()
    np.testing.assert_allclose(score, scores[0], rtol=1e-6)


def test_several_possible_tags():
    case = Case(3)
    possible = np.random.RandomState(1).rand(4, 3, 3) > 0.5
    possible[..., 0] = True
    found = crf.crf_multitag_sequence_score(
        case.inputs, possible, case.lengths, case.transitions
    ).numpy()
    for row in range(3):
        right = [
            score for score, tags in case.all_scores(row)
            if all(possible[row, t, tag] for t, tag in enumerate(tags))
        ]  # fmt: skip
        np.testing.assert_allclose(found[row], np.log(np.exp(right).sum()), rtol=1e-5)


def test_gradients_and_float64():
    case = Case(4, dtype="d")
    inputs, transitions = tf.constant(case.inputs), tf.constant(case.transitions)

    def loss(a, b):
        return tf.reduce_sum(crf.crf_log_likelihood(a, case.tags, case.lengths, b)[0])

    for theory, numbers in zip(*tf.test.compute_gradient(loss, [inputs, transitions]), strict=True):
        np.testing.assert_allclose(theory, numbers, rtol=1e-6, atol=1e-7)


def test_transitions_are_a_variable():
    with tf.Graph().as_default():
        tags = tf.cast(tf.zeros([2, 5]), tf.int64)
        _, made = crf.crf_log_likelihood(tf.zeros([2, 5, 7]), tags, tf.constant([5, 4]))
        assert made.name == "transitions:0" and made.shape == [7, 7]
        assert tf.trainable_variables() == [made]
