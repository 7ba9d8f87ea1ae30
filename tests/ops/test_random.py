"""Random ops: distributions, ranges, shapes, dtypes, errors, threads, gradients."""

import threading

import numpy as np
import pytest
from same_bits import same_bits
from scipy import stats

import zeal as tf
from zeal import _native
from zeal._native import raw

FLOATS = ["float16", "float32", "float64"]
N = 100_000


@pytest.fixture(autouse=True)
def seeded():
    tf.set_random_seed(1234)
    yield
    tf.set_random_seed(None)


def ks(sample, distribution):
    """p-value of the Kolmogorov-Smirnov test; the seed is fixed, so a bound never fails by luck."""
    return stats.kstest(np.asarray(sample, np.float64).ravel(), distribution).pvalue


# --- distributions ---
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_uniform_distribution(dtype):
    x = tf.random_uniform([N], -2.0, 5.0, dtype=dtype).numpy()
    assert x.dtype == dtype and x.min() >= -2 and x.max() < 5
    assert ks(x, stats.uniform(-2, 7).cdf) > 0.01


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_normal_distribution(dtype):
    x = tf.random_normal([N], 3.0, 0.5, dtype=dtype).numpy()
    assert ks(x, stats.norm(3, 0.5).cdf) > 0.01
    assert abs(stats.skew(x)) < 0.03 and abs(stats.kurtosis(x)) < 0.06


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_truncated_normal_distribution(dtype):
    x = tf.truncated_normal([N], 3.0, 0.5, dtype=dtype).numpy()
    assert x.min() >= 2 and x.max() <= 4
    assert ks(x, stats.truncnorm(-2, 2, 3, 0.5).cdf) > 0.01


def test_half_precision_distributions():
    for dtype in (tf.float16, tf.bfloat16):
        uniform = raw.Cast(tf.random_uniform([N], dtype=dtype), tf.float64).numpy()
        normal = raw.Cast(tf.random_normal([N], dtype=dtype), tf.float64).numpy()
        kept = raw.Cast(tf.truncated_normal([N], dtype=dtype), tf.float64).numpy()
        assert uniform.min() >= 0 and uniform.max() < 1 and abs(uniform.mean() - 0.5) < 0.01
        assert abs(normal.mean()) < 0.01 and abs(normal.std() - 1) < 0.01
        assert np.abs(kept).max() <= 2 and abs(kept.std() - stats.truncnorm(-2, 2).std()) < 0.01


def test_bfloat16_normals_are_rounded_float32_normals():
    a = tf.random.stateless_normal([1000], [1, 2], dtype=tf.bfloat16)
    b = raw.Cast(tf.random.stateless_normal([1000], [1, 2]), tf.bfloat16)
    assert (raw.Cast(a, tf.float32).numpy() == raw.Cast(b, tf.float32).numpy()).all()


@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_integers_are_uniform(dtype):
    x = tf.random_uniform([N], -3, 7, dtype=dtype).numpy()
    assert x.dtype == dtype and stats.chisquare(np.bincount(x + 3, minlength=10)).pvalue > 0.01


def test_extreme_integer_ranges():
    for dtype in (np.int32, np.int64):
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        x = tf.random_uniform([N], low, high, dtype=dtype).numpy()
        assert ks((x.astype(np.float64) - low) / (float(high) - low), "uniform") > 0.01
        assert set(tf.random_uniform([100], high - 1, high, dtype=dtype).numpy()) == {high - 1}


def test_gamma_distribution():
    alphas = np.array([0.1, 0.9, 1.0, 2.5, 50.0])
    x = tf.random_gamma([20_000], alphas, 2.0, dtype="float64").numpy()
    assert x.shape == (20_000, 5) and x.min() > 0
    for column, alpha in zip(x.T, alphas, strict=True):
        assert ks(column, stats.gamma(alpha, scale=0.5).cdf) > 0.01


@pytest.mark.parametrize("dtype", [*FLOATS, "int32", "int64"])
def test_poisson_moments(dtype):
    rates = np.array([0.0, 0.3, 5.0, 9.99, 10.0, 60.0])
    x = tf.random_poisson(rates, [20_000], dtype=dtype).numpy().astype(np.float64)
    assert (x == np.floor(x)).all() and (x[:, 0] == 0).all()
    np.testing.assert_allclose(x.mean(0), rates, rtol=0.03)
    np.testing.assert_allclose(x.var(0), rates, rtol=0.05)


def test_categorical_frequencies():
    p = np.array([[0.1, 0.2, 0.7], [0.5, 0.5, 0.0]])
    with np.errstate(divide="ignore"):
        x = tf.random.categorical(np.log(p), 50_000).numpy()
    for row, want in zip(x, p, strict=True):
        np.testing.assert_allclose(np.bincount(row, minlength=3) / 50_000, want, atol=0.01)


@pytest.mark.parametrize("dtype", [np.int8, np.float16, np.int32, np.float64, np.complex128, bool])
def test_shuffle_permutes(dtype):
    x = np.arange(1000).astype(dtype)
    y = tf.random_shuffle(x).numpy()
    assert (y != x).any() and (np.sort(y) == np.sort(x)).all()
    rows = np.arange(60).reshape(10, 6).astype(dtype)
    assert sorted(map(tuple, tf.random_shuffle(rows).numpy())) == sorted(map(tuple, rows))


def test_shuffle_is_uniform():
    counts = np.zeros((4, 4))
    for _ in range(4000):
        counts[tf.random_shuffle([0, 1, 2, 3]).numpy(), np.arange(4)] += 1
    assert stats.chisquare(counts.ravel()).pvalue > 0.01


def test_shuffle_of_little_and_of_strings():
    assert tf.random_shuffle(3).numpy() == 3
    assert tf.random_shuffle([7]).numpy().tolist() == [7]
    assert tf.random_shuffle(np.zeros((0, 3))).shape.as_list() == [0, 3]
    assert sorted(tf.random_shuffle(["a", "b", "c"]).numpy()) == [b"a", b"b", b"c"]
    assert len(tf.random_shuffle([["a", "b"], ["c", "d"], ["e", "f"]]).numpy()) == 3


def test_inputs_are_not_changed():
    x = tf.constant([1, 2, 3, 4, 5, 6])
    tf.random_shuffle(x)
    assert x.numpy().tolist() == [1, 2, 3, 4, 5, 6]


# --- shapes ---
@pytest.mark.parametrize("shape", [[], (), [0], [2, 0, 3], tf.TensorShape([2, 3]), (2, 3, 4),
                                   [tf.Dimension(2), 3], np.array([2, 3], np.int64)])
def test_shapes(shape):
    want = [int(d) for d in shape]
    for f in (tf.random_uniform, tf.random_normal, tf.truncated_normal):
        assert f(shape).shape.as_list() == want
    assert tf.random_uniform(shape, maxval=5, dtype=tf.int32).shape.as_list() == want


def test_shape_tensors():
    assert tf.random_normal(tf.constant([2, 3])).shape.as_list() == [2, 3]
    assert tf.random_normal([tf.constant(2), 3]).shape.as_list() == [2, 3]


def test_bounds_broadcast():
    x = tf.random_uniform([1000, 2], [0.0, 10.0], [1.0, 20.0]).numpy()
    assert x[:, 0].max() < 1 and x[:, 1].min() >= 10
    assert tf.random_normal([2, 1], mean=[1.0, 2.0, 3.0]).shape.as_list() == [2, 3]


# --- streams ---
def test_any_number_of_threads_gives_the_same_numbers():
    def run():
        tf.set_random_seed(5)
        return [
            tf.random_uniform([300_001], seed=1).numpy(),
            tf.random_normal([300_001], seed=1, dtype=tf.float64).numpy(),
            tf.truncated_normal([300_001], seed=1).numpy(),
            tf.random_uniform([300_001], 0, 77, tf.int32, seed=1).numpy(),
            tf.random_gamma([5001], [0.5, 2.0], seed=1).numpy(),
            tf.random_poisson([0.5, 20.0], [5001], seed=1).numpy(),
            tf.multinomial(np.zeros((999, 3), np.float32), 77, seed=1).numpy(),
        ]

    same_bits(run, (1, 2, 3, 7))


def test_threads_draw_distinct_numbers():
    drawn = []

    def work():
        drawn.append([tf.random_uniform([64], seed=3).numpy() for _ in range(50)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    values = np.concatenate([np.ravel(d) for d in drawn])
    tf.set_random_seed(1234)
    alone = np.concatenate([tf.random_uniform([64], seed=3).numpy() for _ in range(200)])
    np.testing.assert_array_equal(np.sort(values), np.sort(alone))


def test_unseeded_numbers_differ():
    tf.set_random_seed(None)
    a = tf.random_uniform([8]).numpy()
    tf.set_random_seed(None)
    assert (tf.random_uniform([8]).numpy() != a).any()


def test_streams_of_fresh_seeds_are_not_kept():
    """With a global seed every call has a new seed; a program may make millions of them."""
    resource = pytest.importorskip("resource")
    for _ in range(2000):
        tf.random_uniform([2])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(100_000):
        tf.random_uniform([2])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1000


def test_seeds_of_get_seed_continue_their_stream():
    seed, seed2 = tf.get_seed(None)
    a, b = (_native.raw.RandomUniform([4], seed, seed2, tf.float32).numpy() for _ in range(2))
    assert (a != b).any()


# --- gradients ---
def test_gradients_reach_the_parameters():
    mean, stddev = tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])
    with tf.GradientTape() as tape:
        tape.watch(mean)
        tape.watch(stddev)
        y = tf.random_normal([2], mean, stddev, seed=1)
    d_mean, d_stddev = tape.gradient(y, [mean, stddev])
    np.testing.assert_allclose(d_mean.numpy(), [1, 1])
    standard = (y.numpy() - mean.numpy()) / stddev.numpy()
    np.testing.assert_allclose(d_stddev.numpy(), standard, rtol=1e-5)


# --- errors ---
INVALID = tf.errors.InvalidArgumentError


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda: tf.random_uniform([-1, 2]), INVALID, "must be >= 0"),
    (lambda: tf.random_normal([2, -1]), INVALID, "must be >= 0"),
    (lambda: tf.truncated_normal(3), INVALID, "rank"),
    (lambda: tf.random_uniform([[1, 2]]), INVALID, "rank"),
    (lambda: tf.random_uniform([2.0]), INVALID, "int32, int64"),
    (lambda: tf.random_uniform(None), ValueError, "None"),
    (lambda: tf.random_uniform([None, 2]), ValueError, "None"),
    (lambda: tf.random_uniform(tf.TensorShape([None, 2])), ValueError, "partially known"),
    (lambda: tf.random_uniform([2**40, 2**40]), tf.errors.ResourceExhaustedError, "address space"),
    (lambda: tf.random_uniform([2], dtype=tf.int32), ValueError, "Must specify maxval"),
    (lambda: tf.random_uniform([2], 0, 3, tf.uint8), ValueError, "Invalid dtype tf.uint8"),
    (lambda: tf.random_uniform([2], 0, 3, tf.bool), ValueError, "Invalid dtype tf.bool"),
    (lambda: tf.random_uniform([2], 3, 3, tf.int32), INVALID, "got 3 >= 3"),
    (lambda: tf.random_uniform([2], 0, [3, 4], tf.int32), INVALID, "maxval is"),
    (lambda: tf.random_uniform([2], 0, 3.5, tf.int32), TypeError, "3.5|float"),
    (lambda: tf.random_normal([2], dtype=tf.int32), TypeError, "int32"),
    (lambda: tf.random_uniform([2], seed="a"), TypeError, "seed must be an integer"),
    (lambda: tf.set_random_seed("a"), TypeError, "seed must be an integer"),
    (lambda: tf.multinomial([1.0, 2.0], 3), INVALID, "rank must be 2"),
    (lambda: tf.multinomial([[1.0, 2.0]], -3), INVALID, "should be nonnegative"),
    (lambda: tf.multinomial(np.zeros((2, 0), np.float32), 3), INVALID, "at least one class"),
    (lambda: tf.multinomial([[1.0, 2.0]], 3, output_dtype=tf.float32), INVALID, "float32"),
    (lambda: tf.random_gamma([2], [-1.0]), INVALID, "must not be negative"),
    (lambda: tf.random_poisson([-1.0], [2]), INVALID, "rate must be between"),
    (lambda: tf.random_poisson([float("nan")], [2]), INVALID, "rate must be between"),
    (lambda: tf.random_poisson([1e10], [2], dtype=tf.int32), INVALID, "rate must be between"),
    (lambda: tf.random.stateless_uniform([2], [1]), INVALID, "two integers"),
    (lambda: tf.random.stateless_normal([2], [[1, 2]]), INVALID, "seed must have shape"),
    (lambda: tf.random.stateless_uniform([2], [1, 2], 5, 5, tf.int32), INVALID, "got 5 >= 5"),
    (lambda: tf.random.stateless_uniform([2], [1, 2], dtype=tf.int32), ValueError, "maxval"),
    (lambda: tf.random.stateless_normal([-2], [1, 2]), INVALID, "must be >= 0"),
])
def test_bad_arguments(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_no_integers_need_no_range():
    assert tf.random_uniform([0], 3, 3, dtype=tf.int32).shape.as_list() == [0]
