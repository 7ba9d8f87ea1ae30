"""The checker itself: planted mistakes in gradients, inference, values and the table are caught."""

import numpy as np
import pytest
from checker import GradientCheck, assert_close, check_infer, numeric_gradient, to_tensor
from samples import A, Sample, V, draw_inputs

import zeal
from zeal import _native
from zeal._native import raw

X = np.array([[0.3, -1.2, 0.7], [1.9, -0.4, 0.1]])


def square(xs):
    return [raw.Mul(xs[0], xs[0])]


def half_gradient(xs):
    """x * x whose gradient is x: one factor is held."""
    return [raw.Mul(raw.StopGradient(xs[0]), xs[0])]


def flat_gradient(xs):
    """x * x with the gradient 2x, but no second one: 2 h x - h h, where h holds x."""
    held = raw.StopGradient(xs[0])
    return [raw.Sub(raw.Mul(raw.Mul(held, xs[0]), to_tensor(2.0, "float64")), raw.Mul(held, held))]


def test_right_gradients_pass():
    check = GradientCheck(square, [X])
    check.first()
    check.second()


def test_wrong_first_gradient_is_caught():
    with pytest.raises(AssertionError, match="order 1 by input 0"):
        GradientCheck(half_gradient, [X]).first()


def test_wrong_second_gradient_is_caught():
    check = GradientCheck(flat_gradient, [X])
    check.first()
    with pytest.raises(AssertionError, match="order 2 by input 0"):
        check.second()


@pytest.mark.parametrize("error", [1e-5, 1e-3, -2.0])
def test_small_errors_are_caught(error):
    """The gradient is off by a factor of 1 + error."""

    def fn(xs):
        exact = raw.Mul(xs[0], xs[0])
        off = raw.Mul(raw.Sub(exact, raw.StopGradient(exact)), to_tensor(error, "float64"))
        return [raw.AddV2(exact, off)]

    with pytest.raises(AssertionError, match="order 1"):
        GradientCheck(fn, [X]).first()


def test_wrong_complex_gradient_is_caught():
    """conj(z) is not holomorphic: taking it for z gives a wrong imaginary part."""

    def fn(xs):
        z = xs[0]
        return [raw.AddV2(z, raw.StopGradient(raw.Sub(raw.Conj(z), z)))]

    with pytest.raises(AssertionError, match="order 1"):
        GradientCheck(fn, [X + 1j * X[::-1]]).first()
    GradientCheck(lambda xs: [raw.Conj(xs[0])], [X + 1j * X[::-1]]).first()


def test_missing_path_is_caught():
    """A gradient of None counts as zero."""
    with pytest.raises(AssertionError, match="order 1 by input 1"):
        GradientCheck(lambda xs: [raw.Mul(xs[0], raw.StopGradient(xs[1]))], [X, X + 1]).first()


def planted(gradient):
    """A cube with this gradient."""

    @zeal.custom_gradient
    def cube(x):
        return x * x * x, lambda dy: gradient(x, dy)

    return lambda xs: [cube(xs[0])]


def test_planted_custom_gradients_are_caught():
    check = GradientCheck(planted(lambda x, dy: dy * 3.0 * x * x), [X])
    check.first()
    check.second()
    with pytest.raises(AssertionError, match="order 1"):
        GradientCheck(planted(lambda x, dy: dy * 2.0 * x * x), [X]).first()
    constant = planted(lambda x, dy: dy * 3.0 * raw.StopGradient(x * x))
    GradientCheck(constant, [X]).first()
    with pytest.raises(AssertionError, match="order 2"):
        GradientCheck(constant, [X]).second()


def test_numeric_gradient_of_a_known_function():
    got = numeric_gradient(lambda a: float(np.sum(np.sin(a[0]) * a[1])), [X, X + 1], 0, 1e-6)
    assert np.allclose(got, np.cos(X) * (X + 1), atol=1e-8)


def test_wrong_inference_is_caught():
    x = to_tensor(X, "float64")
    check_infer("Neg", [x], {}, [raw.Neg(x)])
    with pytest.raises(AssertionError, match="inferred"):
        check_infer("Neg", [x], {}, [raw.Reshape(x, [3, 2])])
    with pytest.raises(AssertionError, match="inferred float64"):
        check_infer("Neg", [x], {}, [raw.Cast(x, "float32")])


def test_inference_knows_only_what_is_shown():
    found = _native.infer("MatMul", [("float32", [None, 3]), ("float32", [3, None])], {})
    assert found == [("float32", (None, None))]
    assert _native.infer("Shape", [("float32", [2, None])], {}) == [("int32", (2,))]
    assert _native.infer("Neg", [("int8", None)], {}) == [("int8", None)]


def test_wrong_values_are_caught():
    t = to_tensor(X, "float32")
    assert_close(t, X, 1.0, "x")
    with pytest.raises(AssertionError, match="at \\(1, 2\\)"):
        assert_close(t, X + np.array([[0, 0, 0], [0, 0, 1e-4]]), 1.0, "x")
    with pytest.raises(AssertionError, match="shape"):
        assert_close(t, X[:1], 1.0, "x")
    with pytest.raises(AssertionError, match="dtype"):
        assert_close(t, X.astype(int), 1.0, "x")


def test_drawn_inputs_repeat_and_differ():
    specs = [A((3, 4)), [A((5,), dtype="int32"), V([1, 2])], None]
    first, again = (draw_inputs(specs, "float32", "seed") for _ in range(2))
    assert np.array_equal(first[0].array, again[0].array)
    assert np.unique(first[0].array).size == 12  # no ties
    assert not np.array_equal(first[0].array, draw_inputs(specs, "float32", "other")[0].array)
    assert first[2] is None


def test_an_op_without_a_row_is_found():
    from test_ops import ops_without_row

    rows = [Sample("Neg", [A(())])]
    assert ops_without_row({"Neg": None, "Exp": None}, rows) == ["Exp"]
