"""Reductions against NumPy: all sets of axes, dtypes, sizes for each loop, threads, errors."""

import itertools

import numpy as np
import pytest
from same_bits import same_bits
from scipy.special import logsumexp

import zeal as tf

FLOATS = ["float16", "float32", "float64"]
INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
COMPLEX = ["complex64", "complex128"]
FUNCTIONS = {
    "reduce_sum": np.sum,
    "reduce_mean": np.mean,
    "reduce_prod": np.prod,
    "reduce_max": np.max,
    "reduce_min": np.min,
}


def make(dtype, shape, spread=4.0):
    x = np.random.default_rng(0).standard_normal(shape) * spread
    if dtype.startswith("complex"):
        x = x + 1j
    return np.asarray(np.abs(x) if dtype.startswith("uint") else x).astype(dtype)


def reference(name, x, axes, keepdims):
    wide = x.astype("float64") if x.dtype == np.float16 else x
    how = {"axis": axes, "keepdims": keepdims}
    if name == "reduce_mean" and x.dtype.kind in "iu":
        total = np.sum(x, dtype=x.dtype, **how)
        count = int(np.prod([x.shape[a] for a in axes]))
        return np.trunc(total.astype("float64") / count).astype(x.dtype)
    if name in ("reduce_sum", "reduce_prod"):
        how["dtype"] = wide.dtype
    return np.asarray(FUNCTIONS[name](wide, **how)).astype(x.dtype)


@pytest.mark.parametrize("dtype", FLOATS + INTS + COMPLEX)
@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 3, 4, 5), (1, 7, 1, 3), (33, 65)])
def test_against_numpy(dtype, shape):
    tolerance = {"float16": 2e-3, "float32": 2e-4, "complex64": 2e-4}.get(dtype, 1e-9)
    for name in FUNCTIONS:
        if dtype in COMPLEX and name in ("reduce_max", "reduce_min"):
            continue
        x = make(dtype, shape, 1.0 if name == "reduce_prod" else 4.0)
        every = range(len(shape))
        for count in range(len(shape) + 1):
            for axes, keep in itertools.product(
                itertools.combinations(every, count), [False, True]
            ):
                got = getattr(tf, name)(x, np.array(axes, "int32"), keepdims=keep).numpy()
                want = reference(name, x, axes, keep)
                assert got.shape == want.shape and got.dtype == want.dtype
                np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


LAYOUTS = [
    ((100000,), 0),
    ((2, 70000), 1),
    ((32, 10), 0),
    ((5000, 3), 0),
    ((3, 1000, 10), 1),
    ((3, 40, 128), 1),
    ((33, 1030), 0),
    ((100000, 2), 0),
    ((70, 300, 5), 1),
    ((9000, 9), 1),
]


@pytest.mark.parametrize("shape, axis", LAYOUTS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64", "uint8"])
def test_bits_do_not_depend_on_threads(shape, axis, dtype):
    x = make(dtype, shape, 1.0)
    names = ("reduce_max", "argmax", "argmin")
    total, *found = same_bits(
        lambda: [getattr(tf, name)(x, axis).numpy() for name in ("reduce_sum", *names)], (1, 2, 3)
    )
    exact = np.sum(x, axis, dtype="float64" if x.dtype.kind == "f" else dtype)
    bound = 3e-6 * np.sqrt(x.shape[axis]) if x.dtype.kind == "f" else 0
    np.testing.assert_allclose(total, exact, rtol=1e-6, atol=bound)
    for name, result in zip(names, found, strict=True):
        expected = getattr(np, name.removeprefix("reduce_"))(x, axis)
        np.testing.assert_array_equal(result, expected)


def test_sums_are_accurate():
    """The bound allows for the four lanes of the baseline: fewer lanes are longer chains."""
    x = np.full(10_000_000, 0.1, "float32")
    assert abs(float(tf.reduce_sum(x)) / (float(x[0]) * x.size) - 1) < 1e-6


def test_nan_comes_out_of_extremes_and_is_passed_over_by_positions():
    for n in (3, 50, 40000):
        x = np.arange(n, dtype="float32")
        x[1] = np.nan
        assert np.isnan(tf.reduce_max(x).numpy()) and np.isnan(tf.reduce_min(x).numpy())
        assert int(tf.argmax(x)) == n - 1 and int(tf.argmin(x)) == 0


def test_first_of_equals_wins():
    x = np.zeros((70, 5), "float32")
    x[[3, 9], 2] = 1
    assert tf.argmax(x).numpy().tolist() == [0, 0, 3, 0, 0]
    assert int(tf.argmax(x.T[2])) == 3
    assert tf.argmax(x, 1, output_type=tf.int32).dtype == tf.int32


def test_empty_reductions_give_neutral_elements():
    x = np.zeros((0, 2), "float32")
    assert tf.reduce_sum(x, 0).numpy().tolist() == [0, 0]
    assert tf.reduce_prod(x, 0).numpy().tolist() == [1, 1]
    assert tf.reduce_max(x, 0).numpy().tolist() == [-np.inf] * 2
    assert tf.reduce_min(x.astype("int32"), 0).numpy().tolist() == [2**31 - 1] * 2
    assert np.isnan(tf.reduce_mean(x, 0).numpy()).all()
    assert tf.reduce_sum(x, 1).shape == (0,)
    assert not bool(tf.reduce_any(np.zeros(0, bool))) and bool(tf.reduce_all(np.zeros(0, bool)))


def test_any_and_all():
    x = np.random.default_rng(0).random((3, 4, 5)) > 0.3
    for axis in (None, 0, 1, -1, (0, 2)):
        np.testing.assert_array_equal(tf.reduce_any(x, axis).numpy(), x.any(axis))
        np.testing.assert_array_equal(tf.reduce_all(x, axis).numpy(), x.all(axis))


def test_logsumexp():
    x = np.array([[1000.0, 1000.0], [-np.inf, -np.inf], [np.inf, 0.0], [1.0, 2.0]])
    for axis, keep in itertools.product((None, 0, 1), (False, True)):
        got = tf.reduce_logsumexp(x, axis, keepdims=keep).numpy()
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(got, logsumexp(x, axis, keepdims=keep))


def test_old_argument_names():
    x = np.ones((2, 3), "float32")
    assert tf.reduce_sum(x, reduction_indices=1, keep_dims=True).shape == (2, 1)
    assert int(tf.argmax(x[0], dimension=0)) == 0
    for call, names in [
        (lambda: tf.reduce_sum(x, axis=1, reduction_indices=1), "'reduction_indices' and 'axis'"),
        (lambda: tf.reduce_sum(x, keepdims=False, keep_dims=True), "'keep_dims' and 'keepdims'"),
        (lambda: tf.argmax(x, axis=0, dimension=0), "'dimension' and 'axis'"),
        (lambda: tf.expand_dims(x, 0, dim=0), "'dim' and 'axis'"),
        (lambda: tf.squeeze(x[:1], axis=[0], squeeze_dims=[0]), "'squeeze_dims' and 'axis'"),
        (lambda: tf.nn.softmax(x, 0, dim=0), "'dim' and 'axis'"),
        (lambda: tf.count_nonzero(x, input=x), "'input_tensor' and 'input'"),
    ]:
        with pytest.raises(ValueError, match=f"Cannot specify both {names}"):
            call()
    with pytest.raises(ValueError, match="Must specify the argument axis"):
        tf.expand_dims(x)
    with pytest.raises(ValueError):
        tf.expand_dims(x, None)


def test_logical_reductions_want_bools():
    for value in ([1, 0], 1, 1.0, "a", [1.0], [np.array(1), np.array(0)]):
        for reduce in (tf.reduce_all, tf.reduce_any):
            with pytest.raises(TypeError):
                reduce(value)
    for value in (tf.constant([1]), tf.Variable([1])):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.reduce_all(value)
    # Arrays are cast.
    assert tf.reduce_all(np.array([0.5])).numpy() and tf.reduce_any(np.array([0.5, 0.0])).numpy()
    assert not tf.reduce_all(np.array([1, 0])).numpy()


def test_euclidean_norms_of_integers_and_complex_numbers():
    norm = tf.math.reduce_euclidean_norm([[3, 5], [6, 8]], axis=1, keepdims=True)
    assert norm.dtype == tf.int32 and norm.numpy().tolist() == [[5], [10]]
    norm = tf.math.reduce_euclidean_norm(tf.constant([3 + 4j, 5j]))
    assert norm.dtype == tf.complex128 and norm.numpy() == pytest.approx(50**0.5)


def test_errors():
    x = np.ones((3, 4), "float32")
    for call, words in [
        (lambda: tf.reduce_sum(x, 2), r"reduction dimension \(2 for input with 2 dimension\(s\)"),
        (lambda: tf.argmax(np.zeros((0, 3), "float32")), "is empty"),
        (lambda: tf.argmax(x, 5), r"Expected dimension in the range \[-2, 2\), but got 5"),
    ]:
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            call()


def test_axes_given_twice_or_as_a_matrix():
    # TensorFlow 1.15 takes both.
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_mean(x, [0, -2, 0])
    assert y.numpy().tolist() == [2, 3]
    assert tape.gradient(y, x).numpy().tolist() == [[0.5, 0.5]] * 2
    assert tf.reduce_sum(x, [[1]], keepdims=True).numpy().tolist() == [[3], [7]]


def test_variance_and_norm_keep_the_dtype():
    assert tf.math.reduce_variance([1, 2, 9]).numpy() == np.int32(12)
    norm = tf.norm(tf.constant([3j, 4.0], tf.complex64))
    assert norm.dtype is tf.complex64 and norm.numpy() == 5


def test_numbers_divide_as_python_does():
    assert tf.divide(1, 2) == 0.5 and tf.divide(1, 2.0) == 0.5
    assert tf.round(tf.constant([1, 200], tf.uint8)).dtype is tf.uint8
    assert tf.truncatediv([7.0], [-2.0]).numpy() == -3.5
    assert tf.truncatediv([7], [-2]).numpy() == -3


def test_accumulate_n_checks_what_it_is_told():
    x = tf.zeros([2, 3])
    assert tf.accumulate_n([x, x], [2, None], tf.float32).shape == [2, 3]
    with pytest.raises(ValueError, match="not compatible"):
        tf.accumulate_n([x, x], [2, 2])
    with pytest.raises(TypeError, match="tensor_dtype"):
        tf.accumulate_n([x, x], tensor_dtype=tf.int32)
