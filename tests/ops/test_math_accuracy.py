"""Elementwise math against wider arithmetic: errors in ULP, signed zeros, huge arguments."""

import math

import numpy as np
import pytest

import zeal
from zeal._native import raw

LONG = np.finfo(np.longdouble).nmant > 60  # x86's long double can judge float64
DTYPES = [np.float32, *([np.float64] if LONG else [])]

# op: (reference, low, high of the interval, limit in ULP)
FUNCTIONS = {
    "Exp": (np.exp, -20, 20, 1.1),
    "Expm1": (np.expm1, -20, 20, 2.0),
    "Log": (np.log, 0, 20, 1.0),
    "Log1p": (np.log1p, -0.99, 20, 1.5),
    "Sqrt": (np.sqrt, 0, 20, 0.6),
    "Sin": (np.sin, -200, 200, 1.6),
    "Cos": (np.cos, -200, 200, 1.6),
    "Tan": (np.tan, -200, 200, 3.0),
    "Asin": (np.arcsin, -1, 1, 2.5),
    "Acos": (np.arccos, -1, 1, 1.5),
    "Atan": (np.arctan, -20, 20, 2.0),
    "Sinh": (np.sinh, -20, 20, 2.5),
    "Cosh": (np.cosh, -20, 20, 1.6),
    "Tanh": (np.tanh, -20, 20, 2.7),
    "Asinh": (np.arcsinh, -20, 20, 2.0),
    "Acosh": (np.arccosh, 1, 20, 2.5),
    "Atanh": (np.arctanh, -1, 1, 2.5),
    "Sigmoid": (lambda x: 1 / (1 + np.exp(-x)), -20, 20, 2.7),
    "Softplus": (lambda x: np.log1p(np.exp(x)), -20, 20, 2.0),
}
RNG = np.random.default_rng(5)


def ulps(got, want):
    """|got - want| in units of the last place of want."""
    spacing = np.spacing(np.abs(want).astype(got.dtype)).astype(np.longdouble)
    return np.max(np.abs(got.astype(np.longdouble) - want) / spacing)


def samples(low, high, dtype):
    """Values over the interval, and near 0 over many binades."""
    spread = RNG.uniform(low, high, 20000)
    small = np.exp2(RNG.uniform(-30, 0, 4000)) * RNG.choice([-1, 1], 4000)
    x = np.concatenate([spread, small]).astype(dtype)
    return x[(x > low) & (x < high)]


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda d: d.__name__)
@pytest.mark.parametrize("op", FUNCTIONS)
def test_error_in_ulp(op, dtype):
    reference, low, high, limit = FUNCTIONS[op]
    x = samples(low, high, dtype)
    assert ulps(getattr(raw, op)(x).numpy(), reference(x.astype(np.longdouble))) <= limit


@pytest.mark.parametrize("op, reference, high", [("Erf", math.erf, 6), ("Erfc", math.erfc, 9)])
def test_error_functions(op, reference, high):
    """The C library judges float64: SciPy's erfc is off by 500 ULP for large arguments."""
    reference = np.vectorize(reference)
    x = RNG.uniform(-4, high, 20000).astype(np.float32)
    assert ulps(getattr(raw, op)(x).numpy(), reference(x.astype(np.float64))) <= 3.6
    x = RNG.uniform(-4, high * 2.8, 20000)
    assert ulps(getattr(raw, op)(x).numpy(), reference(x)) <= 4.5


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda d: d.__name__)
def test_pow(dtype):
    x = np.exp(RNG.normal(size=20000) * 4).astype(dtype)
    y = (RNG.normal(size=20000) * (80 if dtype == np.float32 else 600) / np.abs(np.log(x))).astype(
        dtype
    )
    want = np.power(x.astype(np.longdouble), y.astype(np.longdouble))
    normal = (want > np.finfo(dtype).tiny) & (want < np.finfo(dtype).max)
    assert ulps(raw.Pow(x, y).numpy()[normal], want[normal]) <= 1.1


def test_pow_at_the_edges():
    inf, nan = np.inf, np.nan
    values = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        2.0,
        -2.0,
        3.0,
        -3.0,
        0.5,
        -0.5,
        inf,
        -inf,
        nan,
        1e300,
        5e-324,
        -5e-324,
        1e16 + 2,
    ]
    x, y = (np.array(v) for v in np.meshgrid(values, values))
    with np.errstate(all="ignore"):
        want = np.power(x, y)
    got = raw.Pow(x, y).numpy()
    np.testing.assert_allclose(got, want, rtol=1e-15)
    assert np.array_equal(np.signbit(got)[got == 0], np.signbit(want)[want == 0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=lambda d: d.__name__)
@pytest.mark.parametrize("op, reference", [("Sin", np.sin), ("Cos", np.cos), ("Tan", np.tan)])
def test_huge_angles(op, reference, dtype):
    x = np.array([1e5, -1e6, 3e7, 1e15, -1e22, 1e30, 65536, 65537, np.pi * 1e6], dtype)
    np.testing.assert_allclose(
        getattr(raw, op)(x).numpy(), reference(x.astype(np.float64)), rtol=4 * np.finfo(dtype).eps
    )


def test_zero_keeps_its_sign():
    for op in (
        "Expm1",
        "Log1p",
        "Sin",
        "Tan",
        "Asin",
        "Atan",
        "Sinh",
        "Tanh",
        "Asinh",
        "Atanh",
        "Erf",
        "Sqrt",
        "Ceil",
    ):
        got = getattr(raw, op)(np.array([-0.0] * 9)).numpy()
        assert np.array_equal(got, np.zeros(9)) and np.signbit(got).all(), op


def test_denormals():
    x = np.array([1e-310, -3e-320, 5e-324])
    for op in ("Sin", "Tanh", "Asinh", "Expm1", "Log1p", "Atan", "Sinh"):
        assert np.array_equal(getattr(raw, op)(x).numpy(), x), op
    np.testing.assert_allclose(raw.Log(np.abs(x)).numpy(), np.log(np.abs(x)), rtol=1e-15)
    np.testing.assert_allclose(
        raw.Exp(np.array([-720.0, -744.0])).numpy(), np.exp([-720.0, -744.0]), rtol=1e-15
    )


@pytest.mark.parametrize("op", ["Exp", "Tanh", "Sin", "Log"])
def test_a_value_does_not_depend_on_its_neighbours(op):
    """Vector bodies, tails and single values round alike."""
    x = np.abs(samples(-8, 8, np.float32)[:100])
    whole = getattr(raw, op)(x).numpy()
    for n in (1, 2, 3, 7, 8, 9, 31):
        assert getattr(raw, op)(x[:n]).numpy().tobytes() == whole[:n].tobytes()


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_integers_wrap_and_never_trap(dtype):
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    x = zeal.constant(np.array([low, high, low, -7], dtype))
    with np.errstate(over="ignore"):
        assert (x + x).numpy().tolist() == [0, -2, 0, -14]
        assert (x * x).numpy().tolist() == [0, 1, 0, 49]
    assert (-x).numpy().tolist() == [low, -high, low, 7]
    assert abs(x).numpy().tolist() == [low, high, low, 7]
    minus_one = np.array(-1, dtype)
    assert (x // minus_one).numpy().tolist() == [low, -high, low, 7]
    assert (x % minus_one).numpy().tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16])
def test_division_of_integers(dtype):
    info = np.iinfo(dtype)
    values = np.array(
        [info.min, info.min + 1, -7, -1, 1, 2, 7, info.max] if info.min else [0, 1, 2, 7, info.max],
        dtype,
    )
    x, y = (np.array(v) for v in np.meshgrid(values, values[values != 0]))
    with np.errstate(all="ignore"):
        assert np.array_equal(raw.FloorDiv(x, y).numpy(), x // y)
        if dtype in (np.int32, np.int64):
            assert np.array_equal(raw.FloorMod(x, y).numpy(), x % y)
            assert np.array_equal(raw.TruncateMod(x, y).numpy(), np.fmod(x, y))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("pole", [0, -1, -7])
def test_digamma_beside_its_poles(dtype, pole):
    """digamma(x) is -1 / (x - pole) + O(1) there, on both sides, up to the smallest distance."""
    tiny = [1e-300, 1e-30, 1e-12] if dtype is np.float64 else [1e-30, 1e-12]
    distances = np.array([d for d in tiny if not pole] + [2.0**-18], dtype)
    for side in (-1, 1):
        x = pole + side * distances
        got = raw.Digamma(x).numpy()
        np.testing.assert_allclose(got, -1 / (x - pole), rtol=2e-5)
    assert math.isclose(raw.Digamma(np.float64(-1e-10)), 1e10 - 0.5772156649, rel_tol=1e-15)
