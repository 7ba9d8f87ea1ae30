"""Candidate samplers and losses over sampled classes: with seeds, TensorFlow 1.15's numbers."""

import os
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

DRAWN = {  # two calls each, of true classes [[1, 2], [0, 7]]
    ("uniform", True): ([1, 4, 7, 6], [6, 4, 2, 8]),
    ("uniform", False): ([1, 4, 7, 6], [6, 4, 6, 2]),
    ("log_uniform", True): ([0, 1, 4, 5], [7, 0, 4, 2]),
    ("log_uniform", False): ([0, 0, 1, 4], [7, 7, 0, 0]),
    ("learned_unigram", True): ([6, 1, 0, 5], [3, 8, 0, 7]),
    ("learned_unigram", False): ([6, 1, 0, 1], [3, 8, 0, 7]),
}
EXPECTED = {  # of the second call's true classes and of what it drew
    ("uniform", True): ([0.44507107] * 4, [0.44507107] * 4),
    ("log_uniform", True): ([0.82505077, 0.69915265, 0.96017766, 0.37659879],
                            [0.37659879, 0.96017766, 0.52404332, 0.69915265]),
    ("learned_unigram", True): ([0.61538464] * 4, [0.30769232, 0.30769232, 0.61538464, 0.61538464]),
}  # fmt: skip


@pytest.mark.parametrize("kind, unique", list(DRAWN))
def test_draws(kind, unique):
    sampler = getattr(tf.nn, f"{kind}_candidate_sampler")
    tf.set_random_seed(3)
    calls = [sampler([[1, 2], [0, 7]], 2, 4, unique, 9, seed=5) for _ in range(2)]
    assert tuple(call[0].numpy().tolist() for call in calls) == DRAWN[kind, unique]
    if (kind, unique) in EXPECTED:
        of_true, of_drawn = EXPECTED[kind, unique]
        np.testing.assert_allclose(calls[1][1].numpy().ravel(), of_true, rtol=1e-6)
        np.testing.assert_allclose(calls[1][2], of_drawn, rtol=1e-6)


def test_draws_by_weights(tmp_path):
    sampler, weights = tf.nn.fixed_unigram_candidate_sampler, [1.0, 2.0, 3.0, 4.0, 5.0]
    options = {"num_reserved_ids": 1, "distortion": 0.75, "seed": 5}
    tf.set_random_seed(3)
    drawn, of_true, of_drawn = sampler([[1, 2], [0, 3]], 2, 3, True, 6, unigrams=weights, **options)
    assert drawn.numpy().tolist() == [4, 1, 3]
    np.testing.assert_allclose(of_true, [[0.3137064, 0.48058775], [0.0, 0.60003042]], rtol=1e-6)
    np.testing.assert_allclose(of_drawn, [0.69036996, 0.3137064, 0.60003042], rtol=1e-6)
    many = sampler([[1, 2], [0, 3]], 2, 8, False, 6, unigrams=weights, **options)
    assert many[0].numpy().tolist() == [4, 1, 4, 3, 5, 4, 2, 5]
    part = sampler(
        [[1, 2], [0, 3]], 2, 8, False, 2, unigrams=weights[:4], num_shards=2, shard=1, seed=5
    )
    assert part[0].numpy().tolist() == [0, 1, 1, 1, 1, 0, 0, 1]
    file = tmp_path / "words.csv"
    file.write_text("".join(f"word,{w}\n" for w in weights))
    tf.set_random_seed(3)
    again = sampler([[1, 2], [0, 3]], 2, 3, True, 6, vocab_file=str(file), **options)
    assert again[0].numpy().tolist() == [4, 1, 3]


def test_a_session_starts_its_counts_anew():
    with tf.Graph().as_default():
        drawn = tf.nn.learned_unigram_candidate_sampler([[1]], 1, 1, False, 2, seed=5)[1]
        for _ in range(2):
            with tf.Session() as session:
                found = [float(session.run(drawn)[0, 0]) for _ in range(3)]
                np.testing.assert_allclose(found, [1 / 2, 2 / 3, 3 / 4])


def test_in_graphs_shapes_are_known():
    with tf.Graph().as_default(), tf.Session() as session:
        classes = tf.placeholder(tf.int64, [None, 1])
        drawn, of_true, of_drawn = tf.nn.log_uniform_candidate_sampler(classes, 1, 4, True, 9)
        assert drawn.shape.as_list() == of_drawn.shape.as_list() == [4]
        assert of_true.shape.as_list() == [None, 1]
        assert session.run(of_true, {classes: [[1], [2]]}).shape == (2, 1)


@pytest.mark.parametrize("call, words", [
    (lambda: tf.nn.uniform_candidate_sampler([[1]], 1, 6, True, 5), "Sampler's range is too small"),
    (lambda: tf.nn.uniform_candidate_sampler([[1]], 1, 6, False, 0),
     "Value for attr 'range_max' of 0 must be at least minimum 1"),
    (lambda: tf.nn.fixed_unigram_candidate_sampler([[1]], 1, 2, False, 4),
     "Must provide either vocab_file or unigrams"),
    (lambda: tf.nn.fixed_unigram_candidate_sampler([[1]], 1, 2, False, 4, "f", unigrams=[1.0]),
     "Must only provide one of vocab_file and unigrams"),
    (lambda: tf.nn.fixed_unigram_candidate_sampler([[1]], 1, 2, False, 4, unigrams=[1.0]),
     "there are 1 weights, but range_max is 4"),
    (lambda: tf.nn.fixed_unigram_candidate_sampler([[1]], 1, 2, True, 3, unigrams=[1.0, 0.0, 0.0]),
     "1 classes have a weight"),
    (lambda: tf.nn.fixed_unigram_candidate_sampler([[1]], 1, 1, True, 2, unigrams=[1.0, -1.0]),
     "weights must be finite and not negative"),
])  # fmt: skip
def test_what_does_not_fit(call, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        call()


def arrays():
    random = np.random.RandomState(0)
    weights, biases = random.randn(20, 4).astype("f"), random.randn(20).astype("f")
    return weights, biases, np.array([[3], [7], [0]]), random.randn(3, 4).astype("f")


SAMPLED = (
    np.array([2, 3, 9]), np.array([[0.1], [0.2], [0.3]], "f"), np.array([0.1, 0.4, 0.2], "f")
)  # fmt: skip


def losses(function, seeded=False, weights=None, **options):
    given, biases, labels, inputs = arrays()
    tf.set_random_seed(3)
    if seeded:
        options["seed"] = 2
    return function(given if weights is None else weights, biases, labels, inputs, 5, 20, **options)


def test_losses_of_given_samples():
    plain = losses(tf.nn.nce_loss, sampled_values=SAMPLED)
    np.testing.assert_allclose(plain, [7.944633, 6.8571272, 12.8532772], rtol=1e-5)
    without = losses(tf.nn.nce_loss, sampled_values=SAMPLED, remove_accidental_hits=True)
    np.testing.assert_allclose(without, [7.0263710, 6.8571272, 12.8532772], rtol=1e-5)


def test_losses_of_drawn_samples():
    found = losses(tf.nn.sampled_softmax_loss, seeded=True)
    np.testing.assert_allclose(found, [8.1762323, 2.5845823, 0.8905919], rtol=1e-5)


def test_a_matrix_in_parts_gives_the_same():
    weights, *_ = arrays()
    whole = losses(tf.nn.sampled_softmax_loss, seeded=True)
    parts = losses(
        tf.nn.sampled_softmax_loss, seeded=True, weights=[weights[:10], weights[10:]],
        partition_strategy="div",
    )  # fmt: skip
    np.testing.assert_allclose(parts, whole, rtol=1e-6)


def test_one_true_class_is_the_sparse_form():
    options = {"sampled_values": SAMPLED}
    one = losses(tf.nn.sampled_softmax_loss, **options)
    sparse = losses(tf.contrib.nn.sampled_sparse_softmax_loss, **options)
    np.testing.assert_allclose(sparse, one, rtol=1e-5)


def test_a_class_that_is_true_twice_counts_once():
    weights, biases, labels, inputs = arrays()
    loss = tf.nn.nce_loss(
        weights, biases, np.concatenate([labels, labels], 1), inputs, 3, 20, num_true=2,
        sampled_values=(SAMPLED[0], np.ones([3, 2], "f"), SAMPLED[2]), remove_accidental_hits=True,
    )  # fmt: skip
    assert np.isfinite(loss.numpy()).all()


@pytest.mark.parametrize("function", [tf.nn.nce_loss, tf.nn.sampled_softmax_loss])
@pytest.mark.parametrize("traced", [False, True])
def test_gradients_of_weights_stay_sparse(function, traced):
    weights, biases, labels, inputs = map(tf.constant, arrays())

    def gradients(weights, biases, inputs):
        with tf.GradientTape() as tape:
            tape.watch([weights, biases, inputs])
            loss = tf.reduce_sum(
                function(weights, biases, labels, inputs, 5, 20, sampled_values=SAMPLED)
            )
        return tape.gradient(loss, [weights, biases, inputs])

    call = tf.function(gradients, autograph=False) if traced else gradients
    of_weights, of_biases, of_inputs = call(weights, biases, inputs)
    assert isinstance(of_weights, tf.IndexedSlices) and isinstance(of_biases, tf.IndexedSlices)
    loss = function(weights, biases, labels, inputs, 5, 20, sampled_values=SAMPLED)
    step = np.zeros((20, 4), "f")
    step[3, 1] = 1e-2
    more = function(weights + step, biases, labels, inputs, 5, 20, sampled_values=SAMPLED)
    slope = float(tf.reduce_sum(more - loss)) / 1e-2
    np.testing.assert_allclose(tf.convert_to_tensor(of_weights)[3, 1], slope, rtol=0.05, atol=0.02)
    assert of_inputs.shape == inputs.shape


def test_training_in_a_session():
    with tf.Graph().as_default(), tf.Session() as session:
        weights, biases, labels, inputs = arrays()
        w, b = tf.Variable(weights), tf.Variable(biases)
        x, y = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.int64, [None, 1])
        loss = tf.reduce_mean(tf.nn.nce_loss(w, b, y, x, 4, 20))
        step = tf.train.GradientDescentOptimizer(0.3).minimize(loss)
        session.run(tf.global_variables_initializer())
        feed = {x: inputs, y: labels}
        found = [session.run([loss, step], feed)[0] for _ in range(60)]
    assert np.mean(found[-10:]) < np.mean(found[:10]) / 2


@pytest.mark.parametrize("weight", [np.inf, np.nan, -1.0])
def test_weights_must_be_numbers(weight):
    with pytest.raises(tf.errors.InvalidArgumentError, match="finite and not negative"):
        tf.nn.fixed_unigram_candidate_sampler([[0]], 1, 2, True, 2, unigrams=[1.0, weight])


def test_classes_too_unlikely_to_be_drawn():
    """The draws end where TensorFlow's go on for ever."""
    sampler = tf.nn.fixed_unigram_candidate_sampler
    with pytest.raises(tf.errors.InvalidArgumentError, match="too unlikely to be drawn"):
        sampler([[0]], 1, 2, True, 2, unigrams=[1e30, 1e-30])
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be finite"):
        sampler([[0]], 1, 2, True, 2, unigrams=[float("inf"), 1.0])
    assert sorted(sampler([[0]], 1, 2, True, 2, unigrams=[1.0, 1e-3])[0].numpy()) == [0, 1]


def test_counts_of_calls_without_a_seed_do_not_pile_up():
    """Each has one of its own, and counts of its own; those of a seed that is used on stay."""
    classes = 200_000
    tf.set_random_seed(3)

    def draw(seed=None):
        sampler = tf.nn.learned_unigram_candidate_sampler
        return sampler([[1]], 1, 5, True, classes, seed=seed)[1].numpy().item()

    def memory():
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    first = draw(seed=1)
    for _ in range(40):
        draw()
        draw(seed=1)
    before = memory()
    for _ in range(100):
        draw()
        draw(seed=1)
    assert memory() - before < 20 * classes * 8
    assert draw(seed=1) > first * 50  # it has seen the class with each call


@pytest.mark.parametrize("kind", ["uniform", "log_uniform", "learned_unigram"])
def test_results_have_names(kind):
    """TensorFlow 1.15's named tuples, eagerly and in graphs."""
    sample = getattr(tf.nn, f"{kind}_candidate_sampler")
    for context in (nullcontext(), tf.Graph().as_default()):
        with context:
            got = sample([[1], [2]], 1, 3, True, 9)
            assert got.sampled_candidates.shape.as_list() == [3]
            assert got.true_expected_count.shape.as_list() == [2, 1]
            assert got.sampled_expected_count is got[2]
            assert type(got).__name__ == kind.title().replace("_", "") + "CandidateSampler"
            hits = tf.nn.compute_accidental_hits([[1], [2]], got.sampled_candidates, 1)
            assert hits._fields == ("indices", "ids", "weights")
    fixed = tf.nn.fixed_unigram_candidate_sampler([[1]], 1, 2, True, 3, unigrams=[1.0, 2.0, 3.0])
    assert type(fixed).__name__ == "FixedUnigramCandidateSampler"
