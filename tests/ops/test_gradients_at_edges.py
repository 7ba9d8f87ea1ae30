"""Gradients where nothing flows back, at infinite slopes, at kinks, and of products with zeros."""

import itertools
import math

import numpy as np
import pytest
from checker import to_numpy, to_tensor

import zeal as tf
from zeal import _native
from zeal._native import raw

INFO = {n: _native.op_info(n) for n in _native.op_names() if hasattr(_native.raw, n)}
POINTS = [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 6.0, np.inf, -np.inf, np.nan, 1e-300, 1e300, 800.0]
# Every elementwise op with a rule, and the numbers of its inputs that have its floating dtype.
RULES = {
    name: [i for i, arg in enumerate(info["inputs"]) if "float64" in arg["dtypes"]]
    for name, info in INFO.items()
    if info["elementwise"] and info["grad"] == "rule" and "float64" in info["inputs"][-1]["dtypes"]
}

# Where these overflow, the 0 that flows in may be an overflow's too: TensorFlow's NaN stays.
OVERFLOWING = ("Exp", "Mul", "Square", "SquaredDifference")
# TensorFlow's own have no second derivative by a.
ONCE = ("Igamma", "Igammac")


def nth_gradients(function, x, order, seed=None):
    """The gradients of orders 1 to `order` of the sum of function(x) (times the seed)."""
    tapes = [tf.GradientTape() for _ in range(order)]
    for tape in tapes:
        tape.__enter__()
        tape.watch(x)
    y, found = function(x), []
    for tape in reversed(tapes):
        tape.__exit__(None, None, None)
        y = tape.gradient(y, x, output_gradients=None if found else seed)
        found.append(None if y is None else to_numpy(y))
        if y is None:
            break
    return found


def vjp_of_vjp(call, xs, seed, once=False):
    """Gradients of call(*xs) for the seed, and unless `once` those of their sum by xs."""
    with tf.GradientTape() as outer:
        for x in xs:
            outer.watch(x)
        with tf.GradientTape() as tape:
            for x in xs:
                tape.watch(x)
            y = call(*xs)
        first = [g for g in tape.gradient(y, xs, output_gradients=seed(y)) if g is not None]
    return first, [] if once else [g for g in outer.gradient(first, xs) if g is not None]


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("op", sorted(RULES))
def test_nothing_flows_out_where_nothing_flows_in(op, dtype):
    """At every combination of special operands, to second order, whatever the slope."""
    arity = len(INFO[op]["inputs"])
    if dtype not in INFO[op]["inputs"][-1]["dtypes"]:
        pytest.skip(f"no {dtype}")
    grid = np.array(list(itertools.product(POINTS, repeat=arity))).T
    usual = np.all(np.abs(grid) < 700, 0)
    xs = []
    for i in range(arity):
        if dtype in INFO[op]["inputs"][i]["dtypes"]:
            xs.append(to_tensor(grid[i], dtype))
        else:  # the condition of a select
            xs.append(to_tensor(grid[i] > 0, "bool"))
    floats = [x for x in xs if x.dtype.name == dtype]

    def call(*given):
        given = iter(given)
        return getattr(raw, op)(*[next(given) if x.dtype.name == dtype else x for x in xs])

    first, second = vjp_of_vjp(call, floats, tf.zeros_like, op in ONCE)
    assert first
    for order, found in ((1, first), (2, second)):
        for g in found:
            bad = ~(to_numpy(g) == 0) & (usual | (order == 1 and op not in OVERFLOWING))
            assert not bad.any(), f"order {order}: {grid[:, bad]} gives {to_numpy(g)[bad]}"


ROWS = {
    "softmax": tf.nn.softmax,
    "log_softmax": tf.nn.log_softmax,
    "max": lambda x: tf.reduce_max(x, 1),
    "min": lambda x: tf.reduce_min(x, 1),
    "prod": lambda x: tf.reduce_prod(x, 1),
    "cumprod": lambda x: tf.cumprod(x, 1),
    "exclusive cumprod": lambda x: tf.cumprod(x, 1, exclusive=True, reverse=True),
    "euclidean norm": lambda x: tf.math.reduce_euclidean_norm(x, 1),
    "norm": lambda x: tf.norm(x, axis=1),
    "norm of order 3": lambda x: tf.norm(x, ord=3, axis=1),
    "l2_normalize": lambda x: tf.nn.l2_normalize(x, 1),
    "std": lambda x: tf.math.reduce_std(x, 1),
    "logsumexp": lambda x: tf.reduce_logsumexp(x, 1),
    "clip_by_norm": lambda x: tf.clip_by_norm(x, 1.0, axes=[1]),
    "softmax cross entropy": lambda x: tf.nn.softmax_cross_entropy_with_logits(
        logits=x, labels=tf.zeros_like(x) + 0.5
    ),
    "sparse cross entropy": lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits(
        logits=x, labels=[0] * x.shape[0]
    ),
    "sigmoid cross entropy": lambda x: tf.nn.sigmoid_cross_entropy_with_logits(
        logits=x, labels=tf.zeros_like(x) + 0.25
    ),
    "moments": lambda x: tf.nn.moments(x, [1])[1],
    "distance": lambda x: tf.sqrt(tf.reduce_sum(tf.square(x - x[::-1]), 1)),
}


@pytest.mark.parametrize("name", ROWS)
def test_masked_rows_have_no_gradient(name):
    x = np.array(list(itertools.product([0.0, 1.0, -1.0, 2.0], repeat=2)))
    first, second = vjp_of_vjp(ROWS[name], [to_tensor(x, "float64")], tf.zeros_like)
    for g in first + second:
        assert np.all(to_numpy(g) == 0), to_numpy(g)


MASKED = [
    ("sqrt", tf.sqrt, lambda x: 0.5 * x**-0.5, lambda x: -0.25 * x**-1.5, [0.0, -1.0, np.nan]),
    ("rsqrt", tf.math.rsqrt, lambda x: -0.5 * x**-1.5, lambda x: 0.75 * x**-2.5, [0.0, -1.0]),
    ("reciprocal", tf.math.reciprocal, lambda x: -(x**-2), lambda x: 2 * x**-3, [0.0, -0.0]),
    ("division", lambda x: 1.0 / x, lambda x: -(x**-2), lambda x: 2 * x**-3, [0.0, np.nan]),
    ("log", tf.math.log, lambda x: 1 / x, lambda x: -(x**-2), [0.0, -1.0]),
    ("power", lambda x: x**1.5, lambda x: 1.5 * x**0.5, lambda x: 0.75 * x**-0.5, [0.0, -1.0]),
]


@pytest.mark.parametrize(
    "name, function, slope, curvature, outside", MASKED, ids=[m[0] for m in MASKED]
)
def test_masked_slopes(name, function, slope, curvature, outside):
    """tf.where keeps what lies beyond a domain out of gradients, to third order."""
    values = np.array([*outside, 0.25, 4.0])
    x, inside = to_tensor(values, "float64"), values >= 0.25
    first, second, third = nth_gradients(
        lambda x: tf.where(x > 0.1, function(x), tf.zeros_like(x)), x, 3
    )
    np.testing.assert_allclose(first[inside], slope(values[inside]), rtol=1e-12)
    np.testing.assert_allclose(second[inside], curvature(values[inside]), rtol=1e-12)
    for g in (first, second, third):
        assert np.all(g[~inside] == 0), g
        assert np.all(np.isfinite(g)), g


def test_what_does_flow_into_a_root_at_zero_is_infinite():
    for function in (tf.sqrt, lambda x: x**0.5, lambda x: tf.math.log(x) * 1.0):
        assert nth_gradients(function, to_tensor([0.0], "float64"), 1)[0] == [np.inf]
    assert np.isnan(
        nth_gradients(lambda x: tf.norm(x), to_tensor([0.0, 0.0], "float64"), 1)[0]
    ).all()


def test_a_division_is_linear_in_what_flows_through_it():
    """The derivative of log(x)^2 / 2 at 1 is 0, the second is 1."""
    g, h = nth_gradients(lambda x: tf.square(tf.math.log(x)) / 2.0, to_tensor([1.0], "float64"), 2)
    assert g == [0.0] and h == [1.0]
    g, h = nth_gradients(lambda x: tf.square(tf.asin(x)) / 2.0, to_tensor([0.0], "float64"), 2)
    assert g == [0.0] and h == [1.0]


# --- polynomials: finite at zeros, to fourth order ---
X = np.array([0.0, -0.0, 2.0, -1.5])
POLYNOMIALS = [
    ("x**0", lambda x: x**0, [1.0]),
    ("x**1", lambda x: x**1, [0.0, 1.0]),
    ("x**2", lambda x: x**2, [0.0, 0.0, 1.0]),
    ("x**3", lambda x: x**3, [0.0, 0.0, 0.0, 1.0]),
    ("x**4.0", lambda x: tf.pow(x, tf.constant(4.0, tf.float64)), [0.0] * 4 + [1.0]),
    (
        "exponents",
        lambda x: tf.pow(x, tf.fill(tf.shape(x), tf.constant(3.0, tf.float64))),
        [0.0] * 3 + [1.0],
    ),
    ("x*x*x", lambda x: x * x * x, [0.0, 0.0, 0.0, 1.0]),
    ("square", lambda x: tf.square(tf.square(x)), [0.0] * 4 + [1.0]),
    (
        "prod",
        lambda x: tf.reduce_prod(tf.stack([x, x, x + 1.0, x], 1), 1),
        [0.0, 0.0, 0.0, 1.0, 1.0],
    ),
    (
        "prod of two axes",
        lambda x: tf.reduce_prod(tf.stack([[x, x + 1.0], [x, x]]), [0, 1]),
        [0.0, 0.0, 0.0, 1.0, 1.0],
    ),
    (
        "cumprod",
        lambda x: tf.cumprod(tf.stack([x, x, x + 1.0, x], 1), 1)[:, 3],
        [0.0, 0.0, 0.0, 1.0, 1.0],
    ),
    ("polynomial", lambda x: 1.0 + x * (2.0 + x * (3.0 + x * 4.0)), [1.0, 2.0, 3.0, 4.0]),
]


@pytest.mark.parametrize(
    "name, function, coefficients", POLYNOMIALS, ids=[p[0] for p in POLYNOMIALS]
)
def test_polynomials_have_derivatives_of_all_orders(name, function, coefficients):
    p = np.polynomial.Polynomial(coefficients)
    found = nth_gradients(function, to_tensor(X, "float64"), 4)
    for order in range(1, 5):
        got = found[order - 1] if order <= len(found) else None
        got = np.zeros_like(X) if got is None else got  # no path: constant
        np.testing.assert_allclose(got, p.deriv(order)(X), atol=1e-12, err_msg=f"order {order}")


def brute_force(terms, w, x, order):
    """d/dx_i (sum_j d/dx_j)^(order - 1) of sum_k w_k prod_{i in terms[k]} x_i."""
    out = np.zeros_like(x)
    for i in range(x.size):
        for others in itertools.permutations([j for j in range(x.size) if j != i], order - 1):
            gone = {i, *others}
            out[i] += sum(
                wk * np.prod([x[j] for j in t if j not in gone])
                for wk, t in zip(w, terms, strict=True)
                if gone <= set(t)
            )
    return out


def scan_terms(n, exclusive, reverse):
    order = list(range(n))[::-1] if reverse else list(range(n))
    by_place = {place: order[: k if exclusive else k + 1] for k, place in enumerate(order)}
    return [by_place[i] for i in range(n)]


@pytest.mark.parametrize("zeros", [(), (0,), (3,), (1, 2), (0, 2, 3)], ids=str)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("exclusive", [False, True])
def test_derivatives_of_cumprod(exclusive, reverse, zeros):
    """Mixed ones too: gradients of sums of gradients, to fourth order, against the definition."""
    x = np.array([2.0, -0.5, 3.0, 1.5])
    x[list(zeros)] = 0
    w = np.array([1.0, -2.0, 0.5, 3.0])
    found = nth_gradients(
        lambda x: tf.cumprod(x, exclusive=exclusive, reverse=reverse),
        to_tensor(x, "float64"),
        4,
        seed=to_tensor(w, "float64"),
    )
    terms = scan_terms(4, exclusive, reverse)
    for order, got in enumerate(found, 1):
        np.testing.assert_allclose(
            got, brute_force(terms, w, x, order), atol=1e-12, err_msg=f"order {order}"
        )


@pytest.mark.parametrize("axis", [None, 0, 1, (0, 2), (2, 0), ()], ids=str)
@pytest.mark.parametrize("zeros", [0, 1, 3, 12])
def test_derivatives_of_prod(axis, zeros):
    x = np.arange(1.0, 13.0) / 4
    x[np.random.default_rng(5).permutation(12)[:zeros]] = 0
    shape, numbers = (2, 3, 2), np.arange(12).reshape(2, 3, 2)
    axes = set(range(3) if axis is None else np.atleast_1d(axis).astype(int).tolist())
    kept = [a for a in range(3) if a not in axes]
    lines = numbers.transpose(kept + sorted(axes)).reshape(*[shape[a] for a in kept], -1)
    terms = lines.reshape(-1, lines.shape[-1]).tolist()
    found = nth_gradients(
        lambda x: tf.reduce_prod(tf.reshape(x, shape), axis), to_tensor(x, "float64"), 3
    )
    for order, got in enumerate(found, 1):
        want = brute_force(terms, np.ones(len(terms)), x, order)
        np.testing.assert_allclose(
            np.zeros(12) if got is None else got, want, rtol=1e-12, atol=1e-12
        )


@pytest.mark.parametrize(
    "dtype, tol", [("float16", 2e-3), ("bfloat16", 2e-2), ("float32", 1e-6), ("complex64", 1e-6)]
)
def test_products_in_other_dtypes(dtype, tol):
    x = np.array([2.0, 0.0, 3.0]) + (1j if dtype == "complex64" else 0) * np.array([1.0, 0.0, -0.5])
    for function, others in (
        (tf.reduce_prod, [0, x[0] * x[2], 0]),
        (tf.cumprod, [1, x[0] + x[0] * x[2], 0]),
    ):
        got = nth_gradients(function, to_tensor(x, dtype), 1)[0]
        np.testing.assert_allclose(got, np.conj(others), rtol=tol)


def test_a_long_cumprod_takes_linear_time():
    """A rule that went over pairs would need 10^10 steps and 80 GB."""
    n = 100_000
    x = np.ones(n)
    x[n // 2] = 0
    g = nth_gradients(tf.cumprod, to_tensor(x, "float64"), 1)[0]
    assert np.array_equal(
        g,
        np.where(
            np.arange(n) < n // 2,
            n // 2 - np.arange(n),
            np.where(np.arange(n) == n // 2, n // 2, 0),
        ),
    )


# --- kinks: the side that TensorFlow 1.15 takes (captured from it) ---
SCALE, SCALE_ALPHA = 1.0507009873554805, 1.7580993408473766
ZERO, INF = to_tensor(0.0, "float64"), math.inf
KINKS = [
    ("relu", tf.nn.relu, [0, -0.0, 1, -1, INF, -INF, math.nan], [0, 0, 1, 0, 1, 0, 0]),
    ("relu6", tf.nn.relu6, [0, 6, 3, 7, -1, INF], [0, 0, 1, 0, 0, 0]),
    ("elu", tf.nn.elu, [0, -0.0, -INF, 2], [1, 1, 0, 1]),
    ("selu", tf.nn.selu, [0, -0.0, -INF, 2], [SCALE, SCALE, 0, SCALE]),
    ("leaky_relu", lambda x: tf.nn.leaky_relu(x, 0.25), [0, -0.0, -1, 1], [0.25, 0.25, 0.25, 1]),
    ("leaky_relu of slope 2", lambda x: tf.nn.leaky_relu(x, 2.0), [0, -1, 1], [2, 2, 1]),
    ("leaky_relu of slope 0", lambda x: tf.nn.leaky_relu(x, 0.0), [0, -1, INF, 1], [0, 0, 1, 1]),
    ("softplus", tf.nn.softplus, [0, 800, -800, INF, -INF], [0.5, 1, 0, 1, 0]),
    ("softsign", tf.nn.softsign, [0, INF, -INF], [1, 0, 0]),
    ("abs", tf.abs, [0, -0.0, -2, INF], [0, 0, -1, 1]),
    ("maximum(x, 0)", lambda x: tf.maximum(x, ZERO), [0, -0.0, 1, -1], [1, 1, 1, 0]),
    ("maximum(0, x)", lambda x: tf.maximum(ZERO, x), [0, -0.0, 1, -1], [0, 0, 1, 0]),
    ("minimum(x, 0)", lambda x: tf.minimum(x, ZERO), [0, 1, -1], [1, 0, 1]),
    ("minimum(0, x)", lambda x: tf.minimum(ZERO, x), [0, 1, -1], [0, 0, 1]),
    ("maximum(x, x)", lambda x: tf.maximum(x, x), [2], [1]),
    (
        "clip",
        lambda x: tf.clip_by_value(x, -1.0, 1.0),
        [-1, 1, 2, -2, 0, math.nan],
        [1, 1, 0, 0, 1, 0],
    ),
    ("clip, limits crossed", lambda x: tf.clip_by_value(x, 1.0, -1.0), [-1, 1, 0, 3], [0, 0, 0, 0]),
    ("ties of max", lambda x: tf.reduce_max(tf.stack([x, x, x - 1.0])), [3], [1]),
    (
        "max against 0",
        lambda x: tf.reduce_max(tf.stack([x, x * 0.0], 1), 1),
        [0, 1, -1],
        [0.5, 1, 0],
    ),
    (
        "min against 0",
        lambda x: tf.reduce_min(tf.stack([x, x * 0.0], 1), 1),
        [0, 1, -1],
        [0.5, 0, 1],
    ),
    (
        "ties of top_k",
        lambda x: tf.nn.top_k(tf.stack([x, x * 0.0, x], 1), 2)[0][:, 0],
        [0, 1, -1],
        [1, 1, 0],
    ),
    (
        "the second of top_k",
        lambda x: tf.nn.top_k(tf.stack([x, x * 0.0, x], 1), 2)[0][:, 1],
        [0, 1, -1],
        [0, 1, 1],
    ),
    ("hard_sigmoid", tf.keras.activations.hard_sigmoid, [-2.5, 2.5, 0, 3], [0.2, 0.2, 0.2, 0]),
    (
        "keras relu",
        lambda x: tf.keras.activations.relu(x, alpha=0.25, max_value=6.0),
        [0, 6, 7, -1, 5],
        [0, 0, 0, 0.25, 1],
    ),
    (
        "keras relu with a slope",
        lambda x: tf.keras.activations.relu(x, alpha=0.25),
        [0, -1, 1],
        [0.25, 0.25, 1],
    ),
    ("keras elu", lambda x: tf.keras.activations.elu(x, 0.5), [0, 1, -INF], [0.5, 1, 0]),
    ("floormod", lambda x: tf.floormod(x, 2.0), [0, 2, -1], [1, 1, 1]),
    ("xlogy", lambda x: tf.math.xlogy(x, to_tensor(4.0, "float64")), [0, 1], [0, math.log(4)]),
    ("xdivy", lambda x: tf.math.xdivy(x, to_tensor(4.0, "float64")), [0, 1], [0, 0.25]),
    (
        "div_no_nan",
        lambda x: tf.math.divide_no_nan(x, to_tensor(0.0, "float64")),
        [0, 1, INF],
        [0, 0, 0],
    ),
    (
        "sigmoid cross entropy",
        lambda x: tf.nn.sigmoid_cross_entropy_with_logits(logits=x, labels=x * 0.0),
        [0],
        [0.5],
    ),
    (
        "norm of order 1",
        lambda x: tf.norm(tf.expand_dims(x, 1), ord=1, axis=1),
        [0, 2, -2],
        [0, 1, -1],
    ),
]


@pytest.mark.parametrize("name, function, x, want", KINKS, ids=[k[0] for k in KINKS])
def test_kinks(name, function, x, want):
    got = nth_gradients(function, to_tensor(np.array(x, float), "float64"), 1)[0]
    np.testing.assert_allclose(got, want, rtol=1e-14)


@pytest.mark.parametrize("function", [tf.floor, tf.math.ceil, tf.round])
def test_steps_pass_no_gradient(function):
    assert nth_gradients(function, to_tensor([0.0, 0.5, 1.0], "float64"), 1) == [None]


def test_sign_has_a_gradient_of_zero():
    assert np.array_equal(nth_gradients(tf.sign, to_tensor([0.0, -2.0], "float64"), 1)[0], [0, 0])
