"""What public functions do around their ops, and inputs that are left out."""

import numpy as np
import pytest
from checker import GradientCheck
from scipy import special

import zeal as tf
from zeal import _native
from zeal._native import raw

rng = np.random.default_rng(0)


def attrs_of(op):
    return [name for name, _ in _native.op_info(op)["attrs"]]


def test_the_registry_has_tensorflows_attributes():
    assert attrs_of("Softmax") == attrs_of("LogSoftmax") == attrs_of("Transpose") == []
    assert attrs_of("MatMul") == ["transpose_a", "transpose_b"]
    for call in (
        lambda x: raw.Softmax(x, axis=0),
        lambda x: raw.MatMul(x, x, adjoint_a=True),
        lambda x: raw.Transpose(x, conjugate=True),
    ):
        with pytest.raises(TypeError, match="unexpected keyword"):
            call(np.ones((2, 2), "float32"))


@pytest.mark.parametrize("axis", [0, 1, -1, 2, -3])
@pytest.mark.parametrize(
    "mine, reference", [(tf.nn.softmax, special.softmax), (tf.nn.log_softmax, special.log_softmax)]
)
def test_softmax_along_any_axis(mine, reference, axis):
    x = rng.normal(size=(2, 4, 3))
    np.testing.assert_allclose(mine(x, axis=axis).numpy(), reference(x, axis), rtol=1e-12)
    check = GradientCheck(lambda xs: [mine(xs[0], axis=axis)], [x])
    check.first()
    check.second()


def test_softmax_axis_out_of_range():
    for axis in (2, -3):
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=rf"\(?{axis}\)? must be in the range \[-2, 2\)"
        ):
            tf.nn.softmax(np.ones((2, 3), "float32"), axis=axis)


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("ta", [False, True])
@pytest.mark.parametrize("tb", [False, True])
def test_gradients_of_adjoints(dtype, ta, tb):
    def draw(*shape):
        parts = rng.normal(size=(2, *shape))
        return (parts[0] + 1j * parts[1] if dtype == "complex128" else parts[0]).astype(dtype)

    a, b = draw(*((3, 2) if ta else (2, 3))), draw(*((4, 3) if tb else (3, 4)))
    check = GradientCheck(lambda xs: [tf.matmul(xs[0], xs[1], adjoint_a=ta, adjoint_b=tb)], [a, b])
    check.first()
    check.second()


def test_products_of_unknown_rank():
    """MatMul takes matrices, and says what it can of the result."""
    unknown, known = ("float32", None), ("float32", (2, 3))
    assert _native.infer("MatMul", [unknown, known], {}) == [("float32", (None, 3))]
    assert _native.infer("MatMul", [known, unknown], {}) == [("float32", (2, None))]
    assert _native.infer("MatMul", [known, unknown], {"transpose_a": True}) == [
        ("float32", (3, None))
    ]
    assert _native.infer("MatMul", [unknown, unknown], {}) == [("float32", (None, None))]
    for shapes in (((2, 3, 4), None), (None, (2, 3, 4))):
        with pytest.raises(tf.errors.InvalidArgumentError, match="is not a matrix"):
            _native.infer("MatMul", [("float32", s) for s in shapes], {})


@pytest.mark.parametrize(
    "op, shape, result",
    [
        ("Sum", (2, None), ()),
        ("Max", (None,), ()),
        ("Transpose", (2, None, 4), (4, None, 2)),
        ("Cumsum", (2, None), (2, None)),
        ("ArgMax", (2, None), (None,)),
    ],
)
def test_inputs_left_out(op, shape, result):
    """Their values follow from the rank, also where sizes are unknown."""
    assert _native.infer(op, [("float32", shape), None], {})[0][1] == result


def test_dtypes_are_checked_before_inputs_are_made():
    with pytest.raises(tf.errors.OpError, match=r"\[Sum\].*not in the list of allowed values"):
        raw.Sum(tf.constant("a"))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[Range\] limit was left out"):
        _native.infer("Range", [("int32", ()), None, ("int32", ())], {})
    with pytest.raises(TypeError, match="not optional"):
        _native.infer("Neg", [None], {})


def test_a_cast_to_its_own_dtype_is_the_tensor():
    x = tf.constant([1.0])
    assert tf.cast(x, tf.float32) is x
    assert raw.Cast(x, DstT=tf.float32) is x
